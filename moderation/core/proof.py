"""What shows who somebody is: proofs, from the weakest to the strongest, and the rungs they reach.

The charter names a rung and never a proof: from it on, what somebody signs is
published without a person reading first. Below it a person reads, which says
nothing of the author (reference: Swiss papers check on doubt, not everybody).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Rung(StrEnum):
    """How well it is known who an account belongs to, lowest first."""

    EMAIL = "email"
    PHONE = "phone"
    CHECKED = "checked"  # a person of the newsroom knows the name to be theirs

    @property
    def height(self) -> int:
        """0 for EMAIL to 2 for CHECKED."""
        return tuple(Rung).index(self)


class Proof(StrEnum):
    """A way in which somebody showed who they are, weakest first."""

    EMAIL = "email"  # opened the link in our mail
    PHONE = "phone"  # typed the code of our text message
    KNOWN = "known"  # somebody of the newsroom knows them
    CALL = "call"  # the desk called back
    DOCUMENT = "document"  # the desk saw a document, which is never stored

    @property
    def rung(self) -> Rung:
        """The rung that it reaches."""
        return _RUNGS.get(self, Rung.CHECKED)


_RUNGS = {Proof.EMAIL: Rung.EMAIL, Proof.PHONE: Rung.PHONE}

#: How a person of the newsroom checks a name, weakest first.
CHECKS = (Proof.KNOWN, Proof.CALL, Proof.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof that somebody gave."""

    proof: Proof
    at: datetime
    ending: str = ""  # the last two digits of the number, of PHONE; nothing else is kept readable


def rung_of(proofs: Iterable[Proved]) -> Rung | None:
    """Return the highest rung that *proofs* reach; None without any."""
    return max((each.proof.rung for each in proofs), key=lambda rung: rung.height, default=None)


def missing_rung(asked: Rung, reached: Rung | None) -> Rung | None:
    """Return *asked*, if an author who has *reached* a rung has it still before them.

    None, too, of an author without an account: somebody else vouches for them, or reads them.
    """
    return asked if reached is not None and reached.height < asked.height else None
