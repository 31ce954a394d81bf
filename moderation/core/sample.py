"""A random sample of what is published without a person, which a person reads all the same.

What people refuse of it tells whether the charter's promise is kept
(moderation.core.promise). Nothing else does: what nobody reads nobody
refuses, and what readers report is no fair part of the rest.
"""

import hashlib
from dataclasses import dataclass

from moderation.core import binomial

#: So many bytes of a digest are a number below 2**48, which a float holds exactly.
_BYTES, _END = 6, 2**48


def is_drawn(share: float, chance: str) -> bool:
    """Return whether a comment is in a sample of *share*, 0 to 1, of all.

    *chance* is a text with 48 random bits or more, drawn for this comment
    alone. Whatever letters it is written in, its digest is spread evenly.

    >>> is_drawn(0.0, "any"), is_drawn(1.0, "any")
    (False, True)
    """
    digest = hashlib.sha256(chance.encode()).digest()
    return int.from_bytes(digest[:_BYTES], "big") < share * _END


@dataclass(frozen=True, slots=True)
class Tally:
    """What has become of a sample."""

    sampled: int  # but for comments taken back, or erased, before a person had decided
    decided: int  # of these, by a person
    refused: int  # of these, by the last decision that stands

    @property
    def rate(self) -> float | None:
        """The share of what is decided that was refused, 0 to 1; None: nothing is decided."""
        return self.refused / self.decided if self.decided else None

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return the bounds between which the rate of all that is published unread lies.

        They are exact, and hold together with *confidence*, 0 to 1; 0 and 1
        as long as nothing is decided.
        """
        return binomial.interval(self.refused, self.decided, confidence)
