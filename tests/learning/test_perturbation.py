"""Words disguised on purpose: what the normaliser and the classifier must withstand."""

from random import Random

import pytest

from moderation.core.normalise import normalise
from moderation.learning.perturbation import MOST_WORDS, Way, disguise, words_of

TEXT = "Quelle bande de connards, ces élégants imbéciles."


@pytest.mark.parametrize("way", list(Way))
def test_few_words_are_disguised_and_the_rest_is_left(way: Way) -> None:
    for seed in range(30):
        found = disguise(TEXT, way, Random(seed))
        assert found != TEXT
        kept = [word for word in TEXT.replace(",", "").split() if word in found]
        assert len(kept) >= len(TEXT.split()) - MOST_WORDS


@pytest.mark.parametrize("way", list(Way))
def test_the_same_chance_gives_the_same_disguise(way: Way) -> None:
    assert disguise(TEXT, way, Random(5)) == disguise(TEXT, way, Random(5))


@pytest.mark.parametrize("way", [Way.DIGITS, Way.LOOK_ALIKES, Way.ZERO_WIDTH, Way.STRETCHED])
def test_the_normaliser_undoes_it(way: Way) -> None:
    (word,) = [word for word in words_of(TEXT) if TEXT[word.start : word.end] == "connards"]
    for seed in range(20):
        found = normalise(disguise(TEXT, way, Random(seed), words=[word]))
        assert "connard" in found.text, found.text


def test_words_named_are_the_ones_disguised() -> None:
    (word,) = [word for word in words_of(TEXT) if TEXT[word.start : word.end] == "bande"]
    assert disguise(TEXT, Way.SPACES, Random(1), words=[word]) == TEXT.replace("bande", "b a n d e")


def test_a_text_without_anything_to_disguise_stays() -> None:
    assert disguise("12 + 3 = 15", Way.DIGITS, Random(1)) == "12 + 3 = 15"
