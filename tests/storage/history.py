"""A year of comments, decisions, reports and appeals, to count: a database at its real size."""

from datetime import timedelta

import sqlalchemy as sa

#: Of a hundred comments so many are published unread, and of the others' refusals so many are appealed.
UNREAD, REPORTED, APPEALED = 60, 2, 3

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :n)"


def fill_history(database, template_id, n_rows, *, until, days):
    """Add *n_rows* copies of the comment *template_id*, spread over *days* days before *until*, all decided."""
    with database.begin() as session:
        columns = [
            c["name"]
            for c in sa.inspect(session.connection()).get_columns("comment")
            if c["name"] not in {"id", "public_id", "submitted_at", "status", "idempotency_key"}
        ]
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        at = (
            "strftime('%Y-%m-%d %H:%M:%f000', :since, '+' || {} || ' seconds')"
            if is_sqlite
            else "CAST(:since AS timestamp) + {} * interval '1 second'"
        )
        values = {
            "n": n_rows,
            "since": (until - timedelta(days=days)).replace(tzinfo=None).isoformat(" "),
            "template": template_id,
            "step": days * 86400 // n_rows or 1,
        }
        first = session.scalar(sa.text("SELECT max(id) + 1 FROM comment"))
        decision = session.scalar(sa.text("SELECT coalesce(max(id), 0) + 1 FROM decision"))
        values |= {"first": first, "decision": decision}

        def run(sql):
            # SQLite's driver minds what is bound and not used.
            used = {name: value for name, value in values.items() if f":{name}" in sql}
            session.execute(sa.text(sql), used)

        sent = at.format("(i * :step)")
        status = f"CASE WHEN i % 100 < {UNREAD} OR i % 5 <> 0 THEN 'published' ELSE 'rejected' END"
        run(
            f"INSERT INTO comment (id, public_id, submitted_at, status, {', '.join(columns)}) "
            f"{_NUMBERS} SELECT i + :first, 'h' || i, {sent}, {status}, "
            f"{', '.join('c.' + name for name in columns)} "
            "FROM n JOIN comment c ON c.id = :template"
        )
        wait = f"CASE WHEN i % 100 < {UNREAD} THEN 0 ELSE 60 + i % 7200 END"
        approve = f"i % 100 < {UNREAD} OR i % 5 <> 0"
        clauses = f"CASE WHEN {approve} THEN '[]' ELSE '[\"INJURE\"]' END"
        run(
            "INSERT INTO decision (id, comment_id, action, clause_ids, note, decided_by, decided_at, "
            "charter_digest, status_before, status_after) "
            f"{_NUMBERS} SELECT i + :decision, i + :first, "
            f"CASE WHEN {approve} THEN 'approve' ELSE 'reject' END, "
            f"{clauses if is_sqlite else f'CAST({clauses} AS json)'}, '', "
            f"CASE WHEN i % 100 < {UNREAD} THEN NULL ELSE (SELECT min(id) FROM person) END, "
            f"{at.format(f'(i * :step + {wait})')}, c.charter_digest, 'pending', {status} "
            "FROM n JOIN comment c ON c.id = :template"
        )
        run(
            "INSERT INTO report (comment_id, reason, words, opened_at, closed_by) "
            f"{_NUMBERS} SELECT i + :first, 'insult', '', {sent}, i + :decision FROM n "
            f"WHERE i % 100 < {REPORTED}"
        )
        run(
            "INSERT INTO appeal (comment_id, decision_id, words, opened_at, closed_by) "
            f"{_NUMBERS} SELECT i + :first, i + :decision, '', {sent}, NULL FROM n "
            f"WHERE i % 100 >= {UNREAD} AND i % 500 < {APPEALED * 5} + {UNREAD}"
        )
