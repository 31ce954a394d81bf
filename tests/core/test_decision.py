"""What may be done to a comment, by whom, and where it stands afterwards."""

from dataclasses import replace
from itertools import product

import pytest

from moderation.core.charter import Category, Charter, Recommendation, RefusalBy
from moderation.core.comment import Status
from moderation.core.decision import Action, check_clauses, first_status, next_status
from moderation.core.promise import HOLD_EVERYTHING
from moderation.core.rules import Hit
from moderation.core.verdict import Verdict, reach_verdict
from moderation.errors import Conflict, InvalidInput

UNCONFIRMED, PENDING, PUBLISHED, RETURNED, REJECTED, WITHDRAWN = Status
APPROVE, REJECT, RETURN, HOLD, ESCALATE, WITHDRAW, UNDO = Action
PUBLISH, REVIEW, REFUSE = Recommendation

#: Status, action, the status it leads to (None: it cannot be done), and why.
POLICY = [
    (UNCONFIRMED, WITHDRAW, WITHDRAWN, "its author gave it up before showing who they are"),
    *[
        (UNCONFIRMED, action, None, "nobody decides on what its author has not yet confirmed")
        for action in Action
        if action not in (WITHDRAW, UNDO)
    ],
    (PENDING, APPROVE, PUBLISHED, "a person found nothing against it"),
    (PENDING, REJECT, REJECTED, "a person found that it breaks the charter"),
    (PENDING, RETURN, RETURNED, "its author may take out what breaks the charter"),
    (PENDING, HOLD, PENDING, "put aside: nothing changes for the reader"),
    (PENDING, ESCALATE, PENDING, "handed on: nothing changes for the reader"),
    (PENDING, WITHDRAW, WITHDRAWN, "its author thought better of it"),
    (PUBLISHED, APPROVE, PUBLISHED, "a report was dismissed: the comment stays"),
    (PUBLISHED, REJECT, REJECTED, "a report was upheld"),
    (PUBLISHED, RETURN, RETURNED, "a report was upheld, the author may rewrite"),
    (PUBLISHED, HOLD, PUBLISHED, "a report put aside silences nobody"),
    (PUBLISHED, ESCALATE, PUBLISHED, "a report handed on silences nobody"),
    (PUBLISHED, WITHDRAW, WITHDRAWN, "an author may take back what is published"),
    (RETURNED, APPROVE, PUBLISHED, "an appeal was upheld"),
    (RETURNED, REJECT, REJECTED, "a person found that no rewriting would help"),
    (RETURNED, RETURN, RETURNED, "an appeal was dismissed"),
    (RETURNED, HOLD, RETURNED, "an appeal put aside publishes nothing"),
    (RETURNED, ESCALATE, RETURNED, "an appeal handed on publishes nothing"),
    (RETURNED, WITHDRAW, WITHDRAWN, "its author gave it up"),
    (REJECTED, APPROVE, PUBLISHED, "an appeal was upheld"),
    (REJECTED, REJECT, REJECTED, "an appeal was dismissed"),
    (REJECTED, RETURN, RETURNED, "an appeal was upheld in part: the author may rewrite"),
    (REJECTED, HOLD, REJECTED, "an appeal put aside publishes nothing"),
    (REJECTED, ESCALATE, REJECTED, "an appeal handed on publishes nothing"),
    (REJECTED, WITHDRAW, WITHDRAWN, "a refused comment is still its author's"),
    *[
        (status, UNDO, None, "an undo leads back to where the comment stood, not to a fixed status")
        for status in Status
        if status is not WITHDRAWN
    ],
    *[(WITHDRAWN, action, None, "what its author took back stays back") for action in Action],
]


@pytest.mark.parametrize(("status", "action", "after", "policy"), POLICY)
def test_every_action_leads_where_policy_says(
    status: Status, action: Action, after: Status | None, policy: str
) -> None:
    if after is None:
        with pytest.raises(Conflict, match=f"{status} comment.*{action}"):
            next_status(status, action)
    else:
        assert next_status(status, action) is after, policy


