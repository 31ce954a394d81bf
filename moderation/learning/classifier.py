"""The classifier: comments to calibrated probabilities, kept as an artifact.

An artifact is a folder: ``model.skops`` (the weights), ``calibration.npz`` (what
thresholds come of), ``manifest.json`` (where they are from, what they need, how
good they are) and ``CARD.md`` (the same for people); one with a fine-tuned encoder
holds that too. It is audited before it is used (moderation.learning.audit).
"""

import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from moderation.core.promise import HOLD_EVERYTHING, Promise, Thresholds
from moderation.core.verdict import VIOLATION
from moderation.errors import ArtifactError
from moderation.learning.calibration import Calibration, parse_calibration
from moderation.learning.dataset import LABELS, VIOLATIONS
from moderation.learning.encoder import Encoder, encoder_named
from moderation.learning.features import read_features
from moderation.learning.manifest import (
    RETRAIN,
    Manifest,
    check_categories,
    check_versions,
    parse_manifest,
)
from moderation.learning.promise import Derived, Obstacle, ReadShare, Reason, derive
from moderation.learning.weights import Weights, read_cached, sigmoid, write_cached

#: What a classifier tells, in the order of its weights' columns.
CATEGORIES = ("violation", *LABELS)

#: So many comments at a time: a batch of any size needs some ten megabytes.
BATCH = 256

MODEL, CALIBRATION = "model.skops", "calibration.npz"
MANIFEST, CARD = "manifest.json", "CARD.md"


class Classifier(Protocol):
    """What the product knows of a classifier."""

    @property
    def model_id(self) -> str:
        """What is stamped on every verdict."""
        ...

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return of each text: category → calibrated probability, 0 to 1.

        Raises ArtifactError if there is no classifier to ask.
        """
        ...

    def thresholds(self, promise: Promise) -> Thresholds:
        """Return from which probabilities on *promise* asks for a person, or lets refuse."""
        ...

    def derive(self, promise: Promise) -> Derived:
        """Return the thresholds for *promise*, what they cost, and what cannot be promised."""
        ...


@dataclass(frozen=True, slots=True)
class TrainedClassifier:
    """Weights with the encoder that they were trained on."""

    manifest: Manifest
    weights: Weights
    encoder: Encoder
    calibration: Calibration

    @property
    def model_id(self) -> str:
        """What is stamped on every verdict."""
        return self.manifest.model_id

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return of each text: category → calibrated probability, 0 to 1."""
        return [
            dict(zip(self.manifest.categories, row, strict=True))
            for start in range(0, len(texts), BATCH)
            for row in self._probabilities(texts[start : start + BATCH]).tolist()
        ]

    def thresholds(self, promise: Promise) -> Thresholds:
        """Return from which probabilities on *promise* asks for a person, or lets refuse."""
        return self.derive(promise).thresholds

    def derive(self, promise: Promise) -> Derived:
        """Return the thresholds for *promise*, what they cost, and what cannot be promised."""
        return derive(promise, self.calibration)

    def _probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        features = read_features(texts, self.encoder)
        return agreed(self.weights.log_odds(features), self.manifest.categories)


