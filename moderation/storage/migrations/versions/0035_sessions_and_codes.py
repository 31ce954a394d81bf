"""sessions of accounts; codes of authenticator apps"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "login",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_login_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("key", name=op.f("uq_login_key")),
    )
    op.create_index(op.f("ix_login_person_id"), "login", ["person_id"])
    op.create_index(op.f("ix_login_seen_at"), "login", ["seen_at"])
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("tf_primary_method", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("tf_totp_secret", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("tf_counter", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table("person") as batch_op:
        for column in ("mf_recovery_codes", "tf_counter", "tf_totp_secret", "tf_primary_method"):
            batch_op.drop_column(column)
    op.drop_table("login")
