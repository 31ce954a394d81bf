"""What the newsroom promised, and what it keeps."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from moderation.core.charter import Charter
from moderation.core.sample import Tally
from moderation.learning.classifier import ClassifierGap
from moderation.learning.promise import Derived
from moderation.runtime import Runtime
from moderation.storage import sample

#: How far back the sample is looked at unless told otherwise.
PERIOD_DAYS = 90


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """A charter's promise, what comes of it with the classifier at hand, and what was measured."""

    charter: Charter
    model_id: str | None  # None: there is no classifier
    derived: Derived
    since: date  # from its beginning in UTC on
    measured: Tally  # of what was drawn since then


def report_promise(runtime: Runtime, *, since: date | None = None) -> PromiseReport:
    """Return what is promised and what was measured from *since* on; None: of PERIOD_DAYS."""
    classifier = runtime.classifier
    since = since or (runtime.clock() - timedelta(days=PERIOD_DAYS)).astimezone(UTC).date()
    with runtime.database.read() as session:
        measured = sample.tally(session, since=datetime.combine(since, time(), UTC))
    return PromiseReport(
        charter=runtime.charter,
        model_id=None if isinstance(classifier, ClassifierGap) else classifier.model_id,
        derived=classifier.derive(runtime.charter.promise),
        since=since,
        measured=measured,
    )
