"""What is hard to read, and how each person of the newsroom wants to be spared it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.comment import Comment
from moderation.core.desk import EarlierComment
from moderation.core.rules import Field, Hit
from moderation.core.verdict import Score, Verdict

#: Evidence that makes a comment grave: of the category, from this advice on. An insult wears a
#: person out, too, but by its number: it is what most refused comments are.
GRAVE: Mapping[str, Recommendation] = MappingProxyType(
    {
        Category.THREAT: Recommendation.REVIEW,
        Category.INCITEMENT: Recommendation.REVIEW,
        Category.HATE: Recommendation.REFUSE,
        Category.RACISM: Recommendation.REFUSE,
    }
)

#: Somebody who decides nothing for so long has paused.
PAUSE_MINUTES = 10


class Blur(StrEnum):
    """Which comments a person sees blurred until they ask for the text."""

    ALWAYS = "always"
    GRAVE = "grave"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class DeskPreference:
    """How a person wants to read at the desk; nobody else is told."""

    blur: Blur = Blur.GRAVE
    is_grey: bool = False  # no colours but those of the evidence's lines
    grave_in_row: int | None = None  # at most; None: as the house says; 0: no limit
    pause_minutes: int | None = (
        None  # of reading, until one is suggested; None: the house's; 0: none
    )


def is_grave(verdict: Verdict) -> bool:
    """Return whether *verdict* holds evidence on the text that `GRAVE` names."""
    in_text: tuple[Hit | Score, ...] = (
        *(hit for hit in verdict.hits if hit.field is Field.BODY),
        *verdict.scores,
    )
    return any(
        one.category in GRAVE and one.calls_for.severity >= GRAVE[one.category].severity
        for one in in_text
    )


def cites_grave(charter: Charter, clause_ids: Collection[str]) -> bool:
    """Return whether one of *clause_ids* is of what `GRAVE` names; one that *charter* no longer has is not."""
    return any(one.category in GRAVE for one in charter.clauses if one.id in clause_ids)


def is_veiled(blur: Blur, comment: Comment, *, is_grave: bool) -> bool:
    """Return whether a text is hidden until it is asked for; of what is erased there is none.

    *is_grave*: by its own evidence, or by a clause that a decision on it names.
    """
    if blur is Blur.NEVER or comment.erased_at is not None:
        return False
    return blur is Blur.ALWAYS or is_grave


def is_earlier_veiled(blur: Blur, charter: Charter, earlier: EarlierComment) -> bool:
    """Return whether the text of a comment beside another is hidden until it is asked for."""
    cited = earlier.decision.clause_ids if earlier.decision else ()
    grave = earlier.is_grave or cites_grave(charter, cited)
    return is_veiled(blur, earlier.comment, is_grave=grave)


def reading_since(decided_at: Iterable[datetime], now: datetime) -> datetime | None:
    """Return when the stretch of work that lasts at *now* began; None: none does.

    *decided_at*: a person's decisions, the newest first. A gap of PAUSE_MINUTES ends a stretch.
    """
    began, pause = now, timedelta(minutes=PAUSE_MINUTES)
    for moment in decided_at:
        if began - moment >= pause:
            break
        began = moment
    return began if began < now else None
