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


def downgrade():
    op.drop_table("memo")


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
