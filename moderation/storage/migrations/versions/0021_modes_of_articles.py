"""why an article is closed, and whether a person reads all under it"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("closed_reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("mode", sa.String(length=16), server_default="charter", nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_article_mode"), "mode IN ('charter', 'premoderated')"
        )


def downgrade():
    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_constraint(op.f("ck_article_mode"), type_="check")
        batch_op.drop_column("mode")
        batch_op.drop_column("closed_reason")
