"""Fine-tuning multilingual-e5-small to what moderation asks; needs the extra ``tuning`` (torch, onnx).

Low-rank changes (Hu et al. 2021) to the upper layers are learnt together with
linear heads: one that all sources share, and a small one for each public
corpus, which takes up what that corpus means by its labels. ADR 0006 has the
figures.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from moderation.errors import ArtifactError
from moderation.learning.classifier import CATEGORIES
from moderation.learning.corpora import Corpus, Labelled
from moderation.learning.dataset import MILD, LabelledComment
from moderation.learning.e5 import (
    MATRICES,
    NORMS,
    Changes,
    E5File,
    Half,
    e5_path,
    tokenised,
)
from moderation.learning.encoder import CHANGES, GRAPH, Heads, read_tuned
from moderation.learning.features import as_read
from moderation.learning.graph import graph_of
from moderation.learning.training import Part, part_of
from moderation.learning.variation import varied

#: Layers from this one on are taught; of twelve.
FIRST_LAYER = 4

#: Rank of the changes, and their learning rate. A full change of the same layers learns no better.
RANK, BODY_RATE = 32, 8e-4

#: Learning rate of the heads; weight decay of the body, and of the heads a source.
HEAD_RATE, BODY_DECAY, SOURCE_DECAY = 3e-3, 0.01, 0.3

BATCH, WARM_UP, DROPOUT = 32, 60, 0.1

#: What is learnt already is changed at so many times the rate.
SLOWER = 0.75

#: How often all is learnt from, and how often in each pass what is labelled by our scheme.
PASSES, REPEATED = 2, 2

#: Tokens of a comment that are read while learning.
LONGEST = 128

#: Unit vectors times this go into the heads.
SCALE = 10.0

#: A mild case is nearer to clean, and says less than a clear one.
MILD_TARGET, MILD_WEIGHT = 0.4, 0.5

#: Any violation counts so many times what a single category does.
VIOLATION_WEIGHT = 2.0

#: Told after each batch the share done, 0 to 1, and the running loss.
Progress = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the source whose meaning of the labels holds, and targets 0 to 1 by category."""

    text: str
    source: int  # 0: labelled by our scheme
    targets: Mapping[str, float]


def examples(
    written: Sequence[LabelledComment], labelled: Sequence[Labelled], corpora: Sequence[Corpus]
) -> list[Example]:
    """Return what one pass learns: comments labelled by our scheme, and all of each corpus.

    Those labelled by our scheme, REPEATED times: they are what the heads are for. What judges
    or fits elsewhere is left out.
    """
    ours = [*written, *(comment for found in labelled for comment in found.comments)] * REPEATED
    learnt = [
        Example(comment.text, 0, _targets(comment))
        for comment in ours
        if part_of(comment) is Part.LEARN
    ]
    theirs = [
        Example(text, source, {name: float(holds) for name, holds in truth.items()})
        for source, corpus in enumerate(corpora, start=1)
        for text, truth in zip(corpus.texts, corpus.truths, strict=True)
    ]
    return learnt + theirs


def _targets(comment: LabelledComment) -> dict[str, float]:
    found = {category: comment.severity(category) for category in CATEGORIES}
    return {
        category: MILD_TARGET if severity == MILD else float(severity > MILD)
        for category, severity in found.items()
        if severity is not None
    }


def fine_tune(
    learnt: Sequence[Example],
    output: Path,
    *,
    seed: int,
    progress: Progress,
    passes: int = PASSES,
    start: Path | None = None,
) -> None:
    """Write to the folder *output* the changes, heads and graph that *learnt* teaches in *passes*.

    *start*: the folder of an encoder that was fine-tuned before, on corpora in the same
    order, to go on from, SLOWER.

    Raises ArtifactError if e5's file or *start* cannot be read, or *start* is another kind.
    """
    file = E5File(e5_path())
    torch.manual_seed(seed)
    before = read_tuned(start) if start else None
    rank = before[0].rank if before else RANK
    model = _Model(file, 1 + max(example.source for example in learnt), rank)
    if before:
        model.load(*before)
    slower = SLOWER if start else 1.0
    _learn(model, learnt, passes=passes, seed=seed, slower=slower, progress=progress)
    changes, heads = model.changes(), model.heads()
    output.mkdir(parents=True, exist_ok=True)
    (output / GRAPH).write_bytes(graph_of(file))
    with (output / CHANGES).open("wb") as stream:
        arrays = {**changes.arrays(), **heads.arrays()}
        np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # its stub: allow_pickle


