"""What each page shows: one dataclass a template, its whole contract.

A newsroom that overrides a template finds here all that it is given, as
``page``; of the desk in moderation.web.desk_pages, of the pages on a reader's own
data in moderation.web.own_pages.
"""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.charter import Charter
from moderation.core.comment import Article, Comment
from moderation.core.person import Connection, Person
from moderation.core.pseudonym import SigningName
from moderation.core.redress import Appeal
from moderation.core.statement import Ground, Statement
from moderation.core.thread import Answered
from moderation.core.workshop import CharterVersion
from moderation.services.sanctions import ToldSanction
from moderation.services.threads import Page, Place
from moderation.web.evidence import Segment
from moderation.web.forms import (
    AppealForm,
    BanAppealForm,
    CommentForm,
    NameForm,
    OneButtonForm,
    SeenForm,
    SignForm,
)
from moderation.web.login import NewAccountForm
from moderation.web.sanction_pages import OwnSanctions


@dataclass(frozen=True, slots=True)
class ShownIn:
    """Where reader/_branch.html stands: what its links need."""

    key: str  # the article's
    is_open: bool  # to answers
    is_whole: bool = False  # nothing is folded
    order: str | None = None  # the parameter "tri" of the thread; None: the newest first
    page: int | None = None  # of the thread; None: the first
    shown: str | None = None  # public id of the comment that the page is about


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of published comments; reader/_branch.html shows each with its replies."""

    page: Page
    order: str | None  # the parameter "tri"; None: the newest first
    shown_in: ShownIn


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A comment that waits for its author to show who they are."""

    token: str  # of its page
    comment: Comment
    form: SignForm


@dataclass(frozen=True, slots=True)
class ConnectLink:
    """A link to a provider; templates get those that are configured from `connect_links`."""

    name: str  # of the provider
    address: str | None  # None: it sends its readers by itself


@dataclass(frozen=True, slots=True)
class ConnectPage:
    """account/connect.html: asks whoever followed a link that was not made for them."""

    link: ConnectLink


@dataclass(frozen=True, slots=True)
class ConnectFailedPage:
    """account/connect_failed.html: the provider did not say who they are."""

    link: ConnectLink  # to try again
    unsigned: Unsigned | None  # what they wrote, if it was sent
    then: str | None  # the page that they left
    reason: str | None = None  # why, where that helps


@dataclass(frozen=True, slots=True)
class NewAccountPage:
    """account/connect_new.html: the name that signs comments, shown once."""

    provider: str  # its name
    key: str
    email: str | None  # the provider vouches for it; None: one is asked for
    has_account: bool  # somebody has an account with that address
    form: NewAccountForm
    add: str  # where the connection is added to an account, once they are logged in


@dataclass(frozen=True, slots=True)
class ConnectAddPage:
    """account/connect_add.html: asks before a connection is added."""

    provider: str  # its name
    name: str  # theirs, there; may be empty
    person: Person
    form: OneButtonForm


@dataclass(frozen=True, slots=True)
class Connections:
    """account/_connections.html: the ways into an account."""

    has_password: bool
    connected: tuple[Connection, ...]
    names: tuple[str, ...]  # the provider's, of each of them
    may_remove: bool
    form: OneButtonForm


@dataclass(frozen=True, slots=True)
class NamePage:
    """account/name.html: the name that an account signs with."""

    form: NameForm
    token: str | None  # of the page of the comment that they were about to sign
    signs: SigningName  # what they sign with until they change it


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """reader/confirm.html: where the link in a guest's mail leads."""

    token: str
    comment: Comment
    form: SeenForm
    has_changed: bool  # since its author opened this page
    sanctions: OwnSanctions | None  # on whoever has the address


@dataclass(frozen=True, slots=True)
class CheckView:
    """reader/_check.html: what the private check found in a text, or why there was none."""

    refusals: tuple[str, ...]  # why nothing was checked; empty: it was
    may_check: bool  # again
    segments: tuple[Segment, ...] = ()  # the text, its passages marked
    grounds: tuple[Ground, ...] = ()  # numbered from 1, as in the text
    has_gaps: bool = False  # a check could not run
    language: str | None = None  # of the text


@dataclass(frozen=True, slots=True)
class Composer:
    """reader/_form.html: where a comment is written."""

    key: str  # the article's
    charter: Charter
    form: CommentForm
    closed: str | None  # why nothing can be sent now; None: it can
    limit: int  # characters that a comment may have
    remaining: int  # characters left; negative: too many
    failure: str | None  # why the comment could not be sent; None: nothing failed
    person: Person | None  # who is logged in, and signs; None: a guest
    signs: SigningName | None  # with which name; None: a guest
    check: CheckView | None = None  # None: no check was asked for
    answered: Comment | None = None  # what it replies to; None: nothing, or it cannot be read now
    slow_minutes: int | None = None  # that each reader waits from one comment to the next
    reader_limit: int | None = None  # comments of each reader
    sanctions: OwnSanctions | None = None  # on who is logged in, before they write


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """reader/article.html: an article, its comments, the form."""

    article: Article
    thread: Thread
    composer: Composer


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """reader/unsent.html: the form alone, when not even the article can be read."""

    composer: Composer


@dataclass(frozen=True, slots=True)
class CommentPage:
    """reader/comment.html: one comment in its place."""

    place: Place
    shown_in: ShownIn


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """reader/outcome.html: an author's own page."""

    token: str
    comment: Comment
    article: Article
    answers: Answered | None  # what it replies to
    statement: Statement | None
    segments: tuple[Segment, ...]  # the comment's text, its passages marked
    appeal: Appeal | None
    may_appeal_until: datetime | None
    appeal_form: AppealForm
    edit_until: datetime | None  # None: who is here may not edit it
    sign_form: SignForm
    withdraw_form: OneButtonForm
    may_withdraw: bool
    person: Person | None  # who is logged in, and could sign an unconfirmed comment
    signs: SigningName | None  # with which name
    guests_may_confirm: bool  # by the link in a mail; False: an account is needed
    ban: ToldSanction | None  # of the name that the comment is signed with
    ban_form: BanAppealForm


@dataclass(frozen=True, slots=True)
class CharterPage:
    """reader/charter.html: a charter, in force or past."""

    charter: Charter
    in_force: bool
    automation: bool  # the operator's switch
    versions: tuple[CharterVersion, ...] = ()  # all that were in force, the latest first
    draft_id: int | None = None  # of what readers do not see: an editor looks at a draft


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """reader/unsubscribe.html: the way out of mails on replies."""

    is_done: bool


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """error.html."""

    title: str
    explanation: str
