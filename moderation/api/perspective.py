"""The protocol of Perspective, Google's Comment Analyzer v1alpha1, which closes at the end of 2026.

A CMS that spoke to it is given the address of this server and a key of its own, and is answered
from this newsroom's charter. Only what the classifier was measured on is scored; an attribute that
it was not, or a language, is refused with Perspective's own error. A check that could not run is an
error, too, and never a score: it accuses nobody.

Shapes: the API's discovery document, and answers that its clients recorded.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from flask import Blueprint, Response, json, request
from flask_limiter import RateLimitExceeded
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel
from werkzeug.exceptions import RequestEntityTooLarge

from moderation.api import google
from moderation.api.attributes import (
    CLASSIFIED,
    highest,
    known_attributes,
    suggested,
    verdict_on,
)
from moderation.api.keys import admit, calling_key, current_runtime, require_scope
from moderation.api.offsets import utf16_places
from moderation.api.payload import TEXT_BYTES, PayloadFault, n_bytes, parse_object
from moderation.api.translation import PLACES
from moderation.core.charter import LANGUAGES, Charter
from moderation.core.comment import Draft
from moderation.core.key import Scope
from moderation.core.normalise import Span
from moderation.core.rulebook import OTHER_SCRIPT
from moderation.core.suggestion import Suggestion
from moderation.core.verdict import Verdict
from moderation.errors import ArtifactError, ExpiredKey, MissingScope, NotAllowed
from moderation.services.judging import VOUCHED_FOR, detect_language, judge, score_sentences
from moderation.services.suggestions import suggest

#: Most stretches that are scored each for itself; of more sentences neighbours are taken together.
MOST_SPANS = 32

_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"

_DISCOVERY = Path(__file__).with_name("perspective.json")

PROBABILITY = "PROBABILITY"

perspective = Blueprint("perspective", __name__)
perspective_discovery = Blueprint("perspective_discovery", __name__)
google.tell_errors_of(perspective)
google.tell_errors_of(perspective_discovery)


class Message(BaseModel):
    """A message of the protocol; as in Google's JSON, names may be camelCase or snake_case."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )


class TextEntry(Message):
    """A text."""

    text: str = ""
    type: Literal["TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML"] = "PLAIN_TEXT"


class ArticleAndParentComment(Message):
    """What a comment stands under."""

    article: TextEntry | None = None
    parent_comment: TextEntry | None = None


class Context(Message):
    """What a comment stands in; taken, and not read: our classifier reads one text."""

    entries: list[TextEntry] | None = None
    article_and_parent_comment: ArticleAndParentComment | None = None


class AttributeParameters(Message):
    """How an attribute is asked for."""

    score_type: str = PROBABILITY
    score_threshold: float | None = Field(None, allow_inf_nan=False)


class Score(Message):
    """A score that somebody suggests."""

    value: float = Field(ge=0, le=1, allow_inf_nan=False)
    type: str = PROBABILITY


class SpanScore(Message):
    """A score of a part of a text, in UTF-16 code units."""

    begin: int
    end: int
    score: Score


class AttributeScores(Message):
    """The scores of an attribute."""

    summary_score: Score | None = None
    span_scores: list[SpanScore] = []


_Label = Annotated[str, StringConstraints(max_length=500)]
_Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$")]


class Request(Message):
    """What both methods take."""

    comment: TextEntry | None = None
    context: Context | None = None
    languages: list[_Language] = []
    client_token: _Label | None = None
    session_id: _Label | None = None
    community_id: _Label | None = None


class AnalyzeRequest(Request):
    """AnalyzeCommentRequest."""

    requested_attributes: dict[str, AttributeParameters] = {}
    span_annotations: bool = False
    do_not_store: bool = False  # nothing is ever stored


class SuggestRequest(Request):
    """SuggestCommentScoreRequest."""

    attribute_scores: dict[str, AttributeScores] = {}


@perspective.before_request
def _admit() -> None:
    secret = request.args.get("key") or request.headers.get("X-Goog-Api-Key")
    if not secret:
        google.stop(403)
    try:
        admit(secret)
    except MissingScope as error:
        google.stop_missing_scope("commentanalyzer", error.scope)
    except ExpiredKey:
        google.stop_wrong_key("commentanalyzer", google.EXPIRED_KEY)
    except NotAllowed:
        google.stop_wrong_key("commentanalyzer")
    except RateLimitExceeded:
        suggests = request.path.endswith(":suggestscore")
        method = "Suggest" if suggests else "Analyze"
        google.stop_too_often("commentanalyzer", "CommentAnalyzerService", method)


