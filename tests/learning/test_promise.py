"""Thresholds that keep a promise, on comments whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from moderation.core.promise import Promise
from moderation.errors import ArtifactError
from moderation.learning.calibration import Calibration, parse_calibration
from moderation.learning.classifier import CATEGORIES
from moderation.learning.promise import Reason, Scored, derive, make_calibration

PROMISE = Promise(base_rate=0.1, published_wrongly=0.03, refused_rightly=0.9, confidence=0.9)
INSULT = CATEGORIES.index("insult")


@pytest.fixture
def rng() -> np.random.Generator:
    """Each test's own, so that none depends on what ran before it."""
    return np.random.default_rng(11)


def draw(rng: np.random.Generator, n: int, *, gap: float = 2.0) -> Scored:
    """Return *n* comments; three in ten are insults, whose log-odds lie *gap* higher."""
    severities = np.zeros((n, len(CATEGORIES)), dtype=np.int8)
    insults = rng.random(n) < 0.3
    severities[insults, INSULT] = severities[insults, 0] = 2
    found = 1 / (1 + np.exp(-rng.normal(np.where(insults, gap / 2, -gap / 2), 1.0)))
    probabilities = np.full((n, len(CATEGORIES)), 0.01)
    probabilities[:, INSULT] = probabilities[:, 0] = found
    return Scored(probabilities, severities)


def calibrate(rng: np.random.Generator, n: int, *, gap: float = 2.0) -> Calibration:
    fitted, judged = draw(rng, n // 2, gap=gap), draw(rng, n, gap=gap)
    return make_calibration(CATEGORIES, fitted=fitted, judged=judged)


def published_wrongly(review_at: float, population: Scored) -> float:
    """Return the share of violations among what is published, at the promise's base rate."""
    violates = population.severities[:, 0] >= 2
    published = population.probabilities[:, 0] < review_at
    bad = PROMISE.base_rate * published[violates].mean()
    good = (1 - PROMISE.base_rate) * published[~violates].mean()
    return float(bad / (bad + good)) if bad + good else 0.0


def test_a_promise_is_broken_no_more_often_than_its_confidence_allows(
    rng: np.random.Generator,
) -> None:
    population = draw(rng, 200_000)
    thresholds = [derive(PROMISE, calibrate(rng, 500)).thresholds.review_at for _ in range(300)]
    broken = [published_wrongly(t, population) > PROMISE.published_wrongly for t in thresholds]
    assert np.mean(broken) <= 1 - PROMISE.confidence
    assert np.median(thresholds) > 0.1, "kept by publishing nothing"


def test_refusals_are_right_as_often_as_promised(rng: np.random.Generator) -> None:
    population = draw(rng, 200_000, gap=8.0)
    violates = population.severities[:, 0] >= 2
    broken = []
    for _ in range(100):
        refuse_at = (
            derive(PROMISE, calibrate(rng, 3_000, gap=8.0)).thresholds.on("insult").refuse_at
        )
        if refuse_at is None:  # nothing is promised, so nothing is broken
            continue
        refused = population.probabilities[:, INSULT] >= refuse_at
        right = PROMISE.base_rate * refused[violates].mean()
        wrong = (1 - PROMISE.base_rate) * refused[~violates].mean()
        broken.append(right / (right + wrong) < PROMISE.refused_rightly)
    assert len(broken) >= 90
    assert np.mean(broken) <= 1 - PROMISE.confidence


def test_a_stricter_promise_has_people_read_more(rng: np.random.Generator) -> None:
    calibration = calibrate(rng, 4_000)
    lax = derive(PROMISE, calibration)
    strict = derive(replace(PROMISE, published_wrongly=0.02), calibration)
    assert strict.thresholds.review_at < lax.thresholds.review_at
    assert strict.read.all > lax.read.all
    assert lax.published_wrongly is not None
    assert lax.published_wrongly <= PROMISE.published_wrongly


def test_what_the_data_cannot_support_is_not_promised(rng: np.random.Generator) -> None:
    found = derive(PROMISE, calibrate(rng, 60))
    assert found.thresholds.on("insult").refuse_at is None
    assert found.obstacles["insult"].reason is Reason.TOO_FEW
    assert found.obstacles["threat"].reason is Reason.NO_EXAMPLES


def test_a_classifier_that_knows_nothing_publishes_nothing(rng: np.random.Generator) -> None:
    found = derive(PROMISE, calibrate(rng, 2_000, gap=0.0))
    assert found.thresholds.review_at == 0
    assert found.published_wrongly is None
    assert found.read.all == 1
    assert found.obstacles["violation"].reason is Reason.TOO_MANY_ERRORS


def test_a_calibration_is_kept_without_loss(rng: np.random.Generator) -> None:
    calibration = calibrate(rng, 200)
    again = parse_calibration(calibration.to_bytes())
    assert derive(PROMISE, again).thresholds == derive(PROMISE, calibration).thresholds
    assert again.to_bytes() == calibration.to_bytes()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_damaged_calibration_is_refused(damage: bytes) -> None:
    with pytest.raises(ArtifactError, match="calibration"):
        parse_calibration(damage)


def test_a_calibration_of_another_shape_is_refused(rng: np.random.Generator) -> None:
    calibration = calibrate(rng, 50)
    wrong = replace(calibration, severities=calibration.severities[:-1])
    with pytest.raises(ArtifactError, match="another shape"):
        parse_calibration(wrong.to_bytes())
