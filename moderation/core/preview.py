"""A statement of reasons as its author would get it, shown before the decision is taken."""

from dataclasses import dataclass

from moderation.core.statement import Ground

#: Words of a letter, and whether the comment's author is shown them as a passage.
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """Lines of a letter that stand together; of a button or a link its label alone."""

    kind: str  # "paragraph", "quote", "button" or "link"
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an author would read."""

    language: str
    subject: str
    blocks: tuple[LetterBlock, ...]
    grounds: tuple[Ground, ...]
