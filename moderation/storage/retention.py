"""What is due to be erased, found along indexes and in portions, and the reports of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.core.comment import Status
from moderation.core.person import Role
from moderation.core.retention import Kind, Periods, RetentionReport
from moderation.storage import (
    audit,
    colleagues,
    corrections,
    deliveries,
    held,
    inquiries,
    logins,
    reporters,
    sanctions_due,
    signed,
)
from moderation.storage.audit_tables import AuditAliasRow
from moderation.storage.colleague_tables import MemoRow
from moderation.storage.correction_tables import CorrectionRow
from moderation.storage.erasure import BLANK, blank_sanctions, delete_comments, erase_comments
from moderation.storage.held_tables import HeldCheckRow
from moderation.storage.inquiry_tables import InquiryRow
from moderation.storage.keeping import is_free, is_of_free_comment
from moderation.storage.pseudonym_tables import PseudonymRow
from moderation.storage.reporter_tables import ReporterRow
from moderation.storage.sanction_tables import SanctionAppealRow
from moderation.storage.suggestion_tables import SuggestionRow
from moderation.storage.tables import (
    HAS_WORDS,
    AppealRow,
    CommentRow,
    DecisionRow,
    LetterRow,
    PersonRow,
    ReportRow,
    SignatureRow,
    ToldReplyRow,
)
from moderation.storage.tracing_tables import (
    DisclosureRow,
    HoldRow,
    OriginRow,
    RetentionRow,
    TraceRow,
)

Ids = Sequence[Any]
Column = InstrumentedAttribute[Any]
Eraser = Callable[[Session, Ids, datetime], None]


def count_due(session: Session, kind: Kind, before: datetime) -> int:
    """Return how much of *kind* is due."""
    due = _DUE[kind](before).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(due)) or 0


def erase_some(session: Session, kind: Kind, before: datetime, *, limit: int, now: datetime) -> int:
    """Erase at most *limit* of *kind*; how much it was, 0 when nothing is due."""
    keys = session.execute(_DUE[kind](before).limit(limit)).all()
    if keys:
        # A file of a draft has a key of two columns; all else has one.
        ids = [key[0] if len(key) == 1 else tuple(key) for key in keys]
        _ERASE[kind](session, ids, now)
    return len(keys)


def _settled(*statuses: Status) -> Callable[[datetime], sa.Select[int]]:
    """Select comments on which nothing was decided since a moment."""

    def due(before: datetime) -> sa.Select[int]:
        decided_since = sa.exists().where(
            DecisionRow.comment_id == CommentRow.id, DecisionRow.decided_at > before
        )
        return sa.select(CommentRow.id).where(
            CommentRow.status.in_(statuses),
            CommentRow.erased_at.is_(None),
            CommentRow.submitted_at <= before,  # along the index: decisions come later still
            ~decided_since,
            is_free(),
        )

    return due


def _accounts(before: datetime) -> sa.Select[int]:
    return sa.select(PersonRow.id).where(
        PersonRow.confirmed_at.is_(None),
        PersonRow.created_at <= before,
        PersonRow.role == Role.READER,
        PersonRow.closed_at.is_(None),
    )


def _answered(
    table: type[ReportRow] | type[AppealRow], *has_more: sa.ColumnElement[bool]
) -> Callable[[datetime], sa.Select[int]]:
    """Select what was answered before a moment and still has its words, or what else is of a person."""

    def due(before: datetime) -> sa.Select[int]:
        return sa.select(table.id).where(
            sa.or_(sa.text(f"{table.__tablename__}.{HAS_WORDS}"), *has_more),
            table.opened_at <= before,
            sa.exists().where(DecisionRow.id == table.closed_by, DecisionRow.decided_at <= before),
            is_of_free_comment(table.comment_id),
        )

    return due


def _addresses(before: datetime) -> sa.Select[int]:
    return sa.select(CommentRow.id).where(
        CommentRow.author_email.is_not(None), CommentRow.submitted_at <= before, is_free()
    )


def _signatures(before: datetime) -> sa.Select[int]:
    """Select what is known of guests' names once no comment has their address any more."""
    has_comment = sa.exists().where(CommentRow.author_email == SignatureRow.email)
    return sa.select(SignatureRow.id).where(SignatureRow.email.is_not(None), ~has_comment)


def _traces(before: datetime) -> sa.Select[int]:
    is_needed = sa.exists().where(CommentRow.person_id == TraceRow.person_id, ~is_free())
    return sa.select(TraceRow.person_id).where(TraceRow.closed_at <= before, ~is_needed)


