"""Where replies hang that come in any order, may answer what is not there, and even themselves."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hung:
    """Where each reply hangs; *tops* has the comment at the top of each, by the reply's name."""

    tops: Mapping[str, str]
    orphans: frozenset[str]  # what they answer is not there
    cycles: frozenset[str]  # they answer themselves in the end; one of each round is named


def hang(answers: Mapping[str, str], tops: Mapping[str, str]) -> Hung:
    """Return where the replies in *answers* hang: reply → what it answers.

    *tops* tells of what hangs already: comment → the one at its top, itself if it is that.
    An orphan stands at the top itself, with all that hangs under it; so does one of each
    round that answer each other, the first to be met.

    >>> hang({"c": "b", "b": "a"}, {"a": "a"}).tops
    {'b': 'a', 'c': 'a'}
    """
    found: dict[str, str] = {}
    orphans, cycles = set[str](), set[str]()
    for reply in answers:
        path: dict[str, None] = {}
        current = reply
        while current in answers and current not in found and current not in path:
            path[current] = None
            current = answers[current]
        top = found.get(current) or tops.get(current)
        if top is None:  # nobody knows it, or it is met again: the last, or the first, is the top
            is_round = current in path
            top = current if is_round else next(reversed(path), reply)
            (cycles if is_round else orphans).add(top)
        for one in reversed(path):
            found[one] = top
    return Hung(found, frozenset(orphans), frozenset(cycles))
