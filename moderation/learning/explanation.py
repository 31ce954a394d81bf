"""Which sentences moved a score."""

from collections.abc import Sequence

from moderation.core.normalise import Span
from moderation.learning.classifier import Classifier

#: A sentence tells if its probability comes this near the highest of all sentences.
NEAR = 0.8

#: Unless a sentence alone reaches this share of the whole text's probability, the
#: sentences break the charter only together.
ALONE = 0.5


def telling_sentences(
    classifier: Classifier, text: str, category: str, sentences: Sequence[Span]
) -> list[tuple[int, int]]:
    """Return (start, end) in *text* of the sentences that weigh most for *category*.

    In the order of the text. The whole text is one stretch if it has one
    sentence, or if no sentence tells much without the others.

    Raises ArtifactError if there is no classifier to ask.
    """
    return telling_by_category(classifier, text, [category], sentences)[category]


def telling_by_category(
    classifier: Classifier, text: str, categories: Sequence[str], sentences: Sequence[Span]
) -> dict[str, list[tuple[int, int]]]:
    """Return of each of *categories* what `telling_sentences` does, asking the classifier once.

    Raises ArtifactError if there is no classifier to ask.
    """
    if len(sentences) < 2 or not categories:
        whole = (sentences[0].start, sentences[0].end) if sentences else (0, len(text))
        return {category: [whole] for category in categories}
    alone = [text[span.start : span.end] for span in sentences]
    found, *parts = classifier.probabilities([text, *alone])
    return {
        category: _telling(found[category], [part[category] for part in parts], sentences)
        for category in categories
    }


def _telling(
    whole: float, parts: Sequence[float], sentences: Sequence[Span]
) -> list[tuple[int, int]]:
    if max(parts) < ALONE * whole:
        return [(sentences[0].start, sentences[-1].end)]
    return [
        (span.start, span.end)
        for span, part in zip(sentences, parts, strict=True)
        if part >= NEAR * max(parts)
    ]
