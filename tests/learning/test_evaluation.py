"""Figures and the thresholds that follow from them."""

import numpy as np
import pytest

from moderation.errors import InvalidInput
from moderation.learning.classifier import CATEGORIES
from moderation.learning.dataset import LabelledComment
from moderation.learning.evaluation import breakdown, calibration_error, evaluate


def test_a_mild_case_is_clean_and_told_apart_from_nothing() -> None:
    comments = [LabelledComment(f"{i}", "fr", {"insult": i % 4}) for i in range(40)]
    found = np.tile(np.array([0.1, 0.6, 0.7, 0.9])[np.arange(40) % 4, None], len(CATEGORIES))
    figures = evaluate(comments, found)
    assert figures.keys() == {"violation", "insult"}  # of the others nothing is known
    insult = figures["insult"]
    assert (insult.comments, insult.positives, insult.auc) == (40, 20, 1.0)
    assert insult.named_at == 0.7


def test_a_calibrated_probability_is_off_by_little_and_an_inflated_one_by_much(
    rng: np.random.Generator,
) -> None:
    found = rng.random(20_000)
    truth = rng.random(20_000) < found
    assert calibration_error(truth, found) < 0.02
    assert calibration_error(truth, np.sqrt(found)) == pytest.approx(2 / 3 - 1 / 2, abs=0.02)


def test_groups_are_told_apart_and_small_ones_have_no_figures() -> None:
    comments = [
        LabelledComment("mot " * (3 if i % 2 else 30), "fr", {"insult": 2 * (i % 4 == 0)})
        for i in range(80)
    ] + [LabelledComment("kurz", "de", {"insult": 2})]
    found = np.array([float(c.severity("violation") == 2) for c in comments])
    groups = {(g.by, g.group): g for g in breakdown(comments, found, flagged_from=0.5)}
    french, german = groups["language", "fr"], groups["language", "de"]
    assert (french.comments, french.positives, french.auc) == (80, 20, 1.0)
    assert (french.clean_flagged, french.violations_flagged) == (0, 1)
    assert (german.comments, german.auc, german.violations_flagged) == (1, None, None)
    assert groups["length", "25 to 59 words"].positives == 20


def test_without_violations_there_is_nothing_to_measure() -> None:
    comments = [LabelledComment(f"{i}", "fr", {"insult": 0}) for i in range(4)]
    with pytest.raises(InvalidInput, match="both violations and clean"):
        evaluate(comments, np.zeros((4, len(CATEGORIES))))
