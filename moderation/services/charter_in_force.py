"""Which charter is in force: the one last published at the desk, or that of the file; and what of it is suspended.

Every process has one `InForce` for each thing that it does: its pages, its
worker. It looks at most every few seconds, and what is at work goes on under
the charter that it began with.
"""

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from moderation.core.charter import Charter
from moderation.core.workshop import Publication, read_files
from moderation.errors import CharterError, Unavailable
from moderation.runtime import Runtime
from moderation.storage import guard, publications

log = logging.getLogger(__name__)

#: For how long a process goes on without looking whether another charter came into force.
LOOK_SECONDS = 3


class InForce:
    """Gives a runtime with the charter in force; any number of threads may ask."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._lock = threading.Lock()
        self._looked_at: datetime | None = None
        self._published: tuple[int, Charter] | None = None
        self._suspended: frozenset[str] = frozenset()

    def over(self, runtime: Runtime) -> Runtime:
        """Return *runtime* with the charter in force.

        While the database is out of reach it is the one last known; nothing is stored then.
        """
        # Whoever comes while somebody else looks does not wait, but for the first time.
        if self._is_due(runtime.clock()) and self._lock.acquire(blocking=self._looked_at is None):
            try:
                self._look(runtime)
            finally:
                self._lock.release()
        charter = self._published[1] if self._published else runtime.charter
        if charter.suspended != self._suspended:
            charter = replace(charter, suspended=self._suspended)
        return runtime if charter is runtime.charter else replace(runtime, charter=charter)

    def forget(self) -> None:
        """Look again at the next occasion: something was published here."""
        self._looked_at = None

    def _is_due(self, now: datetime) -> bool:
        looked_at = self._looked_at
        return looked_at is None or abs(now - looked_at) >= timedelta(seconds=LOOK_SECONDS)

    def _look(self, runtime: Runtime) -> None:
        now = runtime.clock()
        if not self._is_due(now):
            return  # another thread just did
        try:
            self._published = _published(runtime, now, self._published)
            with runtime.database.read() as session:
                self._suspended = guard.suspended(session)
        except Unavailable as error:
            log.warning("the charter in force is not known: %s", error)
        except CharterError as error:
            # It was checked when it was published: it is one of another version of Charte.
            log.error("the published charter cannot be read, and the one before stays: %s", error)
        self._looked_at = now


def with_charter_in_force(runtime: Runtime) -> Runtime:
    """Return *runtime* with the charter in force, for a command that does one thing."""
    return InForce().over(runtime)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the charter in force comes from."""

    charter: Charter
    publication: Publication | None  # None: the file's charter is in force


def source_in_force(runtime: Runtime) -> Source:
    """Return the charter in force and where it comes from."""
    charter = with_charter_in_force(runtime).charter
    with runtime.database.read() as session:
        number = publications.in_force(session, runtime.clock())
        found = publications.publication_by_id(session, number) if number is not None else None
    return Source(charter, found)


def _published(
    runtime: Runtime, now: datetime, known: tuple[int, Charter] | None
) -> tuple[int, Charter] | None:
    with runtime.database.read() as session:
        number = publications.in_force(session, now)
        if number is None:
            return None
        if known is not None and known[0] == number:
            return known
        files = publications.files_of(session, number)
    return number, read_files(files)
