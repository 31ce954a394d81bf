"""What goes in and out of appeals and reports; api.casework_schemas has the rest of the casework."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from moderation.api.casework_schemas import CLAUSE_ID
from moderation.api.paging import Next
from moderation.api.schemas import TEXT, WORDS, Email, Received, Sent
from moderation.core.redress import REASON_CODE_POINTS, REPORTER_CODE_POINTS

#: In JSON Schema's words: whoever alleges that the law is broken, or awaits an answer, states their good faith.
_NOTICE: dict[str, Any] = {
    "if": {
        "anyOf": [
            {"properties": {"illegal": {"const": True}}, "required": ["illegal"]},
            {"properties": {"email": {"type": "string"}}, "required": ["email"]},
        ]
    },
    "then": {"properties": {"good_faith": {"const": True}}, "required": ["good_faith"]},
}


class AppealRequest(Received):
    """What an author objects to the last decision on their comment. The CMS vouches that it is they."""

    words: str = Field(
        max_length=REASON_CODE_POINTS, pattern=WORDS, description="In the author's own words."
    )


class Appeal(Sent):
    """An author's objection to a decision."""

    id: int
    comment: str = Field(description="The comment's id.")
    decision: int = Field(description="The decision that is appealed.")
    words: str = Field(description="The author's; empty once they were erased.")
    opened_at: datetime
    answered_by: int | None = Field(description="The decision that answers it; null: it is open.")


class AppealPage(Sent):
    """Appeals, the newest first."""

    items: list[Appeal]
    next: Next


class ReportRequest(Received):
    """A reader tells the newsroom of a published comment. Nobody has to say who they are."""

    model_config = ConfigDict(json_schema_extra=_NOTICE)

    reason: Literal["hate", "defamation", "insult", "threat", "false_identity", "other"]
    words: str = Field(
        "",
        max_length=REASON_CODE_POINTS,
        pattern=TEXT,
        description="In the reader's own words; may be empty.",
    )
    clause: str | None = Field(
        None,
        pattern=CLAUSE_ID,
        description="The id of the clause of the charter in force that the reader names.",
        examples=["IDENTITE_FAUSSE"],
    )
    illegal: bool = Field(
        False, description="The reader holds the comment to be against the law; needs good_faith."
    )
    good_faith: bool = Field(
        False, description="The reader states that what they say is right and complete."
    )
    name: str = Field(
        "",
        max_length=REPORTER_CODE_POINTS,
        pattern=TEXT,
        description="The reader's name; the newsroom is not shown it.",
    )
    email: Email | None = Field(
        None,
        description="Where the reader is written to that the report has arrived, and what was decided; needs good_faith, and the newsroom is not shown it.",
    )


class Report(Sent):
    """A reader's report; it moves nothing by itself. Who made it is told to nobody."""

    id: int
    comment: str = Field(description="The comment's id.")
    reason: str
    words: str
    opened_at: datetime
    answered_by: int | None = Field(description="The decision that answers it; null: it is open.")
    clause: str | None = Field(description="The clause that the reader named; null: none.")
    illegal: bool = Field(description="Whether the reader holds the comment to be against the law.")
    good_faith: bool = Field(
        description="Whether the reader stated that what they say is right and complete."
    )


class ReportPage(Sent):
    """Reports, the newest first."""

    items: list[Report]
    next: Next


#: Every model of appeals and reports that a caller meets.
MODELS: tuple[type[BaseModel], ...] = (
    AppealRequest,
    ReportRequest,
    Appeal,
    AppealPage,
    Report,
    ReportPage,
)
