"""Letters: the mails that are not statements of reasons, and how mails are tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: Waits between attempts to send a mail, in minutes; after the last it is given up.
RETRY_MINUTES = (1, 5, 30, 120, 360, 720, 1440)

#: Letters an hour to one address, of those that anybody who knows the address can cause.
HOURLY_LETTERS = 5

#: What a letter's template is given: one line of text, or rows of such.
Fact = str | Sequence[Mapping[str, str]]


class LetterKind(StrEnum):
    """What a letter is about; also the name of its templates."""

    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a kind of letter
    ADDRESS_TAKEN = "address_taken"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSKEY_ADDED = "passkey_added"
    CONFIRM_COMMENT = "confirm_comment"
    CLOSE_ACCOUNT = "close_account"
    REPLY = "reply"
    DAILY_REPLIES = "daily_replies"
    NAME_BANNED = "name_banned"
    BAN_KEPT = "ban_kept"
    BAN_LIFTED = "ban_lifted"
    SANCTION_SET = "sanction_set"
    SANCTION_KEPT = "sanction_kept"
    SANCTION_LIFTED = "sanction_lifted"
    CORRECTION = "correction"  # to the newsroom
    CORRECTION_NOTE = "correction_note"  # to whoever told of it
    PSEUDONYM_YES = "pseudonym_yes"  # granted
    PSEUDONYM_NO = "pseudonym_no"  # declined
    PSEUDONYM_OVER = "pseudonym_over"  # withdrawn
    WEBHOOK_OFF = "webhook_off"  # to administrators: another program is told nothing any more
    REPORT_RECEIVED = "report_received"  # to whoever reported a comment
    REPORT_ANSWERED = "report_answered"
    INQUIRY = "inquiry"  # to whoever bears the name under a comment, or nearly


#: The facts that each kind of letter must have, and no others. `hours`: how long `link`
#: works, or `days`; `moment`: a moment in ISO 8601, empty if there is none; `kind`: of a sanction;
#: `clauses`: rows of `title`, `words`; `comments`: rows of `title`, `link`; `appeal`: empty unless it answers one; `replies`: rows of `author`, `title`, `excerpt`, `link`;
#: `ways`: rows of `name`, what opens an account besides its password, which is seen at `account`;
#: `machine`: empty if no program had a part in it; `passage`, `note`: empty if there is none;
#: `answer`: in the newsroom's words, and empty if a pseudonym was granted without any;
#: `gone`: empty unless the endpoint itself said that it is; `signed`: the name under a comment; `forgets`: empty if the address is that of an account;
#: `outcome`: the status of a comment that was reported.
FACTS: Mapping[LetterKind, frozenset[str]] = {
    LetterKind.CONFIRM_ADDRESS: frozenset({"name", "link", "hours"}),
    LetterKind.RESET_PASSWORD: frozenset({"name", "link", "hours"}),
    LetterKind.ADDRESS_TAKEN: frozenset({"name", "link"}),
    LetterKind.PASSWORD_CHANGED: frozenset({"name", "moment", "link", "ways", "account"}),
    LetterKind.PASSKEY_ADDED: frozenset({"name", "passkey", "moment", "link"}),
    LetterKind.CONFIRM_COMMENT: frozenset({"name", "title", "link", "hours"}),
    LetterKind.CLOSE_ACCOUNT: frozenset({"name", "link", "hours"}),
    LetterKind.REPLY: frozenset({"name", "author", "title", "excerpt", "link", "unsubscribe"}),
    LetterKind.DAILY_REPLIES: frozenset({"name", "replies", "unsubscribe"}),
    LetterKind.NAME_BANNED: frozenset(
        {"name", "reason", "clause", "machine", "months", "mediator", "link"}
    ),
    LetterKind.BAN_KEPT: frozenset({"name", "answer", "mediator", "link"}),
    LetterKind.BAN_LIFTED: frozenset({"name", "answer", "link"}),
    LetterKind.SANCTION_SET: frozenset(
        {
            "name",
            "kind",
            "moment",
            "reason",
            "clauses",
            "comments",
            "machine",
            "months",
            "mediator",
            "link",
        }
    ),
    LetterKind.SANCTION_KEPT: frozenset(
        {"name", "kind", "moment", "answer", "appeal", "mediator", "link"}
    ),
    LetterKind.SANCTION_LIFTED: frozenset({"name", "kind", "answer", "link"}),
    LetterKind.CORRECTION: frozenset({"title", "words", "passage", "link"}),
    LetterKind.CORRECTION_NOTE: frozenset({"title", "note", "words", "link"}),
    LetterKind.PSEUDONYM_YES: frozenset({"pseudonym", "answer", "link"}),
    LetterKind.PSEUDONYM_NO: frozenset({"pseudonym", "answer", "link"}),
    LetterKind.PSEUDONYM_OVER: frozenset({"pseudonym", "answer", "link"}),
    LetterKind.WEBHOOK_OFF: frozenset({"name", "host", "gone", "link"}),
    LetterKind.REPORT_RECEIVED: frozenset({"title", "moment", "link"}),
    LetterKind.REPORT_ANSWERED: frozenset(
        {"title", "moment", "outcome", "clauses", "mediator", "link"}
    ),
    LetterKind.INQUIRY: frozenset({"signed", "title", "moment", "note", "forgets", "link", "days"}),
}

#: The kinds that anybody can cause who knows an address: HOURLY_LETTERS holds for them.
CAUSED_BY_ANYBODY = frozenset(
    {
        LetterKind.CONFIRM_ADDRESS,
        LetterKind.RESET_PASSWORD,
        LetterKind.ADDRESS_TAKEN,
        LetterKind.CONFIRM_COMMENT,
        LetterKind.REPORT_RECEIVED,
    }
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that waits to be sent; its address and facts are blanked once it is."""

    id: int
    kind: LetterKind
    to: str
    language: str
    facts: Mapping[str, Fact]
    created_at: datetime

    def is_too_late(self, now: datetime) -> bool:
        """Tell whether the letter's link no longer works."""
        for unit in ("hours", "days"):
            n = self.facts.get(unit)
            if isinstance(n, str) and now >= self.created_at + timedelta(**{unit: int(n)}):
                return True
        return False


def is_given_up(attempts: int) -> bool:
    """Tell whether a mail tried *attempts* times, now included, was tried too often: each try was cut short."""
    return attempts > len(RETRY_MINUTES)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Return when a mail that was tried *attempts* times, now included, is tried again.

    None: it is given up.
    """
    if attempts >= len(RETRY_MINUTES):
        return None
    return now + timedelta(minutes=RETRY_MINUTES[attempts - 1])
