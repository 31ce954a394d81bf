"""What the pages on sanctions show, as moderation.web.pages says of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.core.charter import Clause
from moderation.core.sanction import SanctionKind
from moderation.services.ladder import OwnStanding, Standing
from moderation.services.sanctions import ListedSanction, ToldSanction
from moderation.web.forms import BanAppealForm, OneButtonForm
from moderation.web.sanction_forms import (
    BanForm,
    LiftForm,
    MaintainForm,
    SanctionAnswerForm,
    SanctionForm,
)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of the ladder, as an author stands on it."""

    kind: SanctionKind
    is_current: bool  # the highest that counts
    is_proposed: bool  # by the author's record


@dataclass(frozen=True, slots=True)
class CaseSanction:
    """desk/_ladder.html and desk/_sanction.html: how the author of a case stands, and what can be set on them."""

    standing: Standing
    steps: tuple[ShownStep, ...]  # the ladder, from its foot
    counts_until: datetime | None  # the highest step that counts; None: there is none
    clauses: tuple[Clause, ...]  # of the charter in force
    ban_form: BanForm
    form: SanctionForm


@dataclass(frozen=True, slots=True)
class SanctionView:
    """A sanction in the list of desk/sanctions.html."""

    listed: ListedSanction
    clauses: tuple[str, ...]  # titles, as they read when it was set
    returns: tuple[str, ...]  # public ids of comments whose authors may be who it is set on


@dataclass(frozen=True, slots=True)
class SanctionGroup:
    """Sanctions that wait for the same."""

    name: str  # "appeals", "reread", "review", "in_force", "past"
    sanctions: Sequence[SanctionView]


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not done, and what had been written for it."""

    why: str
    words: str  # may be empty
    back: str | None  # the case that it was about


@dataclass(frozen=True, slots=True)
class SanctionsPage:
    """desk/sanctions.html: all sanctions, by what they wait for."""

    groups: tuple[SanctionGroup, ...]
    over: bool  # those that are over
    problem: Refused | None
    lift_form: LiftForm
    maintain_form: MaintainForm
    answer_form: SanctionAnswerForm
    confirm_form: OneButtonForm
    longer: SanctionKind = SanctionKind.LONGER


@dataclass(frozen=True, slots=True)
class Cited:
    """A comment that a sanction rests on, for its author."""

    title: str  # of the article
    submitted_at: datetime
    token: str  # of its page


@dataclass(frozen=True, slots=True)
class SanctionPage:
    """reader/sanction.html: the statement of reasons for a sanction, for whom it is set on."""

    token: str
    told: ToldSanction
    is_over: bool
    cited: tuple[Cited, ...]
    appeal_form: BanAppealForm
    read_form: OneButtonForm


@dataclass(frozen=True, slots=True)
class OwnSanctions:
    """reader/_standing.html: what an author is told before they write."""

    standing: OwnStanding
    tokens: dict[int, str]  # of the pages that state the reasons, by the sanction's number
    read_form: OneButtonForm
