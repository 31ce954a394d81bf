"""An objection is answered by another person, whichever way the first one tries, and whoever they are."""

import pytest

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.permission import NEWSROOM, Permission, may
from moderation.core.person import Role
from moderation.errors import NotAllowed
from moderation.services import bans, colleagues, redress, review, sanctions, submission
from tests.conftest import AMBIGUOUS, hire, person_of
from tests.databases import on_sqlite_alone

STAFF = [role for role in Role if role in NEWSROOM]

#: Whose decisions are appealed: whoever decides in the first place.
DECIDERS = [role for role in STAFF if role is not Role.ADVOCATE]

#: One engine: who may what does not depend on it.
database_url = on_sqlite_alone


@pytest.fixture
def staff(runtime):
    """Two people of each role: role → (the first, another)."""
    return {
        role: tuple(
            person_of(runtime, hire(runtime, f"{name} {role}", role)) for name in ("Une", "Autre")
        )
        for role in STAFF
    }


def sent(runtime):
    draft = Draft(AMBIGUOUS, "Amir Haddad", "amir@example.net")
    return submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment.public_id


def decide(runtime, person, public_id, action, *clauses):
    seen = submission.find_comment(runtime, public_id).version
    return review.decide(runtime, person, public_id, seen=seen, action=action, clause_ids=clauses)


def appealed(runtime, person):
    """Return the public id of a comment that *person* refused and whose author objects."""
    public_id = sent(runtime)
    decide(runtime, person, public_id, Action.REJECT, "INJURE")
    runtime.clock.move(hours=1)
    redress.appeal(runtime, public_id, words="Ce n’est pas une injure.")
    return public_id


@pytest.mark.parametrize("role", DECIDERS)
@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT, Action.RETURN, Action.HOLD])
def test_nobody_answers_the_appeal_against_their_own_decision(runtime, staff, role, action):
    first, _ = staff[role]
    public_id = appealed(runtime, first)
    clauses = () if action in (Action.APPROVE, Action.HOLD) else ("INJURE",)
    with pytest.raises(NotAllowed):
        decide(runtime, first, public_id, action, *clauses)
    assert review.next_case(runtime, first) is None
    assert submission.find_comment(runtime, public_id).status is Status.REJECTED


@pytest.mark.parametrize("role", DECIDERS)
@pytest.mark.parametrize("by", STAFF)
def test_anybody_else_answers_it(runtime, staff, role, by):
    first, _ = staff[role]
    _, other = staff[by]
    public_id = appealed(runtime, first)
    assert review.next_case(runtime, other).comment.public_id == public_id
    answer = decide(runtime, other, public_id, Action.APPROVE)
    assert answer.reviews is not None
    assert submission.find_comment(runtime, public_id).status is Status.PUBLISHED


def test_handing_over_escalating_and_opinions_bring_it_back_to_nobody_who_may_not(runtime, staff):
    first, other = staff[Role.SENIOR]
    public_id = appealed(runtime, first)
    review.next_case(runtime, other)
    with pytest.raises(NotAllowed):
        colleagues.hand_over(runtime, other, public_id, whom=first.id)
    # Whoever made the decision may be asked why; their opinion decides nothing.
    colleagues.ask(runtime, other, public_id, words="Pourquoi cette injure ?", whom=first.id)
    colleagues.give_opinion(runtime, first, public_id, words="Le ton.", vote=None)
    assert review.next_case(runtime, first) is None
    assert review.next_case(runtime, other).comment.public_id == public_id
    # Asked by whoever made the decision, an answer does not give the case to them.
    colleagues.ask(runtime, first, public_id, words="Vous êtes d’accord ?", whom=other.id)
    colleagues.give_opinion(runtime, other, public_id, words="Non.", vote=None)
    assert review.next_case(runtime, first) is None
    decide(runtime, other, public_id, Action.ESCALATE)
    with pytest.raises(NotAllowed):
        decide(runtime, first, public_id, Action.APPROVE)


@pytest.mark.parametrize("role", DECIDERS)
def test_nobody_answers_the_appeal_against_their_own_ban(runtime, staff, role):
    first, other = staff[role]
    public_id = sent(runtime)
    assert may(first, Permission.SANCTION)
    ban = bans.ban_author(runtime, first, public_id, reason="Ce n’est pas son nom.")
    bans.appeal_ban(runtime, public_id, words="C’est mon nom.")
    for lifts in (True, False):
        with pytest.raises(NotAllowed):
            sanctions.answer_appeal(runtime, first, ban.id, words="Non.", lifts=lifts)
    with pytest.raises(NotAllowed):
        sanctions.lift_sanction(runtime, first, ban.id, reason="Après tout.")
    sanctions.answer_appeal(runtime, other, ban.id, words="C’est bien son nom.", lifts=True)
    assert bans.ban_told(runtime, public_id, language="fr").sanction.lifted_at is not None
