"""connections of closed accounts, kept while something asks for them"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("trace", sa.Column("connections", sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table("trace") as batch_op:
        batch_op.drop_column("connections")
