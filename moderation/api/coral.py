"""Coral's external moderation phase: Coral asks before it publishes a comment, or an edit of one.

The verdict becomes Coral's own words: nothing to say (204), a comment that waits for a person, or
one that is refused with the clause as its reason. Nothing is stored: Coral's own queue goes on.

Shapes and limits: Coral 9, `external.ts` of its moderation pipeline.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, current_app, json, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from moderation.api.keys import current_runtime, limiter
from moderation.api.payload import TEXT_BYTES, PayloadFault, n_bytes, parse_object
from moderation.core.charter import Category, Charter, Recommendation, RefusalBy, in_language
from moderation.core.comment import Draft
from moderation.core.verdict import Verdict
from moderation.errors import ModerationError
from moderation.services.judging import VOUCHED_FOR, judge

#: The code that Coral gives a refusal on a clause of ours, by the clause's category; else OTHER.
#: What is illegal is for a court to say: no code of ours is ILLEGAL_CONTENT.
CODES: Mapping[Category, str] = {
    Category.HATE: "HATE_SPEECH",
    Category.RACISM: "HATE_SPEECH",
    Category.INSULT: "ABUSIVE",
    Category.THREAT: "HARASSMENT_BULLYING",
    Category.INCITEMENT: "HARASSMENT_BULLYING",
    Category.DISRESPECT: "OFFENSIVE",
    Category.VULGARITY: "OFFENSIVE",
    Category.SPAM: "SPAM",
}

#: The same signed body within a minute: an author who sends the same text again, or a replay.
REPLAYS = 10

_SIGNATURE = "X-Coral-Signature"

coral = Blueprint("coral", __name__)


@coral.post("/coral/moderate")
def moderate() -> Response:
    """Judge a comment that Coral is about to publish."""
    raw = _signed_body()
    body = _comment(raw)
    if not body.strip():
        return Response(status=204)  # a rating, say, or an image alone
    runtime = current_runtime()
    verdict = judge(runtime, Draft(body), VOUCHED_FOR, locates=False)
    said = _told(verdict, runtime.charter)
    return _answer(said) if said else Response(status=204)


@coral.errorhandler(ModerationError)
def _on_moderation_error(cause: ModerationError) -> Response:
    current_app.logger.error("%s", cause, exc_info=cause)
    return _error(500, "the comment could not be judged")


def _on_http_error(cause: HTTPException) -> Response:
    return _error(cause.code or 500, "the request cannot be understood")


# By status: an application's handler of a status goes before a blueprint's of a class.
for _status in (400, 413, 500):
    coral.register_error_handler(_status, _on_http_error)


def _signed_body() -> bytes:
    """Return the body, which Coral signed; ends the request before anything is read of it if not."""
    secret = current_runtime().settings.coral_secret
    if secret is None:
        _stop(404, "CHARTE_CORAL_SECRET is not set")
    raw = request.get_data()
    right = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    # While a secret is rotated Coral signs with both.
    given = request.headers.get(_SIGNATURE, "").split(",")
    signatures = [one.strip().removeprefix("sha256=") for one in given]
    if not any(hmac.compare_digest(one.encode(), right.encode()) for one in signatures):
        _stop(401, "the signature is not right")
    try:
        _count_body()
        _count_request()
    except RateLimitExceeded:
        _stop(429, "too many requests")
    return raw


def _comment(raw: bytes) -> str:
    try:
        comment = parse_object(raw).get("comment")
    except PayloadFault:
        _stop(400, "the body is no JSON object")
    body = comment.get("body") if isinstance(comment, dict) else None
    if not isinstance(body, str):
        _stop(400, "comment.body is missing")
    size = n_bytes(body)
    if size is None or size > TEXT_BYTES:
        _stop(400, f"comment.body is no text of at most {TEXT_BYTES} bytes")
    return body


def _told(verdict: Verdict, charter: Charter) -> Mapping[str, Any] | None:
    """Return *verdict* in Coral's words; None: nothing to say."""
    call = verdict.recommendation
    if call is Recommendation.PUBLISH:
        return None
    if verdict.gaps:  # a person reads; the flag would accuse the author
        return {"status": "PREMOD"}
    if call is Recommendation.REVIEW or charter.automation.refuse is RefusalBy.PERSON:
        reason = (
            "COMMENT_DETECTED_SPAM" if verdict.is_only(Category.SPAM) else "COMMENT_DETECTED_TOXIC"
        )
        flags = [{"actionType": "FLAG", "reason": reason}]
        return {"status": "SYSTEM_WITHHELD", "actions": flags}
    return {
        "status": "REJECTED",
        "moderationAction": {"status": "REJECTED", "rejectionReason": _reason(verdict, charter)},
    }


def _reason(verdict: Verdict, charter: Charter) -> Mapping[str, str]:
    """Return the first clause that called for a refusal, as Coral shows it to the author."""
    refusing = (one for one in verdict.evidence if one.calls_for is Recommendation.REFUSE)
    clause = charter.clause(next(one.clause_id for one in refusing if one.clause_id))
    words = in_language(clause.words, verdict.language)
    explained = in_language(clause.author_text, verdict.language)
    code = CODES.get(clause.category, "OTHER")
    reason = {"code": code, "detailedExplanation": f"{words}\n\n{explained}"}
    return reason | (
        {"customReason": in_language(clause.title, verdict.language)} if code == "OTHER" else {}
    )


def _answer(content: Mapping[str, Any], status: int = 200) -> Response:
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, status, content_type="application/json")


def _error(status: int, message: str) -> Response:
    return _answer({"error": message}, status)


def _stop(status: int, message: str) -> NoReturn:
    abort(_error(status, message))


@limiter.shared_limit(
    lambda: f"{current_runtime().settings.api_per_minute}/minute",
    scope="coral",
    key_func=lambda: "coral",
)
def _count_request() -> None:
    """Raise RateLimitExceeded when Coral asks too often."""


@limiter.shared_limit(
    f"{REPLAYS}/minute",
    scope="coral-body",
    key_func=lambda: hashlib.sha256(request.get_data()).hexdigest(),
)
def _count_body() -> None:
    """Raise RateLimitExceeded when the same signed body comes too often."""
