"""The table of programs' keys."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class ApiKeyRow(Table):
    """A key of a program: of each secret the digest and its first characters."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]  # names of Scope with spaces between, as RFC 6749 writes them
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    old_prefix: Mapped[str | None]  # of the secret before the last rotation
    old_digest: Mapped[str | None] = mapped_column(unique=True)
    old_until: Mapped[datetime | None]
