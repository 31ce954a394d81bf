"""Trying a draft of a charter on comments: what it would have made of them, beside what the live one did.

What concerns authors (their names, that they repeat themselves, the rung of
their account) is taken as it was found when the comment came: it cannot be
known again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from moderation.core.binomial import interval
from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.comment import AuthorHistory, Draft, Status
from moderation.core.decision import first_status
from moderation.core.normalise import NormalisedText
from moderation.core.promise import Thresholds
from moderation.core.proof import Rung
from moderation.core.rulebook import (
    OF_AUTHORS,
    TEXT_RULES,
    ceiling,
    held_to,
    rules_version,
    run_rules,
)
from moderation.core.rules import Hit
from moderation.core.verdict import Verdict, reach_verdict

#: Most comments that one replay goes back over.
MOST_COMMENTS = 100_000

#: Seconds after which a comment that came is surely seen by all: of two that are stored at once
#: the later number may be seen first.
SETTLING_SECONDS = 10

#: How surely each share of errors lies within its bounds.
CONFIDENCE = 0.95

#: Of a gap that is the classifier's, not a rule's.
_CLASSIFIER_GAP = "classifier:"


class TrialKind(StrEnum):
    """On which comments a draft is tried."""

    REPLAY = "replay"  # the last ones, once
    SHADOW = "shadow"  # each new one, until it is stopped


class TrialState(StrEnum):
    """How far a trial is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # by a person
    FAILED = "failed"  # it could not go on


class Answer(StrEnum):
    """What people decided on a comment."""

    PUBLISHED = "published"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Tried:
    """What two charters make of one comment."""

    comment_id: int
    before: Status  # under the charter in force
    after: Status  # under the draft
    clause_id: str | None  # on which they part; None: none speaks for it
    people: Answer | None  # None: nobody has decided
    has_gap: bool  # a check could not run

    @property
    def kind(self) -> str:
        """From what to what it changes, as ``published-pending``; empty if it does not."""
        return "" if self.before is self.after else f"{self.before}-{self.after}"

    @property
    def agrees(self) -> bool | None:
        """Whether the draft comes nearer to what people decided; None: neither, or nobody has decided."""
        step = _SEVERITY[self.after] - _SEVERITY[self.before]
        if self.people is None or step == 0:
            return None
        return (step > 0) is (self.people is Answer.REFUSED)


_SEVERITY = {Status.PUBLISHED: 0, Status.PENDING: 1, Status.RETURNED: 2, Status.REJECTED: 2}


@dataclass(frozen=True, slots=True)
class Errors:
    """What a charter does by itself, held against what people decided on the same comments."""

    published: int = 0
    published_wrongly: int = 0  # of these, what people refused
    refused: int = 0
    refused_wrongly: int = 0  # of these, what people published

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            self.published + other.published,
            self.published_wrongly + other.published_wrongly,
            self.refused + other.refused,
            self.refused_wrongly + other.refused_wrongly,
        )

    @property
    def published_bounds(self) -> tuple[float, float]:
        """Between which shares, 0 to 1, what was published wrongly lies."""
        return interval(self.published_wrongly, self.published, CONFIDENCE)

    @property
    def refused_bounds(self) -> tuple[float, float]:
        """Between which shares, 0 to 1, what was refused wrongly lies."""
        return interval(self.refused_wrongly, self.refused, CONFIDENCE)


@dataclass(frozen=True, slots=True)
class TrialTally:
    """What a trial has found so far."""

    n_gaps: int = 0
    n_decided: int = 0  # comments that people decided on
    kinds: Mapping[str, int] = field(default_factory=dict)  # kind of change → comments
    agreeing: Mapping[str, int] = field(default_factory=dict)  # of these, nearer to people
    disagreeing: Mapping[str, int] = field(default_factory=dict)  # and farther from them
    clauses: Mapping[str, int] = field(default_factory=dict)  # clause → changes on it
    live: Errors = Errors()
    draft: Errors = Errors()

    @property
    def n_changed(self) -> int:
        """How many comments would have fared otherwise."""
        return sum(self.kinds.values())

    def __add__(self, other: "TrialTally") -> "TrialTally":
        return TrialTally(
            self.n_gaps + other.n_gaps,
            self.n_decided + other.n_decided,
            _sum(self.kinds, other.kinds),
            _sum(self.agreeing, other.agreeing),
            _sum(self.disagreeing, other.disagreeing),
            _sum(self.clauses, other.clauses),
            self.live + other.live,
            self.draft + other.draft,
        )


def _sum(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(ours) + Counter(theirs))


def tally_of(tried: Iterable[Tried]) -> TrialTally:
    """Count what *tried* found."""
    tried = tuple(tried)
    changed = [one for one in tried if one.kind]
    return TrialTally(
        n_gaps=sum(one.has_gap for one in tried),
        n_decided=sum(one.people is not None for one in tried),
        kinds=Counter(one.kind for one in changed),
        agreeing=Counter(one.kind for one in changed if one.agrees is True),
        disagreeing=Counter(one.kind for one in changed if one.agrees is False),
        clauses=Counter(one.clause_id for one in changed if one.clause_id),
        live=_errors((one.before, one.people) for one in tried),
        draft=_errors((one.after, one.people) for one in tried),
    )