@perspective.post("/v1alpha1/comments:analyze")
@require_scope(Scope.CHECK)
def analyze() -> Response:
    """Score a comment; nothing is stored."""
    asked, runtime = _read(AnalyzeRequest), current_runtime()
    text = _text_of(asked)
    _check_attributes(asked.requested_attributes, runtime.charter)
    for name, parameters in asked.requested_attributes.items():
        if parameters.score_type not in (PROBABILITY, "SCORE_TYPE_UNSPECIFIED"):
            what = f"Requested score type {_said(parameters.score_type)}"
            _refuse("INVALID_REQUEST", f"{what} is not supported by attribute {name}")
    first = next(iter(asked.requested_attributes))
    detected = _detected(asked, text, first)
    of_charter = [name for name in asked.requested_attributes if name not in CLASSIFIED]
    shows = asked.span_annotations
    draft = Draft(text, language=detected)
    verdict = judge(runtime, draft, VOUCHED_FOR, locates=shows and bool(of_charter))
    _check_gaps(verdict, first, asked.languages or [detected])
    try:
        only_verdicts = len(of_charter) == len(asked.requested_attributes)
        is_split = shows and not only_verdicts
        sentences = score_sentences(runtime, text, most=MOST_SPANS) if is_split else []
    except ArtifactError:
        google.stop(503)
    places = utf16_places(text) if shows else ()
    scores = {}
    for name, parameters in asked.requested_attributes.items():
        if name in CLASSIFIED:
            value = highest(name, verdict.probabilities)
            spans = [(span, highest(name, found)) for span, found in sentences]
        else:
            value, found_at = verdict_on(name, verdict)
            spans = [(span, value) for span in found_at]
        if parameters.score_threshold is None or value >= parameters.score_threshold:
            shown = [_span(span, of_span, places) for span, of_span in spans] if shows else []
            summary = {"summaryScore": _score(value)}
            scores[name] = {"spanScores": shown, **summary} if shown else summary
    answer: dict[str, Any] = {"attributeScores": scores} if scores else {}
    answer |= {"languages": asked.languages or [detected], "detectedLanguages": [detected]}
    return google.answer(answer | _token(asked))


@perspective.post("/v1alpha1/comments:suggestscore")
@require_scope(Scope.SUBMIT)
def suggestscore() -> Response:
    """Keep what somebody who read a comment says of it, for `charte retrain`."""
    asked, runtime = _read(SuggestRequest), current_runtime()
    text = _text_of(asked)
    if not any(s.summary_score or s.span_scores for s in asked.attribute_scores.values()):
        _refuse("INVALID_REQUEST", "Missing attribute_scores")
    _check_attributes(asked.attribute_scores, runtime.charter)
    _check_spans(asked, len(utf16_places(text)) - 1)
    detected = _detected(asked, text, next(iter(asked.attribute_scores)))
    suggestion = Suggestion(
        text=text,
        language=detected,
        breaks=_breaks(asked, runtime.charter),
        community=asked.community_id or "",
        token=asked.client_token or "",
    )
    suggest(runtime, calling_key(), suggestion)
    languages = {"detectedLanguages": [detected], "requestedLanguages": asked.languages}
    return google.answer({**languages, **_token(asked)})


@perspective.route(
    "/v1alpha1/<path:unknown>", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
)
@require_scope(Scope.CHECK)
def no_method(unknown: str) -> Response:
    """Say that there is no such method, as Google does of an address and of an HTTP verb alike."""
    return google.error(404)


@perspective_discovery.get("/$discovery/rest")
def discovery() -> Response:
    """Return the discovery document, from which Google's own clients learn the API."""
    if request.args.get("version", "v1alpha1") != "v1alpha1":
        google.stop(404)
    document = json.loads(_DISCOVERY.read_text("utf-8"))
    root = (current_runtime().settings.public_url or request.url_root).rstrip("/") + "/"
    return google.answer(document | {"rootUrl": root, "baseUrl": root})


_Asked = TypeVar("_Asked", bound=Request)


