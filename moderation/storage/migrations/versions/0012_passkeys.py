"""passkeys"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LETTERS = (
    "confirm_address",
    "reset_password",
    "address_taken",
    "password_changed",
    "confirm_comment",
    "close_account",
    "reply",
    "replies_digest",
    "name_banned",
    "ban_kept",
    "ban_lifted",
    "correction",
    "correction_note",
)


def upgrade():
    _alter_letters("passkey_added", *LETTERS)
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("fs_webauthn_user_handle", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(
            op.f("uq_person_fs_webauthn_user_handle"), ["fs_webauthn_user_handle"]
        )
    op.create_table(
        "passkey",
        sa.Column("id", _number(), nullable=False),
        sa.Column("person_id", _number(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("device_type", sa.Text(), nullable=False),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_passkey_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_passkey_person_id_name")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )


def downgrade():
    op.drop_table("passkey")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_constraint(op.f("uq_person_fs_webauthn_user_handle"), type_="unique")
        batch_op.drop_column("fs_webauthn_user_handle")
    op.execute("DELETE FROM letter WHERE kind = 'passkey_added'")
    _alter_letters(*LETTERS)


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