def _errors(outcomes: Iterable[tuple[Status, Answer | None]]) -> Errors:
    counted = Counter((status, people) for status, people in outcomes if people is not None)

    def count(people: Answer | None, *statuses: Status) -> int:
        return sum(
            n
            for (status, answer), n in counted.items()
            if status in statuses and people in (None, answer)
        )

    refused = (Status.RETURNED, Status.REJECTED)
    return Errors(
        published=count(None, Status.PUBLISHED),
        published_wrongly=count(Answer.REFUSED, Status.PUBLISHED),
        refused=count(None, *refused),
        refused_wrongly=count(Answer.PUBLISHED, *refused),
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft, as it was at a moment, tried on comments."""

    id: int
    draft_id: int
    kind: TrialKind
    state: TrialState
    seen_id: int  # the last comment that was judged
    last_id: int | None  # the last that will be; None: there is no end
    n_wanted: int  # comments in all; 0: there is no end
    n_done: int
    tally: TrialTally
    made_by: int
    made_at: datetime
    ended_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether a worker goes on with it."""
        return self.state is TrialState.RUNNING


@dataclass(frozen=True, slots=True)
class ChangedComment:
    """A comment of which the draft makes something else."""

    public_id: str
    body: str
    language: str
    kind: str  # as Tried.kind
    clause_id: str | None
    people: Answer | None
    comment_id: int


# --- Judging a comment again -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastComment:
    """A stored comment, with what is needed to judge it again."""

    id: int
    body: str
    author_name: str
    submitted_at: datetime
    verdict: Verdict  # on it when it came
    people: Answer | None


@dataclass(frozen=True, slots=True)
class Scored:
    """What the classifier at work says of a comment."""

    probabilities: Mapping[str, float]
    model_id: str | None
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Two charters, each with the thresholds that the classifier keeps its promise by."""

    live: Charter
    live_thresholds: Thresholds
    draft: Charter
    draft_thresholds: Thresholds

    def try_on(self, comment: PastComment, scored: Scored, text: NormalisedText) -> Tried:
        """Return what either charter makes of *comment*, of which *text* is the normalised body."""
        stored, live = comment.verdict, self.live
        is_live = (stored.charter_digest, stored.rules_version, stored.model_id) == (
            live.digest,
            rules_version(live),
            scored.model_id,
        )
        before = (
            stored if is_live else self._judge(live, self.live_thresholds, comment, scored, text)
        )
        hits = before if self._finds_the_same() else None
        after = self._judge(self.draft, self.draft_thresholds, comment, scored, text, hits)
        was, would = _outcome(live, before), _outcome(self.draft, after)
        return Tried(
            comment.id,
            was,
            would,
            _clause_between(before, after, was, would),
            comment.people,
            has_gap=bool(after.gaps),
        )

    def _finds_the_same(self) -> bool:
        """Return whether the draft's rules find what the live charter's found, and call for no more."""
        return rules_version(self.live) == rules_version(self.draft) and not any(
            ceiling(self.draft, each).severity > ceiling(self.live, each).severity
            for each in Category
        )

    def _judge(
        self,
        charter: Charter,
        thresholds: Thresholds,
        comment: PastComment,
        scored: Scored,
        text: NormalisedText,
        found: Verdict | None = None,
    ) -> Verdict:
        stored = comment.verdict
        if found is not None:
            hits = tuple(held_to(charter, found.hits))
            gaps = tuple(gap for gap in found.gaps if not gap.startswith(_CLASSIFIER_GAP))
        else:
            draft = Draft(comment.body, comment.author_name, language=stored.language)
            hits, gaps = run_rules(text, draft, AuthorHistory(), charter, TEXT_RULES)
            hits += tuple(held_to(charter, _of_author(stored)))
        return reach_verdict(
            charter,
            hits,
            scored.probabilities,
            thresholds=thresholds,
            gaps=(*scored.gaps, *gaps),
            rules_version=rules_version(charter),
            model_id=scored.model_id,
            language=stored.language,
            missing_rung=_missing_rung(charter, stored),
        )


def _of_author(verdict: Verdict) -> Iterable[Hit]:
    return (hit for hit in verdict.hits if hit.category in OF_AUTHORS)


def _missing_rung(charter: Charter, stored: Verdict) -> Rung | None:
    """Return the rung that was missing, if *charter* asks for any beyond an address."""
    return stored.missing_rung if charter.publish_from is not Rung.EMAIL else None


def _outcome(charter: Charter, verdict: Verdict) -> Status:
    return first_status(charter, verdict, automation=True)


def _clause_between(before: Verdict, after: Verdict, was: Status, would: Status) -> str | None:
    """Return the clause on which the severer of two verdicts rests; None if there is none, or no change."""
    if was is would:
        return None
    severer = after if _SEVERITY[would] >= _SEVERITY[was] else before
    for one in severer.evidence:
        is_reason = one.calls_for is severer.recommendation
        if one.clause_id and (is_reason or severer.recommendation is Recommendation.REVIEW):
            return one.clause_id
    return None
