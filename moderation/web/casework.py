"""A case as the desk shows it: all evidence numbered, marked in the text, and worded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from moderation.core.charter import Charter, in_language
from moderation.core.decision import Action, Decision
from moderation.core.desk import Case, EarlierComment, Rank
from moderation.core.inquiry import near_names
from moderation.core.normalise import Span
from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.proof import CHECKS, Proof
from moderation.core.revision import edits_of
from moderation.core.rules import Field, Hit
from moderation.core.sanction import LADDER, counts_until
from moderation.core.verdict import VIOLATION, Score, Verdict
from moderation.core.view import Need
from moderation.core.wellbeing import (
    DeskPreference,
    cites_grave,
    is_earlier_veiled,
    is_grave,
    is_veiled,
)
from moderation.core.wording import explain, explain_score, say_gap
from moderation.runtime import Runtime
from moderation.services.ladder import standing_of
from moderation.services.pace import is_ablaze
from moderation.services.submission import charter_of
from moderation.web.desk_pages import Bar, CaseView, Earlier, Made, Reason, RefusedFor
from moderation.web.evidence import Mark, cut
from moderation.web.forms import DecisionForm, HoldForm, OneButtonForm
from moderation.web.identity_forms import CheckNameForm
from moderation.web.inquiry_pages import Asking, CaseInquiries
from moderation.web.labels import CATEGORIES, RECOMMENDATIONS
from moderation.web.language import current_language
from moderation.web.queue_bar import NEEDS, OtherClaim, PlaceInQueue
from moderation.web.sanction_forms import BanForm, SanctionForm
from moderation.web.sanction_pages import CaseSanction, ShownStep


def view_case(
    runtime: Runtime,
    moderator: Person,
    case: Case,
    reads: DeskPreference,
    form: DecisionForm | None = None,
) -> CaseView:
    """Return *case* as *moderator* sees it, who *reads* so; *form* is what they sent, if it was not taken."""
    verdict = case.verdict
    charter = charter_of(runtime, verdict.charter_digest)
    reasons = reasons_of(verdict, charter)
    is_verified = case.signature.verified_at is not None
    in_name = tuple(r for r in reasons if r.source == Field.NAME and not is_verified)
    in_body = tuple(r for r in reasons if r.source != Field.NAME)
    entry = case.entry
    is_first = case.is_first_reading
    return CaseView(
        comment=case.comment,
        article=case.article,
        is_ablaze=is_ablaze(runtime, case.article),
        age=runtime.clock() - case.comment.submitted_at,
        status=None if is_first else case.comment.status,
        recommendation=None if is_first else str(RECOMMENDATIONS[verdict.recommendation]),
        name_segments=cut(case.comment.author_name, [r.mark for r in in_name]),
        segments=cut(case.comment.body, [r.mark for r in in_body]),
        edits=edits_of(case.revisions, case.comment.body),
        reasons=tuple(r for r in in_body if r.clause or r.source == "classifier"),
        name_signals=in_name,
        signature=case.signature,
        checks=_checks(case),
        proofs=case.proofs,
        same_phone=case.same_phone,
        real_name=case.real_name,
        missing_rung=verdict.missing_rung,
        is_premoderated=verdict.is_premoderated,
        hints=tuple(r for r in in_body if not r.clause and r.source != "classifier"),
        kinds=_kinds(reasons),
        bars=tuple(_bars(runtime, verdict, charter)),
        answers=tuple(view_earlier(runtime, one, reads) for one in case.answers),
        gaps=tuple(say_gap(gap, current_language()) for gap in verdict.gaps),
        model_id=verdict.model_id,
        clauses=runtime.charter.clauses,
        record=case.record,
        refused_for=tuple(_refused_for(runtime.charter, case)),
        earlier=tuple(view_earlier(runtime, one, reads) for one in case.earlier),
        decisions=tuple(_made(runtime, case, decision) for decision in _shown(case)),
        reports=case.reports,
        appeal=case.appeal,
        is_veiled=_is_veiled(runtime.charter, reads, case),
        are_edits_veiled=_are_edits_veiled(runtime.charter, reads, case),
        is_grey=reads.is_grey,
        is_claimed=bool(entry and entry.claimed_by == moderator.id),
        other_claim=_other_claim(runtime, moderator, case),
        place=_place(runtime, moderator, case),
        form=form or _form(runtime, case),
        skip_form=OneButtonForm(),
        check_form=CheckNameForm(formdata=None),
        ban=case.ban,
        sanction=_sanction(runtime, moderator, case),
        inquiries=_inquiries(runtime, case),
        hold=case.hold,
        hold_form=_hold_form(moderator, case),
    )


def _sanction(runtime: Runtime, moderator: Person, case: Case) -> CaseSanction | None:
    if case.comment.erased_at is not None:
        return None
    standing = standing_of(runtime, moderator, case.comment.public_id)
    proposed, highest = standing.suggestion.kind, standing.suggestion.after
    kind = highest.kind if highest else None
    return CaseSanction(
        standing=standing,
        steps=tuple(ShownStep(s.kind, s.kind is kind, s.kind is proposed) for s in LADDER),
        counts_until=counts_until(highest) if highest else None,
        clauses=runtime.charter.clauses,
        ban_form=BanForm(formdata=None),
        form=SanctionForm(formdata=None),
    )


def view_earlier(runtime: Runtime, entry: EarlierComment, reads: DeskPreference) -> Earlier:
    """Return *entry* with the titles of its decision's clauses, veiled as who *reads* it wishes."""
    clause_ids = entry.decision.clause_ids if entry.decision else ()
    return Earlier(
        entry=entry,
        clauses=clause_titles(runtime.charter, clause_ids),
        is_veiled=is_earlier_veiled(reads.blur, runtime.charter, entry),
    )


