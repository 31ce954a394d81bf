"""The newsroom's casework by /api/v1: comments are listed and decided on, and the reasons stated."""

import re
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from flask import url_for

from moderation.api import casework_schemas as schemas
from moderation.api.blueprint import api
from moderation.api.casework_examples import EXAMPLES
from moderation.api.keys import calling_key, current_runtime, require_scope
from moderation.api.openapi import ETAG, IF_MATCH, LANGUAGE, LOCATION, failures
from moderation.api.paging import cut, read_cursor
from moderation.api.preconditions import etag, seen_version
from moderation.api.problems import INVALID_INPUT, mistake, stop
from moderation.api.schemas import Mistake
from moderation.api.translation import from_statement
from moderation.core.casework import CommentFilter, ListedComment, ListedStatement, MadeDecision
from moderation.core.comment import Status
from moderation.core.decision import REFUSALS, Action
from moderation.core.desk import Rank
from moderation.core.key import Scope
from moderation.core.names.key import author_key
from moderation.core.person import Person
from moderation.errors import NotAllowed
from moderation.services import casework
from moderation.services.links import outcome_url
from moderation.services.submission import find_article

#: Moments in a cursor are whole microseconds from here on: databases keep no finer ones.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: How a moment ends that says where on earth it is meant (RFC 3339).
_SHIFT = re.compile(r"T.*([Zz]|[+-]\d\d:\d\d)\Z")

_WAITS_FOR = {Rank.APPEAL: "appeal", Rank.REPORT: "report", Rank.PENDING: "reading"}


@api.get("/comments")
@require_scope(Scope.READ)
@api.input(schemas.CommentsQuery, location="query")
@api.output(
    schemas.CommentPage,
    description="A page of comments.",
    example=EXAMPLES["listComments"]["reply"],
)
@api.doc(
    operation_id="listComments",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 422, 429, 500, 503),
)
def list_comments(query_data: schemas.CommentsQuery) -> schemas.CommentPage:
    """List comments

    The newest first. What a guest has not confirmed yet is in no list. The `ETag` that a decision
    asks for is the `version` in double quotes.
    """
    runtime, asked = current_runtime(), query_data
    wanted = CommentFilter(
        article_id=find_article(runtime, asked.article).id if asked.article else None,
        status=Status(asked.status) if asked.status else None,
        clause_id=asked.clause,
        author_key=author_key(asked.author_name) if asked.author_name else None,
        submitted_from=moment_in(asked.submitted_from, "submitted_from"),
        submitted_before=moment_in(asked.submitted_before, "submitted_before"),
        waits=asked.waiting == "true",
    )
    found = casework.list_comments(
        runtime, wanted, after=_place(asked.cursor), limit=asked.limit + 1
    )
    items, following = cut(found, asked.limit, _place_of_comment)
    return schemas.CommentPage(items=[_from_listed(one) for one in items], next=following)


@api.get("/comments/<comment_id>/decisions")
@require_scope(Scope.READ)
@api.output(
    schemas.Decisions,
    description="The decisions.",
    example=EXAMPLES["listDecisions"]["reply"],
)
@api.doc(
    operation_id="listDecisions",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 429, 500, 503),
)
def list_decisions(comment_id: str) -> schemas.Decisions:
    """List the decisions on a comment

    All of them, the oldest first: people's, the charter's own and the author's.
    """
    made = casework.decisions_on(current_runtime(), comment_id)
    return schemas.Decisions(items=[from_decision(one, comment_id) for one in made])


@api.post("/comments/<comment_id>/decisions")
@require_scope(Scope.DECIDE)
@api.input(schemas.DecisionRequest, example=EXAMPLES["decide"]["request"])
@api.output(
    schemas.Decision,
    status_code=201,
    description="The decision; its author is told of it.",
    example=EXAMPLES["decide"]["reply"],
)
@api.doc(
    operation_id="decide",
    extensions={"parameters": [IF_MATCH, LANGUAGE]},
    responses={
        201: {"headers": {"Location": LOCATION, "ETag": ETAG}},
        **failures(400, 401, 404, 409, 413, 415, 422, 428, 429, 500, 503),
    },
)
def decide(
    comment_id: str, json_data: schemas.DecisionRequest
) -> tuple[schemas.Decision, int, dict[str, str]]:
    """Decide on a comment

    For a person of the newsroom, named by `by`: only people decide here, what the charter decides
    by itself it decides when a comment comes. `If-Match` names the version that they saw: if it
    has changed since, or another moderator has it, nothing is done (409). The author is told as of
    a decision at the desk, after the time in which it can be undone.
    """
    return hand_in(comment_id, json_data)


@api.get("/comments/<comment_id>/statement")
@require_scope(Scope.READ)
@api.output(
    schemas.StatedReasons,
    description="The statement of reasons.",
    example=EXAMPLES["showStatement"]["reply"],
)
@api.doc(
    operation_id="showStatement",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 429, 500, 503),
)
def show_statement(comment_id: str) -> schemas.StatedReasons:
    """Show the statement of reasons on a comment

    That of the last decision, as its author is given it. As long as nothing was decided there is
    none.
    """
    return _from_stated(casework.statement_on(current_runtime(), comment_id))


