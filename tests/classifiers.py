"""A classifier whose answers a test knows: words mean probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from moderation.core.promise import ClauseThresholds, Promise, Thresholds
from moderation.learning.promise import Derived, ReadShare

CATEGORIES = (
    "violation",
    "hate",
    "racism",
    "defamation",
    "insult",
    "threat",
    "incitement",
    "disrespect",
    "spam",
    "vulgarity",
)

REVIEW_AT = 0.32

#: What it derives of any promise.
DERIVED = Derived(
    thresholds=Thresholds(
        REVIEW_AT, {category: ClauseThresholds(REVIEW_AT, None) for category in CATEGORIES[1:]}
    ),
    read=ReadShare(all=0.31, clean=0.25, violating=0.85),
    published_wrongly=0.0193,
    obstacles={},
)


class FixedClassifier:
    """Gives *answers* for texts that hold their word, and 0.01 for all the rest."""

    model_id = "fixed"

    def __init__(self, answers: Mapping[str, Mapping[str, float]]) -> None:
        self._answers = answers

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [self._one(text) for text in texts]

    def thresholds(self, promise: Promise) -> Thresholds:
        return self.derive(promise).thresholds

    def derive(self, promise: Promise) -> Derived:
        return DERIVED

    def _one(self, text: str) -> dict[str, float]:
        scores = dict.fromkeys(CATEGORIES, 0.01)
        for word, answer in self._answers.items():
            if word in text:
                scores.update(answer)
        return scores


class SpamClassifier(FixedClassifier):
    """Refuses spam by itself, where the charter lets it."""

    def derive(self, promise: Promise) -> Derived:
        clauses = {**DERIVED.thresholds.clauses, "spam": ClauseThresholds(REVIEW_AT, 0.9)}
        return replace(DERIVED, thresholds=Thresholds(REVIEW_AT, clauses))
