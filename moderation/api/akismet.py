"""Akismet's protocol, 1.1: a CMS asks before it publishes a comment, and tells what its people decided.

The verdict becomes Akismet's words: `false` may be published, `true` is spam to the CMS, as what the
charter has the machine refuse. What a person should read waits in our queue for a CMS that waits for
us: one that gave a `callback` keeps the comment back on `false` with `X-akismet-guid` and
`X-akismet-recheck-after`, and is told (services.telling); WordPress without one keeps back what is
answered by neither word, and asks again. `X-akismet-pro-tip: discard`, by which a CMS may delete
a comment unseen, is sent only if the operator wishes it, of what is spam and nothing else.

Shapes: Akismet's plugin for WordPress, 5.0 to 5.7, and the published clients in tests/clients.
"""

from collections.abc import Mapping
from typing import NoReturn

from flask import Blueprint, Response, abort, current_app, g, json, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from moderation.api.akismet_fields import (
    FieldsFault,
    article_key,
    email_of,
    is_true,
    one_line,
    plain_text,
    read_fields,
    same_host,
    unslashed,
    url_of,
)
from moderation.api.keys import (
    admit,
    calling_key,
    current_runtime,
    require_scope,
    seconds_to_wait,
)
from moderation.api.payload import TEXT_BYTES, n_bytes
from moderation.api.problems import UNAVAILABLE_SECONDS
from moderation.core.charter import LANGUAGES
from moderation.core.comment import Article, Draft, is_text
from moderation.core.held import Asked, Said
from moderation.core.key import Scope
from moderation.core.suggestion import Suggestion
from moderation.errors import ExpiredKey, MissingScope, ModerationError, NotAllowed, Unavailable
from moderation.services.akismet_keys import BEGINNING_LENGTH
from moderation.services.holding import GUID_BYTES, Told, ask_about
from moderation.services.judging import detect_language
from moderation.services.suggestions import suggest

#: After so many seconds a CMS may ask again, which it need not. WordPress publishes a comment by
#: itself after twice as long without a word from us, if its own rules let it.
RECHECK_SECONDS = 365 * 24 * 3600

#: What a person reads here; a form of contact, say, is nobody's to read but its addressee's.
HELD_TYPES = frozenset({"", "comment", "reply", "forum-post"})

#: By these Akismet's clients try out a refusal.
_TEST_AUTHORS = frozenset({"viagra-test-123", "akismet-guaranteed-spam"})
_TEST_EMAIL = "akismet-guaranteed-spam@example.com"

#: Under what a comment stands that nobody signed; a person reads it with that.
_NO_NAME = "Anonyme"

#: Where a `key` may be anything. Elsewhere it is what is asked about, while WordPress sends as
#: `api_key` the one that it had until now.
_ABOUT_COMMENTS = frozenset(
    f"akismet.{name}" for name in ("comment_check", "submit_spam", "submit_ham")
)

_THANKS = "Thanks for making the web a better place."

akismet = Blueprint("akismet", __name__)
akismet_test = Blueprint("akismet_test", __name__)


@akismet.before_request
def _admit() -> None:
    try:
        g.fields = read_fields(request)
    except FieldsFault as fault:
        abort(_invalid(str(fault)))
    try:
        admit(_given_key(g.fields))
    except MissingScope as error:
        abort(_invalid(f"The API key lacks the scope {error.scope}."))
    except ExpiredKey:
        abort(_invalid("The API key has expired."))
    except NotAllowed:
        abort(_invalid("The API key is not one in use here."))
    except RateLimitExceeded:
        response = _told("too many requests", 429, help_="Wait before you ask again.")
        response.headers["Retry-After"] = str(seconds_to_wait())
        abort(response)


@akismet.after_request
@akismet_test.after_request
def _mark(response: Response) -> Response:
    if request.endpoint == "akismet.comment_check":
        # Without one WordPress's plugin (5.5) does not know its own comment again and
        # lets it pass, whatever was answered.
        response.headers.setdefault("X-akismet-guid", current_runtime().random(GUID_BYTES))
    response.cache_control.no_store = True
    return response


@akismet_test.get("/1.1/test")
def test() -> Response:
    """Say that somebody is here."""
    return _told("connected")


