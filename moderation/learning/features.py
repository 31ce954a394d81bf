"""What the classifier sees of a comment: its meaning and its letters.

The meaning is the encoder's vector. The letters are words, pairs of words and
runs of 3 to 5 characters of the normalised text, counted in hashed buckets and
weighted as usual (sublinear tf-idf, unit length). They are hashed so that an
artifact holds no list of words: weights alone cannot tell what somebody wrote
in the comments that it learnt from.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from sklearn.feature_extraction import FeatureHasher

from moderation.core.normalise import NormalisedText, normalise
from moderation.learning.encoder import Encoder, Vectors

#: Eight times as many gave the same AUC (±0.002).
BUCKETS = 2**15


@dataclass(frozen=True, slots=True)
class Features:
    """Of n comments: *ngrams* (n, BUCKETS) and *vectors* (n, dimensions)."""

    ngrams: csr_array
    vectors: Vectors


def read_features(texts: Sequence[str], encoder: Encoder) -> Features:
    """Return what the classifier sees of *texts*; n-grams are still bare counts."""
    normal = [normalise(_encodable(text)) for text in texts]
    return Features(count_ngrams([n.text for n in normal]), encoder.encode([*map(_words, normal)]))


def count_ngrams(texts: Sequence[str]) -> csr_array:
    """Return how often each bucket occurs in normalised *texts*, (n_texts, BUCKETS)."""
    return csr_array(_HASHER.transform(map(_ngrams, texts)))


def document_frequencies(counts: csr_array) -> npt.NDArray[np.float32]:
    """Return the smoothed inverse document frequency of each bucket, (n_buckets,)."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    frequencies = np.log((1 + counts.shape[0]) / (1 + documents)) + 1
    return np.asarray(frequencies, dtype=np.float32)


def weigh(counts: csr_array, frequencies: npt.NDArray[np.float32]) -> csr_array:
    """Return *counts* as sublinear tf-idf, each row of length 1 (or 0 if it is empty)."""
    weights = (1 + np.log(counts.data)) * frequencies[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    weights /= np.sqrt(np.bincount(row, weights**2, minlength=counts.shape[0]))[row]
    return csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)


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


def _words(text: NormalisedText) -> str:
    """Return what the encoder reads: it knows accents and capitals, but no disguise."""
    return text.text if text.oddities else text.original


_WORD = re.compile(r"\w+|[!?]+")
_RUNS = (3, 4, 5)
_HASHER = FeatureHasher(BUCKETS, input_type="string", alternate_sign=False)
