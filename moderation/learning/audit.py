"""The weights' own file, model.skops, audited before it is used.

skops loads no type that is not trusted, and nothing in the file is code. It
imports scikit-learn and scipy whole, so a server that has read a file once
keeps the arrays at hand (moderation.learning.weights) and leaves this module
alone.
"""

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile

import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from moderation.errors import ArtifactError
from moderation.learning.manifest import RETRAIN
from moderation.learning.weights import Weights, parse_weights

#: Types that an artifact may hold beside those that skops trusts. Arrays in a dict need none.
TRUSTED_TYPES: tuple[str, ...] = ()


def read_audited(model: bytes) -> Weights:
    """Return the weights in *model*, the bytes of a model.skops.

    Raises ArtifactError if it holds a type that is not trusted, or no weights
    of this version.
    """
    try:
        found: Any = skops.io.loads(model, trusted=list(TRUSTED_TYPES))
    except UntrustedTypesFoundException as error:
        message = "the file holds types that are not trusted and could run code"
        raise ArtifactError(f"{message}: do not use it; {RETRAIN}") from error
    except (BadZipFile, ValueError, TypeError, KeyError) as error:
        raise ArtifactError(f"the file holds no weights of this version: {RETRAIN}") from error
    return parse_weights(found)


def write_audited(file: Path, weights: Weights) -> None:
    """Write *weights* to *file*.

    The same weights give other bytes each time (skops notes the objects'
    addresses): a digest guards against damage, it does not tell models apart.
    """
    skops.io.dump(weights.arrays(), file, compression=ZIP_DEFLATED, compresslevel=9)
