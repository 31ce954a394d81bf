"""what people in other systems say of comments there"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "suggestion",
        sa.Column("id", _number(), nullable=False),
        sa.Column("api_key_id", _number(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("breaks", sa.JSON(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["api_key_id"],
            ["api_key.id"],
            name=op.f("fk_suggestion_api_key_id_api_key"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint(
            "api_key_id", "reference", name=op.f("uq_suggestion_api_key_id_reference")
        ),
    )
    op.create_index(op.f("ix_suggestion_suggested_at"), "suggestion", ["suggested_at"])


def downgrade():
    op.drop_table("suggestion")


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
