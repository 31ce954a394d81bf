"""What a rule is, and the evidence that it gives.

A rule is a function ``(text, draft, history, charter) -> Iterable[Hit]``. It
says what it found and what that would call for; `core.rulebook` runs them all
and holds them to the charter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText, Span


class Field(StrEnum):
    """What a hit's spans count in."""

    BODY = "body"
    NAME = "author_name"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's evidence."""

    rule: str
    category: Category
    calls_for: Recommendation
    code: str  # a name from moderation.core.wording.EXPLANATIONS
    spans: tuple[Span, ...] = ()
    field: Field = Field.BODY
    lowered_by: str | None = None  # what spoke for the author: "quoted", "negated", "denounced"
    facts: tuple[str, ...] = ()  # words for the explanation's {0}, {1}
    clause_id: str | None = None  # set by the rulebook; None: a hint for staff


Rule = Callable[[NormalisedText, Draft, AuthorHistory, Charter], Iterable[Hit]]