@akismet.post("/1.1/verify-key")
@require_scope(Scope.CHECK)
def verify_key() -> Response:
    """Say that the key opens."""
    return _told("valid")


@akismet.post("/1.1/comment-check")
@require_scope(Scope.CHECK)
def comment_check() -> Response:
    """Judge a comment; one that a person should read may be held for them here."""
    fields: Mapping[str, str] = g.fields
    if not fields.get("blog", "").strip():
        return _invalid("Missing required field: blog.")
    if _is_test_spam(fields):
        return _told("true")
    if "administrator" in fields.get("user_role", "").split(","):
        return _told("false")
    text = _text(fields)
    if not text:
        return _told("false")  # a rating, say, or an image alone
    asked = _asked(fields, text)
    told = ask_about(current_runtime(), calling_key(), asked, may_hold=_may_hold(fields, asked))
    return _answer(told, asked)


@akismet.post("/1.1/submit-spam")
@require_scope(Scope.SUBMIT)
def submit_spam() -> Response:
    """Take that a person of the CMS refused a comment."""
    return _suggest(breaks=True)


@akismet.post("/1.1/submit-ham")
@require_scope(Scope.SUBMIT)
def submit_ham() -> Response:
    """Take that a person of the CMS let a comment pass."""
    return _suggest(breaks=False)


@akismet.post("/1.1/get-subscription")
@require_scope(Scope.CHECK)
def get_subscription() -> Response:
    """Say whose key it is, in the form that WordPress shows."""
    key = calling_key()
    account = {"account_id": key.id, "account_name": key.name, "account_type": "Charte"}
    state = {"status": "active", "next_billing_date": False, "limit_reached": False}
    return _json(account | state)


@akismet.post("/1.1/get-stats")
@akismet.post("/1.1/token")
@require_scope(Scope.CHECK)
def nothing_to_tell() -> Response:
    """Say nothing: nothing is counted, and there are no pages of statistics to open."""
    return _told("")


@akismet.post("/1.1/deactivate")
@require_scope(Scope.CHECK)
def deactivate() -> Response:
    """Say goodbye: the key goes on, it is revoked at Charte."""
    return _told("deactivated")


@akismet.get("/1.2/usage-limit")
@require_scope(Scope.CHECK)
def usage_limit() -> Response:
    """Say that there is no limit by the month."""
    return _json({"limit": "none", "usage": 0, "percentage": "0", "throttled": False})


@akismet.route("/1.1/<path:unknown>", methods=["GET", "POST"])
@akismet.route("/1.2/<path:unknown>", methods=["GET", "POST"])
@require_scope(Scope.CHECK)
def no_method(unknown: str) -> Response:
    """Say that there is nothing else."""
    return _invalid("There is no such call.", 404)


@akismet.errorhandler(ModerationError)
def _on_moderation_error(cause: ModerationError) -> Response:
    if isinstance(cause, Unavailable):
        response = _told("unavailable", 503, help_="The service is busy; try again.")
        response.headers["Retry-After"] = str(UNAVAILABLE_SECONDS)
        return response
    current_app.logger.error("%s", cause, exc_info=cause)
    return _told("error", 500, help_="The comment could not be judged.")


def _on_http_error(cause: HTTPException) -> Response:
    return _invalid("The request cannot be understood.", cause.code or 500)


# By status: an application's handler of a status goes before a blueprint's of a class.
for _status in (400, 413, 500):
    akismet.register_error_handler(_status, _on_http_error)


def _given_key(fields: Mapping[str, str]) -> str:
    """Return the key in the fields, or else in the host's name, before its first dot."""
    names = ("api_key", "key") if request.endpoint in _ABOUT_COMMENTS else ("key", "api_key")
    given = fields.get(names[0]) or fields.get(names[1])
    return given.strip() if given else request.host.partition(".")[0]


def _is_test_spam(fields: Mapping[str, str]) -> bool:
    author, email = fields.get("comment_author"), fields.get("comment_author_email")
    return author in _TEST_AUTHORS or email == _TEST_EMAIL


def _text(fields: Mapping[str, str]) -> str:
    """Return the comment's words; ends the request if they are no text, or too many."""
    text = plain_text(unslashed(fields.get("comment_content", "")))
    size = n_bytes(text)
    if size is None or size > TEXT_BYTES or not is_text(text):
        _stop(f"comment_content is no text of at most {TEXT_BYTES} bytes.")
    return text