@dataclass(frozen=True, slots=True)
class ClassifierGap:
    """No classifier, and why: every comment becomes a gap, which accuses nobody."""

    reason: str
    model_id: str = "none"

    def probabilities(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Raise ArtifactError with the reason."""
        raise ArtifactError(self.reason)

    def thresholds(self, promise: Promise) -> Thresholds:
        """Return thresholds that hold everything: a person reads it."""
        return self.derive(promise).thresholds

    def derive(self, promise: Promise) -> Derived:
        """Return that a person reads everything."""
        obstacle = Obstacle(Reason.NO_CLASSIFIER, 0, 0, promise.published_wrongly, reached=1.0)
        return Derived(HOLD_EVERYTHING, ReadShare(1.0, 1.0, 1.0), None, {VIOLATION: obstacle})


def agreed(log_odds: npt.NDArray[np.float64], categories: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return probabilities, (n_comments, n_categories), where the whole is no less than its parts.

    A violation is any of VIOLATIONS; regressions that learn apart do not know
    that. Where a part is likelier than the whole, neither is believed more:
    the whole and the likeliest part meet halfway in log-odds (ADR 0006).
    """
    whole = categories.index("violation")
    parts = [i for i, name in enumerate(categories) if name in VIOLATIONS]
    met = log_odds.copy()
    if parts:
        met[:, whole] = halfway(log_odds[:, whole], log_odds[:, parts].max(axis=1))
        met[:, parts] = np.minimum(log_odds[:, parts], met[:, [whole]])
    return sigmoid(met)


def halfway(
    whole: npt.NDArray[np.float64], likeliest: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return *whole*, raised halfway to its *likeliest* part where that is higher; all are log-odds."""
    return np.maximum(whole, (whole + likeliest) / 2)


def write_weights(folder: Path, weights: Weights) -> str:
    """Write model.skops into *folder*, made if need be; return its SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    importlib.import_module(_AUDIT).write_audited(folder / MODEL, weights)
    return _sha256(_read_bytes(folder / MODEL))


def write_calibration(folder: Path, calibration: Calibration) -> str:
    """Write calibration.npz into *folder*; return its SHA-256."""
    content = calibration.to_bytes()
    (folder / CALIBRATION).write_bytes(content)
    return _sha256(content)


def save_classifier(folder: Path, manifest: Manifest, card: str) -> None:
    """Complete the artifact in *folder*, whose arrays are written, by manifest and card.

    Raises ArtifactError if the manifest is not about the arrays that lie there.
    """
    for name, sha256 in _digests(manifest).items():
        if sha256 != _sha256(_read_bytes(folder / name)):
            raise ArtifactError(f"{folder / name} is not what the manifest describes")
    (folder / CARD).write_text(card, "utf-8")
    (folder / MANIFEST).write_text(manifest.to_json(), "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the artifact in *folder*.

    Raises ArtifactError if there is none, or not one of this version of Charte.
    """
    try:
        return parse_manifest((folder / MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{folder} holds no manifest.json that can be read"
        raise ArtifactError(f"{message}: name an artifact's folder, or {RETRAIN}") from error


def load_classifier(
    folder: Path, *, cache: Path | None = None, brought: Path | None = None
) -> TrainedClassifier:
    """Return the classifier kept in *folder*, with the encoder that its manifest names.

    *cache*: a folder that keeps what has passed the audit, so that the next
    load is a second faster; it may be emptied at any time. None: always audit.
    *brought*: the folder of an encoder of the operator's own.

    Raises ArtifactError if, in this order, the manifest cannot be read, the
    weights or the calibration are not those it describes, it was made for other
    versions, the file holds a type that is not trusted, or a category is not a
    charter's.
    """
    manifest = read_manifest(folder)
    content = {
        name: _read_checked(folder / name, sha256) for name, sha256 in _digests(manifest).items()
    }
    encoder = encoder_named(manifest.encoder, folder, brought=brought)
    check_versions(manifest, encoder.name)
    encoder.prepare()
    weights = _audited(content[MODEL], manifest.sha256, cache, folder / MODEL)
    check_categories(manifest)
    if weights.intercepts.shape != (len(manifest.categories),):
        raise ArtifactError(f"{folder}: not one column of weights a category: {RETRAIN}")
    calibration = _parsed(content[CALIBRATION], folder / CALIBRATION)
    if calibration.categories != manifest.categories:
        raise ArtifactError(f"{folder / CALIBRATION} has other categories: {RETRAIN}")
    return TrainedClassifier(manifest, weights, encoder, calibration)


def _parsed(content: bytes, path: Path) -> Calibration:
    try:
        return parse_calibration(content)
    except ArtifactError as error:
        raise ArtifactError(f"{path}: {error}: {RETRAIN}") from error


def _digests(manifest: Manifest) -> dict[str, str]:
    return {MODEL: manifest.sha256, CALIBRATION: manifest.calibration_sha256}


def _read_checked(path: Path, sha256: str) -> bytes:
    content = _read_bytes(path)
    if _sha256(content) != sha256:
        message = f"{path} is damaged or was altered"
        raise ArtifactError(f"{message}: restore the folder from where it came, or {RETRAIN}")
    return content


def _audited(model: bytes, sha256: str, cache: Path | None, path: Path) -> Weights:
    """Return the weights in *model*, whose digest is *sha256*; from *cache* if they are there."""
    weights = read_cached(cache, sha256) if cache else None
    if weights is not None:
        return weights
    try:
        weights = _read_audited(model)
    except ArtifactError as error:
        raise ArtifactError(f"{path}: {error}") from error
    if cache:
        write_cached(cache, sha256, weights)
    return weights


def _read_audited(model: bytes) -> Weights:
    found = importlib.import_module(_AUDIT).read_audited(model)
    assert isinstance(found, Weights), "BUG: the audit returns no weights"  # noqa: S101
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read: restore it, or {RETRAIN}") from error


#: Imported when called: with skops it imports scikit-learn, which takes a second, and a start
#: that finds the weights in its cache needs neither.
_AUDIT = "moderation.learning.audit"
