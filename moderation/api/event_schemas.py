"""What webhooks are sent, for the OpenAPI document: the bodies are made in moderation.core.event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from moderation.api.casework_schemas import ActionMade, StatusMet
from moderation.api.schemas import Sent
from moderation.core.event import EventType


class EventLinks(Sent):
    """Where the comment is found."""

    api: str = Field(description="Where more is told of it, with an API key.")
    desk: str = Field(description="Its case at the newsroom's desk.")
    page: str | None = Field(description="Where readers see it; null: they do not.")


class EventComment(Sent):
    """The comment that an event is about."""

    id: str = Field(description="Its public id.")
    status: StatusMet = Field(description="Where it stands, once this has happened.")
    article: str = Field(description="The CMS's own name for its article.")
    links: EventLinks = Field(description="Where it is found.")


class EventCharter(Sent):
    """The charter that was decided under."""

    version: str = Field(description="Its version, as readers see it.")
    digest: str = Field(description="What it is told from all others by.")


class EventDecision(Sent):
    """What was done to the comment."""

    id: int = Field(description="Its number; of two decisions, the later one has the larger.")
    action: ActionMade = Field(description="What was done.")
    by: Literal["person", "charter", "author"] = Field(description="By whom.")
    status_before: StatusMet | Literal["unconfirmed"] = Field(
        description="Where the comment stood."
    )
    status_after: StatusMet = Field(description="Where it stands since.")
    clauses: list[str] = Field(description="The clauses that a refusal rests on.")
    reviews: int | None = Field(description="The decision whose appeal this one answers.")
    undoes: int | None = Field(description="The decision that this one takes back.")


class EventStatement(Sent):
    """What its author is told the reasons of."""

    decision: int = Field(description="The number of the decision that is explained.")
    clauses: list[str] = Field(description="The clauses that it rests on.")
    found_by_report: bool = Field(description="Whether a reader's report led to it.")
    detected_by_machine: bool = Field(description="Whether the machine had evidence for a clause.")
    decided_by_machine: bool = Field(description="Whether no person decided.")
    appeal_until: datetime | None = Field(
        description="Until when its author may object; null: there is nothing to object to."
    )
    language: str = Field(description="The language that the author is told in.")


class EventAppeal(Sent):
    """What an author objects to: one of the two."""

    decision: int | None = Field(description="The number of the decision.")
    sanction: int | None = Field(description="The number of the sanction.")


class EventSanction(Sent):
    """A sanction, or its end; never the name."""

    id: int = Field(description="Its number.")
    kind: Literal["name_ban", "note", "warning", "week", "month", "half_year", "longer"] = Field(
        description="What it is."
    )
    state: Literal["set", "lifted"] = Field(description="What was done.")
    by: Literal["person", "operator"] = Field(description="By whom.")
    until: datetime | None = Field(description="When a suspension ends; null: it is none.")


class DecisionMadeData(Sent):
    """What decision.made tells."""

    comment: EventComment = Field(description="The comment.")
    decision: EventDecision = Field(description="What was done.")
    charter: EventCharter = Field(description="Under which charter.")


class StatementIssuedData(Sent):
    """What statement.issued tells."""

    comment: EventComment = Field(description="The comment.")
    statement: EventStatement = Field(description="What its author is told.")
    charter: EventCharter = Field(description="Under which charter.")


class AppealOpenedData(Sent):
    """What appeal.opened tells."""

    comment: EventComment = Field(description="The comment.")
    appeal: EventAppeal = Field(description="What its author objects to.")


class SanctionSetData(Sent):
    """What sanction.set tells."""

    sanction: EventSanction = Field(description="The sanction, or its end.")
    comment: EventComment | None = Field(
        description="The comment under which it was set; null: the operator banned a name."
    )


class DecisionMade(Sent):
    """A decision was made."""

    type: Literal["decision.made"] = Field(description="What happened.")
    timestamp: datetime = Field(description="When it happened.")
    data: DecisionMadeData = Field(description="What it is about.")


class StatementIssued(Sent):
    """An author is told the reasons for a decision."""

    type: Literal["statement.issued"] = Field(description="What happened.")
    timestamp: datetime = Field(description="When it happened.")
    data: StatementIssuedData = Field(description="What it is about.")


class AppealOpened(Sent):
    """An author objects."""

    type: Literal["appeal.opened"] = Field(description="What happened.")
    timestamp: datetime = Field(description="When it happened.")
    data: AppealOpenedData = Field(description="What it is about.")


class SanctionSet(Sent):
    """A sanction was set, or lifted."""

    type: Literal["sanction.set"] = Field(description="What happened.")
    timestamp: datetime = Field(description="When it happened.")
    data: SanctionSetData = Field(description="What it is about.")


#: The body of each event.
BODIES: Mapping[EventType, type[Sent]] = {
    EventType.DECISION_MADE: DecisionMade,
    EventType.STATEMENT_ISSUED: StatementIssued,
    EventType.APPEAL_OPENED: AppealOpened,
    EventType.SANCTION_SET: SanctionSet,
}

_HEADERS = {
    "webhook-id": "The event's id, the same at each attempt: what was seen before is passed over.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970.",
    "webhook-signature": "One signature, or two while a secret is changed: `v1,` and the HMAC-SHA256 of id, timestamp and body, with points between, in base64.",
}


def webhooks() -> dict[str, Any]:
    """Return the `webhooks` of the OpenAPI document."""
    return {kind.value: _path(model) for kind, model in BODIES.items()}


def _path(model: type[Sent]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    parameters = [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": told,
            "schema": {"type": "string"},
        }
        for name, told in _HEADERS.items()
    ]
    return {
        "post": {
            "summary": (model.__doc__ or "").rstrip("."),
            "description": "Signed by Standard Webhooks 1.0.0.",
            "security": [],
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {
                "2XX": {"description": "It was taken."},
                "410": {"description": "Nothing more is to be sent here."},
                "default": {"description": "It is sent again, for three days."},
            },
        }
    }
