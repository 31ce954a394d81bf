"""What came of a retraining, told to people: REPORT.md, beside the artifact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.core.promise import Promise
from moderation.learning.classifier import CATEGORIES
from moderation.learning.comparison import (
    CHANCE,
    TOLERATED_AUC,
    TOLERATED_SHARE,
    Comparison,
)
from moderation.learning.trial import Trial
from moderation.learning.update import Taught

REPORT = "REPORT.md"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many decisions there were, and what for."""

    refused: int  # final decisions by people, all of them
    approved: int
    without_label: int  # refused on clauses that are not about the text
    suggested: int  # by people in other systems
    in_probes: int  # left out, for a frozen probe holds their comments
    taught: int
    set_level: int
    held_out: int


@dataclass(frozen=True, slots=True)
class Retrained:
    """What was made, how it compares, and what came of it."""

    model_id: str
    made_at: datetime
    promise: Promise
    counts: Counts
    taught: Mapping[str, Taught]  # by category; one it lacks is the base's
    trial: Trial
    is_promoted: bool

    @property
    def verdict(self) -> str:
        """What came of it, in a few words."""
        if self.is_promoted:
            return "promoted"
        return "not promoted" if self.trial.faults else "not worse; a dry run promotes nothing"


def report(found: Retrained) -> str:
    """Return the report on *found*, as Markdown."""
    sections = [
        _head(found),
        _learnt_from(found),
        _compared(f"With {found.trial.serving_id}, which served", found.trial.comparisons),
    ]
    if found.trial.with_base:
        sections.append(_compared(f"With the base, {found.trial.base_id}", found.trial.with_base))
    return "\n\n".join([*sections, _how_judged()]) + "\n"


def _head(found: Retrained) -> str:
    why = "".join(f"\n* {fault}" for fault in found.trial.faults)
    before, after = found.trial.before, found.trial.after
    asked = found.promise
    return f"""\
# Retraining: {found.model_id}

**{found.verdict.capitalize()}.**{f" It is worse:{chr(10)}{why}" if why else ""}

Made at {found.made_at:%Y-%m-%d %H:%M} UTC from {found.trial.base_id}. The charter promises that of what is published unread
{asked.published_wrongly:.1%} at most break it. To keep that, a person reads from a probability of {after.review_at:.3f} on
(before: {before.review_at:.3f}), and so {after.clean_read:.1%} of clean comments that judge (before: {before.clean_read:.1%}, of
the comments that judged then)."""


def _learnt_from(found: Retrained) -> str:
    counts = found.counts
    rows = [
        (category, str(taught.refused), str(taught.approved), "learnt")
        if (taught := found.taught.get(category))
        else (category, "", "", "as it was: too few examples")
        for category in CATEGORIES
    ]
    return f"""\
## What it learnt from

{counts.refused + counts.approved} final decisions by people: {counts.refused} refused, {counts.approved} approved. People in
other systems told of {counts.suggested} comments more. {counts.without_label} were refused on clauses that are
not about the text, and {counts.in_probes} are in a frozen probe: they count for nothing. A text that was decided on
several times counts once. Of the others {counts.taught} teach, {counts.set_level} set the level, {counts.held_out} only judge; a comment's digest
tells which, for ever.

{_table(("category", "refused", "approved", ""), rows)}"""


def _compared(title: str, comparisons: Sequence[Comparison]) -> str:
    head = ("set", "measure", "comments", "before", "after", "chance", "")
    return f"## {title}\n\n{_table(head, (found.row() for found in comparisons))}"


def _how_judged() -> str:
    return f"""\
## How this is judged

No classifier has learnt from these comments. *Held* are those that a person would read for the classifier's sake: after,
at the candidate's own thresholds; before, at those that keep the same promise on the same labelled comments, if there are
enough, for its own came of others. Worse is what loses more than {TOLERATED_AUC} of AUC (other random numbers make as much), or has more than {TOLERATED_SHARE:.0%} more
ordinary comments wait, if chance alone would do that with a probability below {CHANCE:.0%}: by a paired bootstrap for the
AUC, and by McNemar's exact test for shares. *chance* is that probability."""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
