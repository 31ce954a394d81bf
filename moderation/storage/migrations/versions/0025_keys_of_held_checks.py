"""with which secret a held comment was asked about"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("held_check", sa.Column("key_prefix", sa.Text(), nullable=True))
    # What is there already was asked about with the secret of now, as far as anybody can tell.
    op.execute(
        "UPDATE held_check SET key_prefix = "
        "(SELECT prefix FROM api_key WHERE api_key.id = held_check.api_key_id) "
        "WHERE callback IS NOT NULL"
    )


def downgrade():
    op.drop_column("held_check", "key_prefix")
