"""a report that a program sends twice is one"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("report") as batch_op:
        batch_op.add_column(sa.Column("idempotency_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("payload_digest", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_report_idempotency_key"), ["idempotency_key"])


def downgrade():
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(op.f("uq_report_idempotency_key"), type_="unique")
        for name in ("payload_digest", "idempotency_key"):
            batch_op.drop_column(name)
