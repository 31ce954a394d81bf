"""What is known of a trained classifier: where it is from, what it needs, how good it is."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from moderation.core.charter import Category
from moderation.core.normalise import NORMALISER_VERSION
from moderation.errors import ArtifactError

#: The shape of manifest.json; another shape is another number.
SCHEMA = 1

#: Changes with any change of moderation.learning.features.
FEATURES_VERSION = "2"

RETRAIN = "train it again with `charte train`"


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """How well one category is told, on comments held out from training.

    Mild cases (severity 1) count as clean, the harshest reading.
    """

    comments: int
    positives: int  # severity 2 or 3
    auc: float  # area under the ROC curve
    auc_without_mild: float  # the same where mild cases are left out
    average_precision: float
    brier: float  # mean squared error of the probability, 0 to 1
    review_at: float  # suggested for the charter
    refuse_at: float | None  # suggested for the charter; None: no probability is sure enough


@dataclass(frozen=True, slots=True)
class Automation:
    """What comes of publishing, without a person, whatever scores below a threshold.

    Shares are 0 to 1, of comments weighted so that *base_rate* break the charter.
    """

    base_rate: float
    tolerated: float  # the most violations among the published that were asked for
    review_at: float  # suggested for the charter: probability of any violation
    published: float  # of all comments
    published_wrongly: float  # of those published
    violations_stopped: float  # of all violations
    clean_held: float  # of all clean comments, shown to a person in vain


@dataclass(frozen=True, slots=True)
class SetFigures:
    """How well the classifier does on a set that somebody else made."""

    name: str
    comments: int
    positives: int
    auc: float
    macro_f1_cautious: float  # flagged from ``automation.review_at`` on, against not
    macro_f1_balanced: float  # flagged from the ``review_at`` of violation on, against not


@dataclass(frozen=True, slots=True)
class Source:
    """What the classifier learnt from."""

    name: str
    comments: int
    licence: str
    digest: str  # SHA-256 of its texts and labels


@dataclass(frozen=True, slots=True)
class Manifest:
    """An artifact's own account of itself, kept beside the weights as manifest.json."""

    model_id: str
    sha256: str  # of model.skops
    scikit_learn: str
    python: str
    encoder: str
    normaliser: str
    features: str
    seed: int
    sources: tuple[Source, ...]
    categories: tuple[str, ...]  # in the order of the weights' columns
    figures: Mapping[str, CategoryFigures]  # category → figures, cross-validated
    automation: Automation
    public_sets: tuple[SetFigures, ...] = ()
    schema: int = SCHEMA

    def to_json(self) -> str:
        """Return the text of manifest.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def parse_manifest(source: str) -> Manifest:
    """Return the manifest written in *source*.

    Raises ArtifactError if it is not one of this version of Charte.
    """
    try:
        return _manifest(json.loads(source))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"manifest.json is not one that this version of Charte wrote: {RETRAIN}"
        raise ArtifactError(message) from error


def scikit_learn_version() -> str:
    """Return the version that is installed; told without importing it, which takes a second."""
    return version("scikit-learn")


def check_versions(manifest: Manifest, encoder_name: str) -> None:
    """Raise ArtifactError if the artifact was made for other versions than those at hand."""
    pairs = {
        "scikit-learn": (_minor(manifest.scikit_learn), _minor(scikit_learn_version())),
        "Python": (manifest.python.split(".")[0], str(sys.version_info.major)),
        "the encoder": (manifest.encoder, encoder_name),
        "the normaliser": (manifest.normaliser, NORMALISER_VERSION),
        "the features": (manifest.features, FEATURES_VERSION),
    }
    for name, (wanted, found) in pairs.items():
        if wanted != found:
            message = f"{manifest.model_id} was made with {name} {wanted}, here is {found}"
            raise ArtifactError(f"{message}: install that version, or {RETRAIN}")


def check_categories(manifest: Manifest) -> None:
    """Raise ArtifactError if a category is not one that a charter can have."""
    unknown = set(manifest.categories) - {"violation", *Category}
    if unknown or "violation" not in manifest.categories:
        what = f"unknown categories {sorted(unknown)}" if unknown else 'no category "violation"'
        raise ArtifactError(f"{manifest.model_id} has {what}: {RETRAIN}")


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _manifest(row: dict[str, Any]) -> Manifest:
    if row.get("schema") != SCHEMA:
        raise ValueError("another schema")
    row["sources"] = tuple(Source(**source) for source in row["sources"])
    row["public_sets"] = tuple(SetFigures(**figures) for figures in row["public_sets"])
    row["categories"] = tuple(row["categories"])
    row["figures"] = {name: CategoryFigures(**row["figures"][name]) for name in row["categories"]}
    row["automation"] = Automation(**row["automation"])
    return Manifest(**row)
