"""what shows who an account belongs to: a telephone number, and how a name was checked"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PROOFS = ("email", "phone", "known", "call", "document")


def upgrade():
    with op.batch_alter_table("signature") as batch_op:
        batch_op.add_column(
            sa.Column(
                "verified_how",
                sa.Enum(
                    *PROOFS, name="verified_how", native_enum=False, create_constraint=True, length=16
                ),
                nullable=True,
            )
        )
    # Whoever checked a name until now did not say how.
    op.execute("UPDATE signature SET verified_how = 'known' WHERE verified_at IS NOT NULL")
    op.create_table(
        "phone",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_phone_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_digest"), "phone", ["digest"])
    with op.batch_alter_table("trace") as batch_op:
        batch_op.add_column(sa.Column("phone_digest", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("phone_ending", sa.Text(), nullable=True))


def downgrade():
    with op.batch_alter_table("trace") as batch_op:
        batch_op.drop_column("phone_ending")
        batch_op.drop_column("phone_digest")
    op.drop_table("phone")
    with op.batch_alter_table("signature") as batch_op:
        batch_op.drop_constraint(op.f("ck_signature_verified_how"), type_="check")
        batch_op.drop_column("verified_how")
