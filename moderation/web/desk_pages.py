"""What each page of the desk shows: one dataclass a template, its whole contract; see moderation.web.pages."""

from dataclasses import dataclass
from datetime import timedelta

from moderation.core.charter import Clause
from moderation.core.comment import Article, Comment, Status
from moderation.core.decision import Action, Decision
from moderation.core.desk import EarlierComment
from moderation.core.names.signature import Signature
from moderation.core.preview import Preview
from moderation.core.proof import Proof, Proved, Rung
from moderation.core.record import AuthorRecord
from moderation.core.redress import Appeal, Report
from moderation.core.revision import Edit
from moderation.core.sanction import Sanction
from moderation.core.tracing import Hold
from moderation.services.inquiries import Counted
from moderation.web.beside import Beside
from moderation.web.evidence import Mark, Segment
from moderation.web.forms import (
    DecisionForm,
    HoldForm,
    OneButtonForm,
)
from moderation.web.identity_forms import CheckNameForm
from moderation.web.inquiry_pages import CaseInquiries
from moderation.web.queue_bar import OtherClaim, PlaceInQueue, QueueBar
from moderation.web.sanction_pages import CaseSanction


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the machine's, numbered as in the text."""

    number: int | None  # None: it points at nothing in the text
    mark: Mark
    source: str  # "rule" or "classifier"
    clause: Clause | None  # None: a hint, for staff alone
    explanation: str
    call: str  # what it calls for, worded


@dataclass(frozen=True, slots=True)
class Bar:
    """The classifier's probability that a clause is broken."""

    title: str
    probability: float  # 0 to 1
    review_at: float | None  # None: no threshold, or the comment was judged by others
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another comment beside a case, or in /desk/decisions."""

    entry: EarlierComment
    clauses: tuple[str, ...]  # titles of the clauses of the last decision
    is_veiled: bool  # its text is shown when it is asked for


@dataclass(frozen=True, slots=True)
class Made:
    """A decision on the case, with who made it."""

    decision: Decision
    decider: str | None  # None: no person
    clauses: tuple[str, ...]  # titles


@dataclass(frozen=True, slots=True)
class RefusedFor:
    """A clause that comments of the author's were refused for."""

    title: str
    n: int  # of their comments


@dataclass(frozen=True, slots=True)
class CaseView:
    """desk/_case.html: one comment and all that is needed to decide on it."""

    comment: Comment
    article: Article
    is_ablaze: bool  # the thread: unusually much of it was held in the last hours
    age: timedelta
    #: None, both, at the first reading: they would tell a comment that is held from a sampled one.
    status: Status | None
    recommendation: str | None  # worded
    name_segments: tuple[Segment, ...]
    segments: tuple[Segment, ...]
    edits: tuple[Edit, ...]  # by its author, the newest first
    reasons: tuple[Reason, ...]  # those with a clause
    name_signals: tuple[Reason, ...]
    signature: Signature  # what its author said of the name, and who checked it
    checks: tuple[Proof, ...]  # how the name can still be checked better, weakest first
    proofs: tuple[Proved, ...]  # that the account gave, weakest first
    same_phone: tuple[str, ...]  # names of other accounts with the same number
    real_name: str | None  # of the account; None: it is what the comment is signed with
    missing_rung: Rung | None  # for which it is held, and nothing else: it accuses nobody
    is_premoderated: bool  # a person reads all under its article
    hints: tuple[Reason, ...]  # for staff alone
    kinds: tuple[Mark, ...]  # one of each style in the text, for the legend
    bars: tuple[Bar, ...]
    gaps: tuple[str, ...]
    answers: tuple[Earlier, ...]  # what it hangs under, and what it answers if that is a reply
    model_id: str | None
    is_veiled: bool  # its text is shown when it is asked for
    are_edits_veiled: bool  # its text is, or one that it had before
    is_grey: bool  # it is read without colours
    clauses: tuple[Clause, ...]  # of the charter in force
    record: AuthorRecord | None  # None: the author is erased
    refused_for: tuple[RefusedFor, ...]  # clauses of the record, the most frequent first
    earlier: tuple[Earlier, ...]
    decisions: tuple[Made, ...]
    reports: tuple[Report, ...]
    appeal: Appeal | None
    is_claimed: bool  # by the person who sees it
    other_claim: OtherClaim | None  # somebody else is reading it
    place: PlaceInQueue | None  # None: it waits for nobody
    form: DecisionForm
    skip_form: OneButtonForm
    check_form: CheckNameForm
    ban: Sanction | None  # in force, on the name
    sanction: CaseSanction | None  # None: of what is erased
    hold: Hold | None  # while nothing of it is erased
    inquiries: CaseInquiries  # to whoever bears the name, or nearly
    hold_form: HoldForm | None  # None: to who may not hold, and of what is erased


@dataclass(frozen=True, slots=True)
class Undo:
    """The decision that can still be taken back."""

    decision: Decision
    seconds: int  # left
    form: OneButtonForm


@dataclass(frozen=True, slots=True)
class DeskPage:
    """desk/case.html: the next case, or one that was asked for."""

    queue: QueueBar
    case: CaseView | None  # None: nothing waits
    undo: Undo | None
    sanctions: int  # that wait for the person: appeals, second readings, reviews
    corrections: int  # that are open
    pseudonyms: int  # that readers ask for
    inquiries: Counted
    banner: str | None  # what just went wrong, worded
    pause_form: OneButtonForm | None = None  # None: no pause is suggested
    protect_form: OneButtonForm | None = None  # None: nothing is said of a second factor
    beside: Beside | None = None  # None: nothing waits


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """desk/preview.html: what the author would be told of a refusal, to be reworded or sent."""

    public_id: str  # the comment's
    action: Action  # of REFUSALS
    preview: Preview
    form: DecisionForm
    note: str
