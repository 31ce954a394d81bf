"""What is kept for how long, and what of it was erased.

The periods are the operator's (settings `CHARTE_KEEP_…`); docs/privacy.md
says where their defaults come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moderation.core.calendar import add_months
from moderation.core.login import IDLE
from moderation.core.sanction import RECORD_MONTHS


class Kind(StrEnum):
    """A kind of what is erased once its period is over."""

    UNCONFIRMED = "unconfirmed"  # comments whose authors never showed who they are
    ACCOUNT = "account"  # accounts whose address was never confirmed
    WITHDRAWN = "withdrawn"  # texts that their authors took back
    REFUSED = "refused"  # texts refused or returned, with the reasons in words
    REPORT = "report"  # words of reports that were answered
    APPEAL = "appeal"  # words of appeals that were answered
    BAN_APPEAL = "ban_appeal"  # words of appeals against sanctions, and of their answers
    BAN = "ban"  # sanctions that were lifted
    SANCTION = "sanction"  # those that are over, and count for nothing any more
    ADDRESS = "address"  # guests' e-mail addresses, and when they accepted the charter
    SIGNATURE = "signature"  # what guests answered about their names
    TRACE = "trace"  # who had an account that was closed
    CONNECTION = "connection"  # accounts elsewhere of who closed theirs here, kept for a comment
    ORIGIN = "origin"  # IP addresses and browsers of submissions
    DECIDER = "decider"  # who of the newsroom decided
    BATCHER = "batcher"  # who of the newsroom decided on several comments at once
    BANNER = "banner"  # who of the newsroom set a sanction
    REREADER = "rereader"  # who of the newsroom confirmed it
    LIFTER = "lifter"  # who of the newsroom lifted it
    ANSWERER = "answerer"  # who of the newsroom answered an appeal against a sanction
    VERIFIER = "verifier"  # who of the newsroom checked a name
    LOGIN = "login"  # sessions that nobody uses
    AUDIT_NAME = "audit_name"  # who of the newsroom stands behind the audit log's aliases
    DISCLOSURE = "disclosure"  # who of the newsroom saw an author's identity
    CORRECTION = "correction"  # errors that readers told of, once closed
    OPEN_CORRECTION = "open_correction"  # errors that nobody of the newsroom closed
    INFORMANT = "informant"  # addresses of those who told of errors
    REPORTER = "reporter"  # who reported comments, once answered
    SECOND_READER = "second_reader"  # who of the newsroom read a comment again
    CLOSER = "closer"  # who of the newsroom closed a correction
    PSEUDONYM = "pseudonym"  # requests that were declined, and pseudonyms that are over
    GRANTER = "granter"  # who of the newsroom answered a request for a pseudonym
    ASKED = "asked"  # addresses of those asked whether a comment is theirs
    INQUIRY = "inquiry"  # those questions, once they lapsed
    INQUIRER = "inquirer"  # who of the newsroom asked
    MEMO = "memo"  # what people of the newsroom told each other about a comment
    GLOSSARIST = "glossarist"  # who of the newsroom wrote in the glossary
    DRAFTER = "drafter"  # who of the newsroom began a draft of the charter
    DRAFT_CLOSER = "draft_closer"  # who of the newsroom put one away, or published it
    REVISER = "reviser"  # who of the newsroom changed a file of one
    TRIER = "trier"  # who of the newsroom tried one on comments
    PUBLISHER = "publisher"  # who of the newsroom put a charter in force
    CANCELLER = "canceller"  # who of the newsroom took back a charter that was planned
    RESTORER = "restorer"  # who of the newsroom gave a suspended rule its effect back
    SUGGESTION = "suggestion"  # comments of other systems, with what people there said of them
    HELD_CHECK = "held_check"  # where other systems are told of what was held for them
    HOLD = "hold"  # holds that were released
    LETTER = "letter"  # what is left of letters that were sent, or given up
    MAIL = "mail"  # mails in files, where there is no mail server
    EVENT = "event"  # what other programs were told, with the log of it
    TOLD_REPLY = "told_reply"  # that somebody was told of a reply


@dataclass(frozen=True, slots=True)
class Periods:
    """For how long each thing is kept."""

    unconfirmed_days: int
    refused_months: int
    identity_months: int
    origin_days: int  # 0: never stored
    decider_months: int
    disclosure_months: int
    # None: a report of before there was one
    open_correction_months: int | None = None
    event_days: int | None = None

    def before(self, now: datetime, *, appeal_months: int) -> Mapping[Kind, datetime]:
        """Return the moment before which each kind is due.

        A text that was refused is kept for at least *appeal_months*: nobody
        can object to a decision on a text that is gone. Raises ValueError for
        the periods of a report that lacks one.
        """
        if self.open_correction_months is None or self.event_days is None:
            raise ValueError("these periods lack one that there was not yet")
        closed = add_months(now, -self.refused_months)
        refused = add_months(now, -max(self.refused_months, appeal_months))
        unconfirmed = now - timedelta(days=self.unconfirmed_days)
        identity = add_months(now, -self.identity_months)
        decider = add_months(now, -self.decider_months)
        disclosure = add_months(now, -self.disclosure_months)
        return {
            Kind.UNCONFIRMED: unconfirmed,
            Kind.ACCOUNT: unconfirmed,
            Kind.WITHDRAWN: closed,
            Kind.REFUSED: refused,
            Kind.REPORT: refused,
            Kind.APPEAL: refused,
            Kind.BAN_APPEAL: refused,
            Kind.BAN: refused,
            Kind.SANCTION: add_months(now, -RECORD_MONTHS),
            Kind.ADDRESS: identity,
            Kind.SIGNATURE: identity,
            Kind.TRACE: identity,
            Kind.CONNECTION: now,  # as soon as nothing asks to keep them
            Kind.ORIGIN: now - timedelta(days=self.origin_days),
            Kind.DECIDER: decider,
            Kind.BATCHER: decider,
            Kind.BANNER: decider,
            Kind.REREADER: decider,
            Kind.LIFTER: decider,
            Kind.ANSWERER: decider,
            Kind.VERIFIER: decider,
            Kind.LOGIN: now - IDLE,
            Kind.AUDIT_NAME: decider,
            Kind.DISCLOSURE: disclosure,
            Kind.CORRECTION: closed,
            Kind.OPEN_CORRECTION: add_months(now, -self.open_correction_months),
            Kind.INFORMANT: identity,
            Kind.REPORTER: identity,
            Kind.CLOSER: decider,
            Kind.SECOND_READER: decider,
            Kind.PSEUDONYM: closed,
            Kind.GRANTER: decider,
            Kind.ASKED: now,  # as soon as they answered, or cannot any more
            Kind.INQUIRY: closed,
            Kind.INQUIRER: decider,
            Kind.MEMO: decider,
            Kind.GLOSSARIST: decider,
            Kind.DRAFTER: decider,
            Kind.DRAFT_CLOSER: decider,
            Kind.REVISER: decider,
            Kind.TRIER: decider,
            Kind.PUBLISHER: decider,
            Kind.CANCELLER: decider,
            Kind.RESTORER: decider,
            Kind.SUGGESTION: closed,
            Kind.HELD_CHECK: refused,  # what is decided on an appeal is told, too
            Kind.HOLD: disclosure,
            Kind.LETTER: unconfirmed,
            Kind.MAIL: unconfirmed,
            Kind.EVENT: now - timedelta(days=self.event_days),
            Kind.TOLD_REPLY: refused,  # a reply may be published again, after an appeal
        }


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What one run erased, and under which periods."""

    started_at: datetime
    finished_at: datetime | None  # None: under way, or cut short; the next run goes on
    periods: Periods
    erased: Mapping[Kind, int]
