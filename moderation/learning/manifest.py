"""What is known of a trained classifier: where it is from, what it needs, how good it is."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from moderation.core.charter import Category
from moderation.core.normalise import NORMALISER_VERSION
from moderation.core.promise import Promise
from moderation.errors import ArtifactError
from moderation.learning.promise import Obstacle, ReadShare, Reason
from moderation.learning.spelling import words_digest

#: The shape of manifest.json; another shape is another number.
SCHEMA = 3

#: Changes with any change of moderation.learning.features, and with the words that it knows.
FEATURES_VERSION = f"3-{words_digest()}"

RETRAIN = "train it again with `charte train`"


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """How well one category is told, on comments that only judge.

    Mild cases (severity 1) count as clean, the harshest reading.
    """

    comments: int  # annotated for it
    positives: int  # severity 2 or 3
    auc: float  # area under the ROC curve
    auc_without_mild: float  # the same where mild cases are left out
    average_precision: float
    brier: float  # mean squared error of the probability, 0 to 1
    ece: float  # expected calibration error: what a probability is off by, on average
    named_at: float  # from this probability on naming it has its best F1


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How well violations are told within one group of the comments that judge.

    Where a group has too few violations, or too few clean comments, a figure is None.
    """

    by: str  # what the group is one of: "language", "length", "register" or "source"
    group: str
    comments: int
    positives: int
    auc: float | None
    clean_flagged: float | None  # share of its clean comments, 0 to 1
    violations_flagged: float | None  # share of its violations, 0 to 1


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """What was asked for of a promise, and what comes of it with this classifier."""

    asked: Promise
    review_at: float  # 0: nothing is published unread
    published_wrongly: float | None  # the bound reached, 0 to 1; None: nothing is published
    read: ReadShare
    refuse_at: Mapping[str, float]  # by category; one it lacks is never refused unread
    obstacles: Mapping[str, Obstacle]  # why not; under "violation", why nothing is published


@dataclass(frozen=True, slots=True)
class SetFigures:
    """How well the classifier does on a set that somebody else made."""

    name: str
    comments: int
    positives: int
    auc: float
    macro_f1_cautious: float  # flagged from the manifest's ``flagged_from`` on, against not
    macro_f1_balanced: float  # flagged from the ``named_at`` of violation on, against not


@dataclass(frozen=True, slots=True)
class ProbeFigures:
    """What becomes of comments that break nothing and that nobody trains on."""

    name: str
    comments: int
    held: float  # share that a person would read, 0 to 1
    refused: float  # share that would be refused unread, 0 to 1


@dataclass(frozen=True, slots=True)
class ObfuscationFigures:
    """How many violations are still flagged once their telling words are disguised."""

    way: str
    example: str
    texts: int  # those that could be disguised so
    recall_before: float  # share of them flagged as written, 0 to 1
    recall_after: float  # share flagged in disguise


@dataclass(frozen=True, slots=True)
class NameFigures:
    """What a person's name does to the probability of a violation, in the same sentences."""

    sentences: int
    names: int
    mean_difference: float  # absolute, from the sentence's mean over all names
    max_difference: float
    decided_by_name: int  # sentences that are flagged with some names and not with others
    origins: Mapping[str, float]  # origin → mean difference of its names, signed


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How well violations are told by a classifier that learnt from less."""

    source: str  # what was made less of
    share: float  # of it that was learnt from, 0 to 1
    comments: int
    auc: float  # on the comments that judge


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
    calibration_sha256: str  # of calibration.npz
    scikit_learn: str
    python: str
    encoder: str
    normaliser: str
    features: str
    sources: tuple[Source, ...]
    categories: tuple[str, ...]  # in the order of the weights' columns
    figures: Mapping[str, CategoryFigures]  # by category; none of one that nothing judges
    #: From this probability of a violation on the figures below call a comment flagged.
    flagged_from: float
    promise: PromiseFigures
    breakdowns: tuple[GroupFigures, ...] = ()
    public_sets: tuple[SetFigures, ...] = ()
    probes: tuple[ProbeFigures, ...] = ()
    obfuscation: tuple[ObfuscationFigures, ...] = ()
    names: NameFigures | None = None
    curve: tuple[CurvePoint, ...] = ()
    plots: tuple[str, ...] = ()  # files in the artifact's folder
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
    row["categories"] = tuple(row["categories"])
    row["figures"] = {name: CategoryFigures(**found) for name, found in row["figures"].items()}
    row["promise"] = _promise(row["promise"])
    for name, kind in _LISTED.items():
        row[name] = tuple(kind(**found) for found in row[name])
    row["names"] = NameFigures(**row["names"]) if row["names"] else None
    row["plots"] = tuple(row["plots"])
    return Manifest(**row)


def _promise(row: dict[str, Any]) -> PromiseFigures:
    exceptions = tuple((category, share) for category, share in row["asked"].pop("exceptions"))
    row["asked"] = Promise(**row["asked"], exceptions=exceptions)
    row["read"] = ReadShare(**row["read"])
    row["obstacles"] = {
        category: Obstacle(Reason(found.pop("reason")), **found)
        for category, found in row["obstacles"].items()
    }
    return PromiseFigures(**row)


_LISTED: Mapping[str, Callable[..., Any]] = {
    "breakdowns": GroupFigures,
    "public_sets": SetFigures,
    "probes": ProbeFigures,
    "obfuscation": ObfuscationFigures,
    "curve": CurvePoint,
}
