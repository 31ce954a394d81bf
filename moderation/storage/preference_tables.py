"""The table of how each person of the newsroom reads the desk."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.wellbeing import Blur
from moderation.storage.tables import BigId, Table, one_of


class DeskPreferenceRow(Table):
    """Set by the person alone, and shown to nobody else; without a row they read as the house says."""

    __tablename__ = "desk_preference"

    person_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("person.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    blur: Mapped[Blur] = mapped_column(one_of(Blur, "blur"))
    is_grey: Mapped[bool]
    grave_in_row: Mapped[int | None]
    pause_minutes: Mapped[int | None]
