"""What an artifact knows of comments that its classifier never saw: calibration.npz.

Thresholds come of it (moderation.learning.promise). It holds scores and
labels, and no text.
"""

import io
from dataclasses import dataclass, fields
from functools import cached_property
from zipfile import BadZipFile
from zlib import error as DamagedStream

import numpy as np
import numpy.typing as npt

from moderation.core.verdict import VIOLATION
from moderation.errors import ArtifactError
from moderation.learning.dataset import CLEAR, VIOLATIONS

Probabilities = npt.NDArray[np.float32]
Severities = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What an artifact knows of comments that its classifier never saw; it holds no text.

    *start*, *refuse_from* and *named_at* come from other comments than those
    scored here, or promises would be kept less surely than they say.
    """

    categories: tuple[str, ...]  # in the order of the columns; the first is the violation
    probabilities: Probabilities  # (n_comments, n_categories), calibrated, 0 to 1
    severities: Severities  # (n_comments, n_categories), 0 to 3; -1: not annotated
    start: float  # the threshold of publishing that is tested first
    refuse_from: Probabilities  # (n_categories,), the threshold of refusing that is tested first
    named_at: Probabilities  # (n_categories,), from here on a clause is named: the best F1

    @cached_property
    def violates(self) -> Flags:
        """Return of each comment whether it breaks the charter."""
        return self._severest >= CLEAR

    @cached_property
    def is_clean(self) -> Flags:
        """Return of each comment whether it breaks nothing; a mild one does not."""
        return (self._severest >= 0) & (self._severest < CLEAR)

    @cached_property
    def held_from(self) -> Probabilities:
        """Return of each comment the highest overall threshold at which a person reads it.

        Its violation alone decides, or a category that no violation is made
        of: a charter may have a clause on tone, which holds clean comments.
        """
        found = self.probabilities[:, self.categories.index(VIOLATION)]
        for column, category in enumerate(self.categories):
            if category not in {VIOLATION, *VIOLATIONS}:
                other = self.probabilities[:, column]
                found = np.where(other >= self.named_at[column], np.maximum(found, other), found)
        return found

    @cached_property
    def _severest(self) -> Severities:
        parts = [i for i, name in enumerate(self.categories) if name in {VIOLATION, *VIOLATIONS}]
        return np.asarray(self.severities[:, parts].max(axis=1))

    def to_bytes(self) -> bytes:
        """Return the content of calibration.npz; the same calibration gives the same bytes."""
        file = io.BytesIO()
        arrays = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stub: allow_pickle
        return file.getvalue()


def parse_calibration(content: bytes) -> Calibration:
    """Return the calibration whose file has this *content*.

    Raises ArtifactError if it is not one, or its arrays do not fit each other.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            found = dict(file)
        if set(found) != {field.name for field in fields(Calibration)}:
            raise ValueError("other arrays")
        names = tuple(str(name) for name in found.pop("categories"))
        start = float(found.pop("start"))
        calibration = Calibration(categories=names, start=start, **found)
    except (OSError, EOFError, ValueError, TypeError, BadZipFile, DamagedStream) as error:
        raise ArtifactError("the file holds no calibration of this version") from error
    _check_shapes(calibration)
    return calibration


def _check_shapes(found: Calibration) -> None:
    shape = (len(found.probabilities), len(found.categories))
    row = shape[1:]
    is_sound = (
        found.categories[:1] == (VIOLATION,)
        and found.probabilities.shape == found.severities.shape == shape
        and found.refuse_from.shape == found.named_at.shape == row
        and found.severities.dtype == np.int8
        and all(
            array.dtype == np.float32 and bool(np.all((array >= 0) & (array <= 1)))
            for array in (found.probabilities, found.refuse_from, found.named_at)
        )
        and 0 <= found.start <= 1
    )
    if not is_sound:
        raise ArtifactError("the file holds a calibration of another shape")
