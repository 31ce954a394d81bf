"""Which words moved a score.

First the sentences: which of them alone are as bad as the whole. Then, within
those, the words: one after the other is left out, and those without which the
log-odds fall most are named (occlusion; Zeiler and Fergus 2014). All that is
left out is asked in one batch, so that a held comment costs two askings more.
"""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from moderation.core.normalise import Span
from moderation.learning.classifier import Classifier

#: A sentence tells if its probability comes this near the highest of all sentences.
NEAR = 0.8

#: Unless a sentence alone reaches this share of the whole text's probability, the
#: sentences break the charter only together.
ALONE = 0.5

#: Of more sentences the worst are looked into: a long comment would cost the more the worse it is.
MOST_SENTENCES = 3

#: So many words of a stretch, or runs of words if it is longer, are left out by turns.
CANDIDATES = 10

#: Words tell if without them the log-odds fall by this share of the largest fall,
#: and by this much at least: below it, all the words matter a little.
NEAR_FALL, LEAST_FALL = 0.5, 0.1

#: More stretches a category than this are confetti: the heaviest tell.
MOST_STRETCHES = 3

#: Shorter words at the ends of a stretch say nothing: articles, prepositions, "et", "und".
SHORTEST = 3

#: Probabilities are kept this far from 0 and 1, where log-odds have no end.
EDGE = 1e-6

#: category → probability, 0 to 1
Found = Mapping[str, float]


def telling_words(
    classifier: Classifier,
    text: str,
    found: Found,
    categories: Sequence[str],
    sentences: Sequence[Span],
) -> dict[str, list[Span]]:
    """Return of each of *categories* the stretches of *text* that weigh most, in their order.

    They are words, or runs of words, within the sentences that tell; a whole
    sentence if no word of it matters more than the others, and the whole text
    if no sentence tells much alone. *found*: what the classifier said of *text*.

    Raises ArtifactError if there is no classifier to ask.
    """
    if not categories:
        return {}
    stretches = _telling_sentences(classifier, text, found, categories, sentences)
    asked = {span: _runs(text, span) for spans in stretches.values() for span in spans}
    texts = []
    for span, runs in asked.items():
        texts.append(text[span.start : span.end])
        texts += [text[span.start : run.start] + text[run.end : span.end] for run in runs]
    answers = iter(classifier.probabilities(texts))
    said = {span: (next(answers), [next(answers) for _ in runs]) for span, runs in asked.items()}
    return {
        category: [
            words
            for span in spans
            for words in _telling_runs(text, span, asked[span], *said[span], category)
        ]
        for category, spans in stretches.items()
    }


def _telling_sentences(
    classifier: Classifier,
    text: str,
    found: Found,
    categories: Sequence[str],
    sentences: Sequence[Span],
) -> dict[str, list[Span]]:
    if len(sentences) < 2:
        whole = sentences[0] if sentences else Span(0, len(text))
        return {category: [whole] for category in categories}
    parts = classifier.probabilities([text[span.start : span.end] for span in sentences])
    return {category: _nearest(found, parts, sentences, category) for category in categories}


def _nearest(
    whole: Found, parts: Sequence[Found], sentences: Sequence[Span], category: str
) -> list[Span]:
    worst = max(part[category] for part in parts)
    if worst < ALONE * whole[category]:
        return [Span(sentences[0].start, sentences[-1].end)]
    near = [i for i, part in enumerate(parts) if part[category] >= NEAR * worst]
    heaviest = sorted(near, key=lambda i: -parts[i][category])[:MOST_SENTENCES]
    return [sentences[i] for i in sorted(heaviest)]


def _runs(text: str, span: Span) -> list[Span]:
    """Return the words within *span*, or at most CANDIDATES runs of them of the same length."""
    words = [Span(*match.span()) for match in _WORD.finditer(text, span.start, span.end)]
    size = math.ceil(len(words) / CANDIDATES) or 1
    parts = [words[i : i + size] for i in range(0, len(words), size)]
    return [Span(part[0].start, part[-1].end) for part in parts]


def _telling_runs(
    text: str,
    span: Span,
    runs: Sequence[Span],
    whole: Found,
    without: Sequence[Found],
    category: str,
) -> list[Span]:
    """Return those of *runs* that weigh most, neighbours joined; all of *span* if none does."""
    falls = [_log_odds(whole[category]) - _log_odds(found[category]) for found in without]
    least = max(LEAST_FALL, NEAR_FALL * max(falls, default=0.0))
    telling = [i for i, fall in enumerate(falls) if fall >= least]
    heaviest = sorted(sorted(telling, key=lambda i: -falls[i])[:MOST_STRETCHES])
    return [_trimmed(text, run) for run in _joined(text, [runs[i] for i in heaviest])] or [span]


def _trimmed(text: str, span: Span) -> Span:
    """Return *span* without the short words at its ends; as it is, if it has no others."""
    words = [
        match.span()
        for match in _WORD.finditer(text, span.start, span.end)
        if match.end() - match.start() >= SHORTEST
    ]
    return Span(words[0][0], words[-1][1]) if words else span


def _joined(text: str, runs: Sequence[Span]) -> list[Span]:
    """Join those of *runs* between which *text* has no word."""
    breaks = [i for i, (a, b) in enumerate(pairwise(runs), 1) if _WORD.search(text, a.end, b.start)]
    parts = [runs[a:b] for a, b in pairwise([0, *breaks, len(runs)])] if runs else []
    return [Span(part[0].start, part[-1].end) for part in parts]


def _log_odds(probability: float) -> float:
    kept = min(max(probability, EDGE), 1 - EDGE)
    return math.log(kept / (1 - kept))


_WORD = re.compile(r"\w+(?:['’\-.*@$]\w+)*")
