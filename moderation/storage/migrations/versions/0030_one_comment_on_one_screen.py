"""the beginning of an article, how each person reads the desk, which comments that wait are grave"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("excerpt", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("queue") as batch_op:
        batch_op.add_column(
            sa.Column("is_grave", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "desk_preference",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("blur", sa.String(16), nullable=False),
        sa.Column("is_grey", sa.Boolean(), nullable=False),
        sa.Column("grave_in_row", sa.Integer(), nullable=True),
        sa.Column("pause_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "blur IN ('always', 'grave', 'never')", name=op.f("ck_desk_preference_blur")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_desk_preference_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_desk_preference")),
    )


def downgrade():
    op.drop_table("desk_preference")
    with op.batch_alter_table("queue") as batch_op:
        batch_op.drop_column("is_grave")
    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_column("excerpt")
