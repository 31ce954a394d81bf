"""the audit log: entries that are bound one to the next, and apart from them whose each alias is"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0029"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KINDS = (
    "decision",
    "undo",
    "sanction",
    "hold",
    "identity",
    "account",
    "program",
    "charter",
    "article",
    "log_in",
    "failed_factor",
    "export",
)


def upgrade():
    op.create_table(
        "audit",
        sa.Column("number", BigId, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_about"), "audit", ["about"])
    op.create_index(op.f("ix_audit_actor_number"), "audit", ["actor", "number"])
    op.create_index(op.f("ix_audit_kind_number"), "audit", ["kind", "number"])
    op.create_table(
        "audit_alias",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_audit_alias_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_audit_alias")),
        sa.UniqueConstraint("person_id", "month", name=op.f("uq_audit_alias_person_id_month")),
    )
    op.create_index(op.f("ix_audit_alias_month"), "audit_alias", ["month"])


def downgrade():
    op.drop_table("audit_alias")
    op.drop_table("audit")
