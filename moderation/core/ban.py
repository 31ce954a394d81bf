"""A false identity: a person bans the name, states why, and another answers the objection.

The name is banned and not the person, who may come back under their own.
"""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.charter import Category, Charter, in_language


@dataclass(frozen=True, slots=True)
class BanAppeal:
    """Whoever signed with a banned name objects; another person than the one who banned answers."""

    words: str
    opened_at: datetime
    answered_at: datetime | None
    answer: str  # in the words of whoever answered; empty: not yet


@dataclass(frozen=True, slots=True)
class Ban:
    """A name that a person banned; never deleted, and lifted by a person."""

    id: int
    name: str  # as it was signed
    reason: str
    banned_by: int | None  # None: by the operator
    banned_at: datetime
    charter_digest: str | None  # of the charter in force then
    comment_id: int | None  # under which it was signed; None: by the operator
    found_by_machine: bool  # whether the name rule had raised a question
    lifted_at: datetime | None
    lift_reason: str
    appeal: BanAppeal | None

    @property
    def waits_for_answer(self) -> bool:
        """Whether its author objects, and nobody has answered yet."""
        return self.appeal is not None and self.appeal.answered_at is None


@dataclass(frozen=True, slots=True)
class BanStatement:
    """What whoever signed with a banned name is told.

    Its fields follow Article 17(3) of the EU Digital Services Act, as those of a
    statement on a comment do (core.statement).
    """

    name: str  # what is banned (a): what it signs is held for a person, until the ban is lifted
    reason: str  # the facts, in the moderator's words (b)
    found_by_machine: bool  # (c)
    title: str  # the clause, as it read that day (d, e); empty if the charter has none on it
    words: str
    appeal_months: int  # (f)
    mediator: str
    charter_version: str
    charter_digest: str
    banned_at: datetime


def state_ban(ban: Ban, charter: Charter, *, language: str) -> BanStatement:
    """Return the statement of reasons for *ban*, under the *charter* in force when it was made."""
    clause = charter.clause_on(Category.FALSE_IDENTITY)
    return BanStatement(
        name=ban.name,
        reason=ban.reason,
        found_by_machine=ban.found_by_machine,
        title=in_language(clause.title, language) if clause else "",
        words=in_language(clause.words, language) if clause else "",
        appeal_months=charter.redress.appeal_months,
        mediator=in_language(charter.redress.mediator, language),
        charter_version=charter.version,
        charter_digest=charter.digest,
        banned_at=ban.banned_at,
    )