def _learn(
    model: "_Model",
    learnt: Sequence[Example],
    *,
    passes: int,
    seed: int,
    slower: float,
    progress: Progress,
) -> None:
    chance = random.Random(seed)  # noqa: S311  order and noise, no secret
    optimizer = torch.optim.AdamW(
        [
            {"params": model.body(), "lr": BODY_RATE, "weight_decay": BODY_DECAY},
            {"params": [model.shared, model.bias], "lr": HEAD_RATE, "weight_decay": BODY_DECAY},
            {"params": [model.own], "lr": HEAD_RATE, "weight_decay": SOURCE_DECAY},
        ]
    )
    rates = [group["lr"] * slower for group in optimizer.param_groups]
    batches = [batch for _ in range(passes) for batch in _batches(learnt, model.file, chance)]
    running = math.nan
    model.train()
    for step, (chosen, tokens) in enumerate(batches):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(1, (step + 1) / WARM_UP) * (1 - step / len(batches))
        loss = _loss(model, [learnt[i] for i in chosen], tokens)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.body(), 1.0)
        optimizer.step()
        running = loss.item() if step == 0 else 0.98 * running + 0.02 * loss.item()
        progress((step + 1) / len(batches), running)


def _loss(
    model: "_Model", batch: Sequence[Example], tokens: Sequence[Sequence[int]]
) -> torch.Tensor:
    targets, weights = torch.zeros(2, len(batch), len(CATEGORIES))
    for i, example in enumerate(batch):
        for category, target in example.targets.items():
            column = CATEGORIES.index(category)
            targets[i, column] = target
            weights[i, column] = VIOLATION_WEIGHT if category == "violation" else 1.0
            if target not in {0.0, 1.0}:
                weights[i, column] *= MILD_WEIGHT
    sources = torch.tensor([example.source for example in batch])
    ids, mask = _padded(tokens)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = model(ids, mask, sources)
    each = functional.binary_cross_entropy_with_logits(found.float(), targets, reduction="none")
    return (each * weights).sum() / weights.sum()


def _batches(
    learnt: Sequence[Example], file: E5File, chance: random.Random
) -> list[tuple[list[int], list[list[int]]]]:
    """Return places and tokens in batches of like length, in an order that chance gives."""
    texts = [as_read(varied(example.text, chance)) for example in learnt]
    tokens = tokenised(file, file.tokenizer(), texts, LONGEST)
    order = list(range(len(tokens)))
    chance.shuffle(order)
    batches = []
    for start in range(0, len(order), BATCH * 50):
        alike = sorted(order[start : start + BATCH * 50], key=lambda i: len(tokens[i]))
        some = [alike[i : i + BATCH] for i in range(0, len(alike), BATCH)]
        chance.shuffle(some)
        batches += [(batch, [tokens[i] for i in batch]) for batch in some]
    return batches


