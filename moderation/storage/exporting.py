"""Everything, table by table, in pages along the primary keys: nothing is held in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from moderation.core.comment import Status
from moderation.core.decision import ANSWERS, Action
from moderation.core.statement import Statement
from moderation.storage.codec import decode_statement
from moderation.storage.decisions import last_decisions
from moderation.storage.imported_tables import ImportedRow
from moderation.storage.reporter_tables import ReporterRow
from moderation.storage.sanction_tables import SanctionAppealRow, SanctionRow
from moderation.storage.tables import (
    AppealRow,
    ArticleRow,
    CommentRow,
    DecisionRow,
    LetterRow,
    PersonRow,
    ReportRow,
    StatementRow,
)

Row = dict[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the number after which the next page begins."""

    rows: Rows
    last: int


@dataclass(frozen=True, slots=True)
class StatedDecision:
    """A statement of reasons with what else is told of it to the public."""

    statement: Statement
    public_id: str
    submitted_at: datetime
    language: str
    status_before: Status
    is_undone: bool


def count(session: Session, table: str) -> int:
    """Return how many rows *table*, of core.exporting.TABLES, has."""
    return session.scalar(sa.select(sa.func.count()).select_from(_ROWS[table])) or 0


def page(session: Session, table: str, *, after: int, limit: int, personal: bool) -> Page | None:
    """Return the rows of *table* whose numbers follow *after*, at most *limit*; None: there are none.

    Addresses, and the names of those who reported, are in it if it shall be *personal*.
    """
    query, key = _QUERIES[table](personal)
    found = session.execute(query.where(key > after).order_by(key).limit(limit)).all()
    if not found:
        return None
    rows = [dict(row._mapping) for row in found]
    last = int(rows[-1].pop("_number"))
    for row in rows[:-1]:
        del row["_number"]
    if table == "comments":
        _add_decisions(session, rows)
    return Page(rows, last)


def stated(session: Session, *, after: int, limit: int) -> tuple[StatedDecision, ...]:
    """Return the statements of reasons on decisions whose numbers follow *after*, in their order."""
    undoing = aliased(DecisionRow)
    rows = session.execute(
        sa.select(
            StatementRow.content,
            CommentRow.public_id,
            CommentRow.submitted_at,
            CommentRow.language,
            DecisionRow.status_before,
            sa.exists().where(undoing.undoes == DecisionRow.id).label("is_undone"),
        )
        .join(DecisionRow, DecisionRow.id == StatementRow.decision_id)
        .join(CommentRow, CommentRow.id == StatementRow.comment_id)
        .where(StatementRow.decision_id > after)
        .order_by(StatementRow.decision_id)
        .limit(limit)
    )
    return tuple(StatedDecision(decode_statement(row[0]), *row[1:]) for row in rows)


def _add_decisions(session: Session, rows: Sequence[Row]) -> None:
    """Say of each comment who settled it last, and by which clauses."""
    decisions = last_decisions(session, [row["_id"] for row in rows])
    for row in rows:
        last = decisions.get(row.pop("_id"))
        is_settling = last is not None and last.action in ANSWERS
        row["decided_by"] = _decider(last.decided_by) if last and is_settling else None
        row["clauses"] = last.clause_ids if last and is_settling else ()


def _decider(person_id: int | None) -> str:
    return "charter" if person_id is None else "person"


Query = tuple[sa.Select[*tuple[Any, ...]], InstrumentedAttribute[int]]


def _articles(_: bool) -> Query:
    columns = (
        ArticleRow.id.label("_number"),
        ArticleRow.key,
        ArticleRow.title,
        ArticleRow.url,
        ArticleRow.language,
        ArticleRow.is_open,
        ArticleRow.character_limit,
        ArticleRow.created_at,
        ArticleRow.excerpt,
    )
    return sa.select(*columns), ArticleRow.id


def _comments(personal: bool) -> Query:
    answered = aliased(CommentRow)
    has_account = sa.and_(PersonRow.id == CommentRow.person_id, PersonRow.closed_at.is_(None))
    address = sa.func.coalesce(PersonRow.email, CommentRow.author_email)
    query = (
        sa.select(
            CommentRow.id.label("_number"),
            CommentRow.id.label("_id"),
            CommentRow.public_id.label("id"),
            ArticleRow.key.label("article"),
            answered.public_id.label("parent"),
            CommentRow.author_name,
            CommentRow.is_pseudonym,
            (address if personal else sa.null()).label("author_email"),
            CommentRow.body,
            CommentRow.language,
            CommentRow.status,
            CommentRow.submitted_at,
            CommentRow.edited_at,
            CommentRow.erased_at,
            CommentRow.charter_digest.label("charter"),
            CommentRow.verdict,
            ImportedRow.source,
            ImportedRow.source_id,
        )
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .outerjoin(answered, answered.id == CommentRow.answers_id)
        .outerjoin(ImportedRow, ImportedRow.comment_id == CommentRow.id)
        .outerjoin(PersonRow, has_account)
    )
    return query, CommentRow.id


