"""A second start: weights that have passed their audit are kept at hand."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from moderation.errors import ArtifactError
from moderation.learning.classifier import load_classifier

TEXTS = ["Bande d’abrutis", "La patinoire est ouverte"]

START = """
import sys
from pathlib import Path
import moderation.app
from moderation.learning.classifier import load_classifier
load_classifier(Path(sys.argv[1]), cache=Path(sys.argv[2])).probabilities(["Bonjour"])
print(sorted({name.partition(".")[0] for name in sys.modules} & {"sklearn", "skops", "scipy"}))
"""


def start(folder: Path, cache: Path) -> str:
    """Return which of the slow libraries a service has imported once it judges."""
    command = [sys.executable, "-c", START, str(folder), str(cache)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def cached(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def test_only_the_first_start_imports_scikit_learn(trained: Path, tmp_path: Path) -> None:
    assert start(trained, tmp_path / "cache") == "['scipy', 'sklearn', 'skops']"
    assert start(trained, tmp_path / "cache") == "[]"


def test_what_was_kept_answers_as_what_was_audited(trained: Path, tmp_path: Path) -> None:
    found = [load_classifier(trained, cache=tmp_path).probabilities(TEXTS) for _ in range(2)]
    assert found[0] == found[1] == load_classifier(trained).probabilities(TEXTS)


def shortened(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


def one_byte_changed(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def of_another_shape(file: Path) -> None:
    with np.load(file) as found:
        arrays = dict(found)
    np.savez(file, **arrays | {"frequencies": np.ones(3)})


def an_object(file: Path) -> None:
    """A pickle in disguise, which must not be opened."""
    with np.load(file) as found:
        arrays = dict(found)
    np.savez(file, **arrays | {"intercepts": np.array([print], dtype=object)})


@pytest.mark.parametrize(
    "damage", [shortened, one_byte_changed, emptied, of_another_shape, an_object]
)
def test_a_damaged_copy_is_made_anew_from_the_artifact(
    trained: Path, tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    before = load_classifier(trained, cache=tmp_path).probabilities(TEXTS)
    good = cached(tmp_path).read_bytes()
    damage(cached(tmp_path))
    assert cached(tmp_path).read_bytes() != good
    assert load_classifier(trained, cache=tmp_path).probabilities(TEXTS) == before
    with np.load(cached(tmp_path)) as found:
        assert found["frequencies"].size > 3


def test_a_copy_at_hand_excuses_no_altered_artifact(trained: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(trained, tmp_path / "small"))
    load_classifier(folder, cache=tmp_path / "cache")
    with (folder / "model.skops").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ArtifactError, match="damaged or was altered"):
        load_classifier(folder, cache=tmp_path / "cache")


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(
    trained: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file, not a folder", "utf-8")
    found = load_classifier(trained, cache=tmp_path / "cache").probabilities(TEXTS)
    assert found == load_classifier(trained).probabilities(TEXTS)
    assert "every start takes longer" in caplog.text
