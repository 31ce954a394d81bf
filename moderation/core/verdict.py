"""The machine's advice on one comment: what it recommends, and every reason.

A verdict never changes a comment. A decision does (moderation.core.decision),
and only a person, or a charter that says so in as many words, makes one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moderation.core.charter import Category, Charter, Clause, Recommendation
from moderation.core.normalise import Span
from moderation.core.promise import ClauseThresholds, Thresholds
from moderation.core.proof import Rung
from moderation.core.rules import Hit

#: The classifier's summary: probability of breaking any clause that refuses.
VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class Score:
    """The classifier's evidence that a comment breaks a clause."""

    clause_id: str | None  # None: some clause, the classifier cannot tell which
    category: str
    probability: float  # calibrated, 0 to 1
    threshold: float  # the highest of the clause's thresholds that it reached
    calls_for: Recommendation
    spans: tuple[Span, ...] = ()  # the sentences that weigh most


@dataclass(frozen=True, slots=True)
class Verdict:
    """The machine's advice, with all its evidence and all its gaps."""

    recommendation: Recommendation
    hits: tuple[Hit, ...]
    scores: tuple[Score, ...]
    probabilities: Mapping[str, float]  # all that the classifier gave, by category
    gaps: tuple[str, ...]  # checks that could not run; never evidence
    charter_digest: str
    rules_version: str
    model_id: str | None  # None: no classifier ran
    language: str  # of the comment, detected or given
    missing_rung: Rung | None = None  # that the charter asks of the author; evidence of nothing
    is_premoderated: bool = False  # a person reads all under its article; changes no advice

    @property
    def evidence(self) -> tuple[Hit | Score, ...]:
        """The hits and scores that call for more than to publish, the rules' first."""
        found: tuple[Hit | Score, ...] = (*self.hits, *self.scores)
        return tuple(one for one in found if one.calls_for is not Recommendation.PUBLISH)

    def is_only(self, category: Category) -> bool:
        """Return whether there is evidence, and all of it is of *category*."""
        return {one.category for one in self.evidence} == {category}


def reach_verdict(
    charter: Charter,
    hits: Iterable[Hit],
    probabilities: Mapping[str, float],
    *,
    thresholds: Thresholds,
    gaps: Iterable[str] = (),
    rules_version: str,
    model_id: str | None = None,
    language: str = "fr",
    missing_rung: Rung | None = None,
) -> Verdict:
    """Weigh all the evidence; nothing stops at the first match.

    *probabilities* maps a category to its calibrated probability, 0 to 1; a
    category that it lacks was not scored. *thresholds* are those of the
    classifier that gave them. A check that could not run belongs
    in *gaps*: it sends the comment to a person and accuses nobody. A *missing_rung*
    has a person read what would have been published, and keeps nothing from being refused.

    Raises ValueError if a probability lies outside 0 to 1.
    """
    hits, gaps = tuple(hits), tuple(gaps)
    for category, probability in probabilities.items():
        if not 0 <= probability <= 1:
            raise ValueError(f"{category}: probability {probability}, not 0 to 1")
    scores = _weigh_all(charter, probabilities, thresholds)
    calls = [Recommendation.PUBLISH]
    calls += [hit.calls_for for hit in hits]
    calls += [score.calls_for for score in scores]
    calls += [Recommendation.REVIEW] if missing_rung else []
    severest = max(calls, key=lambda call: call.severity)
    is_for_a_person = bool(gaps) or _must_be_read(charter, hits)
    return Verdict(
        recommendation=Recommendation.REVIEW if is_for_a_person else severest,
        hits=hits,
        scores=scores,
        probabilities=dict(probabilities),
        gaps=gaps,
        charter_digest=charter.digest,
        rules_version=rules_version,
        model_id=model_id,
        language=language,
        missing_rung=missing_rung,
    )


def _must_be_read(charter: Charter, hits: Iterable[Hit]) -> bool:
    """Return whether a clause asks that a person read this, say for a threat among insults."""
    read = {clause.id for clause in charter.clauses if clause.person_reads}
    return any(
        hit.clause_id in read and hit.calls_for is not Recommendation.PUBLISH for hit in hits
    )


def _weigh_all(
    charter: Charter, probabilities: Mapping[str, float], thresholds: Thresholds
) -> tuple[Score, ...]:
    scores = [
        score
        for clause in charter.clauses
        if (probability := probabilities.get(clause.category)) is not None
        if (score := _weigh(clause, probability, thresholds.on(clause.category)))
    ]
    violation, review_at = probabilities.get(VIOLATION), thresholds.review_at
    if not scores and violation is not None and violation >= review_at:
        scores.append(Score(None, VIOLATION, violation, review_at, Recommendation.REVIEW))
    return tuple(scores)


def _weigh(clause: Clause, probability: float, at: ClauseThresholds) -> Score | None:
    if clause.machine_may is Recommendation.PUBLISH:  # asked for, never held against anybody
        return None
    category = str(Category(clause.category))
    may_refuse = clause.machine_may is Recommendation.REFUSE
    if may_refuse and at.refuse_at is not None and probability >= at.refuse_at:
        return Score(clause.id, category, probability, at.refuse_at, Recommendation.REFUSE)
    if at.review_at is not None and probability >= at.review_at:
        return Score(clause.id, category, probability, at.review_at, Recommendation.REVIEW)
    return None
