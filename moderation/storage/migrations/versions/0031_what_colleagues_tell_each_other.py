"""what people of the newsroom tell each other about a comment"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("kind = 'ask' AND closed_at IS NULL")


def upgrade():
    op.create_table(
        "memo",
        sa.Column("id", _number(), nullable=False),
        sa.Column("comment_id", _number(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", _number(), nullable=False),
        sa.Column("to_person", _number(), nullable=True),
        sa.Column("vote", sa.String(length=16), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        _to("memo", "comment_id", "comment"),
        _to("memo", "written_by", "person"),
        _to("memo", "to_person", "person"),
        _one_of("memo", "kind", "plain", "ask", "opinion", "hand_over"),
        _one_of("memo", "vote", "approve", "refuse"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memo")),
    )
    op.create_index(op.f("ix_memo_comment_id"), "memo", ["comment_id"])
    op.create_index(op.f("ix_memo_written_at"), "memo", ["written_at"])
    op.create_index(op.f("ix_memo_written_by_kind_id"), "memo", ["written_by", "kind", "id"])
    op.create_index(op.f("ix_memo_to_person_kind_id"), "memo", ["to_person", "kind", "id"])
    op.create_index(
        "ix_memo_open", "memo", ["comment_id"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    )
    _glossary()
    _likeness()


def _likeness():
    op.create_table(
        "likeness",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        _to("likeness", "comment_id", "comment"),
        sa.PrimaryKeyConstraint("key", "comment_id", name=op.f("pk_likeness")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_likeness_comment_id"), "likeness", ["comment_id"])
    op.create_table(
        "likeness_cursor",
        sa.Column("id", _number(), nullable=False),
        sa.Column("decision_id", _number(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness_cursor")),
    )


def _glossary():
    op.create_table(
        "glossary_entry",
        sa.Column("id", _number(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_entry")),
    )
    op.create_table(
        "precedent",
        sa.Column("id", _number(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("clause_id", sa.Text(), nullable=True),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("comment_id", _number(), nullable=True),
        _to("precedent", "comment_id", "comment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precedent")),
    )
    op.create_index(op.f("ix_precedent_clause_id"), "precedent", ["clause_id"])
    op.create_index(op.f("ix_precedent_comment_id"), "precedent", ["comment_id"])
    op.create_table(
        "glossary_change",
        sa.Column("id", _number(), nullable=False),
        sa.Column("entry_id", _number(), nullable=True),
        sa.Column("precedent_id", _number(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_by", _number(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(entry_id IS NULL) <> (precedent_id IS NULL)",
            name=op.f("ck_glossary_change_about_one"),
        ),
        _to("glossary_change", "entry_id", "glossary_entry"),
        _to("glossary_change", "precedent_id", "precedent"),
        _to("glossary_change", "changed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_change")),
    )
    for columns in (["entry_id"], ["precedent_id"], ["changed_by", "changed_at"]):
        name = f"ix_glossary_change_{'_'.join(columns)}"
        op.create_index(op.f(name), "glossary_change", columns)


def downgrade():
    for table in ("likeness_cursor", "likeness", "glossary_change", "precedent", "glossary_entry", "memo"):
        op.drop_table(table)


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _one_of(table, column, *values):
    quoted = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({quoted})", name=op.f(f"ck_{table}_{column}"))


def _to(table, column, other):
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}_{other}"),
        ondelete="RESTRICT",
    )
