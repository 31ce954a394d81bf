"""Appeals and reports by /api/v1: a CMS hands in its readers', and an appeal is answered."""

from flask import url_for

from moderation.api import casework_schemas as schemas
from moderation.api import redress_schemas
from moderation.api.blueprint import api
from moderation.api.casework import hand_in
from moderation.api.casework_examples import EXAMPLES
from moderation.api.casework_texts import ALREADY_ANSWERED, NOTHING_TO_APPEAL
from moderation.api.keys import current_runtime, idempotency_key, require_scope
from moderation.api.openapi import (
    ETAG,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    LANGUAGE,
    LOCATION,
    REPLAYED,
    failures,
    links,
)
from moderation.api.paging import cut, read_cursor
from moderation.api.problems import CONFLICT, INVALID_INPUT, KEY_REUSED, mistake, stop
from moderation.api.schemas import Mistake
from moderation.core.address import is_address
from moderation.core.casework import ListedAppeal, ListedReport
from moderation.core.desk import LARGEST_ID
from moderation.core.key import Scope
from moderation.core.redress import Allegation, Reporter, ReportReason, needs_good_faith
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.services import casework, redress


@api.post("/comments/<comment_id>/appeals")
@require_scope(Scope.SUBMIT)
@api.input(redress_schemas.AppealRequest, example=EXAMPLES["appeal"]["request"])
@api.output(
    redress_schemas.Appeal,
    status_code=201,
    description="The appeal, which waits for an answer.",
    links=links("appeal_id", "showAppeal", "answerAppeal"),
    example=EXAMPLES["appeal"]["reply"],
)
@api.doc(
    operation_id="appeal",
    extensions={"parameters": [LANGUAGE]},
    responses={
        201: {"headers": {"Location": LOCATION}},
        **failures(400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
    },
)
def appeal(
    comment_id: str, json_data: redress_schemas.AppealRequest
) -> tuple[redress_schemas.Appeal, int, dict[str, str]]:
    """Hand in an author's appeal

    Against the last decision on their comment, as long as the comment's `may_appeal_until` says so.
    Another person than the one who decided answers it. The answer is final here.
    """
    runtime = current_runtime()
    casework.check_known(runtime, comment_id)
    try:
        made = redress.appeal(runtime, comment_id, words=json_data.words)
    except (NotAllowed, Conflict):
        stop(CONFLICT, detail=NOTHING_TO_APPEAL)
    headers = {"Location": url_for("api.show_appeal", appeal_id=made.id)}
    return _from_appeal(ListedAppeal(made, comment_id)), 201, headers


@api.get("/appeals")
@require_scope(Scope.READ)
@api.input(schemas.OpenQuery, location="query")
@api.output(
    redress_schemas.AppealPage,
    description="A page of appeals.",
    example=EXAMPLES["listAppeals"]["reply"],
)
@api.doc(
    operation_id="listAppeals",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def list_appeals(query_data: schemas.OpenQuery) -> redress_schemas.AppealPage:
    """List appeals

    Objections of authors to decisions on their comments, the newest first.
    """
    found = casework.list_appeals(
        current_runtime(),
        is_open=switched(query_data.open),
        after=number_in(query_data.cursor),
        limit=query_data.limit + 1,
    )
    items, following = cut(found, query_data.limit, lambda one: (one.appeal.id,))
    return redress_schemas.AppealPage(items=[_from_appeal(one) for one in items], next=following)


@api.get("/appeals/<appeal_id>")
@require_scope(Scope.READ)
@api.output(
    redress_schemas.Appeal, description="The appeal.", example=EXAMPLES["showAppeal"]["reply"]
)
@api.doc(
    operation_id="showAppeal",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 429, 500, 503),
)
def show_appeal(appeal_id: str) -> redress_schemas.Appeal:
    """Show an appeal

    With the number of the decision that answers it, once there is one.
    """
    return _from_appeal(casework.appeal_numbered(current_runtime(), row_number(appeal_id)))


@api.post("/appeals/<appeal_id>/answer")
@require_scope(Scope.DECIDE)
@api.input(schemas.AnswerRequest, example=EXAMPLES["answerAppeal"]["request"])
@api.output(
    schemas.Decision,
    status_code=201,
    description="The decision that answers the appeal.",
    example=EXAMPLES["answerAppeal"]["reply"],
)
@api.doc(
    operation_id="answerAppeal",
    extensions={"parameters": [IF_MATCH, LANGUAGE]},
    responses={
        201: {"headers": {"Location": LOCATION, "ETag": ETAG}},
        **failures(400, 401, 404, 409, 413, 415, 422, 428, 429, 500, 503),
    },
)
def answer_appeal(
    appeal_id: str, json_data: schemas.AnswerRequest
) -> tuple[schemas.Decision, int, dict[str, str]]:
    """Answer an appeal

    By a new decision on the comment, of another person than the one whose decision is appealed
    (else 422). `If-Match` names the version of the comment that they saw. What is open about the
    comment is closed by it, reports as well.
    """
    found = casework.appeal_numbered(current_runtime(), row_number(appeal_id))
    if found.appeal.closed_by is not None:
        stop(CONFLICT, detail=ALREADY_ANSWERED)
    return hand_in(found.public_id, json_data)


@api.post("/comments/<comment_id>/reports")
@require_scope(Scope.SUBMIT)
@api.input(redress_schemas.ReportRequest, example=EXAMPLES["report"]["request"])
@api.output(
    redress_schemas.Report,
    status_code=201,
    description="The report, which waits for a person.",
    example=EXAMPLES["report"]["reply"],
)
@api.doc(
    operation_id="report",
    extensions={"parameters": [IDEMPOTENCY_KEY, LANGUAGE]},
    responses={
        201: {"headers": {"Idempotency-Replayed": REPLAYED}},
        **failures(400, 401, 404, 413, 415, 422, 429, 500, 503),
    },
)
def report(
    comment_id: str, json_data: redress_schemas.ReportRequest
) -> tuple[redress_schemas.Report, int, dict[str, str]]:
    """Hand in a reader's report

    Of a comment that is published; for any other this is a 404. It puts the comment in the queue
    and moves nothing by itself, however many there are. Whoever leaves an address has a receipt,
    and an answer once the newsroom has decided, in the article's language. With an
    `Idempotency-Key` the same request may be sent again: the answer is then the first report, as it
    now stands, with `Idempotency-Replayed: true`.
    """
    runtime = current_runtime()
    said = Allegation(json_data.clause, json_data.illegal, json_data.good_faith)
    by = Reporter(json_data.name.strip(), json_data.email)
    try:
        taken = redress.report(
            runtime,
            comment_id,
            reason=ReportReason(json_data.reason),
            words=json_data.words,
            said=said,
            by=by,
            idempotency_key=idempotency_key(),
        )
    except Conflict:
        stop(KEY_REUSED)
    except InvalidInput:
        stop(INVALID_INPUT, errors=_mistakes_in(said, by))
    headers = {} if taken.is_new else {"Idempotency-Replayed": "true"}
    return _from_report(ListedReport(taken.report, comment_id)), 201, headers


@api.get("/reports")
@require_scope(Scope.READ)
@api.input(schemas.OpenQuery, location="query")
@api.output(
    redress_schemas.ReportPage,
    description="A page of reports.",
    example=EXAMPLES["listReports"]["reply"],
)
@api.doc(
    operation_id="listReports",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def list_reports(query_data: schemas.OpenQuery) -> redress_schemas.ReportPage:
    """List reports

    What readers told the newsroom of published comments, the newest first. A decision on the
    comment answers a report.
    """
    found = casework.list_reports(
        current_runtime(),
        is_open=switched(query_data.open),
        after=number_in(query_data.cursor),
        limit=query_data.limit + 1,
    )
    items, following = cut(found, query_data.limit, lambda one: (one.report.id,))
    return redress_schemas.ReportPage(items=[_from_report(one) for one in items], next=following)


def row_number(text: str) -> int:
    """Return the number in an address. Raises NotFound if no row can have it."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(LARGEST_ID)):
        raise NotFound("no row has such a number")
    number = int(text)
    if not 1 <= number <= LARGEST_ID:
        raise NotFound("no row has such a number")
    return number


def number_in(cursor: str | None) -> int | None:
    """Return the number at which a page ended; ends the request if *cursor* holds none."""
    place = read_cursor(cursor, int)
    return int(place[0]) if place else None


def switched(value: schemas.Switch | None) -> bool | None:
    """Return what a switch in a query says; None if it is not there."""
    return None if value is None else value == "true"


def _from_appeal(found: ListedAppeal) -> redress_schemas.Appeal:
    appeal = found.appeal
    return redress_schemas.Appeal(
        id=appeal.id,
        comment=found.public_id,
        decision=appeal.decision_id,
        words=appeal.words,
        opened_at=appeal.opened_at,
        answered_by=appeal.closed_by,
    )


def _from_report(found: ListedReport) -> redress_schemas.Report:
    report = found.report
    return redress_schemas.Report(
        id=report.id,
        comment=found.public_id,
        reason=report.reason.value,
        words=report.words,
        opened_at=report.opened_at,
        answered_by=report.closed_by,
        clause=report.said.clause_id,
        illegal=report.said.is_illegal,
        good_faith=report.said.in_good_faith,
    )


def _mistakes_in(said: Allegation, by: Reporter) -> list[Mistake]:
    """Return what is wrong with what a report says beside its words, place by place."""
    found = []
    if said.clause_id and said.clause_id not in {c.id for c in current_runtime().charter.clauses}:
        found.append(mistake("clause_unknown", "#/clause"))
    if needs_good_faith(is_illegal=said.is_illegal, email=by.email) and not said.in_good_faith:
        found.append(mistake("good_faith_missing", "#/good_faith"))
    if by.email is not None and not is_address(by.email):
        found.append(mistake("address", "#/email"))
    return found