def _padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return *rows* as one, (n_texts, length of the longest), and where it holds tokens."""
    lengths = torch.tensor([len(row) for row in rows])
    mask = torch.arange(int(lengths.max())) < lengths[:, None]
    tokens = torch.zeros(mask.shape, dtype=torch.long)
    tokens[mask] = torch.tensor([token for row in rows for token in row])
    return tokens, mask


# --- The encoder in torch ----------------------------------------------------------


class _Linear(nn.Module):
    """A matrix of e5; taught, it has a change of *rank* and a bias of its own. Rank 0: it stays."""

    def __init__(self, file: E5File, name: str, columns: int, rank: int) -> None:
        super().__init__()
        taught = rank > 0
        weights = torch.from_numpy(file.matrix(f"{name}.w", columns))
        self.register_buffer("weights", weights.bfloat16(), persistent=False)
        self.bias = nn.Parameter(torch.from_numpy(file.vector(f"{name}.b")), requires_grad=taught)
        self.taught = taught
        if taught:
            # Keeps the size of a step alike for other ranks (Kalajdzievski 2023).
            self.factor = 2 / math.sqrt(rank)
            self.right = nn.Parameter(torch.randn(rank, columns) / math.sqrt(columns))
            self.left = nn.Parameter(torch.zeros(weights.shape[0], rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.taught:
            return functional.linear(x, self.weights, self.bias)
        # Beside the matrix and not added to it: its own gradient is never needed.
        change = functional.linear(functional.linear(x, self.right), self.factor * self.left)
        return functional.linear(x, self.weights, self.bias) + change


class _Layer(nn.Module):
    def __init__(self, file: E5File, number: int, rank: int) -> None:
        super().__init__()
        taught = number >= FIRST_LAYER
        self.heads = file.heads
        for name in MATRICES:
            columns = file.feed if name == "fo" else file.width
            setattr(self, name, _Linear(file, f"l{number}.{name}", columns, rank * taught))
        for name in NORMS:
            setattr(self, name, _norm(file, f"l{number}.{name}", taught=taught))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, length, self.heads, -1).transpose(1, 2)

        # Not torch's fused attention: its backward pass takes half of the time on processors.
        queries, keys, values = split(self.q(x)), split(self.k(x)), split(self.v(x))
        alike = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])
        attended = alike.masked_fill(~mask, -math.inf).softmax(-1) @ values
        x = self.aln(x + self.ao(attended.transpose(1, 2).reshape(batch, length, -1)))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))


def _norm(file: E5File, name: str, *, taught: bool) -> nn.LayerNorm:
    norm = nn.LayerNorm(file.width, file.epsilon)
    norm.weight = nn.Parameter(torch.from_numpy(file.vector(f"{name}.w")), requires_grad=taught)
    norm.bias = nn.Parameter(torch.from_numpy(file.vector(f"{name}.b")), requires_grad=taught)
    return norm


class _Model(nn.Module):
    def __init__(self, file: E5File, n_sources: int, rank: int = RANK) -> None:
        super().__init__()
        self.file = file
        self.norm = _norm(file, "emb.ln", taught=False)
        self.layers = nn.ModuleList(_Layer(file, i, rank) for i in range(file.layers))
        self.dropout = nn.Dropout(DROPOUT)
        n = len(CATEGORIES)
        self.shared = nn.Parameter(torch.zeros(n, file.width))
        self.own = nn.Parameter(torch.zeros(n_sources, n, file.width))
        self.bias = nn.Parameter(torch.zeros(n_sources, n))

    def body(self) -> list[nn.Parameter]:
        return [p for p in self.layers.parameters() if p.requires_grad]

    def vectors(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (n_texts, width) means of the last layer's states, of length 1."""
        x = self.dropout(self.norm(torch.from_numpy(self.file.embed(ids.numpy()))))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return functional.normalize((x * mask[..., None]).sum(1), dim=-1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, sources: torch.Tensor) -> torch.Tensor:
        vectors = self.dropout(self.vectors(ids, mask) * SCALE)
        # Our own labels have no head but the shared one: they say what the heads are for.
        extra = self.own[sources] * (sources > 0)[:, None, None]
        theirs = torch.einsum("bd,bcd->bc", vectors, extra)
        return vectors @ self.shared.T + theirs + self.bias[sources]

    def changes(self) -> Changes:
        left, right, vectors = {}, {}, {}
        for i, layer in enumerate(self.layers):
            if i < FIRST_LAYER:
                continue
            for name in MATRICES:
                linear = getattr(layer, name)
                left[f"l{i}.{name}.w"] = _half(linear.left * linear.factor)
                right[f"l{i}.{name}.w"] = _half(linear.right)
                vectors[f"l{i}.{name}.b"] = _half(linear.bias)
            for name in NORMS:
                norm = getattr(layer, name)
                vectors[f"l{i}.{name}.w"] = _half(norm.weight)
                vectors[f"l{i}.{name}.b"] = _half(norm.bias)
        return Changes(left, right, vectors)

    def load(self, changes: Changes, heads: Heads) -> None:
        """Go on from *changes* and *heads*. Raises ArtifactError if they are of another kind."""
        try:
            if changes.left.keys() != self.changes().left.keys():
                raise ValueError("other matrices were taught")
            for name, left in changes.left.items():
                linear = self._module(name)
                _put(linear.left, left.astype(np.float32) / linear.factor)
                _put(linear.right, changes.right[name])
            for name, vector in changes.vectors.items():
                module = self._module(name)
                _put(module.weight if name.endswith(".w") else module.bias, vector)
            _put(self.shared, heads.shared / SCALE)
            nothing = np.zeros((1, *heads.shared.shape))
            _put(self.own, np.concatenate([nothing, heads.experts - heads.shared]) / SCALE)
        except (AttributeError, ValueError, KeyError, IndexError) as error:
            raise ArtifactError("the encoder to go on from was taught otherwise") from error

    def _module(self, name: str) -> Any:
        layer, part, _ = name.split(".")
        return getattr(self.layers[int(layer.removeprefix("l"))], part)

    def heads(self) -> Heads:
        shared, own = (p.detach().float().numpy() * SCALE for p in (self.shared, self.own))
        return Heads(shared, shared[None] + own[1:])


def _put(parameter: nn.Parameter, values: npt.NDArray[np.floating]) -> None:
    if parameter.shape != values.shape:
        raise ValueError(f"{values.shape} for {tuple(parameter.shape)}")
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(values.astype(np.float32)))


def _half(parameter: torch.Tensor) -> Half:
    return np.asarray(parameter.detach().float().numpy(), dtype=np.float16)
