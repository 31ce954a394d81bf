"""What other programs are told of: what happened, in few words and with links, and nothing of a reader.

An event names a comment by its public id and what was done to it; who wants more
asks the API with a key. No text of a comment, a note, a report or an appeal is in
it, no name, no address.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from moderation.core.comment import Status
from moderation.core.decision import Action, Decision
from moderation.core.sanction import Sanction
from moderation.core.statement import Statement

#: What an event holds besides its type and its time.
Data = Mapping[str, Any]


class EventType(StrEnum):
    """What happened."""

    DECISION_MADE = "decision.made"
    STATEMENT_ISSUED = "statement.issued"
    APPEAL_OPENED = "appeal.opened"
    SANCTION_SET = "sanction.set"
    TEST = "webhook.test"  # nothing did: an administrator tries an endpoint


#: What an endpoint can ask for.
WANTED = tuple(kind for kind in EventType if kind is not EventType.TEST)


@dataclass(frozen=True, slots=True)
class Place:
    """The comment that an event is about, and where it is found."""

    comment_id: str  # its public id
    article_key: str
    api_url: str
    desk_url: str
    page_url: str  # where readers see it, if they do

    def told(self, status: Status) -> Data:
        """Return how an event names the comment, which has that *status*."""
        is_seen = status is Status.PUBLISHED
        return {
            "id": self.comment_id,
            "status": status.value,
            "article": self.article_key,
            "links": {
                "api": self.api_url,
                "desk": self.desk_url,
                "page": self.page_url if is_seen else None,
            },
        }


def write_body(kind: EventType, at: datetime, data: Data) -> str:
    """Return an event's body, as it is signed and sent: always the same bytes.

    >>> write_body(EventType.TEST, datetime(2026, 11, 2, 9, 30, tzinfo=UTC), {})
    '{"type":"webhook.test","timestamp":"2026-11-02T09:30:00Z","data":{}}'
    """
    event = {"type": kind.value, "timestamp": _moment(at), "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def decision_data(decision: Decision, place: Place, charter_version: str) -> Data:
    """Return what is told of *decision*."""
    return {
        "comment": place.told(decision.status_after),
        "decision": {
            "id": decision.id,
            "action": decision.action.value,
            "by": _who(decision),
            "status_before": decision.status_before.value,
            "status_after": decision.status_after.value,
            "clauses": list(decision.clause_ids),
            "reviews": decision.reviews,
            "undoes": decision.undoes,
        },
        "charter": _charter(charter_version, decision.charter_digest),
    }


def statement_data(statement: Statement, place: Place, appeal_until: datetime | None) -> Data:
    """Return what is told of *statement*; *appeal_until*: until when its author may object, if at all."""
    return {
        "comment": place.told(statement.status),
        "statement": {
            "decision": statement.decision_id,
            "clauses": [ground.clause_id for ground in statement.grounds],
            "found_by_report": statement.found_by_report,
            "detected_by_machine": statement.detected_by_machine,
            "decided_by_machine": statement.decided_by_machine,
            "appeal_until": appeal_until and _moment(appeal_until),
            "language": statement.language,
        },
        "charter": _charter(statement.charter_version, statement.charter_digest),
    }


def appeal_data(
    place: Place, status: Status, *, decision_id: int | None = None, sanction_id: int | None = None
) -> Data:
    """Return what is told of an appeal, against a decision or against a sanction."""
    return {
        "comment": place.told(status),
        "appeal": {"decision": decision_id, "sanction": sanction_id},
    }


def sanction_data(
    sanction: Sanction, comment: Data | None, *, is_lifted: bool, by_operator: bool
) -> Data:
    """Return what is told of a sanction, or of its end; *comment*: the one under which it was set."""
    return {
        "sanction": {
            "id": sanction.id,
            "kind": sanction.kind.value,
            "state": "lifted" if is_lifted else "set",
            "by": "operator" if by_operator else "person",
            "until": sanction.until and _moment(sanction.until),
        },
        "comment": comment,
    }


def check_wanted(kinds: Sequence[str]) -> tuple[EventType, ...]:
    """Return the events so called, each once, in their order. Raises ValueError if one is none."""
    found = {EventType(kind) for kind in kinds}
    if not found <= set(WANTED):
        raise ValueError("an endpoint cannot ask for this")
    return tuple(kind for kind in WANTED if kind in found)


def _who(decision: Decision) -> str:
    if decision.decided_by is not None:
        return "person"
    return "author" if decision.action is Action.WITHDRAW else "charter"


def _charter(version: str, digest: str) -> Data:
    return {"version": version, "digest": digest}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
