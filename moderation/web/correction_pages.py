"""What the pages on corrections show, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from moderation.core.comment import Article
from moderation.services.corrections import ListedCorrection
from moderation.web.forms import CloseCorrectionForm, CorrectionForm, OneButtonForm


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """reader/correction.html: tell the newsroom of an error in an article."""

    key: str  # the article's
    article: Article | None  # None: it cannot be read now
    form: CorrectionForm
    failure: str | None  # why it could not be sent; None: nothing failed


@dataclass(frozen=True, slots=True)
class CorrectedPage:
    """reader/corrected.html: thanks."""

    article: Article


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """desk/corrections.html: what readers told of."""

    corrections: tuple[ListedCorrection, ...]  # the open ones first
    n_open: int
    just_closed: int | None  # the one that can be undone with one button, at the top
    problem: str | None  # what just went wrong, worded
    refused: CloseCorrectionForm | None  # what was typed, when it could not be taken
    refused_id: int | None  # and of which correction
    close_form: CloseCorrectionForm
    reopen_form: OneButtonForm
