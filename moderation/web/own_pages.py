"""What the pages on a reader's own data show, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from moderation.core.person import Person
from moderation.core.retention import Periods
from moderation.web.forms import CloseAccountForm, OneButtonForm


@dataclass(frozen=True, slots=True)
class ClosePage:
    """account/close.html: a reader is about to close their account."""

    person: Person
    form: CloseAccountForm
    has_password: bool  # False: a link is sent instead
    has_written: bool
    has_published: bool
    identity_months: int
    refused_months: int
    is_sent: bool  # the link


@dataclass(frozen=True, slots=True)
class CloseByLinkPage:
    """account/close_confirm.html: where the link leads."""

    token: str
    withdraws: bool
    form: OneButtonForm


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """reader/privacy.html: the privacy notice, from the settings."""

    controller: str | None  # None: "the newsroom"
    contact: str | None
    contact_is_email: bool
    hosting: str | None
    sends_mail: bool
    providers: tuple[str, ...]  # by which one may log in
    periods: Periods
    refused_months: int  # with the time for appeals
