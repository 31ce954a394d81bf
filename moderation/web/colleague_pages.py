"""What the pages on exchanges among colleagues show, as moderation.web.pages says of the others."""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.colleague import Memo
from moderation.core.comment import Comment
from moderation.core.decision import Action
from moderation.core.desk import Case
from moderation.core.person import Person
from moderation.runtime import Runtime
from moderation.services.colleagues import Exchange, Waiting, exchange_on
from moderation.web.colleague_forms import OpinionForm, TellForm


@dataclass(frozen=True, slots=True)
class Escalated:
    """The words with which a case was handed to a senior."""

    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Colleagues:
    """desk/_colleagues.html: what colleagues say about a comment, and where one answers."""

    memos: tuple[Memo, ...]  # oldest first
    escalated: tuple[Escalated, ...]
    asks: tuple[Memo, ...]  # that wait for an answer of the person's
    is_asked: bool  # of anybody, by anybody
    opinion_form: OpinionForm
    tell_form: TellForm
    may_hand_over: bool


@dataclass(frozen=True, slots=True)
class TellPage:
    """desk/tell.html: words that could not be taken as they are."""

    comment: Comment
    colleagues: Colleagues
    problem: str


@dataclass(frozen=True, slots=True)
class OpinionsPage:
    """desk/opinions.html: what colleagues want of a person, and what the person asked."""

    waiting: Waiting


def view_colleagues(
    runtime: Runtime,
    person: Person,
    case: Case,
    *,
    tell_form: TellForm | None = None,
    opinion_form: OpinionForm | None = None,
) -> Colleagues:
    """Return what colleagues say about *case*; the forms: what was sent and not taken."""
    exchange = exchange_on(runtime, person, case.comment.public_id)
    return Colleagues(
        memos=exchange.memos,
        escalated=tuple(_escalated(case)),
        asks=tuple(one for one in exchange.memos if one.asks(person.id)),
        is_asked=any(one.is_open for one in exchange.memos),
        opinion_form=opinion_form or OpinionForm(formdata=None),
        tell_form=tell_form or _tell_form(case, exchange),
        may_hand_over=case.entry is not None,
    )


def _tell_form(case: Case, exchange: Exchange) -> TellForm:
    return TellForm(formdata=None, data={"seen": case.comment.version}).offer(exchange)


def _escalated(case: Case) -> list[Escalated]:
    return [
        Escalated(one.note, case.deciders.get(one.decided_by or 0, ""), one.decided_at)
        for one in case.decisions
        if one.action is Action.ESCALATE and one.note
    ]
