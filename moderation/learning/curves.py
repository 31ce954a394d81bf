"""Learning curves: what a classifier would be worth that had learnt from less of one kind of data."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from sklearn.metrics import roc_auc_score

from moderation.core.verdict import VIOLATION
from moderation.errors import InvalidInput
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import CLEAR, LabelledComment
from moderation.learning.encoder import Encoder, Vectors
from moderation.learning.manifest import CurvePoint
from moderation.learning.training import Part, Progress, part_of, train

#: What the public corpora together are called.
CORPORA = "public corpora"

#: Shares of one kind of data that are learnt from, beside all of the others.
SHARES = (0.0, 0.25, 0.5, 1.0)


class Remembered:
    """An encoder that keeps what it was asked: the same texts come up again and again."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def prepare(self) -> None:
        """Start reading the weights, and return at once."""
        self._encoder.prepare()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, dimensions), each of length 1."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._encoder.encode(new), strict=True)
        return np.stack([self._known[text] for text in texts])


def learning_curves(
    kinds: Mapping[str, Sequence[LabelledComment]],
    corpora: Sequence[Corpus],
    *,
    encoder: Encoder,
    progress: Progress,
) -> tuple[CurvePoint, ...]:
    """Return the AUC of violation by classifiers that learnt from SHARES of each kind.

    *kinds*: name → its comments, labelled by our scheme; *corpora* are a kind
    of their own. A share that is too small to learn from has no point. A fine-tuned encoder is left out: it would have to be taught
    anew each time. What judges is the same always.
    """
    encoder = Remembered(encoder)
    sizes = {name: len(found) for name, found in kinds.items()}
    if corpora:
        sizes[CORPORA] = sum(len(corpus.texts) for corpus in corpora)
    points = []
    for done, (name, share) in enumerate(product(sizes, SHARES)):
        progress("learning curves", done / len(sizes) / len(SHARES))
        comments = [
            comment
            for kind, found in kinds.items()
            for comment in found
            if kind != name or part_of(comment) is not Part.LEARN or _place(comment.text) < share
        ]
        fewer = [_cut(corpus, share) for corpus in corpora] if name == CORPORA else corpora
        try:
            auc = _auc(comments, [corpus for corpus in fewer if corpus.texts], encoder)
        except InvalidInput:  # with so little there is nothing to learn from, and no point
            continue
        points.append(CurvePoint(name, share, round(share * sizes[name]), round(auc, 3)))
    return tuple(points)


def _auc(comments: Sequence[LabelledComment], corpora: Sequence[Corpus], encoder: Encoder) -> float:
    trained = train(
        comments,
        progress=lambda step, share: None,
        encoder=encoder,
        corpora=corpora,
        categories=(VIOLATION,),
    )
    judging = [comment for comment in comments if part_of(comment) is Part.JUDGE]
    truth = [(comment.severity(VIOLATION) or 0) >= CLEAR for comment in judging]
    return float(roc_auc_score(truth, trained.judged[:, 0]))


def _cut(corpus: Corpus, share: float) -> Corpus:
    chosen = [i for i, text in enumerate(corpus.texts) if _place(text) < share]
    return replace(
        corpus,
        texts=tuple(corpus.texts[i] for i in chosen),
        truths=tuple(corpus.truths[i] for i in chosen),
    )


def _place(text: str) -> float:
    """Return where *text* stands between 0 and 1: the same always, and evenly spread."""
    return int.from_bytes(hashlib.sha256(f"curve {text}".encode()).digest()[:4]) / 2**32
