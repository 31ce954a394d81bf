"""What is known of a name that somebody signs with: asked, answered, checked."""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.proof import Proof


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """What an author says when they are asked about their name."""

    asked_name: str | None = None  # the name that the question was about; None: not asked yet
    is_own: bool = False  # "Yes, it is my name"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs with which name: an account, or a guest's address; a CMS's author may have neither."""

    author_key: str  # the name, case and spaces folded
    person_id: int | None = None
    email: str | None = None
    account_key: str | None = None  # of the account's own name, if it signs with a pseudonym

    @property
    def own_key(self) -> str:
        """The key of the name that is asked about and checked: never that of a pseudonym."""
        return self.author_key if self.account_key is None else self.account_key


@dataclass(frozen=True, slots=True)
class Signature:
    """A name as one account, or one guest at a confirmed address, signs with it."""

    asked_at: datetime | None = None  # the one question about it
    answered_at: datetime | None = None  # "Yes, it is my name"
    is_accepted: bool = False  # they answered, and a person published what they then signed
    verified_at: datetime | None = None  # a person of the newsroom knows that it is theirs
    verified_by: str | None = None  # that person's name, for staff
    verified_how: Proof | None = None  # one of CHECKS

    @property
    def may_be_asked(self) -> bool:
        """Whether a question about the name may still be put: one is, and no second."""
        return self.asked_at is None and self.verified_at is None


#: Of an author who was asked nothing yet, and of a name of which nothing is known.
NO_ANSWER, UNKNOWN = NameAnswer(), Signature()
