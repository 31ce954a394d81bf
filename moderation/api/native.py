"""The native API, /api/v1: a CMS has texts judged, submits comments, asks what became of them."""

from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from pydantic import ValidationError

from moderation.api import schemas
from moderation.api.articles import known_article
from moderation.api.blueprint import api
from moderation.api.examples import EXAMPLES
from moderation.api.keys import (
    count_more,
    current_runtime,
    idempotency_key,
    require_scope,
)
from moderation.api.openapi import (
    COMMENT_LINKS,
    ETAG,
    IDEMPOTENCY_KEY,
    LANGUAGE,
    LOCATION,
    REPLAYED,
    failures,
)
from moderation.api.preconditions import etag
from moderation.api.problems import (
    INVALID_INPUT,
    KEY_REUSED,
    caller_language,
    mistake,
    problem_of,
    stop,
)
from moderation.api.promise import Promise, PromiseQuery, from_promise
from moderation.api.translation import Shown, from_outcome, from_verdict, to_draft
from moderation.core.comment import Article, Draft, check_draft
from moderation.core.key import Scope
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.services.casework import check_known, statement_on
from moderation.services.judging import judge, judge_many, limits_for
from moderation.services.links import outcome_url
from moderation.services.reasons import reasons_of
from moderation.services.reporting import report_promise
from moderation.services.submission import (
    Submitted,
    charter_of,
    find_article,
    outcome,
    put_article,
    stored_verdict,
    submit_comment,
)


@dataclass(frozen=True, slots=True)
class FitItem:
    """One of many texts that can be judged."""

    item: schemas.CheckItem
    draft: Draft


@api.post("/check")
@require_scope(Scope.CHECK)
@api.input(schemas.CheckRequest, example=EXAMPLES["check"]["request"])
@api.output(schemas.Verdict, description="The verdict.", example=EXAMPLES["check"]["reply"])
@api.doc(
    operation_id="check",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 404, 413, 415, 422, 429, 500, 503),
)
def check(json_data: schemas.CheckRequest) -> schemas.Verdict:
    """Judge a text

    Nothing is stored. The text is held to the limits a submission would be held to: one that
    could not be submitted is a 422. The author's earlier comments are not looked at. All offsets
    count Unicode code points in `text`, or in `author_name`, exactly as they were sent.
    """
    runtime = current_runtime()
    draft = _draft_of(json_data)
    shown = Shown(json_data.text, json_data.author_name or "")
    verdict = judge(runtime, draft)
    reasons = reasons_of(verdict, draft, language=caller_language())
    return from_verdict(verdict, runtime.charter, shown, reasons)


@api.post("/checks")
@require_scope(Scope.CHECK)
@api.input(schemas.ChecksRequest, example=EXAMPLES["checkMany"]["request"])
@api.output(
    schemas.ChecksReply,
    description="A verdict or a problem for each text, in their order.",
    example=EXAMPLES["checkMany"]["reply"],
)
@api.doc(
    operation_id="checkMany",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(400, 401, 413, 415, 422, 429, 500, 503),
)
def check_many(json_data: schemas.ChecksRequest) -> schemas.ChecksReply:
    """Judge many texts

    Up to 256, each as `check` takes it, with an `id` of the caller's own. One that cannot be judged
    has a problem, the same that `check` would answer, and the others their verdicts. Nothing is
    stored. Of the key's limit each text counts as a request.
    """
    count_more(len(json_data.items) - 1)
    runtime, language = current_runtime(), caller_language()
    read = [_read_item(raw) for raw in json_data.items]
    fit = [one for one in read if isinstance(one, FitItem)]
    verdicts = iter(judge_many(runtime, [one.draft for one in fit]))
    items = []
    for raw, one in zip(json_data.items, read, strict=True):
        if isinstance(one, schemas.Problem):
            items.append(schemas.CheckedItem(id=_own_id(raw), verdict=None, problem=one))
            continue
        verdict = next(verdicts)
        reasons = reasons_of(verdict, one.draft, language=language)
        shown = Shown(one.item.text, one.item.author_name or "")
        told = from_verdict(verdict, runtime.charter, shown, reasons)
        items.append(schemas.CheckedItem(id=one.item.id, verdict=told, problem=None))
    return schemas.ChecksReply(items=items)


