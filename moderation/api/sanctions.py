"""Sanctions by /api/v1: set, reread, lifted, appeals against them answered; always by a person."""

from flask import url_for

from moderation.api import casework_schemas as schemas
from moderation.api.blueprint import api
from moderation.api.casework import moderator_named, moment_in, stop_person
from moderation.api.casework_examples import EXAMPLES
from moderation.api.casework_texts import (
    BANNED_ALREADY,
    LIFTED_ALREADY,
    NO_OPEN_APPEAL,
    REREAD_ALREADY,
    SUSPENDED_ALREADY,
)
from moderation.api.keys import current_runtime, require_scope
from moderation.api.openapi import LANGUAGE, LOCATION, failures, links
from moderation.api.paging import cut
from moderation.api.problems import CONFLICT, INVALID_INPUT, mistake, stop
from moderation.api.redress import number_in, row_number, switched
from moderation.core.casework import ListedSanction
from moderation.core.key import Scope
from moderation.core.person import Person
from moderation.core.sanction import Sanction, SanctionAppeal, SanctionKind
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.services import bans, casework, ladder, sanctions


@api.get("/sanctions")
@require_scope(Scope.READ)
@api.input(schemas.SanctionsQuery, location="query")
@api.output(
    schemas.SanctionPage,
    description="A page of sanctions.",
    example=EXAMPLES["listSanctions"]["reply"],
)
@api.doc(
    operation_id="listSanctions",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def list_sanctions(query_data: schemas.SanctionsQuery) -> schemas.SanctionPage:
    """List sanctions

    Banned names, notes, warnings and suspensions, the newest first, with what was objected.
    """
    found = casework.list_sanctions(
        current_runtime(),
        in_force=switched(query_data.in_force),
        after=number_in(query_data.cursor),
        limit=query_data.limit + 1,
    )
    items, following = cut(found, query_data.limit, lambda one: (one.sanction.id,))
    return schemas.SanctionPage(items=[_from_sanction(one) for one in items], next=following)


@api.get("/sanctions/<sanction_id>")
@require_scope(Scope.READ)
@api.output(
    schemas.Sanction, description="The sanction.", example=EXAMPLES["showSanction"]["reply"]
)
@api.doc(
    operation_id="showSanction",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 429, 500, 503),
)
def show_sanction(sanction_id: str) -> schemas.Sanction:
    """Show a sanction

    What was set on whom, why, by whom, and what became of it.
    """
    return _shown(row_number(sanction_id))


@api.post("/sanctions")
@require_scope(Scope.DECIDE)
@api.input(schemas.SanctionRequest, example=EXAMPLES["sanction"]["request"])
@api.output(
    schemas.Sanction,
    status_code=201,
    description="The sanction; its author is told of it.",
    links=links(
        "sanction_id", "showSanction", "liftSanction", "answerSanctionAppeal", "confirmSanction"
    ),
    example=EXAMPLES["sanction"]["reply"],
)
@api.doc(
    operation_id="sanction",
    extensions={"parameters": [LANGUAGE]},
    responses={
        201: {"headers": {"Location": LOCATION}},
        **failures(400, 401, 409, 413, 415, 422, 429, 500, 503),
    },
)
def sanction(
    json_data: schemas.SanctionRequest,
) -> tuple[schemas.Sanction, int, dict[str, str]]:
    """Sanction the author of a comment, or ban their name

    `name_ban`, a false identity: what is signed with the name is held for a person from then on;
    its author may come back under their own. The other kinds are steps of the ladder, and name
    clauses: whoever is suspended writes nothing until the end. The author is told why, and may
    appeal. Who it is done for needs the role that the step asks for, and sets at most ten sanctions
    an hour unless they are a senior (else 422). The comment itself stays where it is: decide on
    it, too.
    """
    runtime, moderator = current_runtime(), moderator_named(json_data.by)
    try:
        casework.check_known(runtime, json_data.comment)
        made = _set(moderator, json_data)
    except NotFound:
        stop(INVALID_INPUT, errors=[mistake("no_comment", "#/comment")])
    except InvalidInput:
        stop(INVALID_INPUT, errors=[mistake("no_ground", "#/clauses")])
    except NotAllowed:
        stop_person()
    except Conflict:
        is_ban = SanctionKind(json_data.kind) is SanctionKind.NAME_BAN
        stop(CONFLICT, detail=BANNED_ALREADY if is_ban else SUSPENDED_ALREADY)
    location = url_for("api.show_sanction", sanction_id=made.id)
    return _shown(made.id), 201, {"Location": location}


