"""Appeals and reports: what people say about a comment or a decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Longest reason taken for a report or an appeal, in code points.
REASON_CODE_POINTS = 2_000

#: Longest name of who reports, in code points.
REPORTER_CODE_POINTS = 200


class ReportReason(StrEnum):
    """Why somebody reports a comment."""

    HATE = "hate"
    DEFAMATION = "defamation"
    INSULT = "insult"
    THREAT = "threat"
    FALSE_IDENTITY = "false_identity"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Allegation:
    """What a report says beside its reason and its words (Digital Services Act, art. 16(2))."""

    clause_id: str | None = None  # of the charter's point that they name
    is_illegal: bool = False  # they hold the comment to be against the law
    in_good_faith: bool = False  # they state that what they say is right and complete


# Never printed: who told the newsroom what is covered by the protection of sources.
@dataclass(frozen=True, slots=True, repr=False)
class Reporter:
    """Who reports, as far as they say: nobody has to."""

    name: str = ""
    email: str | None = None  # where they are answered; None: they are not
    language: str | None = None  # of what they are written; None: the article's
    person_id: int | None = None  # of their account, if they are logged in


def needs_good_faith(*, is_illegal: bool, email: str | None) -> bool:
    """Return whether a report needs the statement that it is made in good faith.

    >>> needs_good_faith(is_illegal=False, email=None)
    False
    """
    return is_illegal or bool(email)


@dataclass(frozen=True, slots=True)
class Report:
    """A reader tells the newsroom of a comment; it moves nothing by itself."""

    id: int
    comment_id: int
    reason: ReportReason
    words: str
    opened_at: datetime
    closed_by: int | None  # the decision that answered it
    said: Allegation = Allegation()
    awaits_answer: bool = False  # they left an address, and were not written to yet


@dataclass(frozen=True, slots=True)
class Appeal:
    """An author objects to a decision; another person answers."""

    id: int
    comment_id: int
    decision_id: int
    words: str
    opened_at: datetime
    closed_by: int | None
