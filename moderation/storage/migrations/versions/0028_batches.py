"""batches: several comments decided on at once"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None

ACTIONS = ("approve", "reject", "return", "hold", "escalate", "withdraw", "undo")
OBSTACLES = (
    "changed",
    "claimed",
    "own",
    "others",
    "erased",
    "cancelled",
    "late",
    "decided",
    "appealed",
)


def upgrade():
    op.create_table(
        "batch",
        sa.Column("id", _number(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("made_by", _number(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("action", _one_of(ACTIONS, "action"), nullable=False),
        sa.Column("clause_ids", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _reference("batch", "made_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("made_by", "form_key", name=op.f("uq_batch_made_by_form_key")),
    )
    op.create_index(op.f("ix_batch_made_by_made_at"), "batch", ["made_by", "made_at"])
    op.create_table(
        "batch_comment",
        sa.Column("batch_id", _number(), autoincrement=False, nullable=False),
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("decision_id", _number(), nullable=True),
        sa.Column("obstacle", _one_of(OBSTACLES, "obstacle"), nullable=True),
        _reference("batch_comment", "batch_id", "batch"),
        _reference("batch_comment", "comment_id", "comment"),
        _reference("batch_comment", "decision_id", "decision"),
        sa.PrimaryKeyConstraint("batch_id", "comment_id", name=op.f("pk_batch_comment")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_batch_comment_decision_id")),
    )
    op.create_index(op.f("ix_batch_comment_comment_id"), "batch_comment", ["comment_id"])


def downgrade():
    op.drop_table("batch_comment")
    op.drop_table("batch")


def _one_of(values, name):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)


def _reference(table, column, to):
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete="RESTRICT"
    )


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
