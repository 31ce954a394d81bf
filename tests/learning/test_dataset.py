"""Labelled comments: files and splits."""

from pathlib import Path

import pytest

from moderation.errors import InvalidInput
from moderation.learning.dataset import (
    LABELS,
    LabelledComment,
    digest,
    read_dataset,
    write_dataset,
)
from moderation.learning.training import split

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


def test_a_pair_stays_on_one_side_and_parts_are_alike() -> None:
    comments = [
        LabelledComment(f"{i}", "fr", {"insult": 2 * (i % 2)}, pair=f"p{i // 2}" if i < 100 else "")
        for i in range(200)
    ]
    part = split(comments, parts=5, seed=3)
    assert all(part[i] == part[i + 1] for i in range(0, 100, 2))
    for number in range(5):
        inside = [c for c, p in zip(comments, part, strict=True) if p == number]
        assert 30 <= len(inside) <= 50
        assert 0.4 <= sum(c.labels["insult"] == 2 for c in inside) / len(inside) <= 0.6


def test_a_changed_label_changes_the_digest() -> None:
    one, other = (LabelledComment("Bon.", "fr", {"insult": n}) for n in (0, 1))
    assert digest([one]) != digest([other])


def test_the_training_data_are_well_formed() -> None:
    comments = read_dataset(sorted(TRAINING_DATA.glob("*.jsonl")))
    assert len(comments) >= 2750
    texts = [comment.text for comment in comments]
    assert len(set(texts)) == len(texts)
    assert {comment.language for comment in comments} <= {"fr", "de", "it", "en"}
    assert all(comment.labels.keys() == set(LABELS) for comment in comments)
    assert all(text == text.strip() for text in texts)


def test_at_least_half_of_the_training_data_are_clean() -> None:
    comments = read_dataset(sorted(TRAINING_DATA.glob("*.jsonl")))
    assert sum(comment.severity("violation") == 0 for comment in comments) >= len(comments) / 2
