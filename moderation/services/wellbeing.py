"""How a person of the newsroom wants to read, and what they are spared; nobody else is told of it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.core.person import Person
from moderation.core.wellbeing import DeskPreference, is_grave, reading_since
from moderation.runtime import Runtime
from moderation.storage import preferences

#: What was read longer ago than this is not in a row with what is read now.
ROW_HOURS = 2

#: How far back a stretch of work is followed beyond the minutes after which a pause is suggested.
BEYOND_MINUTES = 60


def preference_of(runtime: Runtime, person: Person) -> DeskPreference:
    """Return how *person* reads the desk."""
    with runtime.database.read() as session:
        return preferences.preference_of(session, person.id)


def save_preference(runtime: Runtime, person: Person, preference: DeskPreference) -> None:
    """Keep how *person* wants to read the desk."""
    with runtime.database.begin() as session:
        preferences.save_preference(session, person.id, preference)


def suggests_pause(runtime: Runtime, person: Person, *, dismissed_at: datetime | None) -> bool:
    """Tell whether *person* has read for so long, since they *dismissed* it last, that a pause would do good."""
    now = runtime.clock()
    with runtime.database.read() as session:
        own = preferences.preference_of(session, person.id).pause_minutes
        minutes = runtime.settings.pause_minutes if own is None else own
        if not minutes:
            return False
        since = now - timedelta(minutes=minutes + BEYOND_MINUTES)
        began = reading_since(preferences.decided_at(session, person.id, since=since), now)
    if began is None:
        return False
    began = max(began, dismissed_at) if dismissed_at else began
    return now - began >= timedelta(minutes=minutes)


def is_due_lighter(
    session: Session, runtime: Runtime, person: Person, *, now: datetime, on_screen: int = 0
) -> bool:
    """Tell whether *person* has read enough grave comments in a row, with those *on_screen*."""
    own = preferences.preference_of(session, person.id).grave_in_row
    most = runtime.settings.grave_in_row if own is None else own
    if not most:
        return False
    wanted = max(most - on_screen, 0)
    since = now - timedelta(hours=ROW_HOURS)
    read = preferences.verdicts_decided_on(session, person.id, since=since, limit=wanted)
    return len(read) == wanted and all(map(is_grave, read))