def _connections(_: datetime) -> sa.Select[int]:
    """Select the closed accounts whose connections nothing asks to keep any more."""
    is_needed = sa.exists().where(CommentRow.person_id == TraceRow.person_id, ~is_free())
    return sa.select(TraceRow.person_id).where(TraceRow.connections.is_not(None), ~is_needed)


def _letters(before: datetime) -> sa.Select[int]:
    """Select what is left of letters that were sent or given up."""
    is_named = sa.or_(
        sa.exists().where(CorrectionRow.letter_id == LetterRow.id),
        sa.exists().where(InquiryRow.letter_id == LetterRow.id),
        sa.exists().where(ReporterRow.letter_id == LetterRow.id),
    )
    return sa.select(LetterRow.id).where(
        LetterRow.try_at.is_(None), LetterRow.created_at <= before, ~is_named
    )


def _told_replies(before: datetime) -> sa.Select[int]:
    return sa.select(ToldReplyRow.comment_id).where(ToldReplyRow.told_at <= before)


def _suggestions(before: datetime) -> sa.Select[int]:
    return sa.select(SuggestionRow.id).where(SuggestionRow.suggested_at <= before)


def _origins(before: datetime) -> sa.Select[int]:
    return sa.select(OriginRow.comment_id).where(
        OriginRow.received_at <= before, is_of_free_comment(OriginRow.comment_id)
    )


def _disclosures(before: datetime) -> sa.Select[int]:
    return sa.select(DisclosureRow.id).where(DisclosureRow.seen_at <= before)


def _pseudonyms(before: datetime) -> sa.Select[int]:
    return sa.select(PseudonymRow.id).where(PseudonymRow.closed_at <= before)


def _holds(before: datetime) -> sa.Select[int]:
    return sa.select(HoldRow.id).where(HoldRow.released_at <= before)


#: How each kind is found, given the moment before which it is due.
_DUE: Mapping[Kind, Callable[[datetime], sa.Select[Any]]] = {
    Kind.UNCONFIRMED: _settled(Status.UNCONFIRMED),
    Kind.ACCOUNT: _accounts,
    Kind.WITHDRAWN: _settled(Status.WITHDRAWN),
    Kind.REFUSED: _settled(Status.RETURNED, Status.REJECTED),
    Kind.REPORT: _answered(ReportRow, ReportRow.idempotency_key.is_not(None)),
    Kind.APPEAL: _answered(AppealRow),
    Kind.BAN_APPEAL: sanctions_due.appeals_due,
    Kind.BAN: sanctions_due.lifted_due,
    Kind.SANCTION: sanctions_due.past_due,
    Kind.ADDRESS: _addresses,
    Kind.SIGNATURE: _signatures,
    Kind.TRACE: _traces,
    Kind.CONNECTION: _connections,
    Kind.ORIGIN: _origins,
    Kind.LOGIN: logins.unused_since,
    Kind.AUDIT_NAME: audit.aliases_before,
    Kind.DISCLOSURE: _disclosures,
    Kind.CORRECTION: corrections.closed_before,
    Kind.OPEN_CORRECTION: corrections.still_open,
    Kind.INFORMANT: corrections.with_address,
    Kind.REPORTER: reporters.due,
    Kind.PSEUDONYM: _pseudonyms,
    Kind.ASKED: inquiries.addresses_due,
    Kind.INQUIRY: inquiries.due,
    Kind.MEMO: colleagues.due,
    Kind.SUGGESTION: _suggestions,
    Kind.HELD_CHECK: held.due,
    Kind.HOLD: _holds,
    Kind.LETTER: _letters,
    Kind.EVENT: deliveries.older_events,
    Kind.TOLD_REPLY: _told_replies,
    **{kind: partial(signed.due, kind) for kind in signed.SIGNED},
}


def _erase_comments(session: Session, ids: Ids, now: datetime) -> None:
    erase_comments(session, ids, now=now)


def _delete_comments(session: Session, ids: Ids, now: datetime) -> None:
    delete_comments(session, ids, now=now)


def _delete(column: Column) -> Eraser:
    def delete(session: Session, ids: Ids, _: datetime) -> None:
        session.execute(sa.delete(column.class_).where(column.in_(ids)))

    return delete


def _blank(table: type[ReportRow] | type[AppealRow] | type[SanctionAppealRow]) -> Eraser:
    def blank(session: Session, ids: Ids, _: datetime) -> None:
        session.execute(sa.update(table).where(table.id.in_(ids)).values(**BLANK[table]))

    return blank


