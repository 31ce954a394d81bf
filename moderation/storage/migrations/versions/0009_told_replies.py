"""replies that somebody was told of"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "told_reply",
        sa.Column(
            "comment_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_told_reply_comment_id_comment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_told_reply")),
    )
    op.create_index(op.f("ix_decision_decided_at"), "decision", ["decided_at"])


def downgrade():
    op.drop_index(op.f("ix_decision_decided_at"), "decision")
    op.drop_table("told_reply")
