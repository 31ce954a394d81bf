"""comments held for other systems"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "held_check",
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        sa.Column("api_key_id", _number(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=True),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "publish",
                "hold",
                "refuse",
                name="told",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("try_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_held_check_comment_id_comment"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["api_key_id"],
            ["api_key.id"],
            name=op.f("fk_held_check_api_key_id_api_key"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_held_check")),
        sa.UniqueConstraint("guid", name=op.f("uq_held_check_guid")),
        sa.UniqueConstraint(
            "api_key_id", "reference", name=op.f("uq_held_check_api_key_id_reference")
        ),
    )
    op.create_index(op.f("ix_held_check_try_at"), "held_check", ["try_at"])
    op.create_index(op.f("ix_held_check_held_at"), "held_check", ["held_at"])


def downgrade():
    op.drop_table("held_check")


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
