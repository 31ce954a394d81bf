"""When a rule or a word is held to hit too much: an exact test, and many times the usual."""

from dataclasses import replace

import pytest

from moderation.core.charter import Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.guard import SUSPENDED, Rate, is_sudden, triggers_of
from moderation.core.normalise import normalise
from moderation.core.rulebook import run_rules


@pytest.mark.parametrize(
    ("now", "usual", "expected"),
    [
        (Rate(9, 100), Rate(0, 20_000), False),  # too few to speak of
        (Rate(10, 100), Rate(0, 20_000), True),  # a word that is new and is everywhere
        (Rate(10, 100), Rate(0, 199), False),  # nobody knows yet what is usual
        (Rate(10, 10), Rate(0, 0), False),  # a house that has just opened
        (Rate(100, 1_000), Rate(2_000, 20_000), False),  # one in ten, as always
        (Rate(49, 100), Rate(2_000, 20_000), False),  # a heated hour: not five times as many
        (Rate(50, 100), Rate(2_000, 20_000), True),  # five times as many
        (Rate(10, 60), Rate(6, 200), False),  # five times as many, and may be chance
        (Rate(10, 10_000), Rate(1, 500_000), True),  # a busy hour: the share counts
        (Rate(10, 10_000), Rate(10, 20_000), False),
    ],
)
def test_what_is_sudden(now, usual, expected):
    assert is_sudden(now, usual) is expected


def hits_of(charter, body):
    hits, gaps = run_rules(normalise(body), Draft(body, language="fr"), AuthorHistory(), charter)
    assert gaps == ()
    return hits


BODY = "Vous n’êtes qu’un gros connard, relisez donc l’article."


@pytest.mark.parametrize("kind", ["rule", "word"])
def test_what_is_suspended_has_a_person_read_and_says_so(charter, kind):
    hits = hits_of(charter, BODY)
    assert any(hit.calls_for is Recommendation.REFUSE for hit in hits)
    triggers = triggers_of(hits, charter.lexicon, normalise(BODY))
    assert "word:connard" in triggers
    suspended = frozenset(one for one in triggers if one.startswith(f"{kind}:"))
    held = hits_of(replace(charter, suspended=suspended), BODY)
    assert all(hit.calls_for is not Recommendation.REFUSE for hit in held)
    assert SUSPENDED in {hit.lowered_by for hit in held}
    # What is suspended is still counted: whether it goes on is what an editor wants to know.
    assert triggers_of(held, charter.lexicon, normalise(BODY)) == triggers


def test_another_word_still_refuses(charter):
    held = hits_of(replace(charter, suspended=frozenset({"word:connard"})), "Tu n’es qu’un abruti.")
    assert any(hit.calls_for is Recommendation.REFUSE for hit in held)
