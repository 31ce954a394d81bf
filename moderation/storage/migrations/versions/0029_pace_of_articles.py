"""pace of articles: hours of their own, slow mode, comments of one reader"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("opens_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("slow_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reader_limit", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("article") as batch_op:
        for column in ("opens_at", "closes_at", "slow_minutes", "reader_limit"):
            batch_op.drop_column(column)
