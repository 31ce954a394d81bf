"""Appeals and reports: what people say about a comment or a decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Longest reason taken for a report or an appeal, in code points.
REASON_CODE_POINTS = 2_000


class ReportReason(StrEnum):
    """Why somebody reports a comment."""

    HATE = "hate"
    DEFAMATION = "defamation"
    INSULT = "insult"
    THREAT = "threat"
    FALSE_IDENTITY = "false_identity"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """A reader tells the newsroom of a comment; it moves nothing by itself."""

    id: int
    comment_id: int
    reason: ReportReason
    words: str
    opened_at: datetime
    closed_by: int | None  # the decision that answered it


@dataclass(frozen=True, slots=True)
class Appeal:
    """An author objects to a decision; another person answers."""

    id: int
    comment_id: int
    decision_id: int
    words: str
    opened_at: datetime
    closed_by: int | None
