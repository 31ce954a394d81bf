"""Fine-tuning multilingual-e5-small to what moderation asks; needs the extra ``tuning`` (torch, onnx).

Low-rank changes (Hu et al. 2021) to the upper layers are learnt together with
linear heads: one that all sources share, and a small one for each public
corpus, which takes up what that corpus means by its labels. ADR 0006 has the
figures.
"""

import math
import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

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
from moderation.learning.encoder import CHANGES, GRAPH, Heads
from moderation.learning.graph import graph_of
from moderation.learning.perturbation import Way, disguise
from moderation.learning.training import Part, part_of

#: Layers from this one on are taught; of twelve.
FIRST_LAYER = 4

#: Rank of the changes, and their learning rate. A full change of the same layers learns no better.
RANK, BODY_RATE = 32, 8e-4

#: Learning rate of the heads; weight decay of the body, and of the heads a source.
HEAD_RATE, BODY_DECAY, SOURCE_DECAY = 3e-3, 0.01, 0.3

BATCH, WARM_UP, DROPOUT = 32, 60, 0.1

#: How often all is learnt from, and how often in each pass what was written for this project.
PASSES, REPEATED = 2, 3

#: Tokens of a comment that are read while learning.
LONGEST = 128

#: Unit vectors times this go into the heads.
SCALE = 10.0

#: A mild case is nearer to clean, and says less than a clear one.
MILD_TARGET, MILD_WEIGHT = 0.4, 0.5

#: Any violation counts so many times what a single category does.
VIOLATION_WEIGHT = 2.0

#: Share of texts whose accents or capitals are taken away, so that carelessness is no sign of
#: anything, and of those with a word in disguise.
BARE, LOWER, UPPER, DISGUISED = 0.12, 0.10, 0.03, 0.06

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

    Those *written* for this project, REPEATED times: they hold the rare labels
    and the constructions. What judges or fits elsewhere is left out.
    """
    ours = [*written] * REPEATED + [comment for found in labelled for comment in found.comments]
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
) -> None:
    """Write to the folder *output* the changes, heads and graph that *learnt* teaches in *passes*.

    Raises ArtifactError if e5's file is not at hand.
    """
    changes, heads, file = _learn(learnt, passes=passes, seed=seed, progress=progress)
    output.mkdir(parents=True, exist_ok=True)
    (output / GRAPH).write_bytes(graph_of(file))
    with (output / CHANGES).open("wb") as stream:
        arrays = {**changes.arrays(), **heads.arrays()}
        np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # its stub: allow_pickle


def _learn(
    learnt: Sequence[Example], *, passes: int, seed: int, progress: Progress
) -> tuple[Changes, Heads, E5File]:
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311  order and noise, no secret
    file = E5File(e5_path())
    model = _Model(file, n_sources=1 + max(example.source for example in learnt))
    optimizer = torch.optim.AdamW(
        [
            {"params": model.body(), "lr": BODY_RATE, "weight_decay": BODY_DECAY},
            {"params": [model.shared, model.bias], "lr": HEAD_RATE, "weight_decay": BODY_DECAY},
            {"params": [model.own], "lr": HEAD_RATE, "weight_decay": SOURCE_DECAY},
        ]
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    batches = [batch for _ in range(passes) for batch in _batches(learnt, file, chance)]
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
    return model.changes(), model.heads(), file


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
    texts = [_careless(example.text, chance) for example in learnt]
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


def _careless(text: str, chance: random.Random) -> str:
    if chance.random() < DISGUISED:
        return disguise(text, chance.choice(list(Way)), chance)
    if chance.random() < BARE:
        bare = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = "".join(bare)
    if chance.random() < LOWER:
        return text.lower()
    return text.upper() if chance.random() < UPPER else text


# --- The encoder in torch ----------------------------------------------------------


class _Linear(nn.Module):
    """A matrix of e5; taught, it has a low-rank change and a bias of its own."""

    #: Keeps the size of a step alike for other ranks (Kalajdzievski 2023).
    factor = 2 / math.sqrt(RANK)

    def __init__(self, file: E5File, name: str, columns: int, *, taught: bool) -> None:
        super().__init__()
        weights = torch.from_numpy(file.matrix(f"{name}.w", columns))
        self.register_buffer("weights", weights, persistent=False)
        self.bias = nn.Parameter(torch.from_numpy(file.vector(f"{name}.b")), requires_grad=taught)
        self.taught = taught
        if taught:
            self.right = nn.Parameter(torch.randn(RANK, columns) / math.sqrt(columns))
            self.left = nn.Parameter(torch.zeros(weights.shape[0], RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.taught:
            return functional.linear(x, self.weights, self.bias)
        weights = self.weights + self.factor * (self.left @ self.right)
        return functional.linear(x, weights, self.bias)


class _Layer(nn.Module):
    def __init__(self, file: E5File, number: int) -> None:
        super().__init__()
        taught = number >= FIRST_LAYER
        self.heads = file.heads
        for name in MATRICES:
            columns = file.feed if name == "fo" else file.width
            setattr(self, name, _Linear(file, f"l{number}.{name}", columns, taught=taught))
        for name in NORMS:
            setattr(self, name, _norm(file, f"l{number}.{name}", taught=taught))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, length, self.heads, -1).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask
        )
        x = self.aln(x + self.ao(attended.transpose(1, 2).reshape(batch, length, -1)))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))


def _norm(file: E5File, name: str, *, taught: bool) -> nn.LayerNorm:
    norm = nn.LayerNorm(file.width, file.epsilon)
    norm.weight = nn.Parameter(torch.from_numpy(file.vector(f"{name}.w")), requires_grad=taught)
    norm.bias = nn.Parameter(torch.from_numpy(file.vector(f"{name}.b")), requires_grad=taught)
    return norm


class _Model(nn.Module):
    def __init__(self, file: E5File, n_sources: int) -> None:
        super().__init__()
        self.file = file
        self.norm = _norm(file, "emb.ln", taught=False)
        self.layers = nn.ModuleList(_Layer(file, i) for i in range(file.layers))
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

    def heads(self) -> Heads:
        shared, own = (p.detach().float().numpy() * SCALE for p in (self.shared, self.own))
        return Heads(shared, shared[None] + own[1:])


def _half(parameter: torch.Tensor) -> Half:
    return np.asarray(parameter.detach().float().numpy(), dtype=np.float16)
