"""Who reported comments, to be answered; apart from their reports, which moderators read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.redress import Reporter
from moderation.core.reported import OwnReport, ReportedComment, Told, WeighedReport
from moderation.storage import letters
from moderation.storage.articles import to_article
from moderation.storage.comments import to_comment
from moderation.storage.keeping import is_of_free_comment
from moderation.storage.redress import to_report
from moderation.storage.reporter_tables import ReporterRow
from moderation.storage.tables import (
    ArticleRow,
    CommentRow,
    DecisionRow,
    LetterRow,
    ReportRow,
)


@dataclass(frozen=True, slots=True, repr=False)
class Awaited:
    """An answer that somebody awaits."""

    report_id: int
    email: str
    language: str
    reported_at: datetime


def add_reporter(
    session: Session, report_id: int, reporter: Reporter, *, language: str, key: str | None
) -> None:
    """Store who made a report. *key*: a keyed digest of their account or address."""
    session.add(
        ReporterRow(
            report_id=report_id,
            key=key,
            name=reporter.name,
            email=reporter.email.casefold() if reporter.email else None,
            language=language,
        )
    )


def awaited_after(session: Session, decision_id: int) -> tuple[Awaited, ...]:
    """Return the answers that a decision calls for, by the order of the reports."""
    rows = session.execute(
        sa.select(
            ReporterRow.report_id, ReporterRow.email, ReporterRow.language, ReportRow.opened_at
        )
        .join(ReportRow, ReportRow.id == ReporterRow.report_id)
        .where(ReportRow.closed_by == decision_id, ReporterRow.email.is_not(None))
        .order_by(ReporterRow.report_id)
    )
    return tuple(
        Awaited(row.report_id, row.email, row.language, row.opened_at) for row in rows if row.email
    )


def set_letter(session: Session, report_ids: Sequence[int], letter_id: int | None) -> None:
    """Note which letter answers reports."""
    session.execute(
        sa.update(ReporterRow)
        .where(ReporterRow.report_id.in_(report_ids))
        .values(letter_id=letter_id)
    )


def take_back_answers(session: Session, decision_id: int) -> None:
    """Have the answers that a decision called for never sent, where none has left."""
    closed = sa.select(ReportRow.id).where(ReportRow.closed_by == decision_id)
    rows = session.execute(
        sa.select(ReporterRow.report_id, ReporterRow.letter_id).where(
            ReporterRow.report_id.in_(closed), ReporterRow.letter_id.is_not(None)
        )
    ).all()
    withheld = {
        letter_id
        for letter_id in {row.letter_id for row in rows}
        if letters.take_back(session, letter_id)
    }
    set_letter(session, [row.report_id for row in rows if row.letter_id in withheld], None)


def listed_open(session: Session, *, limit: int) -> tuple[ReportedComment, ...]:
    """Return the comments with the latest *limit* open reports, those most likely to be right first."""
    rows = session.execute(
        sa.select(ReportRow, CommentRow, ArticleRow, ReporterRow.key, ReporterRow.email)
        .join(CommentRow, CommentRow.id == ReportRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .outerjoin(ReporterRow, ReporterRow.report_id == ReportRow.id)
        .where(ReportRow.closed_by.is_(None))
        .order_by(ReportRow.id.desc())
        .limit(limit)
    ).all()
    records = _records(session, {row.key for row in rows if row.key is not None})
    found: dict[int, ReportedComment] = {}
    for row in rows:
        report = to_report(row.ReportRow, awaits_answer=row.email is not None)
        weighed = WeighedReport(report, *records.get(row.key, (0, 0)))
        comment = found.get(row.CommentRow.id) or ReportedComment(
            to_comment(row.CommentRow), to_article(row.ArticleRow), ()
        )
        found[row.CommentRow.id] = replace(comment, reports=(*comment.reports, weighed))
    return tuple(sorted(found.values(), key=lambda one: -one.weight))


def reports_of(
    session: Session, *, account_key: str | None, address: str, address_key: str | None
) -> tuple[OwnReport, ...]:
    """Return the reports of whoever has an account, an address, or both, oldest first.

    By the digests of both, as `add_reporter` has them; None: there is none, or it may be
    somebody else's. What is sent from an account with another's address in it is the account's.
    """
    theirs = []
    if account_key is not None:
        theirs.append(ReporterRow.key == account_key)
    if address_key is not None:
        theirs.append(sa.and_(ReporterRow.key == address_key, ReporterRow.email == address))
    rows = session.execute(
        sa.select(
            ReportRow,
            ReporterRow,
            CommentRow.public_id,
            ArticleRow,
            LetterRow.sent_at,
            DecisionRow.status_after,
            DecisionRow.clause_ids,
        )
        .join(ReporterRow, ReporterRow.report_id == ReportRow.id)
        .join(CommentRow, CommentRow.id == ReportRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .outerjoin(LetterRow, LetterRow.id == ReporterRow.letter_id)
        .outerjoin(DecisionRow, DecisionRow.id == ReportRow.closed_by)
        .where(sa.or_(sa.false(), *theirs))
        .order_by(ReportRow.id)
    )
    return tuple(
        OwnReport(
            to_report(row.ReportRow),
            Reporter(row.ReporterRow.name, row.ReporterRow.email, row.ReporterRow.language),
            row.public_id,
            to_article(row.ArticleRow),
            Told(row.status_after, tuple(row.clause_ids), row.sent_at) if row.sent_at else None,
        )
        for row in rows
    )


def count_open(session: Session) -> int:
    """Return how many reports nobody has answered."""
    waiting = sa.select(sa.func.count()).where(ReportRow.closed_by.is_(None))
    return session.scalar(waiting) or 0


def _records(session: Session, keys: Collection[str]) -> Mapping[str, tuple[int, int]]:
    """Return by key how many reports were upheld, and how many dismissed."""
    upheld = sa.case((DecisionRow.status_after.in_((Status.RETURNED, Status.REJECTED)), 1), else_=0)
    dismissed = sa.case((DecisionRow.status_after == Status.PUBLISHED, 1), else_=0)
    rows = session.execute(
        sa.select(ReporterRow.key, sa.func.sum(upheld), sa.func.sum(dismissed))
        .join(ReportRow, ReportRow.id == ReporterRow.report_id)
        .join(DecisionRow, DecisionRow.id == ReportRow.closed_by)
        .where(ReporterRow.key.in_(keys))
        .group_by(ReporterRow.key)
    )
    return {key: (int(n_upheld), int(n_dismissed)) for key, n_upheld, n_dismissed in rows}


def due(before: datetime) -> sa.Select[int]:
    """Select who made reports that were answered before a moment."""
    return (
        sa.select(ReporterRow.report_id)
        .join(ReportRow, ReportRow.id == ReporterRow.report_id)
        .join(DecisionRow, DecisionRow.id == ReportRow.closed_by)
        .where(DecisionRow.decided_at <= before, is_of_free_comment(ReportRow.comment_id))
    )
