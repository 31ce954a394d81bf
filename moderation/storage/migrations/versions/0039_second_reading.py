"""decisions that another person reads again, blind"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "second_reading",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("read_by", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("clause_ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_second_reading_decision_id_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["read_by"],
            ["person.id"],
            name=op.f("fk_second_reading_read_by_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_reading")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_second_reading_decision_id")),
    )
    op.create_index(op.f("ix_second_reading_read_at_drawn_at"), "second_reading", ["read_at", "drawn_at"])
    op.create_index(op.f("ix_second_reading_read_by"), "second_reading", ["read_by"])


def downgrade():
    op.drop_table("second_reading")