def _language(fields: Mapping[str, str], text: str) -> str:
    """Return the language that the text shows, or else the first that the blog is in."""
    said = fields.get("blog_lang", "").partition(",")[0].strip()[:2].lower()
    return detect_language(text, otherwise=said if said in LANGUAGES else "fr")


def _asked(fields: Mapping[str, str], text: str) -> Asked:
    blog, permalink = fields.get("blog", ""), url_of(fields.get("permalink"))
    post = fields.get("comment_post_ID", "").strip()[:100]
    key = article_key(blog, permalink, post)
    language = _language(fields, text)
    draft = Draft(
        body=text,
        author_name=one_line(fields.get("comment_author", "")) or _NO_NAME,
        author_email=email_of(fields.get("comment_author_email")),
        language=language,
    )
    title = permalink.partition("//")[2].rstrip("/")[:500] if permalink else key
    of = language if language in LANGUAGES else "fr"
    article = Article(0, key, title, permalink, of, is_open=True, character_limit=TEXT_BYTES)
    callback = _callback(fields)
    beginning = _given_key(fields)[:BEGINNING_LENGTH] if callback else None
    return Asked(draft, article, post, callback, beginning)


def _callback(fields: Mapping[str, str]) -> str | None:
    """Return where the CMS is told of decisions: on its own host, and if its key is one that we can say."""
    callback = url_of(fields.get("callback"))
    can_say = len(calling_key().prefix) == BEGINNING_LENGTH
    return callback if callback and can_say and same_host(callback, fields["blog"]) else None


def _is_wordpress() -> bool:
    return request.user_agent.string.startswith("WordPress/")


def _may_hold(fields: Mapping[str, str], asked: Asked) -> bool:
    """Tell whether the CMS waits for us, and the comment is one for our people to read."""
    if Scope.SUBMIT not in calling_key().scopes:
        return False
    kind = fields.get("comment_type") or fields.get("content_type") or ""
    is_for_us = kind in HELD_TYPES and not is_true(fields.get("is_test"))
    return is_for_us and (asked.callback is not None or _is_wordpress())


def _answer(told: Told, asked: Asked) -> Response:
    """Return *told* in Akismet's words."""
    settings = current_runtime().settings
    if told.said is not Said.HOLD:
        response = _told("true" if told.said is Said.REFUSE else "false")
        if told.said is Said.REFUSE and told.is_spam and settings.akismet_discard:
            response.headers["X-akismet-pro-tip"] = "discard"
    elif told.guid is not None and asked.callback is not None:
        response = _told("false")
        response.headers["X-akismet-recheck-after"] = str(RECHECK_SECONDS)
    elif _is_wordpress():
        response = _told("held")
    elif told.has_gaps:  # nothing is known of the comment: `true` would accuse its author
        response = _told("false")
        response.headers["X-akismet-error"] = "unchecked"
    else:
        response = _told("true" if settings.akismet_review == "spam" else "false")
    if told.guid is not None:
        response.headers["X-akismet-guid"] = told.guid
    return response


def _suggest(*, breaks: bool) -> Response:
    fields: Mapping[str, str] = g.fields
    text = _text(fields)
    if text and not is_true(fields.get("is_test")):
        suggestion = Suggestion(
            text=text,
            language=_language(fields, text),
            breaks={"violation": breaks},
            community=fields.get("blog", "").strip()[:500],
            token=fields.get("comment_ID", "").strip()[:100],
        )
        suggest(current_runtime(), calling_key(), suggestion)
    return _told(_THANKS)


def _told(body: str, status: int = 200, *, help_: str | None = None) -> Response:
    response = Response(body, status, content_type="text/plain; charset=utf-8")
    if help_ is not None:
        response.headers["X-akismet-debug-help"] = help_
    return response


def _invalid(why: str, status: int = 200) -> Response:
    return _told("invalid", status, help_=why)


def _json(content: Mapping[str, object]) -> Response:
    return Response(json.dumps(content), content_type="application/json")


def _stop(why: str) -> NoReturn:
    abort(_invalid(why))
