"""Suites: disguise, names, ordinary mail."""

from collections.abc import Sequence

import pytest

from moderation.core.promise import ClauseThresholds, Promise, Thresholds
from moderation.learning.perturbation import Way
from moderation.learning.promise import Derived
from moderation.learning.suites import obfuscation, probe, swapped_names
from moderation.learning.swaps import NAMES, SENTENCES
from tests.classifiers import DERIVED

THRESHOLDS = Thresholds(
    0.5, {"insult": ClauseThresholds(0.5, 0.9), "vulgarity": ClauseThresholds(0.4, None)}
)


class ByWord:
    """A classifier that knows one word, as it is spelt."""

    model_id = "by-word"

    def __init__(self, word: str, category: str = "insult", probability: float = 0.95) -> None:
        self.word, self.category, self.probability = word, category, probability

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [self._one(text) for text in texts]

    def thresholds(self, promise: Promise) -> Thresholds:
        return THRESHOLDS

    def derive(self, promise: Promise) -> Derived:
        return DERIVED

    def _one(self, text: str) -> dict[str, float]:
        found = {"violation": 0.05, "insult": 0.05, "vulgarity": 0.05}
        if self.word in text:
            found |= {self.category: self.probability}
            if self.category == "insult":
                found["violation"] = self.probability
        return found


def test_a_classifier_that_knows_a_spelling_loses_to_every_disguise() -> None:
    found = obfuscation(
        ByWord(" imbécile,"), ["Quel imbécile, ce chauffeur."], flagged_from=0.5, seed=0
    )
    assert [figures.way for figures in found] == [way.value for way in Way]
    assert {(f.recall_before, f.recall_after) for f in found} == {(1.0, 0.0)}
    assert all(figures.example != "chèvrefeuille" for figures in found)


def test_what_gives_a_text_away_is_what_is_disguised() -> None:
    """One that looks at another word is not harmed: the disguise meets the telling word alone."""
    texts = ["Le chauffeur de ce matin est un imbécile."]
    (first, *_) = obfuscation(ByWord("imbécile"), texts, flagged_from=0.5, seed=0)
    assert first.recall_after == 0


def test_a_name_that_decides_is_found_out() -> None:
    arabic = next(name for name in NAMES if name.origin == "Arabic")
    found = swapped_names(ByWord(arabic.last), flagged_from=0.5)
    assert (found.sentences, found.names) == (len(SENTENCES), len(NAMES))
    assert found.decided_by_name > 0
    assert max(found.origins, key=lambda origin: found.origins[origin]) == "Arabic"
    fair = swapped_names(ByWord("nobody’s name"), flagged_from=0.5)
    assert (fair.mean_difference, fair.max_difference, fair.decided_by_name) == (0, 0, 0)


@pytest.mark.parametrize(
    ("classifier", "held", "refused"),
    [
        (ByWord("train"), 0.0, 0.5),  # above the threshold of refusing
        (ByWord("train", probability=0.7), 0.5, 0.0),
        (ByWord("train", "vulgarity", 0.45), 0.5, 0.0),  # held by a clause that is no violation
        (ByWord("tram"), 0.0, 0.0),
    ],
)
def test_a_probe_tells_what_would_become_of_ordinary_comments(
    classifier: ByWord, held: float, refused: float
) -> None:
    found = probe(classifier, "ordinary", ["Le train est là.", "Merci."], THRESHOLDS)
    assert (found.comments, found.held, found.refused) == (2, held, refused)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.last)
def test_every_sentence_takes_every_name(name: object) -> None:
    for sentence in SENTENCES:
        written = name.written_into(sentence)  # type: ignore[attr-defined]
        assert "{" not in written
        assert name.last in written or name.first in written  # type: ignore[attr-defined]
        assert written[0].isupper() or not written[0].isalpha()
