"""replies"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("parent_id", "answers_id")
INDEXES = (
    ["article_id", "parent_id", "submitted_at", "id", "status"],
    ["parent_id", "status", "submitted_at", "id"],
    ["answers_id"],
)


def upgrade():
    with op.batch_alter_table("comment") as batch_op:
        for column in COLUMNS:
            batch_op.add_column(
                sa.Column(column, sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
            )
            batch_op.create_foreign_key(
                op.f(f"fk_comment_{column}_comment"),
                "comment",
                [column],
                ["id"],
                ondelete="RESTRICT",
            )
        for columns in INDEXES:
            batch_op.create_index(op.f("ix_comment_" + "_".join(columns)), columns)


def downgrade():
    with op.batch_alter_table("comment") as batch_op:
        for columns in INDEXES:
            batch_op.drop_index(op.f("ix_comment_" + "_".join(columns)))
        for column in COLUMNS:
            batch_op.drop_constraint(op.f(f"fk_comment_{column}_comment"), type_="foreignkey")
            batch_op.drop_column(column)
