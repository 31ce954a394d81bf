"""Public corpora are read as their source meant them."""

import json
from pathlib import Path

import pytest

from moderation.errors import InvalidInput
from moderation.learning.corpora import read_corpora


def write(path: Path, *rows: object) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_what_is_open_is_not_learnt(tmp_path: Path) -> None:
    write(
        tmp_path / "germeval2018_de.jsonl",
        {"id": "a", "text": "Guten Tag", "labels": {"hate": 0, "profanity": 1}, "violation": None},
    )
    write(
        tmp_path / "told_br_pt.jsonl",
        {"id": "b", "text": "bom dia", "votes": {"insult": 1, "obscene": 2}, "violation": 1},
    )
    german, portuguese = read_corpora(tmp_path, seed=0)
    assert german.truths == ({"hate": False, "vulgarity": True},)
    assert portuguese.truths == ({"vulgarity": True, "violation": True},)


def test_severities_join_their_texts_by_id_and_mild_ones_stay_open(tmp_path: Path) -> None:
    write(
        tmp_path / "fr_messages.jsonl",
        *({"id": i, "text": f"message {i}", "lang": "fr"} for i in "abc"),
    )
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "fr_messages_1.tsv").write_text(
        "id\thate\tinsult\tvulgarity\nc\t0\t1\t3\na\t2\t0\t1\n", "utf-8"
    )
    (corpus,) = read_corpora(tmp_path, seed=0)
    assert corpus.texts == ("message a", "message c")
    assert corpus.truths[0] == {"hate": True, "insult": False, "violation": True}
    assert corpus.truths[1] == {"hate": False, "vulgarity": True}


def test_a_folder_without_corpora_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="fox_en"):
        read_corpora(tmp_path, seed=0)


def test_a_file_that_is_another_thing_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "fox_en.jsonl", {"text": "secret"})
    with pytest.raises(InvalidInput, match="not the corpus") as caught:
        read_corpora(tmp_path, seed=0)
    assert "secret" not in str(caught.value)
