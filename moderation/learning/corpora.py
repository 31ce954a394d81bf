"""Public corpora that may teach the classifier, read from a folder of the operator's.

Their texts are other people's and stay where they are. Some are *labelled* by
us, by the labelling guide: the labels lie in ``training_data/labels``, by the
id of a text, and join it here. The others each have their own idea of what
breaks a rule; a table says how their labels are understood, and each gives an
expert (moderation.learning.training).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from moderation.errors import InvalidInput
from moderation.learning.dataset import LABELS, LabelledComment

Row = Mapping[str, Any]
#: category → whether it holds; a category that it lacks is not annotated
Truth = Mapping[str, bool]

#: More comments of one corpus teach its expert no better, and take time.
MOST_COMMENTS = 8_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts and what their source says of them, in the same order."""

    name: str
    licence: str
    texts: tuple[str, ...]
    truths: tuple[Truth, ...]
    digest: str  # SHA-256 of the files it was read from

    def annotated(self, category: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the places of the texts annotated for *category*, and whether it holds there."""
        places = [i for i, truth in enumerate(self.truths) if category in truth]
        return np.array(places, dtype=np.int64), np.array(
            [self.truths[i][category] for i in places], dtype=np.bool_
        )


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts of others with labels of ours."""

    name: str
    licence: str
    comments: tuple[LabelledComment, ...]
    digest: str  # SHA-256 of the files of texts and of labels


def read_corpora(folder: Path, *, seed: int) -> list[Corpus]:
    """Return the known corpora that lie in *folder*, each at most MOST_COMMENTS.

    Raises InvalidInput if there is none, or if one cannot be read.
    """
    found = [
        _read(folder, name, licence, understand, seed)
        for name, (licence, understand) in CORPORA.items()
        if (folder / f"{name}.jsonl").is_file()
    ]
    if not found:
        raise InvalidInput(f"{folder} holds none of: {', '.join(CORPORA)} (.jsonl)")
    return found


def read_labelled(folder: Path, labels: Path) -> list[Labelled]:
    """Return the corpora in *folder* of which the folder *labels* has labels of ours.

    Texts without labels are left out, and so are labels without a text.

    Raises InvalidInput if a file cannot be read.
    """
    return [
        _read_labelled(folder / f"{name}.jsonl", labels / f"{name}.tsv", name, licence)
        for name, licence in LABELLED.items()
        if (folder / f"{name}.jsonl").is_file() and (labels / f"{name}.tsv").is_file()
    ]


def _read_labelled(texts: Path, labels: Path, name: str, licence: str) -> Labelled:
    try:
        severities = {row.pop("id"): row for row in _table(labels)}
        comments = tuple(
            LabelledComment(
                unmasked(str(row["text"])),
                str(row["lang"]),
                {label: int(severities[row["id"]][label]) for label in severities[row["id"]]},
                notes={"theme": name},
            )
            for row in _rows(texts)
            if row["id"] in severities
        )
        unknown = {label for comment in comments for label in comment.labels} - set(LABELS)
        if unknown:
            raise ValueError(f"unknown labels {unknown}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{texts} and {labels} are not texts and their labels") from error
    return Labelled(name, licence, comments, _digest([texts, labels]))


def _read(
    folder: Path, name: str, licence: str, understand: Callable[[Row], Truth], seed: int
) -> Corpus:
    path = folder / f"{name}.jsonl"
    try:
        rows = _sample([row for row in _rows(path) if understand(row)], seed)
        texts = tuple(unmasked(str(row["text"])) for row in rows)
        truths = tuple(understand(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path} is not the corpus that is known by its name") from error
    return Corpus(name, licence, texts, truths, _digest([path]))


def unmasked(text: str) -> str:
    """Return *text* without the masks of names that stand in tweets: no comment has them."""
    return " ".join(word for word in text.split(" ") if word != "@user") or text


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())


def _sample(rows: list[Row], seed: int) -> list[Row]:
    if len(rows) <= MOST_COMMENTS:
        return rows
    chosen = np.random.default_rng(seed).choice(len(rows), MOST_COMMENTS, replace=False)
    return [rows[i] for i in np.sort(chosen)]


def _table(path: Path) -> Iterator[dict[str, str]]:
    head, *lines = path.read_text("utf-8").splitlines()
    names = head.split("\t")
    for line in lines:
        yield dict(zip(names, line.split("\t"), strict=True))


def _digest(files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()


# --- What each corpus says --------------------------------------------------------


def _as_labelled(row: Row) -> Truth:
    truth = {name: bool(value) for name, value in row["labels"].items()}
    if "profanity" in truth:
        truth["vulgarity"] = truth.pop("profanity")
    if row["violation"] is not None:
        truth["violation"] = bool(row["violation"])
    return truth


def _by_votes(row: Row) -> Truth:
    """Read ToLD-Br: three people's votes; two make a label, one leaves it open."""
    named = {"insult": "insult", "vulgarity": "obscene"}
    votes = {category: row["votes"][name] for category, name in named.items()}
    return {name: n >= 2 for name, n in votes.items() if n != 1} | {
        "violation": bool(row["violation"])
    }


def _only_spam(row: Row) -> Truth:
    return {"spam": bool(row["labels"]["spam"])}


#: File name → licence, how its rows are understood. Left out on purpose: corpora whose
#: "offensive" follows dialect rather than offence (Davidson et al. 2017; see Sap et al. 2019),
#: and whatever the classifier is judged by (HateCheck, ToxiFrench, Jigsaw, RTP-LX).
CORPORA: Mapping[str, tuple[str, Callable[[Row], Truth]]] = {
    "fox_en": ("MIT", _as_labelled),
    "openai_moderation_en": ("MIT", _as_labelled),
    "germeval2018_de": ("CC BY 4.0", _as_labelled),
    "gahd_de": ("CC BY 4.0", _as_labelled),
    "told_br_pt": ("CC BY-SA 4.0", _by_votes),
    "youtube_spam_en": ("CC BY 4.0", _only_spam),
}

#: Corpora of French messages labelled by us: file name → licence.
LABELLED: Mapping[str, str] = {
    "fr_messages": "GPL-3.0; labels by this project",
    "mlma_fr": "MIT; labels by this project",
}
