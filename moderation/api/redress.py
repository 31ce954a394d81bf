"""Appeals and reports by /api/v1: a CMS hands in its readers', and an appeal is answered."""

from flask import url_for

from moderation.api import casework_schemas as schemas
from moderation.api.blueprint import api
from moderation.api.casework import hand_in
from moderation.api.casework_examples import EXAMPLES
from moderation.api.casework_texts import ALREADY_ANSWERED, NOTHING_TO_APPEAL
from moderation.api.keys import current_runtime, require_scope
from moderation.api.openapi import ETAG, IF_MATCH, LANGUAGE, LOCATION, failures, links
from moderation.api.paging import cut, read_cursor
from moderation.api.problems import CONFLICT, stop
from moderation.core.casework import ListedAppeal, ListedReport
from moderation.core.desk import LARGEST_ID
from moderation.core.key import Scope
from moderation.core.redress import ReportReason
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.services import casework, redress


@api.post("/comments/<comment_id>/appeals")
@require_scope(Scope.SUBMIT)
@api.input(schemas.AppealRequest, example=EXAMPLES["appeal"]["request"])
@api.output(
    schemas.Appeal,
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
    comment_id: str, json_data: schemas.AppealRequest
) -> tuple[schemas.Appeal, int, dict[str, str]]:
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
    schemas.AppealPage, description="A page of appeals.", example=EXAMPLES["listAppeals"]["reply"]
)
@api.doc(
    operation_id="listAppeals",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def list_appeals(query_data: schemas.OpenQuery) -> schemas.AppealPage:
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
    return schemas.AppealPage(items=[_from_appeal(one) for one in items], next=following)


@api.get("/appeals/<appeal_id>")
@require_scope(Scope.READ)
@api.output(schemas.Appeal, description="The appeal.", example=EXAMPLES["showAppeal"]["reply"])
@api.doc(
    operation_id="showAppeal",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 429, 500, 503),
)
def show_appeal(appeal_id: str) -> schemas.Appeal:
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
@api.input(schemas.ReportRequest, example=EXAMPLES["report"]["request"])
@api.output(
    schemas.Report,
    status_code=201,
    description="The report, which waits for a person.",
    example=EXAMPLES["report"]["reply"],
)
@api.doc(
    operation_id="report",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 404, 413, 415, 422, 429, 500, 503),
)
def report(comment_id: str, json_data: schemas.ReportRequest) -> tuple[schemas.Report, int]:
    """Hand in a reader's report

    Of a comment that is published; for any other this is a 404. It puts the comment in the queue
    and moves nothing by itself, however many there are.
    """
    made = redress.report(
        current_runtime(),
        comment_id,
        reason=ReportReason(json_data.reason),
        words=json_data.words,
    )
    return _from_report(ListedReport(made, comment_id)), 201


@api.get("/reports")
@require_scope(Scope.READ)
@api.input(schemas.OpenQuery, location="query")
@api.output(
    schemas.ReportPage, description="A page of reports.", example=EXAMPLES["listReports"]["reply"]
)
@api.doc(
    operation_id="listReports",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def list_reports(query_data: schemas.OpenQuery) -> schemas.ReportPage:
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
    return schemas.ReportPage(items=[_from_report(one) for one in items], next=following)


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


def _from_appeal(found: ListedAppeal) -> schemas.Appeal:
    appeal = found.appeal
    return schemas.Appeal(
        id=appeal.id,
        comment=found.public_id,
        decision=appeal.decision_id,
        words=appeal.words,
        opened_at=appeal.opened_at,
        answered_by=appeal.closed_by,
    )


def _from_report(found: ListedReport) -> schemas.Report:
    report = found.report
    return schemas.Report(
        id=report.id,
        comment=found.public_id,
        reason=report.reason.value,
        words=report.words,
        opened_at=report.opened_at,
        answered_by=report.closed_by,
    )
