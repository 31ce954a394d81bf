"""Which words moved a score."""

from collections.abc import Sequence

import pytest

from moderation.core.normalise import Span, normalise
from moderation.learning.explanation import CANDIDATES, MOST_SENTENCES, telling_words


class ByWords:
    """A classifier whose probability is that of the worst word."""

    model_id = "by-words"

    def __init__(self, **words: float) -> None:
        self.words = words
        self.asked: list[int] = []

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        self.asked.append(len(texts))
        return [{"insult": self._worst(text), "threat": float("gare" in text)} for text in texts]

    def _worst(self, text: str) -> float:
        return max((p for word, p in self.words.items() if word in text), default=0.01)


class Together(ByWords):
    """A classifier that sees something only in a text of several sentences."""

    def _worst(self, text: str) -> float:
        return 0.9 if text.count(".") > 1 else 0.1


def telling(
    classifier: ByWords, text: str, categories: Sequence[str], sentences: Sequence[Span]
) -> dict[str, list[Span]]:
    (found,) = classifier.probabilities([text])
    classifier.asked.clear()
    return telling_words(classifier, text, found, categories, sentences)


def told(classifier: ByWords, text: str) -> list[str]:
    found = telling(classifier, text, ["insult"], normalise(text).sentences())
    return [text[span.start : span.end] for span in found["insult"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le bus est en retard. Quel crétin, ce chauffeur. À demain.", ["crétin"]),
        ("Crétin ? Non : crétin fini. Bonjour. Et abruti.", ["crétin", "abruti"]),
        ("Quel crétin", ["crétin"]),
        # Neighbours are one stretch, with what stands between them.
        ("Tu es un sale, vieux crétin.", ["crétin"]),
        ("Ah, l’abruti, ce matin encore.", ["l’abruti"]),
    ],
)
def test_the_worst_words_are_told_in_their_order(text: str, expected: list[str]) -> None:
    classifier = ByWords(crétin=0.9, abruti=0.8, retard=0.2)
    assert told(classifier, text) == expected


def test_neighbours_are_one_stretch() -> None:
    class Both(ByWords):
        def _worst(self, text: str) -> float:
            return 0.9 if "pauvre" in text and "type" in text else 0.05

    assert told(Both(), "Quel pauvre, pauvre type ce matin.") == ["type"]
    assert told(Both(), "Quel pauvre « type » ce matin.") == ["pauvre « type"]


def test_what_only_the_whole_says_is_told_of_the_whole() -> None:
    text = "Il habite là. Il rentre à six heures. Seul."
    assert told(Together(), text) == [text]


def test_a_text_without_sentences_or_words_is_told_whole() -> None:
    assert telling(ByWords(), "…", ["insult"], []) == {"insult": [Span(0, 1)]}
    assert telling(ByWords(), " … ", ["insult"], [Span(1, 2)]) == {"insult": [Span(1, 2)]}
    assert telling(ByWords(), "mot", [], [Span(0, 3)]) == {}


def test_short_words_at_the_ends_are_left_out_and_few_stretches_are_told() -> None:
    text = "voici donc un crétin de plus et un abruti de moins et un nigaud de trop et un sot de là"

    class Equal(ByWords):
        def _worst(self, text: str) -> float:
            return 0.1 + 0.2 * sum(word in text for word in ("crétin", "abruti", "nigaud", "sot"))

    found = told(Equal(), text)
    assert 1 <= len(found) <= 3
    assert all(len(part.split()[0]) >= 3 and len(part.split()[-1]) >= 3 for part in found), found


def test_all_categories_are_told_at_two_askings() -> None:
    classifier, text = ByWords(crétin=0.9), "Quel crétin ! Et gare à lui. À demain."
    spans = normalise(text).sentences()
    found = telling(classifier, text, ["insult", "threat"], spans)
    assert {name: [text[s.start : s.end] for s in where] for name, where in found.items()} == {
        "insult": ["crétin"],
        "threat": ["gare"],
    }
    assert len(classifier.asked) == 2


def test_many_bad_sentences_cost_no_more_than_a_few() -> None:
    classifier = ByWords(crétin=0.9, abruti=0.8)
    text = "Un abruti. " * 50 + "Quel crétin. " * 2 + "Un abruti. " * 50
    assert told(classifier, text) == ["abruti", "crétin", "crétin"]
    sentences, words = classifier.asked
    assert sentences == 102
    assert words <= MOST_SENTENCES * (1 + CANDIDATES)


def test_a_long_sentence_costs_no_more_than_a_short_one() -> None:
    classifier = ByWords(crétin=0.9)
    text = "voilà " * 200 + "crétin" + " ensuite" * 200
    (found,) = told(classifier, text)
    assert "crétin" in found
    assert len(found) < len(text) / 8
    assert classifier.asked == [1 + CANDIDATES]
