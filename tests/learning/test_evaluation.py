"""Figures and the thresholds that follow from them."""

import numpy as np
import pytest

from moderation.errors import InvalidInput
from moderation.learning.classifier import CATEGORIES
from moderation.learning.dataset import LabelledComment
from moderation.learning.evaluation import BASE_RATE, TOLERATED, automation, evaluate


def test_publishing_is_as_safe_as_promised_at_the_base_rate(rng: np.random.Generator) -> None:
    violates = rng.random(4000) < 0.4  # twice as many as arrive
    found = np.clip(rng.normal(0.3 + 0.4 * violates, 0.15), 0, 1)
    said = automation(violates, found)
    published = found < said.review_at
    bad = BASE_RATE * published[violates].mean()
    good = (1 - BASE_RATE) * published[~violates].mean()
    assert bad / (bad + good) <= TOLERATED
    assert said.published == pytest.approx(bad + good, abs=0.001)
    assert said.published_wrongly == pytest.approx(bad / (bad + good), abs=0.001)
    assert said.published > 0.3  # not safe by publishing nothing


def test_nothing_is_published_where_no_threshold_is_safe() -> None:
    violates = np.array([True, False] * 50)
    said = automation(violates, np.where(violates, 0.1, 0.9))
    assert (said.review_at, said.published, said.clean_held) == (0, 0, 1)


def test_everything_clean_is_published_by_a_perfect_classifier() -> None:
    violates = np.array([True, False, False, False] * 50)
    said = automation(violates, np.where(violates, 0.9, 0.1))
    assert (said.violations_stopped, said.clean_held, said.published) == (1, 0, 0.8)


def test_a_mild_case_is_clean_and_told_apart_from_nothing() -> None:
    comments = [LabelledComment(f"{i}", "fr", {"insult": i % 4}) for i in range(40)]
    found = np.tile(np.array([0.1, 0.6, 0.7, 0.9])[np.arange(40) % 4, None], len(CATEGORIES))
    report = evaluate(comments, found)
    assert report.figures.keys() == {"violation", "insult"}  # of the others nothing is known
    insult = report.figures["insult"]
    assert (insult.comments, insult.positives, insult.auc) == (40, 20, 1.0)
    assert 0.6 < insult.review_at <= 0.7
    assert insult.refuse_at is not None
    assert 0.6 < insult.refuse_at <= 0.7


def test_without_violations_there_is_nothing_to_measure() -> None:
    comments = [LabelledComment(f"{i}", "fr", {"insult": 0}) for i in range(4)]
    with pytest.raises(InvalidInput, match="both violations and clean"):
        evaluate(comments, np.zeros((4, len(CATEGORIES))))
