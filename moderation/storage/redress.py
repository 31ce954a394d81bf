"""Reports and appeals."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.desk import Rank
from moderation.core.redress import Allegation, Appeal, Report, ReportReason
from moderation.storage.reporter_tables import ReporterRow
from moderation.storage.tables import AppealRow, ReportRow


def add_report(
    session: Session,
    comment_id: int,
    *,
    reason: ReportReason,
    words: str,
    said: Allegation,
    now: datetime,
    sent_as: tuple[str, str] | None,
) -> Report:
    """Store a report on a comment. *sent_as*: its idempotency key and the digest of what was sent.

    Raises sqlalchemy's IntegrityError if that key was used.
    """
    key, digest = sent_as or (None, None)
    row = ReportRow(
        comment_id=comment_id,
        reason=reason,
        words=words,
        opened_at=now,
        clause_id=said.clause_id,
        is_illegal=said.is_illegal,
        in_good_faith=said.in_good_faith,
        idempotency_key=key,
        payload_digest=digest,
    )
    session.add(row)
    session.flush()
    return to_report(row)


def report_sent_as(session: Session, key: str) -> tuple[Report, str] | None:
    """Return the report with an idempotency key, and the digest of what was sent; None: there is none."""
    row = session.scalar(sa.select(ReportRow).where(ReportRow.idempotency_key == key))
    return (to_report(row), row.payload_digest or "") if row is not None else None


def add_appeal(
    session: Session, comment_id: int, decision_id: int, *, words: str, now: datetime
) -> Appeal:
    """Store an appeal. Raises sqlalchemy's IntegrityError if the decision has one."""
    row = AppealRow(comment_id=comment_id, decision_id=decision_id, words=words, opened_at=now)
    session.add(row)
    session.flush()
    return to_appeal(row)


def open_reports(session: Session, comment_id: int) -> tuple[Report, ...]:
    """Return the reports on a comment that nobody has answered, oldest first."""
    rows = session.execute(
        sa.select(ReportRow, ReporterRow.email.is_not(None))
        .outerjoin(ReporterRow, ReporterRow.report_id == ReportRow.id)
        .where(ReportRow.comment_id == comment_id, ReportRow.closed_by.is_(None))
        .order_by(ReportRow.id)
    )
    return tuple(to_report(row, awaits_answer=awaits) for row, awaits in rows)


def last_appeal(session: Session, comment_id: int) -> Appeal | None:
    """Return the latest appeal about a comment, open or answered."""
    row = session.scalar(
        sa.select(AppealRow)
        .where(AppealRow.comment_id == comment_id)
        .order_by(AppealRow.id.desc())
        .limit(1)
    )
    return to_appeal(row) if row is not None else None


def last_appeals(session: Session, comment_ids: Sequence[int]) -> Mapping[int, Appeal]:
    """Return the latest appeal about each comment that has one, by the comment's id."""
    rows = session.scalars(
        sa.select(AppealRow).where(AppealRow.comment_id.in_(comment_ids)).order_by(AppealRow.id)
    )
    return {row.comment_id: to_appeal(row) for row in rows}


def appeals_on(session: Session, comment_id: int) -> tuple[Appeal, ...]:
    """Return all appeals about a comment, oldest first."""
    rows = session.scalars(
        sa.select(AppealRow).where(AppealRow.comment_id == comment_id).order_by(AppealRow.id)
    )
    return tuple(to_appeal(row) for row in rows)


def close_all(session: Session, comment_id: int, *, decision_id: int) -> None:
    """Note that a decision answers what is open about a comment."""
    for table in (ReportRow, AppealRow):
        session.execute(
            sa.update(table)
            .where(table.comment_id == comment_id, table.closed_by.is_(None))
            .values(closed_by=decision_id)
        )


def reopen_all(session: Session, comment_id: int, *, decision_id: int) -> Rank | None:
    """Open again what a decision had answered; the rank of what is open then, if anything.

    A decision that answered nothing (the comment was put aside) leaves open
    what was: it must not fall out of the queue.
    """
    rank_of_open = None
    for table, rank in ((ReportRow, Rank.REPORT), (AppealRow, Rank.APPEAL)):
        session.execute(
            sa.update(table)
            .where(table.comment_id == comment_id, table.closed_by == decision_id)
            .values(closed_by=None)
        )
        is_open = sa.select(table.id).where(
            table.comment_id == comment_id, table.closed_by.is_(None)
        )
        rank_of_open = rank if session.scalar(is_open.limit(1)) is not None else rank_of_open
    return rank_of_open


def to_report(row: ReportRow, *, awaits_answer: bool = False) -> Report:
    """Return the report in *row*."""
    said = Allegation(row.clause_id, row.is_illegal, row.in_good_faith)
    return Report(
        row.id,
        row.comment_id,
        row.reason,
        row.words,
        row.opened_at,
        row.closed_by,
        said,
        awaits_answer,
    )


def to_appeal(row: AppealRow) -> Appeal:
    """Return the appeal in *row*."""
    return Appeal(row.id, row.comment_id, row.decision_id, row.words, row.opened_at, row.closed_by)