def _blank_sanctions(session: Session, ids: Ids, _: datetime) -> None:
    blank_sanctions(session, ids)


def _erase_addresses(session: Session, ids: Ids, _: datetime) -> None:
    session.execute(
        sa.update(CommentRow)
        .where(CommentRow.id.in_(ids))
        .values(author_email=None, accepted_at=None, payload_digest="", idempotency_key=None)
    )


def _erase_traces(session: Session, ids: Ids, _: datetime) -> None:
    session.execute(sa.delete(TraceRow).where(TraceRow.person_id.in_(ids)))
    session.execute(
        sa.update(CommentRow)
        .where(CommentRow.person_id.in_(ids))
        .values(person_id=None, accepted_at=None, payload_digest="", idempotency_key=None)
    )


def _forget_connections(session: Session, ids: Ids, _: datetime) -> None:
    session.execute(sa.update(TraceRow).where(TraceRow.person_id.in_(ids)).values(connections=None))


def _forget(kind: Kind) -> Eraser:
    def forget(session: Session, ids: Ids, now: datetime) -> None:
        signed.forget(session, kind, ids, now=now)

    return forget


#: What is done to each kind.
_ERASE: Mapping[Kind, Eraser] = {
    Kind.UNCONFIRMED: _delete_comments,
    Kind.ACCOUNT: _delete(PersonRow.id),
    Kind.WITHDRAWN: _erase_comments,
    Kind.REFUSED: _erase_comments,
    Kind.REPORT: _blank(ReportRow),
    Kind.APPEAL: _blank(AppealRow),
    Kind.BAN_APPEAL: _blank(SanctionAppealRow),
    Kind.BAN: _blank_sanctions,
    Kind.SANCTION: _blank_sanctions,
    Kind.ADDRESS: _erase_addresses,
    Kind.SIGNATURE: _delete(SignatureRow.id),
    Kind.TRACE: _erase_traces,
    Kind.CONNECTION: _forget_connections,
    Kind.ORIGIN: _delete(OriginRow.comment_id),
    Kind.LOGIN: _delete(logins.LoginRow.id),
    Kind.AUDIT_NAME: _delete(AuditAliasRow.alias),
    Kind.DISCLOSURE: _delete(DisclosureRow.id),
    Kind.CORRECTION: _delete(CorrectionRow.id),
    Kind.OPEN_CORRECTION: _delete(CorrectionRow.id),
    Kind.INFORMANT: corrections.forget_addresses,
    Kind.REPORTER: _delete(ReporterRow.report_id),
    Kind.PSEUDONYM: _delete(PseudonymRow.id),
    Kind.ASKED: inquiries.forget_addresses,
    Kind.INQUIRY: _delete(InquiryRow.id),
    Kind.MEMO: _delete(MemoRow.id),
    Kind.SUGGESTION: _delete(SuggestionRow.id),
    Kind.HELD_CHECK: _delete(HeldCheckRow.comment_id),
    Kind.HOLD: _delete(HoldRow.id),
    Kind.LETTER: _delete(LetterRow.id),
    Kind.EVENT: deliveries.delete_events,
    Kind.TOLD_REPLY: _delete(ToldReplyRow.comment_id),
    **{kind: _forget(kind) for kind in signed.SIGNED},
}


def start_run(session: Session, periods: Periods, *, now: datetime) -> int:
    """Note that a run begins; its number."""
    row = RetentionRow(started_at=now, periods=asdict(periods), erased={})
    session.add(row)
    session.flush()
    return row.id


def note_erased(session: Session, run_id: int, kind: Kind, n_erased: int) -> None:
    """Add what was just erased to a run's report."""
    row = session.get_one(RetentionRow, run_id)
    row.erased = {**row.erased, kind.value: row.erased.get(kind.value, 0) + n_erased}


def finish_run(session: Session, run_id: int, *, now: datetime) -> RetentionReport:
    """Note that a run has come to its end; its report."""
    row = session.get_one(RetentionRow, run_id)
    row.finished_at = now
    return _to_report(row)


def last_runs(session: Session, *, limit: int) -> tuple[RetentionReport, ...]:
    """Return the reports of the last runs, newest first."""
    rows = session.scalars(sa.select(RetentionRow).order_by(RetentionRow.id.desc()).limit(limit))
    return tuple(_to_report(row) for row in rows)


def _to_report(row: RetentionRow) -> RetentionReport:
    return RetentionReport(
        started_at=row.started_at,
        finished_at=row.finished_at,
        periods=Periods(**row.periods),
        erased={Kind(kind): n for kind, n in row.erased.items()},
    )
