"""texts that authors replaced; the letters on a day's replies by another name"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LETTERS = (
    "confirm_address",
    "reset_password",
    "address_taken",
    "password_changed",
    "passkey_added",
    "confirm_comment",
    "close_account",
    "reply",
    "name_banned",
    "ban_kept",
    "ban_lifted",
    "correction",
    "correction_note",
)

STATUSES = ("unconfirmed", "pending", "published", "returned", "rejected", "withdrawn")


def upgrade():
    _rename_letters("replies_digest", "daily_replies")
    with op.batch_alter_table("comment") as batch_op:
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(), nullable=True))
    op.create_table(
        "revision",
        sa.Column(
            "comment_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_revision_comment_id_comment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("comment_id", "version", name=op.f("pk_revision")),
    )


def downgrade():
    op.drop_table("revision")
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_column("edited_at")
    _rename_letters("daily_replies", "replies_digest")


def _rename_letters(old, new):
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
    op.execute(f"UPDATE letter SET kind = '{new}' WHERE kind = '{old}'")
    listed = ", ".join(f"'{kind}'" for kind in (*LETTERS, new))
    with op.batch_alter_table("letter") as batch_op:
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))