def _decisions(_: bool) -> Query:
    by = sa.case(
        (DecisionRow.decided_by.is_not(None), "person"),
        (DecisionRow.action == Action.WITHDRAW, "author"),
        else_="charter",
    )
    query = sa.select(
        DecisionRow.id.label("_number"),
        DecisionRow.id,
        CommentRow.public_id.label("comment"),
        DecisionRow.action,
        DecisionRow.clause_ids.label("clauses"),
        DecisionRow.note,
        by.label("decided_by"),
        DecisionRow.decided_at,
        DecisionRow.charter_digest.label("charter"),
        DecisionRow.status_before,
        DecisionRow.status_after,
        DecisionRow.reviews,
        DecisionRow.undoes,
    ).join(CommentRow, CommentRow.id == DecisionRow.comment_id)
    return query, DecisionRow.id


def _statements(_: bool) -> Query:
    query = sa.select(
        StatementRow.decision_id.label("_number"),
        StatementRow.decision_id.label("decision"),
        CommentRow.public_id.label("comment"),
        StatementRow.sent_at,
        StatementRow.content,
    ).join(CommentRow, CommentRow.id == StatementRow.comment_id)
    return query, StatementRow.decision_id


def _appeals(_: bool) -> Query:
    query = sa.select(
        AppealRow.id.label("_number"),
        AppealRow.id,
        CommentRow.public_id.label("comment"),
        AppealRow.decision_id.label("decision"),
        AppealRow.words,
        AppealRow.opened_at,
        AppealRow.closed_by,
    ).join(CommentRow, CommentRow.id == AppealRow.comment_id)
    return query, AppealRow.id


def _reports(personal: bool) -> Query:
    query = (
        sa.select(
            ReportRow.id.label("_number"),
            ReportRow.id,
            CommentRow.public_id.label("comment"),
            ReportRow.reason,
            ReportRow.words,
            ReportRow.opened_at,
            ReportRow.closed_by,
            ReportRow.clause_id.label("clause"),
            ReportRow.is_illegal.label("illegal"),
            ReportRow.in_good_faith.label("good_faith"),
            (ReporterRow.name if personal else sa.null()).label("reporter_name"),
            (ReporterRow.email if personal else sa.null()).label("reporter_email"),
            ReporterRow.language.label("reporter_language"),
            LetterRow.sent_at.label("told_at"),
        )
        .join(CommentRow, CommentRow.id == ReportRow.comment_id)
        .outerjoin(ReporterRow, ReporterRow.report_id == ReportRow.id)
        .outerjoin(LetterRow, LetterRow.id == ReporterRow.letter_id)
    )
    return query, ReportRow.id


def _sanctions(_: bool) -> Query:
    query = (
        sa.select(
            SanctionRow.id.label("_number"),
            SanctionRow.id,
            SanctionRow.name,
            SanctionRow.reason,
            CommentRow.public_id.label("comment"),
            SanctionRow.set_at.label("banned_at"),
            SanctionRow.charter_digest.label("charter"),
            SanctionRow.found_by_machine,
            SanctionRow.lifted_at,
            SanctionRow.lift_reason,
            SanctionAppealRow.words.label("appeal"),
            SanctionAppealRow.opened_at.label("appealed_at"),
            SanctionAppealRow.answer,
            SanctionAppealRow.answered_at,
            SanctionRow.kind,
            SanctionRow.clause_ids.label("clauses"),
            SanctionRow.until,
            SanctionRow.review_at,
            SanctionRow.reread_at,
        )
        .outerjoin(CommentRow, CommentRow.id == SanctionRow.comment_id)
        .outerjoin(SanctionAppealRow, SanctionAppealRow.sanction_id == SanctionRow.id)
    )
    return query, SanctionRow.id


_QUERIES: Mapping[str, Callable[[bool], Query]] = {
    "articles": _articles,
    "comments": _comments,
    "decisions": _decisions,
    "statements": _statements,
    "appeals": _appeals,
    "reports": _reports,
    "sanctions": _sanctions,
}

_ROWS: Mapping[str, type[Any]] = {
    "articles": ArticleRow,
    "comments": CommentRow,
    "decisions": DecisionRow,
    "statements": StatementRow,
    "appeals": AppealRow,
    "reports": ReportRow,
    "sanctions": SanctionRow,
}
