"""What the pages on a reader's own data show, as moderation.web.pages says of the others."""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.charter import Charter
from moderation.core.comment import Article, Comment
from moderation.core.desk import Outcome
from moderation.core.login import Login
from moderation.core.person import Passkey, Person
from moderation.core.pseudonym import SigningName
from moderation.core.retention import Periods
from moderation.services.sanctions import ToldSanction
from moderation.web.forms import CloseAccountForm, EditForm, OneButtonForm, ReplyMailForm
from moderation.web.pages import Connections, Unsigned


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """account/sessions.html: where one's account is open."""

    logins: tuple[Login, ...]  # the last used first
    here: int | None  # the one by which this page was asked for
    days: int  # after so many without use a session is over
    is_newsroom: bool
    button: OneButtonForm


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment in the list of account/account.html."""

    outcome: Outcome
    token: str  # of its page
    may_edit: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class EditedComment:
    """The comment that reader/edit.html is about, as it stands."""

    comment: Comment
    article: Article
    token: str  # of its page
    until: datetime


@dataclass(frozen=True, slots=True)
class EditPage:
    """reader/edit.html: an author edits a comment."""

    public_id: str
    form: EditForm | None  # None: it is not edited, and nothing was written that could be lost
    found: EditedComment | None  # None: it is not of who is here, or cannot be read now
    failure: str | None  # why it was not edited, apart from what is wrong with the text
    has_changed: bool  # since the form was opened
    charter: Charter
    needs_acceptance: bool  # the charter has changed since the comment was sent
    limit: int  # characters that a comment may have
    remaining: int  # characters left; negative: too many


@dataclass(frozen=True, slots=True)
class SanctionView:
    """A sanction on the reader, or on a name of theirs."""

    told: ToldSanction
    token: str  # of the page that states the reasons, where they may object
    is_over: bool
    is_on_name: bool  # the page is that of a comment


@dataclass(frozen=True, slots=True)
class AccountPage:
    """account/account.html: a reader's own page."""

    person: Person
    signs: SigningName  # their own, or a pseudonym
    unsigned: Unsigned | None  # written before they logged in
    comments: tuple[OwnComment, ...]  # a page of them, newest first
    page: int  # from 1
    n_pages: int  # at least 1
    withdraw_form: OneButtonForm
    sanctions: tuple[SanctionView, ...]
    connections: Connections
    passkeys: tuple[Passkey, ...]
    reply_mail: ReplyMailForm


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
    sends_sms: bool
    providers: tuple[str, ...]  # by which one may log in
    periods: Periods
    refused_months: int  # with the time for appeals
    inquiry_days: int  # for which whoever bears a name can answer
    device_days: int  # for which a browser is known
    has_pseudonyms: bool  # by the charter