@api.post("/sanctions/<sanction_id>/lift")
@require_scope(Scope.DECIDE)
@api.input(schemas.LiftRequest, example=EXAMPLES["liftSanction"]["request"])
@api.output(
    schemas.Sanction,
    description="The sanction, lifted.",
    example=EXAMPLES["liftSanction"]["reply"],
)
@api.doc(
    operation_id="liftSanction",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
)
def lift_sanction(sanction_id: str, json_data: schemas.LiftRequest) -> schemas.Sanction:
    """Lift a sanction

    Its author is told. An appeal that waits is answered by that, and so by another person than the
    one who set the sanction (else 422).
    """
    number, moderator = row_number(sanction_id), moderator_named(json_data.by)
    try:
        sanctions.lift_sanction(current_runtime(), moderator, number, reason=json_data.reason)
    except NotAllowed:
        stop_person()
    except Conflict:
        stop(CONFLICT, detail=LIFTED_ALREADY)
    return _shown(number)


@api.post("/sanctions/<sanction_id>/answer")
@require_scope(Scope.DECIDE)
@api.input(schemas.SanctionAnswerRequest, example=EXAMPLES["answerSanctionAppeal"]["request"])
@api.output(
    schemas.Sanction,
    description="The sanction, with the answer.",
    example=EXAMPLES["answerSanctionAppeal"]["reply"],
)
@api.doc(
    operation_id="answerSanctionAppeal",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
)
def answer_sanction_appeal(
    sanction_id: str, json_data: schemas.SanctionAnswerRequest
) -> schemas.Sanction:
    """Answer an appeal against a sanction

    The sanction is lifted, or it stays; another person says so than the one who set it (else
    422). The author is told.
    """
    number, moderator = row_number(sanction_id), moderator_named(json_data.by)
    try:
        sanctions.answer_appeal(
            current_runtime(), moderator, number, words=json_data.words, lifts=json_data.lifts
        )
    except NotAllowed:
        stop_person()
    except Conflict:
        stop(CONFLICT, detail=NO_OPEN_APPEAL)
    return _shown(number)


@api.post("/sanctions/<sanction_id>/confirm")
@require_scope(Scope.DECIDE)
@api.input(schemas.ConfirmRequest, example=EXAMPLES["confirmSanction"]["request"])
@api.output(
    schemas.Sanction,
    description="The sanction, reread.",
    example=EXAMPLES["confirmSanction"]["reply"],
)
@api.doc(
    operation_id="confirmSanction",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
)
def confirm_sanction(sanction_id: str, json_data: schemas.ConfirmRequest) -> schemas.Sanction:
    """Confirm a sanction as its second reader

    Banned names, and suspensions of thirty days and more, are reread by another person than the one
    who set them (else 422); who does not agree lifts them.
    """
    number, moderator = row_number(sanction_id), moderator_named(json_data.by)
    try:
        sanctions.confirm_sanction(current_runtime(), moderator, number)
    except NotAllowed:
        stop_person()
    except Conflict:
        stop(CONFLICT, detail=REREAD_ALREADY)
    return _shown(number)


def _set(moderator: Person, asked: schemas.SanctionRequest) -> Sanction:
    if SanctionKind(asked.kind) is SanctionKind.NAME_BAN:
        return bans.ban_author(current_runtime(), moderator, asked.comment, reason=asked.reason)
    return ladder.sanction_author(
        current_runtime(),
        moderator,
        asked.comment,
        ladder.Asked(
            kind=SanctionKind(asked.kind),
            clause_ids=tuple(asked.clauses),
            reason=asked.reason,
            others=tuple(asked.comments),
            review_at=moment_in(asked.review_at, "review_at"),
        ),
    )


def _shown(number: int) -> schemas.Sanction:
    return _from_sanction(casework.sanction_numbered(current_runtime(), number))


def _from_sanction(found: ListedSanction) -> schemas.Sanction:
    sanction = found.sanction
    return schemas.Sanction(
        id=sanction.id,
        name=sanction.name,
        reason=sanction.reason,
        comment=found.public_id,
        moderator=found.moderator,
        found_by_machine=sanction.found_by_machine,
        banned_at=sanction.set_at,
        lifted_at=sanction.lifted_at,
        lift_reason=sanction.lift_reason,
        appeal=_from_appeal(sanction.appeal) if sanction.appeal else None,
        kind=sanction.kind.value,
        clauses=list(sanction.clause_ids),
        comments=list(found.public_ids),
        until=sanction.until,
        review_at=sanction.review_at,
        reread_at=sanction.reread_at,
        read_at=sanction.acknowledged_at,
    )


def _from_appeal(appeal: SanctionAppeal) -> schemas.SanctionAppeal:
    return schemas.SanctionAppeal(
        words=appeal.words,
        opened_at=appeal.opened_at,
        answered_at=appeal.answered_at,
        answer=appeal.answer,
    )