@api.get("/statements")
@require_scope(Scope.READ)
@api.input(schemas.StatementsQuery, location="query")
@api.output(
    schemas.StatementPage,
    description="A page of statements.",
    example=EXAMPLES["listStatements"]["reply"],
)
@api.doc(
    operation_id="listStatements",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def list_statements(query_data: schemas.StatementsQuery) -> schemas.StatementPage:
    """List statements of reasons

    By the time of the decision, the newest first. What was undone before anybody was told of it is
    left out.
    """
    asked = query_data
    found = casework.list_statements(
        current_runtime(),
        decided_from=moment_in(asked.decided_from, "decided_from"),
        decided_before=moment_in(asked.decided_before, "decided_before"),
        restricting=asked.restricting == "true",
        after=_place(asked.cursor),
        limit=asked.limit + 1,
    )
    items, following = cut(found, asked.limit, _place_of_statement)
    return schemas.StatementPage(items=[_from_stated(one) for one in items], next=following)


def hand_in(
    comment_id: str, asked: schemas.DecisionRequest | schemas.AnswerRequest
) -> tuple[schemas.Decision, int, dict[str, str]]:
    """Hand in what somebody decided on a comment; ends the request if they may not, or too late."""
    seen = seen_version()
    action = Action(asked.action)
    _check_clauses(action, asked.clauses)
    moderator = moderator_named(asked.by)
    try:
        made = casework.decide(
            current_runtime(),
            moderator,
            comment_id,
            seen=seen,
            action=action,
            clause_ids=tuple(asked.clauses),
            note=asked.note,
            key=calling_key(),
        )
    except NotAllowed:
        if action is Action.UNDO:
            stop(INVALID_INPUT, errors=[mistake("not_undoable", "#/by")])
        stop_person()
    headers = {"Location": url_for("api.list_decisions", comment_id=comment_id), **etag(seen + 1)}
    return from_decision(made, comment_id), 201, headers


def moderator_named(email: str) -> Person:
    """Return the person of the newsroom at *email*; ends the request if there is none."""
    try:
        return casework.moderator_at(current_runtime(), email)
    except NotAllowed:
        stop(INVALID_INPUT, errors=[mistake("not_newsroom", "#/by")])


def stop_person() -> NoReturn:
    """End the request of somebody whom the rules of the desk do not let do this."""
    stop(INVALID_INPUT, errors=[mistake("not_this_person", "#/by")])


def from_decision(made: MadeDecision, comment_id: str) -> schemas.Decision:
    """Return the reply about a decision on the comment *comment_id*."""
    decision = made.decision
    return schemas.Decision(
        id=decision.id,
        comment=comment_id,
        action=decision.action.value,
        decided_by=made.decider.value,
        moderator=made.moderator,
        api_key=made.key,
        clauses=list(decision.clause_ids),
        note=decision.note,
        decided_at=decision.decided_at,
        status_before=decision.status_before.value,
        status_after=decision.status_after.value,
        reviews=decision.reviews,
        undoes=decision.undoes,
        charter_digest=decision.charter_digest,
    )


def _from_listed(found: ListedComment) -> schemas.ListedComment:
    comment, entry = found.comment, found.entry
    return schemas.ListedComment(
        id=comment.public_id,
        status=comment.status.value,
        version=comment.version,
        submitted_at=comment.submitted_at,
        article=found.article_key,
        answers=found.answers,
        author_name=comment.author_name,
        author_is_pseudonym=comment.is_pseudonym,
        text=comment.body,
        outcome_url=outcome_url(current_runtime(), comment.public_id),
        is_erased=comment.erased_at is not None,
        waits_for=_WAITS_FOR[entry.rank] if entry else None,
        waits_since=entry.since if entry else None,
    )


def _from_stated(found: ListedStatement) -> schemas.StatedReasons:
    statement = from_statement(found.statement, found.body)
    return schemas.StatedReasons(
        comment=found.public_id,
        decision=found.statement.decision_id,
        sent_at=found.sent_at,
        **dict(statement),
    )


def _check_clauses(action: Action, clauses: list[str]) -> None:
    known = {clause.id for clause in current_runtime().charter.clauses}
    mistakes: list[Mistake] = [
        mistake("clause_unknown", f"#/clauses/{number}")
        for number, clause in enumerate(clauses)
        if clause not in known
    ]
    if action in REFUSALS and not clauses:
        mistakes.append(mistake("clause_missing", "#/clauses"))
    if mistakes:
        stop(INVALID_INPUT, errors=mistakes)


def moment_in(text: str | None, name: str) -> datetime | None:
    """Return the moment that *text* says; ends the request if it is none. *name*: of the field."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC) if _SHIFT.search(text) else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        stop(INVALID_INPUT, errors=[mistake("moment", f"#/{name}")])
    return moment


def _place(cursor: str | None) -> tuple[datetime, int] | None:
    place = read_cursor(cursor, int, int)
    if place is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(place[0])), int(place[1])
    except OverflowError:
        stop(INVALID_INPUT, errors=[mistake("cursor", "#/cursor")])


def _ticks(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _place_of_comment(one: ListedComment) -> tuple[int, int]:
    return _ticks(one.comment.submitted_at), one.comment.id


def _place_of_statement(one: ListedStatement) -> tuple[int, int]:
    return _ticks(one.statement.decided_at), one.statement.decision_id
