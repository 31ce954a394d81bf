"""what was counted of each day, and indexes by which reports and appeals of a day are found"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "day_figures",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_figures")),
    )
    op.create_index(op.f("ix_report_opened_at"), "report", ["opened_at"])
    op.create_index(op.f("ix_appeal_opened_at"), "appeal", ["opened_at"])


def downgrade():
    op.drop_index(op.f("ix_appeal_opened_at"), table_name="appeal")
    op.drop_index(op.f("ix_report_opened_at"), table_name="report")
    op.drop_table("day_figures")
