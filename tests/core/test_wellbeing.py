"""What is grave, and since when somebody has been reading: each row with its sentence of policy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from moderation.core.charter import Category, Recommendation
from moderation.core.rules import Field, Hit
from moderation.core.verdict import Score, Verdict
from moderation.core.wellbeing import is_grave, reading_since

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

NOTHING = Verdict(Recommendation.REVIEW, (), (), {}, (), "0" * 64, "1", None, "fr")


def hit(category, calls_for, field=Field.BODY):
    return Hit("rule", category, calls_for, "code", field=field, clause_id="X")


@pytest.mark.parametrize(
    ("found", "answer", "policy"),
    [
        ([], False, "nothing found is not grave"),
        ([hit("threat", Recommendation.REVIEW)], True, "a threat is, even in doubt"),
        ([hit("racism", Recommendation.REVIEW)], False, "racism in doubt is daily bread"),
        ([hit("racism", Recommendation.REFUSE)], True, "racism beyond doubt is grave"),
        ([hit("insult", Recommendation.REFUSE)], False, "an insult alone is not"),
        ([hit("threat", Recommendation.REVIEW, Field.NAME)], False, "a name is no passage"),
    ],
)
def test_what_is_grave(found, answer, policy):
    hits = tuple(replace(one, category=Category(one.category)) for one in found)
    assert is_grave(replace(NOTHING, hits=hits)) is answer, policy


def test_the_classifier_alone_can_tell_that_a_comment_is_grave():
    score = Score("X", "threat", 0.8, 0.5, Recommendation.REVIEW)
    assert is_grave(replace(NOTHING, scores=(score,)))


@pytest.mark.parametrize(
    ("minutes", "since", "policy"),
    [
        ([], None, "who decided nothing is not at work"),
        ([3, 8, 15], 15, "gaps of less than ten minutes are reading"),
        ([3, 8, 18, 20], 8, "ten minutes without a decision are a pause"),
        ([12, 14], None, "who has paused until now starts anew"),
    ],
)
def test_a_stretch_of_work_ends_with_a_pause(minutes, since, policy):
    made = [NOW - timedelta(minutes=n) for n in minutes]
    expected = None if since is None else NOW - timedelta(minutes=since)
    assert reading_since(made, NOW) == expected, policy
