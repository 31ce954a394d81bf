"""What must not matter is varied: accents, capitals, disguise and names."""

from random import Random

from moderation.learning.swaps import NAMES
from moderation.learning.variation import NAMED, ORIGINS, SHORT, varied, with_names

TEXT = "Dégagez, vous n’êtes qu’un élu de pacotille"


def test_the_names_that_teach_are_not_those_that_measure() -> None:
    taught = {name for origin in ORIGINS.values() for name in (*origin.given, *origin.families)}
    measured = {part for name in NAMES for part in (name.first, name.last)}
    assert not taught & measured
    assert set(ORIGINS) == {name.origin for name in NAMES}


def test_each_is_met_and_most_texts_stay_as_they_are() -> None:
    found = [varied(TEXT, Random(seed)) for seed in range(3_000)]
    assert 0.5 < sum(text == TEXT for text in found) / len(found) < 0.8
    assert any(text == TEXT.lower() for text in found)
    assert any(text == TEXT.upper() for text in found)
    assert any("Degagez" in text for text in found)
    families = {family for origin in ORIGINS.values() for family in origin.families}
    named = sum(any(family in text for family in families) for text in found)
    assert named / len(found) > NAMED / 3  # some frames hold the first name alone


def test_the_same_chance_gives_the_same_text() -> None:
    assert [varied(TEXT, Random(seed)) for seed in range(50)] == [
        varied(TEXT, Random(seed)) for seed in range(50)
    ]


def test_the_same_text_is_given_names_of_all_origins() -> None:
    (group,) = with_names([TEXT, "trop long " * SHORT])
    assert all(TEXT in text for text in group)
    for origin in ORIGINS.values():
        names = (*origin.given, *origin.families)
        assert sum(any(name in text for name in names) for text in group) >= 2
    assert with_names([]) == []
