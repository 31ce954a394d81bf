"""Sanctions by /api/v1: names are banned, bans lifted, appeals against them answered; always by a person."""

from flask import url_for

from moderation.api import casework_schemas as schemas
from moderation.api.blueprint import api
from moderation.api.casework import moderator_named, stop_person
from moderation.api.casework_examples import EXAMPLES
from moderation.api.casework_texts import BANNED_ALREADY, LIFTED_ALREADY, NO_OPEN_APPEAL
from moderation.api.keys import current_runtime, require_scope
from moderation.api.openapi import LANGUAGE, LOCATION, failures, links
from moderation.api.paging import cut
from moderation.api.problems import CONFLICT, INVALID_INPUT, mistake, stop
from moderation.api.redress import number_in, row_number, switched
from moderation.core.ban import BanAppeal
from moderation.core.casework import ListedSanction
from moderation.core.key import Scope
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.services import bans, casework


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

    Banned names, the newest first, with what their authors object.
    """
    found = casework.list_sanctions(
        current_runtime(),
        in_force=switched(query_data.in_force),
        after=number_in(query_data.cursor),
        limit=query_data.limit + 1,
    )
    items, following = cut(found, query_data.limit, lambda one: (one.ban.id,))
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

    The banned name, why, by whom, and what became of it.
    """
    return _shown(row_number(sanction_id))


@api.post("/sanctions")
@require_scope(Scope.DECIDE)
@api.input(schemas.SanctionRequest, example=EXAMPLES["sanction"]["request"])
@api.output(
    schemas.Sanction,
    status_code=201,
    description="The sanction; its author is told of it.",
    links=links("sanction_id", "showSanction", "liftSanction", "answerSanctionAppeal"),
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
    """Ban the name under a comment

    A false identity: what is signed with the name is held for a person from then on. The author is
    told why, and may appeal; they may come back under their own name. The comment itself stays
    where it is: decide on it, too.
    """
    runtime, moderator = current_runtime(), moderator_named(json_data.by)
    try:
        casework.check_known(runtime, json_data.comment)
        ban = bans.ban_author(runtime, moderator, json_data.comment, reason=json_data.reason)
    except NotFound:
        stop(INVALID_INPUT, errors=[mistake("no_comment", "#/comment")])
    except Conflict:
        stop(CONFLICT, detail=BANNED_ALREADY)
    location = url_for("api.show_sanction", sanction_id=ban.id)
    return _shown(ban.id), 201, {"Location": location}


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
    one who banned the name (else 422).
    """
    number, moderator = row_number(sanction_id), moderator_named(json_data.by)
    try:
        bans.lift_ban(current_runtime(), moderator, number, reason=json_data.reason)
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

    The ban is lifted, or it stays; another person says so than the one who banned the name (else
    422). The author is told.
    """
    number, moderator = row_number(sanction_id), moderator_named(json_data.by)
    try:
        bans.answer_appeal(
            current_runtime(), moderator, number, words=json_data.words, lifts=json_data.lifts
        )
    except NotAllowed:
        stop_person()
    except Conflict:
        stop(CONFLICT, detail=NO_OPEN_APPEAL)
    return _shown(number)


def _shown(number: int) -> schemas.Sanction:
    return _from_sanction(casework.sanction_numbered(current_runtime(), number))


def _from_sanction(found: ListedSanction) -> schemas.Sanction:
    ban = found.ban
    return schemas.Sanction(
        id=ban.id,
        name=ban.name,
        reason=ban.reason,
        comment=found.public_id,
        moderator=found.moderator,
        found_by_machine=ban.found_by_machine,
        banned_at=ban.banned_at,
        lifted_at=ban.lifted_at,
        lift_reason=ban.lift_reason,
        appeal=_from_appeal(ban.appeal) if ban.appeal else None,
    )


def _from_appeal(appeal: BanAppeal) -> schemas.SanctionAppeal:
    return schemas.SanctionAppeal(
        words=appeal.words,
        opened_at=appeal.opened_at,
        answered_at=appeal.answered_at,
        answer=appeal.answer,
    )
