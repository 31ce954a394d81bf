"""What a classifier is put through besides comments that judge: disguise, names, ordinary mail.

Each suite asks it as a server does.
"""

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import numpy.typing as npt

from moderation.core.normalise import Span
from moderation.core.promise import Thresholds
from moderation.core.verdict import VIOLATION
from moderation.learning.classifier import Classifier
from moderation.learning.explanation import telling_words
from moderation.learning.manifest import NameFigures, ObfuscationFigures, ProbeFigures
from moderation.learning.perturbation import Way, disguise, words_of
from moderation.learning.swaps import NAMES, SENTENCES

#: More violations tell no more.
MOST_TEXTS = 300

#: So many times each is disguised in a way that depends on chance.
DRAWS = 5

#: What shows the ways to disguise a word.
EXAMPLE = "chèvrefeuille"

Numbers = npt.NDArray[np.float64]


def obfuscation(
    classifier: Classifier, texts: Sequence[str], *, flagged_from: float, seed: int
) -> tuple[ObfuscationFigures, ...]:
    """Return how many of *texts*, all of them violations, are flagged before and after disguise.

    Disguised are the words that give a text away (moderation.learning.explanation),
    as by somebody who was refused and tries again. Of many texts MOST_TEXTS are drawn.
    """
    rng = Random(seed)  # noqa: S311  # draws a sample, hides nothing
    drawn = rng.sample(texts, min(len(texts), MOST_TEXTS))
    asked = classifier.probabilities(drawn)
    words = [_telling(classifier, text, found) for text, found in zip(drawn, asked, strict=True)]
    flagged = np.array([found[VIOLATION] for found in asked]) >= flagged_from
    figures = []
    for way in Way:
        disguised = dict.fromkeys(  # some ways have but one outcome
            (i, disguise(text, way, rng, words=telling))
            for i, (text, telling) in enumerate(zip(drawn, words, strict=True))
            for _ in range(DRAWS)
        )
        changed = [(i, text) for i, text in disguised if text != drawn[i]]
        if not changed:
            continue
        of = [i for i, _ in changed]
        still_flagged = _violation(classifier, [text for _, text in changed]) >= flagged_from
        figures.append(
            ObfuscationFigures(
                way=way.value,
                example=disguise(EXAMPLE, way, rng),
                texts=len(set(of)),
                recall_before=_rounded(flagged[of].mean()),
                recall_after=_rounded(still_flagged.mean()),
            )
        )
    return tuple(figures)


def swapped_names(classifier: Classifier, *, flagged_from: float) -> NameFigures:
    """Return what a name does to the probability of a violation, whatever the sentence."""
    asked = [name.written_into(sentence) for sentence in SENTENCES for name in NAMES]
    found = _violation(classifier, asked).reshape(len(SENTENCES), len(NAMES))
    differences = found - found.mean(axis=1, keepdims=True)
    flagged = found >= flagged_from
    origins = np.array([name.origin for name in NAMES])
    return NameFigures(
        sentences=len(SENTENCES),
        names=len(NAMES),
        mean_difference=_rounded(np.abs(differences).mean()),
        max_difference=_rounded(np.abs(differences).max()),
        decided_by_name=int((flagged.any(axis=1) & ~flagged.all(axis=1)).sum()),
        origins={
            origin: _rounded(differences[:, origins == origin].mean())
            for origin in dict.fromkeys(name.origin for name in NAMES)
        },
    )


def probe(
    classifier: Classifier, name: str, texts: Sequence[str], thresholds: Thresholds
) -> ProbeFigures:
    """Return what would become of *texts* that break nothing, by probabilities alone."""
    found = classifier.probabilities(texts)
    refused = [_is_refused(each, thresholds) for each in found]
    held = [
        not is_refused and _is_held(each, thresholds)
        for each, is_refused in zip(found, refused, strict=True)
    ]
    return ProbeFigures(name, len(texts), _rounded(np.mean(held)), _rounded(np.mean(refused)))


def _telling(classifier: Classifier, text: str, found: Mapping[str, float]) -> list[Span]:
    """Return the words of *text* that give it away, to be disguised."""
    (spans,) = telling_words(classifier, text, found, [VIOLATION], []).values()
    return [
        word
        for word in words_of(text)
        if any(span.start <= word.start and word.end <= span.end for span in spans)
    ]


def _is_refused(found: Mapping[str, float], thresholds: Thresholds) -> bool:
    return any(
        at.refuse_at is not None and found[category] >= at.refuse_at
        for category, at in thresholds.clauses.items()
    )


def _is_held(found: Mapping[str, float], thresholds: Thresholds) -> bool:
    return found[VIOLATION] >= thresholds.review_at or any(
        at.review_at is not None and found[category] >= at.review_at
        for category, at in thresholds.clauses.items()
    )


def _violation(classifier: Classifier, texts: Sequence[str]) -> Numbers:
    return np.array([row[VIOLATION] for row in classifier.probabilities(texts)], dtype=np.float64)


def _rounded(figure: float | np.floating) -> float:
    return round(float(figure), 3)
