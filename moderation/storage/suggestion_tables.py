"""The table of what people in other systems say of comments there."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.key_tables import ApiKeyRow
from moderation.storage.tables import BigId, Table


class SuggestionRow(Table):
    """A comment that is not ours, and what was said of it; who wrote either is not known here."""

    __tablename__ = "suggestion"
    __table_args__ = (sa.UniqueConstraint("api_key_id", "reference"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    api_key_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey(ApiKeyRow.id, ondelete="RESTRICT"))
    reference: Mapped[str]  # a digest: of the caller's own names, or of the text
    community: Mapped[str]
    body: Mapped[str]
    language: Mapped[str]
    breaks: Mapped[dict[str, Any]]  # category → true or false
    suggested_at: Mapped[datetime] = mapped_column(index=True)