@api.post("/comments")
@require_scope(Scope.SUBMIT)
@api.input(schemas.CommentRequest, example=EXAMPLES["submitComment"]["request"])
@api.output(
    schemas.Comment,
    status_code=201,
    description="The comment, stored.",
    links=COMMENT_LINKS,
    example=EXAMPLES["submitComment"]["reply"],
)
@api.doc(
    operation_id="submitComment",
    extensions={"parameters": [IDEMPOTENCY_KEY, LANGUAGE]},
    responses={
        201: {"headers": {"Location": LOCATION, "Idempotency-Replayed": REPLAYED}},
        **failures(400, 401, 404, 413, 415, 422, 429, 500, 503),
    },
)
def submit(json_data: schemas.CommentRequest) -> tuple[schemas.Comment, int, dict[str, str]]:
    """Submit a comment

    The comment is judged, stored, and published, held or sent back as the charter says. With an
    `Idempotency-Key` the same request may be sent again: the answer is then the first comment, as
    it now stands, with `Idempotency-Replayed: true`. Keys are kept as long as their comments.
    """
    draft = to_draft(json_data)
    _make_known(json_data.article, draft)
    submitted = _submit(json_data.article.key, draft)
    public_id = submitted.comment.public_id
    headers = {"Location": url_for("api.show", comment_id=public_id)}
    if not submitted.is_new:
        headers["Idempotency-Replayed"] = "true"
    return _comment(public_id), 201, headers


@api.get("/comments/<comment_id>")
@require_scope(Scope.READ)
@api.output(schemas.Comment, description="The comment.", example=EXAMPLES["showComment"]["reply"])
@api.doc(
    operation_id="showComment",
    extensions={"parameters": [LANGUAGE]},
    responses={200: {"headers": {"ETag": ETAG}}, **failures(401, 404, 429, 500, 503)},
)
def show(comment_id: str) -> tuple[schemas.Comment, int, dict[str, str]]:
    """Show a comment

    Its status now, the verdict that was given when it came, and the statement of reasons of the
    last decision: the same that its author reads. Its `ETag` is what a decision names as seen.
    """
    shown = _comment(comment_id)
    return shown, 200, etag(shown.version)


@api.get("/promise")
@require_scope(Scope.READ)
@api.input(PromiseQuery, location="query")
@api.output(
    Promise,
    description="What is promised and measured.",
    example=EXAMPLES["showPromise"]["reply"],
)
@api.doc(
    operation_id="showPromise",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def promise(query_data: PromiseQuery) -> Promise:
    """Show what is promised and what was measured

    What the charter promises of what happens without a person, the thresholds that follow with the
    classifier at hand, and beside it what people found in a random sample of what was published
    unread: among comments drawn from `since` on and decided by a person, the share that was refused.
    """
    report = report_promise(current_runtime(), since=_day(query_data.since))
    return from_promise(report, language=caller_language())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        stop(INVALID_INPUT, errors=[mistake("day", "#/since")])


def _draft_of(asked: schemas.CheckRequest) -> Draft:
    article = find_article(current_runtime(), asked.article) if asked.article else None
    return _checked(to_draft(asked), article, needs_name=asked.author_name is not None)


def _read_item(raw: object) -> FitItem | schemas.Problem:
    """Return a text among others as it is judged, or why it cannot be."""
    try:
        item = schemas.CheckItem.model_validate(raw)
        return FitItem(item, _draft_of(item))
    except (ValidationError, InvalidInput, NotFound) as error:
        return problem_of(error)


def _own_id(raw: object) -> str | None:
    """Return the caller's own name for what cannot be judged, if it has one."""
    try:
        return schemas.ItemId.model_validate(raw).id
    except ValidationError:
        return None


def _checked(draft: Draft, article: Article | None, *, needs_name: bool) -> Draft:
    limits = limits_for(current_runtime(), article, needs_acceptance=False)
    return check_draft(draft, replace(limits, needs_name=needs_name))


def _make_known(article: schemas.SubmittedArticle, draft: Draft) -> None:
    """Make the article if it is new and has a title; not for a comment that cannot be taken."""
    if article.title is None or known_article(article.key):
        return
    _checked(draft, None, needs_name=True)
    put_article(current_runtime(), key=article.key, title=article.title, url=article.url)


def _submit(article_key: str, draft: Draft) -> Submitted:
    try:
        return submit_comment(
            current_runtime(),
            article_key,
            draft,
            idempotency_key=idempotency_key(),
            needs_acceptance=False,
        )
    except Conflict:
        stop(KEY_REUSED)


def _comment(public_id: str) -> schemas.Comment:
    runtime = current_runtime()
    check_known(runtime, public_id)
    found = outcome(runtime, public_id)
    comment, verdict = found.comment, stored_verdict(runtime, public_id)
    stored = Draft(comment.body, comment.author_name)
    reply = from_verdict(
        verdict,
        charter_of(runtime, verdict.charter_digest),
        Shown(comment.body, comment.author_name),
        reasons_of(verdict, stored, language=caller_language()),
    )
    return from_outcome(
        found,
        reply,
        outcome_url=outcome_url(runtime, public_id),
        stated_text=statement_on(runtime, public_id).body if found.statement else "",
    )
