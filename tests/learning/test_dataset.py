"""Labelled comments: files and splits."""

import re
from collections import Counter
from pathlib import Path

import pytest

from moderation.errors import InvalidInput
from moderation.learning.dataset import (
    LabelledComment,
    read_dataset,
    write_dataset,
)
from moderation.learning.training import Part, part_of

TRAINING_DATA = Path(__file__).parents[2] / "training_data"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    comments = [
        LabelledComment(
            "Bien vu !\nVraiment.", "fr", {"hate": 0, "insult": 2}, "p-1", {"theme": "bus"}
        ),
        LabelledComment("So nicht.", "de", {}),
    ]
    write_dataset(tmp_path / "some.jsonl", comments)
    assert read_dataset([tmp_path / "some.jsonl"]) == comments


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("{", "not JSON"),
        ('["secret"]', '"text" is missing'),
        ('{"text": "", "lang": "fr"}', '"text" is missing or empty'),
        ('{"text": "secret"}', '"lang" is missing'),
        ('{"text": "secret", "lang": "fr", "hate": 4}', '"hate" is not 0, 1, 2 or 3'),
        ('{"text": "secret", "lang": "fr", "hate": true}', '"hate" is not 0, 1, 2 or 3'),
        ('{"text": "secret", "lang": "fr", "hat": 1}', "unknown keys hat"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_without_the_text(
    tmp_path: Path, line: str, mistake: str
) -> None:
    (tmp_path / "some.jsonl").write_text('{"text": "Bon.", "lang": "fr"}\n' + line, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_dataset([tmp_path / "some.jsonl"])
    assert str(caught.value).startswith("some.jsonl, line 2: ")
    assert mistake in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("labels", "severity"),
    [
        ({"hate": 0, "insult": 2, "threat": 1}, 2),
        ({"disrespect": 2, "vulgarity": 3, "hate": 0}, 0),  # coarse or curt is no violation
        ({"vulgarity": 3}, None),  # nobody said whether it breaks a clause
    ],
)
def test_a_violation_is_the_severest_label_that_refuses(
    labels: dict[str, int], severity: int | None
) -> None:
    assert LabelledComment("…", "fr", labels).severity("violation") == severity


def test_a_comment_is_in_one_part_for_ever_and_a_pair_on_one_side() -> None:
    alone = [LabelledComment(f"{i}", "fr", {}) for i in range(5_000)]
    parts = Counter(part_of(comment) for comment in alone)
    assert parts[Part.LEARN] == pytest.approx(3_600, abs=150)
    assert parts[Part.FIT] == pytest.approx(400, abs=80)
    pair = [LabelledComment(f"{i}", "fr", {}, pair="p-1") for i in range(20)]
    assert len({part_of(comment) for comment in pair}) == 1
    # Were the rule to change, models would be judged by what they have learnt from.
    assert part_of(LabelledComment("Merci.", "fr", {})) is Part.LEARN


def test_no_two_comments_written_for_the_project_are_nearly_the_same() -> None:
    seen: dict[frozenset[str], str] = {}
    for comment in read_dataset(sorted(TRAINING_DATA.glob("*.jsonl"))):
        words = frozenset(re.findall(r"\w+", comment.text.lower()))
        if len(words) >= 5:
            assert seen.get(words) in {None, comment.pair or None}, comment.notes["theme"]
            seen[words] = comment.pair
