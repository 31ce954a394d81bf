"""public reports, kept as they were published"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "transparency_report",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_transparency_report")),
    )


def downgrade():
    op.drop_table("transparency_report")
