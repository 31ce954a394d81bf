"""What people in other systems say of comments there."""

import hashlib
import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from moderation.core.suggestion import Suggestion
from moderation.storage.suggestion_tables import SuggestionRow


def keep_suggestion(
    session: Session, suggestion: Suggestion, *, api_key_id: int, now: datetime
) -> None:
    """Store *suggestion*, instead of what the same caller said before of the same comment."""
    row = SuggestionRow
    said = {
        "body": suggestion.text,
        "language": suggestion.language,
        "breaks": dict(suggestion.breaks),
        "suggested_at": now,
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(row).values(
        api_key_id=api_key_id,
        reference=_reference(suggestion),
        community=suggestion.community,
        **said,
    )
    session.execute(
        statement.on_conflict_do_update(index_elements=[row.api_key_id, row.reference], set_=said)
    )


def all_suggestions(session: Session) -> tuple[Suggestion, ...]:
    """Return what was said, oldest first."""
    rows = session.scalars(
        sa.select(SuggestionRow).order_by(SuggestionRow.suggested_at, SuggestionRow.id)
    )
    return tuple(Suggestion(r.body, r.language, r.breaks, r.community) for r in rows)


def _reference(suggestion: Suggestion) -> str:
    """Name the comment: by its caller's names for it, or by its text if it has none."""
    names = [suggestion.community, suggestion.token or suggestion.text, bool(suggestion.token)]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
