"""What happened to a comment, by whom, under which charter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from moderation.core.charter import Charter, Recommendation, RefusalBy
from moderation.core.comment import Comment, Status
from moderation.core.verdict import Verdict
from moderation.errors import Conflict, InvalidInput


class Action(StrEnum):
    """What a person, or the charter by itself, does to a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"  # send back, so that the author may rewrite
    HOLD = "hold"  # put aside for a while
    ESCALATE = "escalate"  # hand to an administrator
    WITHDRAW = "withdraw"  # by its author
    UNDO = "undo"  # take one's own last decision back; names it in `undoes`


#: Actions that refuse, and so must name a clause.
REFUSALS = frozenset({Action.REJECT, Action.RETURN})

#: Actions that answer whether a comment may stand.
ANSWERS = (Action.APPROVE, Action.REJECT, Action.RETURN)

_SETTLED = (Status.PUBLISHED, Status.RETURNED, Status.REJECTED)
TRANSITIONS: Mapping[tuple[Status, Action], Status] = MappingProxyType(
    {
        (Status.UNCONFIRMED, Action.WITHDRAW): Status.WITHDRAWN,
        (Status.PENDING, Action.APPROVE): Status.PUBLISHED,
        (Status.PENDING, Action.REJECT): Status.REJECTED,
        (Status.PENDING, Action.RETURN): Status.RETURNED,
        (Status.PENDING, Action.WITHDRAW): Status.WITHDRAWN,
        (Status.PUBLISHED, Action.APPROVE): Status.PUBLISHED,  # a report dismissed
        (Status.PUBLISHED, Action.REJECT): Status.REJECTED,  # a report upheld
        (Status.PUBLISHED, Action.RETURN): Status.RETURNED,
        (Status.PUBLISHED, Action.WITHDRAW): Status.WITHDRAWN,
        (Status.RETURNED, Action.APPROVE): Status.PUBLISHED,  # an appeal upheld
        (Status.RETURNED, Action.REJECT): Status.REJECTED,
        (Status.RETURNED, Action.RETURN): Status.RETURNED,  # an appeal dismissed
        (Status.RETURNED, Action.WITHDRAW): Status.WITHDRAWN,
        (Status.REJECTED, Action.APPROVE): Status.PUBLISHED,  # an appeal upheld
        (Status.REJECTED, Action.REJECT): Status.REJECTED,  # an appeal dismissed
        (Status.REJECTED, Action.RETURN): Status.RETURNED,
        (Status.REJECTED, Action.WITHDRAW): Status.WITHDRAWN,
        # Put aside or handed on: nothing changes for the reader.
        (Status.PENDING, Action.HOLD): Status.PENDING,
        (Status.PENDING, Action.ESCALATE): Status.PENDING,
        **{(status, Action.HOLD): status for status in _SETTLED},
        **{(status, Action.ESCALATE): status for status in _SETTLED},
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was done; never edited, never deleted."""

    id: int
    comment_id: int
    action: Action
    clause_ids: tuple[str, ...]
    note: str  # for the author, in the moderator's own words; may be empty
    decided_by: int | None  # a person's id; None: automatic, or the author's withdrawal
    decided_at: datetime
    charter_digest: str
    status_before: Status
    status_after: Status
    reviews: int | None = None  # the decision that this one answers an appeal or report about
    undoes: int | None = None  # the decision that this one takes back


def first_status(
    charter: Charter, verdict: Verdict, *, automation: bool, is_guest: bool = False
) -> Status:
    """Return where a new text stands, with nobody having read it.

    *automation* is the operator's switch; off, a person reads everything, as they do under an
    article that is pre-moderated. What passes of a guest's waits until they have shown who they are.
    """
    status = _status_by(charter, verdict, automation=automation)
    is_refused = status in (Status.RETURNED, Status.REJECTED)
    return Status.UNCONFIRMED if is_guest and not is_refused else status


def _status_by(charter: Charter, verdict: Verdict, *, automation: bool) -> Status:
    if not automation or verdict.is_premoderated:
        return Status.PENDING
    if verdict.recommendation is Recommendation.PUBLISH and charter.automation.publish:
        return Status.PUBLISHED
    if verdict.recommendation is Recommendation.REFUSE:
        return {
            RefusalBy.PERSON: Status.PENDING,
            RefusalBy.RETURN: Status.RETURNED,
            RefusalBy.REJECT: Status.REJECTED,
        }[charter.automation.refuse]
    return Status.PENDING


def next_status(status: Status, action: Action) -> Status:
    """Return the status that *action* leads to.

    Raises Conflict if nothing of the kind can be done to a comment with
    *status*: somebody else, or its author, was faster.
    """
    if (status, action) not in TRANSITIONS:
        raise Conflict(f"a {status} comment cannot be given the action {action}")
    return TRANSITIONS[status, action]


def may_withdraw(comment: Comment) -> bool:
    """Return whether the author of *comment* can take it back."""
    return (comment.status, Action.WITHDRAW) in TRANSITIONS and comment.erased_at is None


def check_clauses(charter: Charter, action: Action, clause_ids: tuple[str, ...]) -> None:
    """Raise InvalidInput unless *action* names the clauses it must, and they exist."""
    unknown = [i for i in clause_ids if i not in {clause.id for clause in charter.clauses}]
    if unknown:
        raise InvalidInput(f"the charter has no clause {', '.join(unknown)}")
    if action in REFUSALS and not clause_ids:
        raise InvalidInput("a refusal names at least one clause of the charter")
