"""Fine-tuning: what is taught is what runs."""

import os
from pathlib import Path

import numpy as np
import pytest

from moderation.errors import ArtifactError
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import LabelledComment
from moderation.learning.encoder import FineTunedEncoder
from moderation.learning.training import Part, part_of
from moderation.resources import resource

if not os.environ.get("TEST_EVERYTHING"):
    pytest.importorskip("torch", reason="the extra `tuning` is not installed")

from moderation.learning.tuning import REPEATED, examples, fine_tune

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[float, float]]]:
    """A folder with an encoder that was taught three words, and how its loss fell."""
    clean = {"insult": 0, "hate": 0}
    comments = [
        LabelledComment(text.format(place), "fr", clean | labels)
        for place in (
            "à Nyon",
            "à Bulle",
            "ce soir",
            "demain",
            "au marché",
            "en ville",
            "ici",
            "là",
        )
        for text, labels in (
            ("Quel crétin {}", {"insult": 2}),
            ("Sale vermine {}", {"hate": 3}),
            ("Quel sot {}", {"insult": 1}),
            ("Il fait beau {}", {}),
            ("Le train part {}", {}),
        )
    ]
    theirs = ({"violation": True}, {"violation": False})
    corpus = Corpus("theirs", "MIT", ("Du Trottel", "Guten Tag"), theirs, "0" * 64)
    folder = tmp_path_factory.mktemp("encoder")
    told: list[tuple[float, float]] = []
    fine_tune(
        examples(comments, [], [corpus]),
        folder,
        passes=12,
        seed=1,
        progress=lambda share, loss: told.append((share, loss)),
    )
    return folder, told


def test_the_loss_falls_and_progress_ends_at_one(
    taught: tuple[Path, list[tuple[float, float]]],
) -> None:
    shares, losses = zip(*taught[1], strict=True)
    assert list(shares) == sorted(shares)
    assert shares[-1] == 1
    assert losses[-1] < losses[0]


def test_its_heads_tell_what_was_taught(taught: tuple[Path, list[tuple[float, float]]]) -> None:
    encoder = FineTunedEncoder(taught[0])
    heads = encoder.heads()
    assert heads.experts.shape == (1, *heads.shared.shape)
    vectors = encoder.encode(["Quel crétin à Sion", "Il fait beau à Sion"])
    bad, calm = vectors @ heads.shared[0]
    assert bad > calm


def test_what_was_taught_before_is_gone_on_from(
    taught: tuple[Path, list[tuple[float, float]]], tmp_path: Path
) -> None:
    """Nothing is learnt in no pass: what comes out is what went in, but for rounding."""
    theirs = Corpus("theirs", "MIT", ("Du Trottel",), ({"violation": True},), "0" * 64)
    learnt = examples([], [], [theirs])
    fine_tune(learnt, tmp_path, start=taught[0], passes=0, seed=2, progress=lambda *_: None)
    before, after = FineTunedEncoder(taught[0]), FineTunedEncoder(tmp_path)
    texts = ["Quel crétin à Sion", "Il fait beau à Sion"]
    assert np.allclose(before.encode(texts), after.encode(texts), atol=0.02)
    assert np.allclose(before.heads().experts, after.heads().experts, atol=1e-4)


def test_the_shipped_encoder_can_be_gone_on_from(tmp_path: Path) -> None:
    shipped = resource("models") / "baseline"
    n_corpora = len(FineTunedEncoder(shipped).heads().experts)
    theirs = [
        Corpus(f"theirs_{n}", "MIT", ("Du Trottel",), ({"violation": True},), "0" * 64)
        for n in range(n_corpora)
    ]
    learnt = examples([], [], theirs)
    fine_tune(learnt, tmp_path, start=shipped, passes=0, seed=2, progress=lambda *_: None)
    texts = ["Quel crétin à Sion", "Il fait beau à Sion"]
    before, after = (
        FineTunedEncoder(shipped).encode(texts),
        FineTunedEncoder(tmp_path).encode(texts),
    )
    assert np.allclose(before, after, atol=0.02)


def test_an_encoder_taught_on_other_corpora_is_not_gone_on_from(
    taught: tuple[Path, list[tuple[float, float]]], tmp_path: Path
) -> None:
    theirs = [
        Corpus(name, "MIT", ("Du Trottel",), ({"violation": True},), "0" * 64) for name in "ab"
    ]
    with pytest.raises(ArtifactError, match="taught otherwise"):
        fine_tune(
            examples([], [], theirs),
            tmp_path,
            start=taught[0],
            passes=0,
            seed=2,
            progress=lambda *_: None,
        )


def test_it_is_small(taught: tuple[Path, list[tuple[float, float]]]) -> None:
    assert sum(file.stat().st_size for file in taught[0].iterdir()) < 8_000_000


def test_what_is_not_annotated_is_left_open_and_what_judges_is_not_learnt_from() -> None:
    labels = ({"insult": 1}, {"insult": 3}, {"vulgarity": 2})
    comments = [LabelledComment(f"texte {n}", "fr", labels[n % 3]) for n in range(30)]
    learnt = {c.text for c in comments if part_of(c) is Part.LEARN}
    found = examples(comments, [], [])
    assert {example.text for example in found} == learnt != {c.text for c in comments}
    assert len(found) == REPEATED * len(learnt)
    targets = {int(example.text.split()[1]) % 3: example.targets for example in found}
    assert 0 < targets[0]["insult"] < 1
    assert targets[1] == {"violation": 1.0, "insult": 1.0}
    assert targets[2] == {"vulgarity": 1.0}
