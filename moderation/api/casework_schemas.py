"""What goes in and out of the newsroom's casework: comments listed, decisions, sanctions."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from moderation.api.paging import Next, PageQuery
from moderation.api.schemas import (
    ARTICLE_KEY,
    TEXT,
    WORDS,
    Email,
    Received,
    Sent,
    Statement,
    StoredComment,
)
from moderation.core.comment import NAME_CODE_POINTS
from moderation.core.redress import REASON_CODE_POINTS

#: Longest note to an author (services.review), in code points.
NOTE_CODE_POINTS = 2_000

#: A clause's id, as charters have them.
CLAUSE_ID = r"^[A-Za-z][A-Za-z0-9_-]{0,39}$"

#: Most clauses that a decision names; a charter has far fewer.
MOST_CLAUSES = 50

By = Annotated[
    Email,
    Field(
        description="The person of the newsroom who did this: the e-mail address of their account here. The key vouches for it.",
        examples=["mona@journal.example"],
    ),
]
Words = Annotated[str, Field(max_length=REASON_CODE_POINTS, pattern=WORDS)]
Moment = Annotated[
    str,
    Field(
        max_length=40,
        examples=["2026-11-01T00:00:00Z"],
        json_schema_extra={"format": "date-time"},
    ),
]
Switch = Literal["true", "false"]
ActionMade = Literal["approve", "reject", "return", "hold", "escalate", "withdraw", "undo"]
StatusMet = Literal["pending", "published", "returned", "rejected", "withdrawn"]
SanctionKindMade = Literal["name_ban", "note", "warning", "week", "month", "half_year", "longer"]
Clauses = Annotated[
    list[Annotated[str, Field(pattern=CLAUSE_ID)]],
    Field(
        max_length=MOST_CLAUSES,
        description="Ids of clauses of the charter in force; a refusal names at least one.",
        examples=[["INJURE"]],
    ),
]

#: In JSON Schema's words: who refuses names a clause.
_REFUSAL: dict[str, Any] = {
    "if": {"properties": {"action": {"enum": ["reject", "return"]}}, "required": ["action"]},
    "then": {"properties": {"clauses": {"minItems": 1}}, "required": ["clauses"]},
}

#: And who takes a step of the ladder does, too; the last one is reviewed.
_STEP: dict[str, Any] = {
    "if": {
        "properties": {"kind": {"not": {"const": "name_ban"}}},
        "required": ["kind"],
    },
    "then": {"properties": {"clauses": {"minItems": 1}}, "required": ["clauses"]},
}


class CommentsQuery(PageQuery):
    """Which comments: all that is said holds of each."""

    article: str | None = Field(None, pattern=ARTICLE_KEY, description="The key of an article.")
    status: StatusMet | None = Field(None, description="Where the comment stands now.")
    clause: str | None = Field(
        None,
        pattern=CLAUSE_ID,
        description="The id of a clause that a decision on the comment has named.",
        examples=["INJURE"],
    )
    author_name: str | None = Field(
        None,
        max_length=NAME_CODE_POINTS,
        pattern=WORDS,
        description="The name that it is signed with; capitals and spaces do not count.",
        examples=["Rita Favre"],
    )
    submitted_from: Moment | None = Field(None, description="Submitted then or later.")
    submitted_before: Moment | None = Field(None, description="Submitted before then.")
    waiting: Switch = Field(
        "false", description="true: those that wait for a person, for whatever reason."
    )


class StatementsQuery(PageQuery):
    """Which statements of reasons."""

    decided_from: Moment | None = Field(None, description="Decided then or later.")
    decided_before: Moment | None = Field(None, description="Decided before then.")
    restricting: Switch = Field(
        "false", description="true: those alone that tell of a comment rejected or returned."
    )


class OpenQuery(PageQuery):
    """Which appeals or reports."""

    open: Switch | None = Field(
        None, description="true: not answered yet; false: answered; left out: all."
    )


class SanctionsQuery(PageQuery):
    """Which sanctions."""

    in_force: Switch | None = Field(
        None, description="true: in force; false: lifted, over or acknowledged; left out: all."
    )


class ListedComment(StoredComment):
    """A comment in a list, without the verdict on it."""

    is_erased: bool = Field(description="Its text and its author were erased; what happened stays.")
    waits_for: Literal["appeal", "report", "reading"] | None = Field(
        description="Why it is in the queue; null: it waits for nobody. Who is to read a comment for the first time must not be shown status and recommendation: some are a sample of what was published unread."
    )
    waits_since: datetime | None


class CommentPage(Sent):
    """Comments, the newest first."""

    items: list[ListedComment]
    next: Next


class _Handed(Received):
    by: By


class DecisionRequest(_Handed):
    """What a person of the newsroom decided."""

    model_config = ConfigDict(json_schema_extra=_REFUSAL)

    action: Literal["approve", "reject", "return", "hold", "escalate", "undo"] = Field(
        description="approve: publish, or dismiss a report. reject: refuse. return: send back to be rewritten. hold: put aside for two hours. escalate: hand to an administrator. undo: take one's own last decision on this comment back, shortly after."
    )
    clauses: Clauses = Field([])
    note: str = Field(
        "",
        max_length=NOTE_CODE_POINTS,
        pattern=TEXT,
        description="For the author, in the moderator's own words.",
    )


class AnswerRequest(_Handed):
    """How an appeal is answered."""

    model_config = ConfigDict(json_schema_extra=_REFUSAL)

    action: Literal["approve", "reject", "return"] = Field(
        description="approve: the appeal is right, the comment is published. reject, return: it stays refused."
    )
    clauses: Clauses = Field([])
    note: str = Field(
        "",
        max_length=NOTE_CODE_POINTS,
        pattern=TEXT,
        description="For the author, in the moderator's own words.",
    )


class Decision(Sent):
    """What was done to a comment; never changed, never deleted."""

    id: int
    comment: str = Field(description="The comment's id.")
    action: ActionMade
    decided_by: Literal["person", "charter", "author", "elsewhere"] = Field(
        description="charter: automatic, nobody had read the comment. author: they took it back. elsewhere: it was taken over from another system."
    )
    moderator: str | None = Field(
        description="The name of the person, for staff alone; null: no person, or forgotten after its period."
    )
    api_key: str | None = Field(
        description="The name of the API key that handed it in; null: no program handed it in."
    )
    clauses: list[str]
    note: str
    decided_at: datetime
    status_before: str
    status_after: str
    reviews: int | None = Field(
        description="The decision that was appealed, which this one answers."
    )
    undoes: int | None = Field(description="The decision that this one takes back.")
    charter_digest: str


class Decisions(Sent):
    """All decisions on a comment, the oldest first."""

    items: list[Decision]


class StatedReasons(Statement):
    """A statement of reasons, and what it is about."""

    comment: str = Field(description="The comment's id.")
    decision: int = Field(description="The decision's number.")
    sent_at: datetime | None = Field(
        description="When it was mailed to the author; null: not yet, or no address is known."
    )


class StatementPage(Sent):
    """Statements of reasons, the newest first."""

    items: list[StatedReasons]
    next: Next


class SanctionRequest(_Handed):
    """A name to ban, or a step of the ladder. The author is told why, and may appeal."""

    model_config = ConfigDict(json_schema_extra=_STEP)

    comment: str = Field(
        max_length=200, description="The id of a comment of the author's, signed with the name."
    )
    reason: Words = Field(description="The facts, as the author is told them.")
    kind: SanctionKindMade = Field(
        "name_ban",
        description="name_ban: a false identity. note, warning: the author is asked to acknowledge it. week, month, half_year: suspended for 7 days, 30 days, 6 months. longer: suspended until it is reviewed, by the editor-in-chief.",
    )
    clauses: Clauses = Field([])
    comments: list[Annotated[str, Field(max_length=200)]] = Field(
        [], max_length=19, description="Ids of other comments of the author's that it rests on."
    )
    review_at: Moment | None = Field(
        None, description="For longer: when it is reviewed, within 6 months."
    )


class LiftRequest(_Handed):
    """Why a sanction is lifted."""

    reason: Words = Field(description="As the author is told it.")


class SanctionAnswerRequest(_Handed):
    """How an appeal against a sanction is answered."""

    lifts: bool = Field(description="Whether the sanction is lifted.")
    words: Words = Field(description="As the author is told it.")


class ConfirmRequest(_Handed):
    """A second reader agrees."""


class SanctionAppeal(Sent):
    """What whoever is sanctioned objects."""

    words: str
    opened_at: datetime
    answered_at: datetime | None = Field(description="Null: it is open.")
    answer: str


class Sanction(Sent):
    """What a person set: the ban of a name, or a step of the ladder on an author."""

    id: int
    name: str = Field(description="As it was signed; empty once it was erased.")
    reason: str
    comment: str | None = Field(
        description="The id of the comment under which it was set; null: the operator banned the name, or it was erased."
    )
    moderator: str | None = Field(
        description="Who set it, for staff alone; null: the operator, or forgotten after its period."
    )
    found_by_machine: bool = Field(description="Whether the machine had drawn attention to it.")
    banned_at: datetime = Field(description="When it was set.")
    lifted_at: datetime | None = Field(description="Null: it was not.")
    lift_reason: str
    appeal: SanctionAppeal | None
    kind: SanctionKindMade
    clauses: list[str] = Field(description="None of a banned name.")
    comments: list[str] = Field(description="Ids of the comments that it rests on.")
    until: datetime | None = Field(
        description="When a suspension ends; null: a note, a warning, or a banned name, until it is lifted."
    )
    review_at: datetime | None = Field(description="When it is looked at again; null: never.")
    reread_at: datetime | None = Field(
        description="When a second person confirmed it; null: nobody did, or nobody has to."
    )
    read_at: datetime | None = Field(
        description="When its author acknowledged a note or a warning."
    )


class SanctionPage(Sent):
    """Sanctions, the newest first."""

    items: list[Sanction]
    next: Next


#: Every model of the casework that a caller meets.
MODELS: tuple[type[BaseModel], ...] = (
    DecisionRequest,
    AnswerRequest,
    SanctionRequest,
    LiftRequest,
    SanctionAnswerRequest,
    ConfirmRequest,
    CommentPage,
    Decision,
    Decisions,
    StatedReasons,
    StatementPage,
    Sanction,
    SanctionPage,
)
