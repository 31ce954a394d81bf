"""What training finds, as plain arrays: how they score, and how they are kept at hand.

The artifact's own file is read by moderation.learning.audit, whose libraries
take a second to import. What has passed that audit once is kept in a cache of
numpy's own format, named after the digest of the audited file, so that a
second start need not import them.
"""

import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile
from zlib import error as DamagedStream

import numpy as np
import numpy.typing as npt

from moderation.errors import ArtifactError
from moderation.learning.features import BUCKETS, Features, weigh
from moderation.learning.manifest import RETRAIN

log = logging.getLogger(__name__)

Array = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """All that training finds: a logistic regression for each category, calibrated."""

    frequencies: Array  # inverse document frequency of each n-gram bucket: (BUCKETS,)
    ngrams: Array  # (BUCKETS, n_categories)
    vectors: Array  # (dimensions, n_categories)
    intercepts: Array  # (n_categories,)

    def log_odds(self, features: Features) -> Scores:
        """Return the calibrated log-odds, (n_comments, n_categories)."""
        ngrams = weigh(features.ngrams, self.frequencies) @ self.ngrams
        found = ngrams + features.vectors @ self.vectors + self.intercepts
        return np.asarray(found, dtype=np.float64)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays by name, in the order of the fields."""
        return {name: getattr(self, name) for name in Weights.__slots__}


def sigmoid(log_odds: Scores) -> Scores:
    """Return the probabilities, 0 to 1; by the hyperbolic tangent, which cannot overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * log_odds))


def parse_weights(found: object) -> Weights:
    """Return the weights that *found*, a mapping of arrays by name, holds.

    Raises ArtifactError if it is not one, or the arrays do not fit each other.
    """
    names = set(Weights.__slots__)
    if not isinstance(found, Mapping) or set(found) != names:
        raise ArtifactError(f"the file holds no weights of this version: {RETRAIN}")
    if not all(isinstance(array, np.ndarray) for array in found.values()):
        raise ArtifactError(f"the file holds no weights of this version: {RETRAIN}")
    weights = Weights(**found)
    n_categories = weights.intercepts.size
    shapes = {
        weights.frequencies.shape == (BUCKETS,),
        weights.ngrams.shape == (BUCKETS, n_categories),
        weights.vectors.shape == (*weights.vectors.shape[:1], n_categories),
        weights.intercepts.shape == (n_categories,),
    }
    if shapes != {True}:
        raise ArtifactError(f"the file holds weights of another shape: {RETRAIN}")
    return weights


def model_id_of(weights: Weights, name: str) -> str:
    """Return *name* and what tells these weights from others: ``baseline-1f0c2ab9``."""
    found = hashlib.sha256()
    for array in weights.arrays().values():
        found.update(np.ascontiguousarray(array).tobytes())
    return f"{name}-{found.hexdigest()[:8]}"


# --- The cache --------------------------------------------------------------------


def read_cached(cache: Path, sha256: str) -> Weights | None:
    """Return the weights whose audited file has the digest *sha256*.

    None if *cache* does not hold them, or not undamaged (the format has
    checksums): then the artifact is read, which is always there.
    """
    try:
        with _place(cache, sha256).open("rb") as file, np.load(file, allow_pickle=False) as found:
            return parse_weights(dict(found))
    except (OSError, EOFError, ValueError, TypeError, BadZipFile, DamagedStream, ArtifactError):
        return None


def write_cached(cache: Path, sha256: str, weights: Weights) -> None:
    """Keep audited *weights* for the next start; a folder that refuses costs time, nothing else.

    A process that reads meanwhile sees the whole file or none.
    """
    place = _place(cache, sha256)
    unfinished = place.with_suffix(f".{os.getpid()}")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(file, **weights.arrays())  # type: ignore[arg-type]  # its stub: allow_pickle
        unfinished.replace(place)
    except OSError as error:
        log.warning("%s cannot be written, so that every start takes longer: %s", cache, error)
        _discard(unfinished)


def _discard(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:  # the same folder has just refused, and that was logged
        return


def _place(cache: Path, sha256: str) -> Path:
    return cache / f"{sha256}.npz"