def _read(message: type[_Asked]) -> _Asked:
    try:
        raw = request.get_data()
        return message.model_validate(parse_object(raw) if raw.strip() else {})
    except RequestEntityTooLarge:
        _refuse("COMMENT_TOO_LONG", "Comment text too long.")
    except PayloadFault:
        google.stop(400, google.NOT_JSON)
    except ValidationError as cause:
        google.stop_unfit(cause)


def _text_of(asked: Request) -> str:
    context = asked.context or Context()
    parent = context.article_and_parent_comment
    if context.entries is not None and parent is not None:
        _refuse("INVALID_REQUEST", "Only one of entries and article_and_parent_comment may be set")
    entries = [asked.comment, *(context.entries or ())]
    entries += [parent.article, parent.parent_comment] if parent else []
    if any(entry and entry.type == "HTML" for entry in entries):
        _refuse("INVALID_REQUEST", "Currently, only 'PLAIN_TEXT' comments are supported")
    text = asked.comment.text if asked.comment else ""
    size = n_bytes(text)
    if size is None:
        google.stop(400, google.NOT_JSON)
    if not text.strip():
        _refuse("COMMENT_EMPTY", "Comment must be non-empty.")
    if size > TEXT_BYTES:
        _refuse("COMMENT_TOO_LONG", "Comment text too long.")
    return text


def _check_attributes(names: Mapping[str, object], charter: Charter) -> None:
    if not names:
        _refuse("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes")
    known = known_attributes(charter)
    for name in names:
        if name not in known:
            _refuse("INVALID_REQUEST", f"Unknown requested attribute: {_said(name)}")


def _detected(asked: Request, text: str, attribute: str) -> str:
    """Return the language that *text* is read in, one of ours.

    Some clients can name few languages (Coral calls Italian English): what the text shows
    clearly goes before what is said of it. *attribute*: the one that an error names.
    """
    requested = [language[:3].rstrip("-_").lower() for language in asked.languages]
    if unknown := [code for code in requested if code not in LANGUAGES]:
        _refuse_language(attribute, unknown)
    if not requested and not any(char.isalpha() for char in text):
        _refuse("LANGUAGE_DETECTION_FAILED", "Unable to detect language")
    detected = detect_language(text, otherwise=requested[0] if requested else LANGUAGES[0])
    if detected in LANGUAGES:
        return detected
    return requested[0] if requested else _refuse_language(attribute, [detected])


def _check_gaps(verdict: Verdict, attribute: str, languages: Sequence[str]) -> None:
    if OTHER_SCRIPT in verdict.gaps:
        _refuse_language(attribute, languages)
    if verdict.gaps:
        google.stop(503)


def _refuse_language(attribute: str, languages: Sequence[str]) -> NoReturn:
    message = f"Attribute {attribute} does not support request languages: {', '.join(languages)}"
    more = {"detectedLanguages": list(languages), "attribute": attribute}
    _refuse(
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", message, languageNotSupportedByAttributeError=more
    )


def _refuse(error_type: str, message: str, **more: object) -> NoReturn:
    google.stop(400, message, [{"@type": _ERROR, "errorType": error_type, **more}])


def _said(name: str) -> str:
    """Return *name*, of the caller's, if it is a name and no prose."""
    return name if name.isascii() and name.replace("_", "").isalnum() and len(name) <= 64 else "?"


def _span(span: Span, value: float, places: Sequence[int]) -> Mapping[str, Any]:
    return {"begin": places[span.start], "end": places[span.end], "score": _score(value)}


def _score(value: float) -> Mapping[str, Any]:
    return {"value": round(value, PLACES), "type": PROBABILITY}


def _token(asked: Request) -> dict[str, str]:
    return {} if asked.client_token is None else {"clientToken": asked.client_token}


def _check_spans(asked: SuggestRequest, end: int) -> None:
    for scores in asked.attribute_scores.values():
        if any(not 0 <= span.begin < span.end <= end for span in scores.span_scores):
            _refuse("INVALID_REQUEST", "Invalid span: begin and end must lie within the comment")


def _breaks(asked: SuggestRequest, charter: Charter) -> Mapping[str, bool]:
    """Return category → whether the comment breaks the charter in it, as far as that was said."""
    values = {
        name: max(
            [span.score.value for span in scores.span_scores]
            + ([scores.summary_score.value] if scores.summary_score else [])
        )
        for name, scores in asked.attribute_scores.items()
        if scores.summary_score or scores.span_scores
    }
    return suggested(values, charter)
