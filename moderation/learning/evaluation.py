"""How good a classifier is, on comments that it has not learnt from."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from moderation.core.promise import Promise
from moderation.core.verdict import VIOLATION
from moderation.errors import InvalidInput
from moderation.learning.classifier import CATEGORIES
from moderation.learning.corpora import LABELLED
from moderation.learning.dataset import CLEAR, DECIDED, MILD, LabelledComment
from moderation.learning.manifest import CategoryFigures, GroupFigures, PromiseFigures
from moderation.learning.promise import Derived

#: Bins of the calibration error and of the plot of it, each with as many comments.
BINS = 15

#: With fewer violations, or fewer clean comments, a group's figures are chance.
FEWEST = 10

#: The source of comments that were written for this project, and no reader's.
WRITTEN = "written"

#: Where no register was noted.
UNKNOWN = "not noted"

Probabilities = npt.NDArray[np.floating]
Severities = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def evaluate(
    comments: Sequence[LabelledComment], probabilities: Probabilities
) -> dict[str, CategoryFigures]:
    """Return how *probabilities*, (n_comments, n_categories), agree with people, by category.

    They must come from a classifier that had not seen the comments (Part.JUDGE
    of moderation.learning.training). A mild case counts as clean unless said
    otherwise; a comment that was not annotated for a category is left out of
    it. A category without both clear and clean comments has no figures.

    Raises InvalidInput if that is so of violations as a whole.
    """
    figures = {}
    for column, category in enumerate(CATEGORIES):
        severities, known = annotated(comments, category)
        if (severities >= CLEAR).any() and (severities < MILD).any():
            figures[category] = _figures(severities, probabilities[known, column])
    if VIOLATION not in figures:
        raise InvalidInput("to measure, both violations and clean comments are needed")
    return figures


def annotated(comments: Sequence[LabelledComment], category: str) -> tuple[Severities, Flags]:
    """Return the severities of *category* where people gave one, and which comments these are."""
    found = [comment.severity(category) for comment in comments]
    known = np.array([severity is not None for severity in found], dtype=np.bool_)
    return np.array([s for s in found if s is not None], dtype=np.int64), known


def breakdown(
    comments: Sequence[LabelledComment], found: Probabilities, *, flagged_from: float
) -> tuple[GroupFigures, ...]:
    """Return how violations are told by language, length, register and source of the comments.

    *found*: probabilities of a violation, (n_comments,). Within each of the
    four the largest group comes first, but lengths rise.
    """
    severities, known = annotated(comments, VIOLATION)
    judged = [comment for comment, is_known in zip(comments, known, strict=True) if is_known]
    violates, found = severities >= CLEAR, found[known]
    figures: list[GroupFigures] = []
    for by, group_of in _GROUPINGS.items():
        groups = np.array([group_of(comment) for comment in judged])
        parts = [
            _group(by, str(group), violates[groups == group], found[groups == group], flagged_from)
            for group in np.unique(groups)
        ]
        order = list(LENGTHS.values())
        figures += sorted(
            parts, key=lambda p: order.index(p.group) if p.by == "length" else -p.comments
        )
    return tuple(figures)


def promise_figures(asked: Promise, derived: Derived) -> PromiseFigures:
    """Return what *derived* says of the promise *asked* for, as a manifest keeps it."""
    clauses = derived.thresholds.clauses.items()
    return PromiseFigures(
        asked=asked,
        review_at=derived.thresholds.review_at,
        published_wrongly=derived.published_wrongly,
        read=derived.read,
        refuse_at={name: at.refuse_at for name, at in clauses if at.refuse_at is not None},
        obstacles=derived.obstacles,
    )


def equal_bins(truth: Flags, found: Probabilities) -> list[tuple[float, float, int]]:
    """Return of each of BINS bins of *found*: mean probability, share that is true, comments.

    The bins rise and hold as many comments each, give or take one.
    """
    order = np.argsort(found, kind="stable")
    return [
        (float(found[places].mean()), float(truth[places].mean()), len(places))
        for places in np.array_split(order, BINS)
        if len(places)
    ]


def calibration_error(truth: Flags, found: Probabilities) -> float:
    """Return the expected calibration error: how far a probability is from the share it tells.

    The mean over bins of equal mass. The measure is C. Guo, G. Pleiss, Y. Sun
    and K. Q. Weinberger's, "On Calibration of Modern Neural Networks" (ICML
    2017); bins of equal mass instead of equal width are J. Nixon, M. W. Dusenberry,
    L. Zhang, G. Jerfel and D. Tran's, "Measuring Calibration in Deep Learning"
    (CVPR Workshops 2019): most comments have low probabilities.
    """
    bins = equal_bins(truth, found)
    return sum(n * abs(said - is_so) for said, is_so, n in bins) / len(truth)


def best_f1(truth: Flags, found: Probabilities) -> float:
    """Return the highest of the thresholds, to four decimals, whose F1 is the best."""
    order = np.argsort(-found, kind="stable")
    right, flagged = np.cumsum(truth[order]), np.arange(1, len(truth) + 1)
    is_last = np.append(np.diff(found[order]) != 0, True)  # equal ones are flagged together
    f1 = np.where(is_last, 2 * right / (truth.sum() + flagged), 0)
    return math.floor(float(found[order][int(np.argmax(f1))]) * 10_000) / 10_000


def _figures(severities: Severities, found: Probabilities) -> CategoryFigures:
    truth, clear_cut = severities >= CLEAR, severities != MILD
    return CategoryFigures(
        comments=len(truth),
        positives=int(truth.sum()),
        auc=_rounded(roc_auc_score(truth, found)),
        auc_without_mild=_rounded(roc_auc_score(truth[clear_cut], found[clear_cut])),
        average_precision=_rounded(average_precision_score(truth, found)),
        brier=_rounded(brier_score_loss(truth, found)),
        ece=_rounded(calibration_error(truth, found)),
        named_at=best_f1(truth, found),
    )


# --- Groups -----------------------------------------------------------------------

#: From so many words on a comment has the length that is named.
LENGTHS: Mapping[int, str] = {
    0: "under 8 words",
    8: "8 to 24 words",
    25: "25 to 59 words",
    60: "60 words or more",
}


def _length(comment: LabelledComment) -> str:
    words = len(comment.text.split())
    return LENGTHS[max(fewest for fewest in LENGTHS if fewest <= words)]


def _source(comment: LabelledComment) -> str:
    """Return the corpus that a real message is from, or that decisions are: its theme names it."""
    theme = comment.notes.get("theme", "")
    return theme if theme in {DECIDED, *LABELLED} else WRITTEN


_GROUPINGS: Mapping[str, Callable[[LabelledComment], str]] = {
    "language": lambda comment: comment.language,
    "length": _length,
    "register": lambda comment: comment.notes.get("register") or UNKNOWN,
    "source": _source,
}


def _group(
    by: str, group: str, violates: Flags, found: Probabilities, flagged_from: float
) -> GroupFigures:
    n_bad, n_clean = int(violates.sum()), int((~violates).sum())
    flagged = found >= flagged_from
    is_enough = n_bad >= FEWEST and n_clean >= FEWEST
    return GroupFigures(
        by=by,
        group=group,
        comments=len(violates),
        positives=n_bad,
        auc=_rounded(roc_auc_score(violates, found)) if is_enough else None,
        clean_flagged=_rounded(flagged[~violates].mean()) if n_clean >= FEWEST else None,
        violations_flagged=_rounded(flagged[violates].mean()) if n_bad >= FEWEST else None,
    )


def _rounded(figure: float) -> float:
    return round(float(figure), 3)
