"""queues by need: when each comment is due, its article, language and clauses; saved views"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0036"
branch_labels = None
depends_on = None

#: A comment's number, rank, moment and each clause that evidence on it names.
CLAUSES = {
    "sqlite": "json_each(comment.verdict, '$.{part}') AS evidence",
    "postgresql": "json_array_elements(comment.verdict -> '{part}') AS evidence(value)",
}
FIELD = {
    "sqlite": "json_extract(evidence.value, '$.{field}')",
    "postgresql": "evidence.value ->> '{field}'",
}


def upgrade():
    _add_columns()
    _add_tables()
    _fill()
    with op.batch_alter_table("queue") as batch_op:
        for column, kind in (
            ("due", sa.DateTime()),
            ("article_id", _number()),
            ("language", sa.Text()),
        ):
            batch_op.alter_column(column, existing_type=kind, nullable=False)
        for column in ("is_sampled", "is_watched", "is_ahead", "is_given"):
            batch_op.alter_column(column, existing_type=sa.Boolean(), server_default=None)
        batch_op.create_foreign_key(
            op.f("fk_queue_article_id_article"),
            "article",
            ["article_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch_op.drop_index(op.f("ix_queue_rank_since_comment_id"))
    op.create_index(op.f("ix_queue_rank_due_comment_id"), "queue", ["rank", "due", "comment_id"])
    for column in ("article_id", "language"):
        op.create_index(
            op.f(f"ix_queue_{column}_rank_due_comment_id"),
            "queue",
            [column, "rank", "due", "comment_id"],
        )
    for column in ("is_escalated", "is_sampled", "is_watched"):
        op.create_index(
            op.f(f"ix_queue_{column}"),
            "queue",
            ["due", "comment_id"],
            sqlite_where=sa.text(f"{column} = 1"),
            postgresql_where=sa.text(column),
        )


def downgrade():
    op.drop_table("saved_view")
    op.drop_table("watched_article")
    op.drop_table("queue_clause")
    for column in ("is_escalated", "is_sampled", "is_watched"):
        op.drop_index(op.f(f"ix_queue_{column}"), "queue")
    for columns in ("rank_due", "article_id_rank_due", "language_rank_due"):
        op.drop_index(op.f(f"ix_queue_{columns}_comment_id"), "queue")
    with op.batch_alter_table("queue") as batch_op:
        batch_op.drop_constraint(op.f("fk_queue_article_id_article"), type_="foreignkey")
        for column in ("due", "article_id", "language", "is_sampled", "is_watched", "is_ahead", "is_given"):
            batch_op.drop_column(column)
    op.create_index(
        op.f("ix_queue_rank_since_comment_id"), "queue", ["rank", "since", "comment_id"]
    )


def _add_columns():
    with op.batch_alter_table("queue") as batch_op:
        batch_op.add_column(sa.Column("due", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("article_id", _number(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.Text(), nullable=True))
        for column in ("is_sampled", "is_watched", "is_ahead", "is_given"):
            batch_op.add_column(
                sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def _add_tables():
    op.create_table(
        "queue_clause",
        sa.Column("clause_id", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        _reference("queue_clause", "comment_id", "comment"),
        sa.PrimaryKeyConstraint(
            "clause_id", "rank", "due", "comment_id", name=op.f("pk_queue_clause")
        ),
    )
    op.create_index(op.f("ix_queue_clause_comment_id"), "queue_clause", ["comment_id"])
    op.create_table(
        "watched_article",
        sa.Column("article_id", _number(), autoincrement=False, nullable=False),
        sa.Column("watched_by", _number(), nullable=False),
        sa.Column("watched_at", sa.DateTime(), nullable=False),
        _reference("watched_article", "article_id", "article"),
        _reference("watched_article", "watched_by", "person"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_watched_article")),
    )
    op.create_index(op.f("ix_watched_article_watched_by"), "watched_article", ["watched_by"])
    op.create_table(
        "saved_view",
        sa.Column("id", _number(), nullable=False),
        sa.Column("person_id", _number(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("view", sa.JSON(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        _reference("saved_view", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_index(op.f("ix_saved_view_is_shared"), "saved_view", ["is_shared"])


def _fill():
    # What waits already is due when it began to wait: as if it risked nothing, by age alone.
    for column, source in (
        ("article_id", "SELECT article_id FROM comment WHERE comment.id = queue.comment_id"),
        ("language", "SELECT language FROM comment WHERE comment.id = queue.comment_id"),
    ):
        op.execute(f"UPDATE queue SET {column} = ({source})")
    op.execute("UPDATE queue SET due = since")
    op.execute(
        "UPDATE queue SET is_sampled = true "
        "WHERE rank = 2 AND comment_id IN (SELECT comment_id FROM sample)"
    )
    dialect = op.get_bind().dialect.name
    for part in ("hits", "scores"):
        clause, call = (FIELD[dialect].format(field=f) for f in ("clause_id", "calls_for"))
        op.execute(
            "INSERT INTO queue_clause (clause_id, rank, due, comment_id) "
            f"SELECT DISTINCT {clause}, queue.rank, queue.due, queue.comment_id "
            "FROM queue JOIN comment ON comment.id = queue.comment_id "
            f"CROSS JOIN {CLAUSES[dialect].format(part=part)} "
            f"WHERE {clause} IS NOT NULL AND {call} <> 'publish' "
            "ON CONFLICT DO NOTHING"
        )


def _reference(table, column, to):
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete="RESTRICT"
    )


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
