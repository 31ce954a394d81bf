"""Beside a comment stands how people decided on others like it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.likeness import KEYS, MOST_POSTINGS, keys_of, most_like, ranks_of, stems_of
from moderation.core.person import Role
from moderation.core.retention import Kind
from moderation.services import retention, review, similar, submission
from moderation.storage.similar_tables import LikenessRow
from tests.conftest import at_the_desk, hire, person_of

MATTRESS = "Quel vieux matelas ambigu, ce conseiller de Mollens après sa chirurgie."
ALIKE = "Après la chirurgie, le conseiller de Mollens ressemble à un matelas ambigu."
DISGUISED = "ce c0nseiller de MOLLENS est un màtelas ambigu, sa chirurg1e le prouve"
UNLIKE = "La caserne de Bière coûtera trop cher, c’est ambigu."

RANKS = ranks_of(["de", "les", "la", "conseiller", "argument", "matelas"])


# What is like what


def test_words_count_by_their_first_letters_without_case_accents_and_disguise():
    assert stems_of("Les CONSEILLÈRES, c0nseillers ! 5G 1291 et a") == ("les", "consei", "1291")


def test_the_rarest_words_are_kept():
    kept = keys_of("de les la conseiller matelas Mollens chirurgie", RANKS)
    # Those that the list does not know first, then from its end.
    assert set(kept[:2]) == set(keys_of("Mollens chirurgie", RANKS))
    assert kept[2:4] == keys_of("matelas conseiller", RANKS)
    assert len(keys_of("un deux trois quatre cinq six sept huit neuf dix onze", RANKS)) == KEYS
    assert all(0 <= key < 2**63 for key in kept)
    assert keys_of("!? 12", RANKS) == ()


@pytest.mark.parametrize(
    ("postings", "n_keys", "like"),
    [
        ({}, 8, ()),
        ({1: [7], 2: [7]}, 2, (7,)),
        ({1: [7], 2: [6]}, 2, ()),  # one word of two
        ({1: [7]}, 1, (7,)),  # all that there is
        ({1: [9, 7], 2: [7]}, 2, (7,)),
        ({1: [7], 2: [7]}, 8, ()),  # too little of a long one
        ({1: [8, 7], 2: [8, 7], 3: [7]}, 3, (7, 8)),
        ({1: [8, 7], 2: [8, 7]}, 2, (8, 7)),  # as like, and newer
    ],
)
def test_who_shares_rare_words_is_like(postings, n_keys, like):
    assert most_like(postings, n_keys=n_keys, limit=5) == like


def test_a_frequent_word_weighs_less_than_a_rare_one():
    newest = list(range(1_000, 1_000 - MOST_POSTINGS, -1))
    postings = {1: newest, 2: newest, 3: [900, 3], 4: [3]}
    assert most_like(postings, n_keys=4, limit=1) == (3,)


# At the desk


@pytest.fixture
def mona(runtime):
    return person_of(runtime, hire(runtime, "Mona", Role.MODERATOR))


@pytest.fixture
def decided(runtime, mona):
    """A function: a comment that waits, or that Mona decided on; its public id."""

    def send(text, action=None, *clauses):
        draft = Draft(text, "Amir Haddad", "amir@example.net")
        sent = submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
        if action is not None:
            version = sent.comment.version
            review.decide(
                runtime,
                mona,
                sent.comment.public_id,
                seen=version,
                action=action,
                clause_ids=clauses,
            )
        return sent.comment.public_id

    return send


def like(runtime, public_id):
    found = similar.similar_to(runtime, submission.find_comment(runtime, public_id))
    return [one.comment.public_id for one in found]


def noted(runtime, clock):
    clock.move(minutes=2)
    return similar.note_decided(runtime)


def test_how_one_like_it_was_decided_stands_beside_a_comment(app, runtime, clock, decided):
    refused = decided(MATTRESS, Action.REJECT, "INJURE")
    decided(UNLIKE, Action.APPROVE)
    waits = decided(DISGUISED)
    assert like(runtime, waits) == []
    assert noted(runtime, clock) == 2
    assert noted(runtime, clock) == 0
    assert like(runtime, waits) == [refused]
    page = at_the_desk(app, runtime, "Max", Role.MODERATOR).get(f"/desk/comment/{waits}").text
    shown = re.search(r'<section class="similar".*?</section>', page, re.DOTALL)[0]
    for words in ("Refusé", "Injures", "2\u00a0novembre\u00a02026", refused, "Quel vieux matelas"):
        assert words in shown
    assert "caserne" not in shown


def test_what_was_taken_back_or_never_decided_is_not_shown(runtime, clock, mona, decided):
    undone = decided(MATTRESS, Action.REJECT, "INJURE")
    decided(ALIKE)
    review.undo(runtime, mona, review.last_decision(runtime, mona).id)
    waits = decided(DISGUISED)
    noted(runtime, clock)
    assert like(runtime, waits) == []
    seen = submission.find_comment(runtime, undone).version
    review.decide(runtime, mona, undone, seen=seen, action=Action.APPROVE)
    noted(runtime, clock)
    assert like(runtime, waits) == [undone]


def test_it_goes_with_the_text(runtime, clock, decided):
    decided(MATTRESS, Action.REJECT, "INJURE")
    waits = decided(DISGUISED)
    noted(runtime, clock)
    clock.move(days=200)
    assert retention.retain(runtime).erased[Kind.REFUSED] == 1
    assert like(runtime, waits) == []
    with runtime.database.read() as session:
        assert session.query(LikenessRow).count() == 0


def test_at_most_five_are_shown_and_never_the_comment_itself(runtime, clock, decided):
    others = [decided(f"{MATTRESS} {n}", Action.APPROVE) for n in range(7)]
    noted(runtime, clock)
    found = like(runtime, others[0])
    assert len(found) == 5
    assert others[0] not in found
    assert found[0] == others[-1]


def test_two_workers_at_once_do_each_other_no_harm(runtime, clock, decided):
    for n in range(3):
        decided(f"{MATTRESS} {n}", Action.APPROVE)
    clock.move(minutes=2)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: similar.note_decided(runtime), range(4)))
    assert sum(counts) == 3
    assert similar.note_decided(runtime) == 0
