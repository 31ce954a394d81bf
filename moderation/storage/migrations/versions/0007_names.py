"""names that people sign with: what was asked, answered and checked"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _big():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "signature",
        sa.Column("id", _big(), nullable=False),
        sa.Column("person_id", _big(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("verified_by", _big(), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (email IS NULL)", name=op.f("ck_signature_one_signer")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_signature_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"],
            ["person.id"],
            name=op.f("fk_signature_verified_by_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "person_id", "author_key", name=op.f("uq_signature_person_id_author_key")
        ),
        sa.UniqueConstraint("email", "author_key", name=op.f("uq_signature_email_author_key")),
    )
    op.create_index(op.f("ix_signature_verified_by"), "signature", ["verified_by"])


def downgrade():
    op.drop_table("signature")
