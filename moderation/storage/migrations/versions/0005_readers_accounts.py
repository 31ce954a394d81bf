"""readers' accounts, and comments that wait for their authors to confirm who they are"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = ("moderator", "administrator")
STATUSES = ("pending", "published", "returned", "rejected", "withdrawn")
REPLY_MAILS = ("never", "each", "daily")


def upgrade():
    with op.batch_alter_table("person") as batch_op:
        _alter_values(batch_op, "person", "role", ("reader", *ROLES))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("reply_mail", _values("reply_mail", REPLY_MAILS), server_default="never")
        )
    # Whoever was there was asked in by the newsroom.
    op.execute("UPDATE person SET confirmed_at = created_at")
    with op.batch_alter_table("person") as batch_op:
        batch_op.alter_column(
            "reply_mail",
            existing_type=sa.String(16),
            existing_nullable=True,
            nullable=False,
            server_default=None,
        )
    op.create_table(
        "connection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("connected_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_connection_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_connection_provider_subject")),
    )
    op.create_index(op.f("ix_connection_person_id"), "connection", ["person_id"])
    with op.batch_alter_table("comment") as batch_op:
        _alter_values(batch_op, "comment", "status", ("unconfirmed", *STATUSES))
        batch_op.add_column(
            sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
        )
        batch_op.create_foreign_key(
            op.f("fk_comment_person_id_person"), "person", ["person_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_index(op.f("ix_comment_person_id_submitted_at"), ["person_id", "submitted_at"])
        batch_op.create_index(op.f("ix_comment_author_email"), ["author_email"])
    with op.batch_alter_table("decision") as batch_op:
        for column in ("status_before", "status_after"):
            _alter_values(batch_op, "decision", column, ("unconfirmed", *STATUSES))


def downgrade():
    with op.batch_alter_table("decision") as batch_op:
        for column in ("status_before", "status_after"):
            _alter_values(batch_op, "decision", column, STATUSES)
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_index(op.f("ix_comment_author_email"))
        batch_op.drop_index(op.f("ix_comment_person_id_submitted_at"))
        batch_op.drop_constraint(op.f("fk_comment_person_id_person"), type_="foreignkey")
        batch_op.drop_column("person_id")
        _alter_values(batch_op, "comment", "status", STATUSES)
    op.drop_table("connection")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_constraint(op.f("ck_person_reply_mail"), type_="check")
        for column in ("reply_mail", "confirmed_at"):
            batch_op.drop_column(column)
        _alter_values(batch_op, "person", "role", ROLES)


def _values(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)


def _alter_values(batch_op, table, column, values):
    """Let a column hold *values* and no others."""
    name = op.f(f"ck_{table}_{column}")
    batch_op.drop_constraint(name, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    batch_op.create_check_constraint(name, sa.text(f"{column} IN ({listed})"))
