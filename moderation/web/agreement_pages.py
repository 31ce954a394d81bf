"""What the pages on evenness show, and the form of a blind reading."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import AnyOf

from moderation.core.charter import Clause
from moderation.core.comment import Article, Comment
from moderation.services.agreement import ToRead
from moderation.web.figure_pages import Agreed, Kept, Share


class ReadingForm(FlaskForm):
    """What a person would have decided."""

    outcome = HiddenField(validators=[AnyOf(["stand", "refuse"])])
    clauses = SelectMultipleField(_("Points de la charte"), validate_choice=False)


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """desk/reading.html: a comment to be read without knowing what was decided."""

    shown: ToRead | None  # None: nothing is left to read
    clauses: tuple[Clause, ...]
    form: ReadingForm
    banner: str | None


@dataclass(frozen=True, slots=True)
class Discussed:
    """A comment that two people read differently; by whom is not told."""

    comment: Comment
    article: Article
    first: tuple[str, ...]  # titles of clauses; empty: it may stand
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """desk/agreement.html: how far people agree."""

    whole: Agreed
    clauses: tuple[Agreed, ...]
    pairs: tuple[Agreed, ...] | None  # None: not for whoever looks
    least_of_a_pair: int
    cases: tuple[Discussed, ...]
    people: Share  # appeals against people's decisions that were upheld
    machine: Share  # against the machine's
    promise: Kept
    may_read: bool
