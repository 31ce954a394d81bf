"""The guard: what suddenly hits too much loses its effect without a person, until somebody has looked.

A **trigger** is what a refusal by machine rests on: a rule, or a word of a
lexicon. Each is counted by the hour, in comments that it would have refused.
Whether an hour is more than chance is told by an exact test on two Poisson
rates: given all hits, those of the hour are binomial with the hour's share of
comments (J. Przyborowski and H. Wilenski, "Homogeneity of Results in Testing
Samples from Poisson Series", Biometrika 31 (1940), 313-323).

Comments are not independent: a heated thread brings insults in a row. The test
alone would object to every one of them, so that the rate must also be many
times the usual.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from moderation.core.binomial import upper_tail
from moderation.core.charter import Recommendation
from moderation.core.lexicon import Lexicon, Match
from moderation.core.normalise import NormalisedText
from moderation.core.rules import Field, Hit

#: With which probability an hour like all others is taken for a sudden one, at most.
ALPHA = 1e-6

#: How many times its usual rate a trigger must reach.
TIMES = 5

#: Fewest comments of an hour that a trigger must have hit, and fewest before it that tell what is usual.
FEWEST_HITS, FEWEST_COMMENTS = 10, 200

#: Over how many days before the hour the usual rate is taken.
USUAL_DAYS = 28

#: For how many hours a trigger is left alone once somebody has lifted its suspension.
GRACE_HOURS = 24

#: What a hit says that calls for less since its trigger is suspended.
SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many comments of how many a trigger hit."""

    hits: int
    comments: int


@dataclass(frozen=True, slots=True)
class Suspension:
    """A trigger without its effect, since a moment."""

    id: int
    trigger: str
    since: datetime
    sudden: Rate  # of the hour
    usual: Rate  # of the days before
    lifted_at: datetime | None
    lifted_by: int | None
    reason: str  # why it was lifted


def is_sudden(now: Rate, usual: Rate) -> bool:
    """Return whether the rate of an hour is too high to be chance, and many times the usual.

    >>> is_sudden(Rate(12, 100), Rate(3, 20_000))
    True
    >>> is_sudden(Rate(12, 100), Rate(2_000, 20_000))  # one in ten, as always
    False
    """
    if now.hits < FEWEST_HITS or usual.comments < FEWEST_COMMENTS:
        return False
    if now.hits * usual.comments < TIMES * usual.hits * now.comments:
        return False
    share = now.comments / (now.comments + usual.comments)
    return upper_tail(now.hits, now.hits + usual.hits, share) < ALPHA


def triggers_of(hits: Iterable[Hit], lexicon: Lexicon, text: NormalisedText) -> frozenset[str]:
    """Return the triggers of the *hits* that refuse, or would if they were not suspended."""
    refusing = [hit for hit in hits if _refuses(hit) or hit.lowered_by == SUSPENDED]
    if not refusing:
        return frozenset()
    matches = lexicon.find(text)
    return frozenset(trigger for hit in refusing for trigger in _triggers(hit, matches))


def hold_back(
    hits: Iterable[Hit], suspended: frozenset[str], lexicon: Lexicon, text: NormalisedText
) -> Iterator[Hit]:
    """Give *hits*, of which one with a suspended trigger calls for a person at most."""
    matches: list[Match] | None = None
    for hit in hits:
        if not _refuses(hit):
            yield hit
            continue
        matches = lexicon.find(text) if matches is None else matches
        if suspended.isdisjoint(_triggers(hit, matches)):
            yield hit
        else:
            yield replace(hit, calls_for=Recommendation.REVIEW, lowered_by=SUSPENDED)


def _refuses(hit: Hit) -> bool:
    return hit.calls_for is Recommendation.REFUSE


def _triggers(hit: Hit, matches: Iterable[Match]) -> Iterator[str]:
    yield f"rule:{hit.rule}"
    if hit.field is Field.BODY:
        for match in matches:
            if any(s.start < match.span.end and match.span.start < s.end for s in hit.spans):
                yield f"word:{match.term.text}"