def clause_titles(charter: Charter, clause_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the titles of clauses; an id that *charter* no longer has stands for itself."""
    titles = {
        clause.id: in_language(clause.title, current_language()) for clause in charter.clauses
    }
    return tuple(titles.get(clause_id, clause_id) for clause_id in clause_ids)


def reasons_of(verdict: Verdict, charter: Charter) -> tuple[Reason, ...]:
    """Return the machine's reasons, those that point at something numbered, in the order of a case's page."""
    return tuple(_numbered(_reasons(verdict, charter)))


def _reasons(verdict: Verdict, charter: Charter) -> Iterator[Reason]:
    """Give the reasons in the order in which the page lists them; not numbered yet.

    The name's, the rules' from the severest, the classifier's, hints for staff.
    """
    hits = sorted(verdict.hits, key=lambda hit: -hit.calls_for.severity)
    in_name = [hit for hit in hits if hit.field is Field.NAME]
    in_body = [hit for hit in hits if hit.field is not Field.NAME]
    yield from (_from_hit(hit, charter) for hit in in_name)
    yield from (_from_hit(hit, charter) for hit in in_body if hit.clause_id)
    yield from (_from_score(score, charter) for score in verdict.scores)
    yield from (_from_hit(hit, charter) for hit in in_body if not hit.clause_id)


def _from_hit(hit: Hit, charter: Charter) -> Reason:
    return Reason(
        number=None,
        mark=_mark(hit.category, hit.spans, is_faint=False),
        source=Field.NAME if hit.field is Field.NAME else "rule",
        clause=charter.clause(hit.clause_id) if hit.clause_id else None,
        explanation=explain(hit, current_language()),
        call=str(RECOMMENDATIONS[hit.calls_for]),
    )


def _from_score(score: Score, charter: Charter) -> Reason:
    return Reason(
        number=None,
        mark=_mark(score.category, score.spans, is_faint=True),
        source="classifier",
        clause=charter.clause(score.clause_id) if score.clause_id else None,
        explanation=explain_score(score, current_language()),
        call=str(RECOMMENDATIONS[score.calls_for]),
    )


def _mark(category: str, spans: tuple[Span, ...], *, is_faint: bool) -> Mark:
    return Mark(0, category, str(CATEGORIES[category]), spans, is_faint)


def _numbered(reasons: Iterable[Reason]) -> Iterator[Reason]:
    number = 0
    for reason in reasons:
        if not reason.mark.spans:
            yield reason
            continue
        number += 1
        yield replace(reason, number=number, mark=replace(reason.mark, number=number))


def _other_claim(runtime: Runtime, moderator: Person, case: Case) -> OtherClaim | None:
    entry = case.entry
    if entry is None or entry.claimed_until is None or entry.claimed_until <= runtime.clock():
        return None
    is_theirs = entry.claimed_by == moderator.id
    return None if is_theirs else OtherClaim(case.claimant or "", entry.claimed_until)


def _place(runtime: Runtime, moderator: Person, case: Case) -> PlaceInQueue | None:
    if case.entry is None or case.risk is None:
        return None
    needs = {Rank.APPEAL: Need.APPEALS, Rank.REPORT: Need.REPORTS, Rank.PENDING: Need.READING}
    category = case.risk.category
    return PlaceInQueue(
        need=str(NEEDS[needs[case.entry.rank]]),
        is_appeal=case.entry.rank is Rank.APPEAL,
        waited=runtime.clock() - case.entry.since,
        risk=case.risk,
        category=str(CATEGORIES[category]) if category else None,
        bonus_hours=case.risk.bonus / timedelta(hours=1),
        is_watched=case.entry.is_watched,
        may_watch=may(moderator, Permission.RUN_ARTICLES),
    )


def _kinds(reasons: Iterable[Reason]) -> tuple[Mark, ...]:
    return tuple({r.mark.kind: r.mark for r in reasons if r.mark.spans}.values())


def _bars(runtime: Runtime, verdict: Verdict, charter: Charter) -> Iterator[Bar]:
    # Another classifier's thresholds would say nothing of these probabilities.
    is_its_own = verdict.model_id == runtime.classifier.model_id
    thresholds = runtime.classifier.thresholds(charter.promise) if is_its_own else None
    any_violation = verdict.probabilities.get(VIOLATION)
    if any_violation is not None:
        review_at = thresholds.review_at if thresholds else None
        yield _bar(str(CATEGORIES[VIOLATION]), any_violation, review_at)
    for clause in charter.clauses:
        probability = verdict.probabilities.get(clause.category)
        if probability is not None:
            title = in_language(clause.title, current_language())
            review_at = thresholds.on(clause.category).review_at if thresholds else None
            yield _bar(title, probability, review_at)


def _bar(title: str, probability: float, review_at: float | None) -> Bar:
    return Bar(title, probability, review_at, review_at is not None and probability >= review_at)


def _is_veiled(charter: Charter, reads: DeskPreference, case: Case) -> bool:
    cited = {clause_id for made in case.decisions for clause_id in made.clause_ids}
    grave = is_grave(case.verdict) or cites_grave(charter, cited)
    return is_veiled(reads.blur, case.comment, is_grave=grave)


def _are_edits_veiled(charter: Charter, reads: DeskPreference, case: Case) -> bool:
    """Tell whether the text or one before it is veiled: what was changed shows both."""
    grave = any(is_grave(one.verdict) for one in case.revisions)
    is_old_veiled = is_veiled(reads.blur, case.comment, is_grave=grave)
    return bool(case.revisions) and (_is_veiled(charter, reads, case) or is_old_veiled)


def _refused_for(charter: Charter, case: Case) -> Iterator[RefusedFor]:
    if case.record is not None:
        titles = clause_titles(charter, case.record.refused_for)
        yield from map(RefusedFor, titles, case.record.refused_for.values())


def _shown(case: Case) -> Iterator[Decision]:
    """Give the decisions on *case*; at the first reading not that it was published unread."""
    for decision in case.decisions:
        if decision.decided_by is not None or not case.is_first_reading:
            yield decision


def _made(runtime: Runtime, case: Case, decision: Decision) -> Made:
    decider = case.deciders.get(decision.decided_by) if decision.decided_by else None
    return Made(decision, decider, clause_titles(runtime.charter, decision.clause_ids))


def _form(runtime: Runtime, case: Case) -> DecisionForm:
    known = {clause.id for clause in runtime.charter.clauses}
    chosen = [clause_id for clause_id in _suggested_clauses(case) if clause_id in known]
    data = {"seen": case.comment.version, "clauses": chosen}
    return DecisionForm(formdata=None, data=data)


def _checks(case: Case) -> tuple[Proof, ...]:
    if not case.comment.has_email or case.comment.erased_at is not None:
        return ()
    known = case.signature.verified_how
    return CHECKS[CHECKS.index(known) + 1 :] if known else CHECKS


def _inquiries(runtime: Runtime, case: Case) -> CaseInquiries:
    made = tuple(Asking(one, one.awaits(runtime.clock())) for one in case.inquiries)
    is_known = case.signature.verified_at is not None or case.comment.erased_at is not None
    return CaseInquiries(
        made=made,
        is_awaited=any(one.is_awaited for one in made),
        has_news=any(one.inquiry.is_new for one in made),
        may_ask=case.entry is not None and not is_known and bool(near_names(case.verdict.hits)),
    )


def _hold_form(moderator: Person, case: Case) -> HoldForm | None:
    may_hold = may(moderator, Permission.HOLD) and case.comment.erased_at is None
    return HoldForm(formdata=None) if may_hold else None


def _suggested_clauses(case: Case) -> Sequence[str]:
    """Return the clauses that a refusal would name, ticked beforehand.

    On an appeal or report those of the last refusal; otherwise the verdict's.
    Never one that only a name speaks for: nothing decides on a name but a person.
    """
    refusals = [d for d in case.decisions if d.action in (Action.REJECT, Action.RETURN)]
    if case.appeal and refusals:
        return refusals[-1].clause_ids
    hits = [
        h.clause_id for h in case.verdict.hits if h.field is Field.BODY and h.calls_for.severity
    ]
    found = hits + [score.clause_id for score in case.verdict.scores]
    return list(dict.fromkeys(clause_id for clause_id in found if clause_id))
