"""The tables of the charter workshop: drafts, publications, and what trials of drafts found."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.trial import TrialKind, TrialState
from moderation.storage.tables import BigId, Table, one_of


def _to(column: str) -> Any:
    """A foreign key that forbids deleting what it points to."""
    return sa.ForeignKey(column, ondelete="RESTRICT")


class CharterDraftRow(Table):
    """A charter that somebody works on."""

    __tablename__ = "charter_draft"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    note: Mapped[str]
    based_on: Mapped[str]  # a digest; a charter that is tried from a file may not be stored
    made_by: Mapped[int] = mapped_column(_to("person.id"), index=True)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[int | None] = mapped_column(_to("person.id"), index=True)


class DraftFileRow(Table):
    """One file of a draft; its version is what two editors are told apart by."""

    __tablename__ = "charter_draft_file"

    draft_id: Mapped[int] = mapped_column(
        BigId, _to("charter_draft.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    version: Mapped[int]
    changed_by: Mapped[int | None] = mapped_column(_to("person.id"), index=True)
    changed_at: Mapped[datetime]


class PublicationRow(Table):
    """A charter that is in force from a moment on; appended, never changed but to be cancelled before."""

    __tablename__ = "charter_publication"
    __table_args__ = (sa.Index(None, "from_at", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(_to("charter.digest"), index=True)
    files: Mapped[dict[str, Any]]  # its lexicons and its name book, by name
    from_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(_to("person.id"), index=True)
    made_at: Mapped[datetime]
    reason: Mapped[str]
    draft_id: Mapped[int | None] = mapped_column(_to("charter_draft.id"), index=True)
    repeats: Mapped[int | None] = mapped_column(_to("charter_publication.id"), index=True)
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(_to("person.id"), index=True)


class TrialRow(Table):
    """A draft, as it was at a moment, tried on comments: a replay of past ones, or beside the live charter."""

    __tablename__ = "charter_trial"
    __table_args__ = (sa.Index(None, "state", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(_to("charter_draft.id"), index=True)
    kind: Mapped[TrialKind] = mapped_column(one_of(TrialKind, "kind"))
    state: Mapped[TrialState] = mapped_column(one_of(TrialState, "state"))
    files: Mapped[dict[str, Any]]
    seen_id: Mapped[int] = mapped_column(BigId)  # the last comment that was judged
    last_id: Mapped[int | None] = mapped_column(BigId)  # the last to be judged; None: no end
    n_wanted: Mapped[int]
    n_done: Mapped[int]
    tally: Mapped[dict[str, Any]]
    made_by: Mapped[int] = mapped_column(_to("person.id"), index=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    taken_until: Mapped[datetime | None]  # by a worker; lapses by itself


class TrialChangeRow(Table):
    """A comment of which the draft would have made something else."""

    __tablename__ = "charter_trial_change"

    trial_id: Mapped[int] = mapped_column(
        BigId, _to("charter_trial.id"), primary_key=True, autoincrement=False
    )
    comment_id: Mapped[int] = mapped_column(
        BigId, _to("comment.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]  # core.trial.kind_of: "published-pending"
    clause_id: Mapped[str | None]
    people: Mapped[str | None]  # what a person decided, as core.trial.Answer
