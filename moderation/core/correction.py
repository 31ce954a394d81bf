"""Corrections: what readers tell the newsroom of an article, an error in it or what it should know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Longest words, passage and note taken, in code points.
WORDS_CODE_POINTS, PASSAGE_CODE_POINTS, NOTE_CODE_POINTS = 4_000, 1_000, 2_000


class CorrectionStatus(StrEnum):
    """Where a correction stands."""

    OPEN = "open"
    DONE = "done"
    ASIDE = "aside"  # read, and nothing is to be done


class Delivery(StrEnum):
    """What became of a note that was to be sent to whoever told of the error."""

    WAITS = "waits"  # it can still be undone, or the mail server cannot be reached
    SENT = "sent"
    GIVEN_UP = "given_up"


# Never printed: who told the newsroom what is covered by the protection of sources.
@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """A reader tells the newsroom of an error; it changes nothing by itself."""

    id: int
    words: str
    passage: str  # of the article, as the reader quotes it; may be empty
    has_email: bool  # left an address to be answered at
    received_at: datetime
    status: CorrectionStatus
    note: str  # of whoever closed it
    closed_by: int | None  # None: it is open
    closed_at: datetime | None
    delivery: Delivery | None  # of the last note; None: none was to be sent