def test_policy_speaks_of_every_status_and_action() -> None:
    assert {(status, action) for status, action, _, _ in POLICY} == set(product(Status, Action))


def verdict(charter: Charter, calls_for: Recommendation, *, gaps: tuple[str, ...] = ()) -> Verdict:
    hit = Hit("insult", Category.INSULT, calls_for, "insult_aimed", clause_id="INJURE")
    return reach_verdict(
        charter, [hit], {}, thresholds=HOLD_EVERYTHING, gaps=gaps, rules_version="1"
    )


@pytest.mark.parametrize(
    ("publish", "refuse", "calls_for", "gaps", "switch", "status", "policy"),
    [
        (True, "return", PUBLISH, (), True, PUBLISHED, "the charter lets clean comments through"),
        (False, "return", PUBLISH, (), True, PENDING, "a charter that has all comments read"),
        (True, "return", REVIEW, (), True, PENDING, "a doubt waits for a person"),
        (True, "reject", REVIEW, (), True, PENDING, "no charter can refuse on a doubt"),
        (True, "person", REFUSE, (), True, PENDING, "only a person refuses"),
        (True, "return", REFUSE, (), True, RETURNED, "its author may rewrite at once"),
        (True, "reject", REFUSE, (), True, REJECTED, "a charter that has the machine refuse"),
        (False, "return", REFUSE, (), True, RETURNED, "sending back needs no right to publish"),
        (True, "return", PUBLISH, (), False, PENDING, "the operator switched automation off"),
        (True, "reject", REFUSE, (), False, PENDING, "the operator switched automation off"),
        (True, "return", PUBLISH, ("names",), True, PENDING, "not all was checked: not published"),
        (True, "reject", REFUSE, ("names",), True, PENDING, "not all was checked: not refused"),
    ],
)
def test_where_a_comment_stands_before_anybody_has_read_it(
    charter: Charter,
    publish: bool,
    refuse: str,
    calls_for: Recommendation,
    gaps: tuple[str, ...],
    switch: bool,
    status: Status,
    policy: str,
) -> None:
    automation = replace(charter.automation, publish=publish, refuse=RefusalBy(refuse))
    charter = replace(charter, automation=automation)
    found = first_status(charter, verdict(charter, calls_for, gaps=gaps), automation=switch)
    assert found is status, policy


@pytest.mark.parametrize(
    ("action", "clause_ids", "policy"),
    [
        (REJECT, ("INJURE",), "a refusal names its clause"),
        (RETURN, ("INJURE", "TON"), "or several"),
        (APPROVE, (), "what is published needs no ground"),
        (HOLD, (), "what is put aside needs no ground"),
        (ESCALATE, ("MENACE",), "handing on may say why"),
        (WITHDRAW, (), "an author owes nobody a reason"),
    ],
)
def test_a_decision_on_good_grounds_is_taken(
    charter: Charter, action: Action, clause_ids: tuple[str, ...], policy: str
) -> None:
    check_clauses(charter, action, clause_ids)


@pytest.mark.parametrize(
    ("action", "clause_ids", "message", "policy"),
    [
        (REJECT, (), "at least one clause", "nobody is refused without a ground"),
        (RETURN, (), "at least one clause", "nor sent back"),
        (REJECT, ("HORS_SUJET",), "no clause HORS_SUJET", "no ground that is not published"),
        (APPROVE, ("injure",), "no clause injure", "an id is written as in the charter"),
        (RETURN, ("TON", "A", "B"), "no clause A, B", "all that is unknown is named at once"),
    ],
)
def test_a_decision_without_ground_in_the_charter_is_refused(
    charter: Charter, action: Action, clause_ids: tuple[str, ...], message: str, policy: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        check_clauses(charter, action, clause_ids)
