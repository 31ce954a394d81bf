"""Public corpora are read as their source meant them."""

import json
from pathlib import Path

import pytest

from moderation.errors import InvalidInput
from moderation.learning.corpora import read_corpora, read_labelled


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


def test_our_labels_join_their_texts_by_id(tmp_path: Path) -> None:
    write(
        tmp_path / "fr_messages.jsonl",
        *({"id": i, "text": f"@user message {i}", "lang": "fr"} for i in "abc"),
    )
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "fr_messages.tsv").write_text(
        "id\thate\tinsult\tvulgarity\nc\t0\t1\t3\na\t2\t0\t1\n", "utf-8"
    )
    (labelled,) = read_labelled(tmp_path, tmp_path / "labels")
    assert [comment.text for comment in labelled.comments] == ["message a", "message c"]
    assert labelled.comments[0].labels == {"hate": 2, "insult": 0, "vulgarity": 1}


def test_a_label_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "mlma_fr.jsonl", {"id": "a", "text": "secret", "lang": "fr"})
    (tmp_path / "mlma_fr.tsv").write_text("id\that\na\t2\n", "utf-8")
    with pytest.raises(InvalidInput, match="not texts and their labels") as caught:
        read_labelled(tmp_path, tmp_path)
    assert "secret" not in str(caught.value)


def test_a_folder_without_corpora_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="fox_en"):
        read_corpora(tmp_path, seed=0)


def test_a_file_that_is_another_thing_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "fox_en.jsonl", {"text": "secret"})
    with pytest.raises(InvalidInput, match="not the corpus") as caught:
        read_corpora(tmp_path, seed=0)
    assert "secret" not in str(caught.value)
