"""what keys are for, until when, and their last use"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("api_key") as batch_op:
        batch_op.add_column(
            sa.Column("scopes", sa.Text(), server_default="check submit read", nullable=False)
        )
        for name in ("expires_at", "last_used_at", "old_until"):
            batch_op.add_column(sa.Column(name, sa.DateTime(), nullable=True))
        for name in ("old_prefix", "old_digest"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_api_key_old_digest"), ["old_digest"])


def downgrade():
    with op.batch_alter_table("api_key") as batch_op:
        batch_op.drop_constraint(op.f("uq_api_key_old_digest"), type_="unique")
        for name in (
            "scopes", "expires_at", "last_used_at", "old_until", "old_prefix", "old_digest",
        ):  # fmt: skip
            batch_op.drop_column(name)
