"""Whether what is learnt from has seen what judges: texts that share long runs of words."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from moderation.core.normalise import normalise
from moderation.errors import InvalidInput

#: Two texts that share so many words in a row are one text, or one is made from the other:
#: 13 is usual for books (Brown et al. 2020); comments are short.
RUN = 8


def runs(text: str) -> set[tuple[str, ...]]:
    """Return the runs of RUN words in *text*; all its words, if it has fewer but at least 4."""
    words = normalise(text).text.split()
    words = [word for word in ("".join(c for c in w if c.isalnum()) for w in words) if word]
    if len(words) < RUN:
        return {tuple(words)} if len(words) >= 4 else set()
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def read_judges(folder: Path) -> list[str]:
    """Return the texts of all sets (\\*.jsonl, each line with a ``text``) in *folder*.

    Raises InvalidInput if there is none, or one cannot be read.
    """
    try:
        texts = [
            str(json.loads(line)["text"])
            for path in sorted(folder.glob("*.jsonl"))
            for line in path.read_text("utf-8").splitlines()
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{folder} holds a set that cannot be read") from error
    if not texts:
        raise InvalidInput(f"{folder} holds no set (*.jsonl)")
    return texts


def overlapping(learnt: Sequence[str], judges: Iterable[str]) -> list[int]:
    """Return the places of the texts in *learnt* that share a run with one of *judges*."""
    known = {run for text in judges for run in runs(text)}
    return [i for i, text in enumerate(learnt) if not known.isdisjoint(runs(text))]
