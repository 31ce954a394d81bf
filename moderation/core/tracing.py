"""Who wrote a comment: kept apart, erased soon, shown to few; and what holds the erasing up."""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.proof import Proof, Proved

#: Longest reason taken for a hold or a disclosure, and longest name kept of a browser, in code points.
REASON_CODE_POINTS, USER_AGENT_CODE_POINTS = 500, 300


# Neither of the two is ever printed: an accident in a log would tell who wrote.
@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """Where a comment came from."""

    ip: str
    user_agent: str


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """What is known of who wrote a comment."""

    name: str
    email: str | None
    email_is_confirmed: bool
    phone_ending: str | None  # the last two digits of a confirmed number
    connections: tuple[str, ...]  # "provider: its own name for the person"
    closed_at: datetime | None  # the account; None: it is open, or there was none
    origin: Origin | None


@dataclass(frozen=True, slots=True, repr=False)
class Connection:
    """An account elsewhere that opens one here."""

    provider: str
    subject: str  # the provider's own name for the person
    connected_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class NameCheck:
    """What was asked, answered and checked about a name that an account signs with."""

    author_key: str
    asked_at: datetime | None
    answered_at: datetime | None
    verified_at: datetime | None
    verified_how: Proof | None


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What is stored of an account beside who has it."""

    created_at: datetime
    confirmed_at: datetime | None
    proofs: tuple[Proved, ...]
    connections: tuple[Connection, ...]
    names: tuple[NameCheck, ...]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Somebody of the newsroom saw who wrote a comment, or all that is kept of somebody."""

    public_id: str | None  # the comment's; None: an export
    seen_by: str  # a name, for staff alone
    what: tuple[str, ...]  # fields of `Identity` that held something
    reason: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """An administrator's order that nothing of one comment is erased."""

    public_id: str  # the comment's
    reason: str
    placed_by: str  # a name, for staff alone
    placed_at: datetime
