"""What the classifier sees of a comment: its meaning and its letters.

The meaning is the encoder's vector. The letters are words, pairs of words and
runs of 3 to 5 characters of the normalised text, counted in hashed buckets and
weighted as usual (sublinear tf-idf, unit length). They are hashed so that an
artifact holds no list of words: weights alone cannot tell what somebody wrote
in the comments that it learnt from. (``words.txt`` lists those of the comments
that were written for this project, and of nobody's.)

Why not scikit-learn's FeatureHasher and scipy's matrices: importing them takes
longer than all else that a start needs, and a server that only serves has no
other use for them. One row of counts is two short arrays.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from moderation.core.normalise import normalise
from moderation.learning.encoder import Encoder, Vectors
from moderation.learning.spelling import spelling

#: Eight times as many gave the same AUC (±0.002).
BUCKETS = 2**15

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Buckets of n texts and a value for each, as a sparse matrix (n, BUCKETS) by rows (CSR).

    Text i has the entries from ``starts[i]`` to ``starts[i + 1]``; buckets
    that do not occur in it have none.
    """

    values: Numbers  # counts, or weights: (n_entries,)
    buckets: Integers  # (n_entries,), ascending within a text
    starts: Integers  # (n_texts + 1,)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.starts) - 1

    def rows(self) -> Integers:
        """Return the number of the text of each entry, (n_entries,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def __matmul__(self, columns: npt.NDArray[np.floating]) -> Numbers:
        """Return the product with *columns*, (BUCKETS, …), as (n_texts, …)."""
        found = np.empty((len(self), *columns.shape[1:]))
        for row, (start, end) in enumerate(pairwise(self.starts.tolist())):
            found[row] = self.values[start:end] @ columns[self.buckets[start:end]]
        return found


@dataclass(frozen=True, slots=True)
class Features:
    """Of n comments: *ngrams* (n, BUCKETS) and *vectors* (n, dimensions)."""

    ngrams: Ngrams
    vectors: Vectors


def read_features(texts: Sequence[str], encoder: Encoder) -> Features:
    """Return what the classifier sees of *texts*; n-grams are still bare counts."""
    read = [as_read(text) for text in texts]
    return Features(count_ngrams([normalise(text).text for text in read]), encoder.encode(read))


def as_read(text: str) -> str:
    """Return *text* as the classifier reads it: known words instead of disguised ones."""
    return spelling().restored(normalise(unicodedata.normalize("NFC", _encodable(text))))


def joined(parts: Sequence[Features]) -> Features:
    """Return the features of several batches as those of one; there is at least one batch."""
    ngrams = [part.ngrams for part in parts]
    ends = np.cumsum([0, *(len(n.values) for n in ngrams)])
    starts = [n.starts[:-1] + end for n, end in zip(ngrams, ends[:-1], strict=True)]
    return Features(
        Ngrams(
            np.concatenate([n.values for n in ngrams]),
            np.concatenate([n.buckets for n in ngrams]),
            np.concatenate([*starts, ends[-1:]]),
        ),
        np.vstack([part.vectors for part in parts]),
    )


def count_ngrams(texts: Sequence[str]) -> Ngrams:
    """Return how often each bucket occurs in each of the normalised *texts*."""
    hashes = [[crc32(ngram.encode()) for ngram in _ngrams(text)] for text in texts]
    row = np.repeat(np.arange(len(texts)), [len(found) for found in hashes])
    bucket = np.array([number for found in hashes for number in found], dtype=np.int64) % BUCKETS
    entries, counts = np.unique(row * BUCKETS + bucket, return_counts=True)
    starts = np.searchsorted(entries, np.arange(len(texts) + 1) * BUCKETS)
    return Ngrams(counts.astype(np.float64), entries % BUCKETS, starts)


def document_frequencies(
    counts: Ngrams, chosen: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.float32]:
    """Return the smoothed inverse document frequency of each bucket, (BUCKETS,).

    *chosen*: which texts to count in, (n_texts,); all of them unless told.
    """
    chosen = np.ones(len(counts), dtype=np.bool_) if chosen is None else chosen
    documents = np.bincount(counts.buckets[chosen[counts.rows()]], minlength=BUCKETS)
    frequencies = np.log((1 + chosen.sum()) / (1 + documents)) + 1
    return np.asarray(frequencies, dtype=np.float32)


def weigh(counts: Ngrams, frequencies: npt.NDArray[np.float32]) -> Ngrams:
    """Return *counts* as sublinear tf-idf, each row of length 1 (or 0 if it is empty)."""
    weights = (1 + np.log(counts.values)) * frequencies[counts.buckets].astype(np.float64)
    rows = counts.rows()
    weights /= np.sqrt(np.bincount(rows, weights**2, minlength=len(counts)))[rows]
    return Ngrams(weights, counts.buckets, counts.starts)


def _ngrams(text: str) -> Iterator[str]:
    """Yield words, pairs of words, and the runs of characters inside each padded word.

    A word is yielded with a space on either side, as the runs of short words
    are: the same thing falls into the same bucket, and "con" in "conseil"
    into another.
    """
    words = _WORD.findall(text)
    yield from (f" {word} " for word in words)
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for word in text.split():
        padded = f" {word} "
        for length in _RUNS:
            yield from (padded[i : i + length] for i in range(len(padded) - length + 1))


def _encodable(text: str) -> str:
    """Replace lone surrogates, which have no UTF-8: a hostile caller can send them."""
    return text.encode("utf-8", "replace").decode("utf-8")


_WORD = re.compile(r"\w+|[!?]+")
_RUNS = (3, 4, 5)
