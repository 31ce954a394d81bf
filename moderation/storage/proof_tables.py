"""The tables of how accounts showed who they belong to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class PhoneRow(Table):
    """A telephone number whose owner has an account; the number itself is nowhere."""

    __tablename__ = "phone"

    person_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("person.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    digest: Mapped[str] = mapped_column(index=True)  # keyed, of the number; families share one
    ending: Mapped[str]  # its last two digits
    confirmed_at: Mapped[datetime]
