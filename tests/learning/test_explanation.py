"""Which sentences moved a score."""

from collections.abc import Sequence

import pytest

from moderation.core.normalise import Span, normalise
from moderation.learning.explanation import telling_by_category, telling_sentences


class ByWords:
    """A classifier whose probability is that of the worst word."""

    model_id = "by-words"

    def __init__(self, **words: float) -> None:
        self.words = words

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [
            {"insult": max((p for word, p in self.words.items() if word in text), default=0.0)}
            for text in texts
        ]


class Together(ByWords):
    """A classifier that sees something only in a text of several sentences."""

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [{"insult": 0.9 if text.count(".") > 1 else 0.1} for text in texts]


def told(classifier: ByWords, text: str) -> list[str]:
    spans = telling_sentences(classifier, text, "insult", normalise(text).sentences())
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Le bus est en retard. Quel crétin, ce chauffeur. À demain.",
            ["Quel crétin, ce chauffeur."],
        ),
        ("Crétin ? Non : crétin fini. Bonjour. Et abruti.", ["Non : crétin fini.", "Et abruti."]),
        ("Quel crétin", ["Quel crétin"]),
    ],
)
def test_the_worst_sentences_are_told_in_their_order(text: str, expected: list[str]) -> None:
    classifier = ByWords(crétin=0.9, abruti=0.8, retard=0.2)
    assert told(classifier, text) == expected


def test_what_only_the_whole_says_is_told_of_the_whole() -> None:
    text = "Il habite là. Il rentre à six heures. Seul."
    assert told(Together(), text) == [text]


def test_a_text_without_sentences_is_told_whole() -> None:
    assert telling_sentences(ByWords(), "…", "insult", []) == [(0, 1)]
    assert telling_sentences(ByWords(), " … ", "insult", [Span(1, 2)]) == [(1, 2)]


class Counted(ByWords):
    """A classifier that counts how often it is asked."""

    asked = 0

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        self.asked += 1
        return [
            {"insult": float("crétin" in text), "threat": float("gare" in text)} for text in texts
        ]


def test_all_categories_are_told_at_one_asking() -> None:
    classifier, text = Counted(), "Quel crétin ! Et gare à lui. À demain."
    spans = normalise(text).sentences()
    found = telling_by_category(classifier, text, ["insult", "threat"], spans)
    assert {name: [text[a:b] for a, b in where] for name, where in found.items()} == {
        "insult": ["Quel crétin !"],
        "threat": ["Et gare à lui."],
    }
    assert classifier.asked == 1
