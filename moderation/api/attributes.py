"""Perspective's attributes, and what of this newsroom's charter answers to each."""

from collections.abc import Collection, Mapping, Sequence

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.normalise import Span
from moderation.core.verdict import VIOLATION, Verdict

#: What the classifier says of each attribute: the highest of these categories. What is not here
#: has no category that was measured (models/baseline/CARD.md), and is refused.
CLASSIFIED: Mapping[str, tuple[str, ...]] = {
    "TOXICITY": (VIOLATION, Category.VULGARITY),  # rude counts, refused or not
    "SEVERE_TOXICITY": (Category.HATE, Category.RACISM, Category.THREAT, Category.INCITEMENT),
    "IDENTITY_ATTACK": (Category.HATE, Category.RACISM),
    "INSULT": (Category.INSULT,),
    "PROFANITY": (Category.VULGARITY,),
    "THREAT": (Category.THREAT, Category.INCITEMENT),
    "LIKELY_TO_REJECT": (VIOLATION,),  # of the New York Times: moderators would refuse it
}

#: The verdict of the whole charter, and, with a clause's id after a low line, that on the clause.
VERDICT = "CHARTE"

#: What a client with a threshold makes of a verdict. Coral has a person read what is above 0.8
#: unless it is told otherwise: so is everything that the charter would have a person read.
VALUES: Mapping[Recommendation, float] = {
    Recommendation.PUBLISH: 0.0,
    Recommendation.REVIEW: 0.9,
    Recommendation.REFUSE: 1.0,
}

#: From this value on, what was suggested says that a comment breaks the charter.
BREAKS = 0.5

#: Clauses about who somebody is cannot be judged from a text alone.
_OF_NAMES = frozenset({Category.FULL_NAME, Category.FALSE_IDENTITY})


def known_attributes(charter: Charter) -> Collection[str]:
    """Return the names of all attributes that can be asked for under *charter*."""
    return {*CLASSIFIED, VERDICT, *_clauses(charter)}


def highest(attribute: str, probabilities: Mapping[str, float]) -> float:
    """Return the probability, 0 to 1, of an *attribute* in CLASSIFIED."""
    return max(probabilities[category] for category in CLASSIFIED[attribute])


def verdict_on(attribute: str, verdict: Verdict) -> tuple[float, list[Span]]:
    """Return the value of the *verdict*, or of what it says on a clause, and the words it is about."""
    clause_id = None if attribute == VERDICT else attribute.removeprefix(f"{VERDICT}_")
    evidence = [one for one in verdict.evidence if clause_id in (None, one.clause_id)]
    calls = [one.calls_for for one in evidence]
    call = max(calls, key=lambda one: one.severity, default=Recommendation.PUBLISH)
    value = VALUES[verdict.recommendation if clause_id is None else call]
    spans = {span for one in evidence for span in one.spans}
    return value, sorted(spans, key=lambda span: (span.start, span.end))


def suggested(values: Mapping[str, float], charter: Charter) -> Mapping[str, bool]:
    """Return category → whether a comment breaks it, by the *values* suggested for attributes.

    Who suggests much of an attribute that several categories answer to says that the comment
    breaks one of them, and not which: it breaks the charter.
    """
    clauses = _clauses(charter)
    said: dict[str, bool] = {}
    for name, value in values.items():
        breaks = value >= BREAKS
        categories: Sequence[str] = CLASSIFIED.get(name, (VIOLATION,))
        if name in clauses:
            categories = (charter.clause(clauses[name]).category,)
        elif VIOLATION in categories or (breaks and len(categories) > 1):
            categories = (VIOLATION,)
        for category in categories:
            said[category] = said.get(category, False) or breaks
    return said


def _clauses(charter: Charter) -> Mapping[str, str]:
    """Return the attribute of each clause that a text can break → the clause's id."""
    judged = (clause for clause in charter.clauses if clause.category not in _OF_NAMES)
    return {f"{VERDICT}_{clause.id}": clause.id for clause in judged}
