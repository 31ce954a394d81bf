"""bans say which name, on which comment and under which charter; they can be objected to"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = (
    "confirm_address",
    "reset_password",
    "address_taken",
    "password_changed",
    "confirm_comment",
    "reply",
    "replies_digest",
)
BAN_KINDS = ("name_banned", "ban_kept", "ban_lifted")


def _big():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    with op.batch_alter_table("ban") as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("charter_digest", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("comment_id", _big(), nullable=True))
        batch_op.add_column(
            sa.Column("found_by_machine", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("lifted_by", _big(), nullable=True))
        batch_op.add_column(sa.Column("lift_reason", sa.Text(), server_default="", nullable=False))
        for column, there in (
            ("charter_digest", "charter.digest"),
            ("comment_id", "comment.id"),
            ("lifted_by", "person.id"),
        ):
            table, key = there.split(".")
            name = op.f(f"fk_ban_{column}_{table}")
            batch_op.create_foreign_key(name, table, [column], [key], ondelete="RESTRICT")
            batch_op.create_index(op.f(f"ix_ban_{column}"), [column])
    # How it was signed is not known of earlier ones: case and spaces are folded.
    op.execute("UPDATE ban SET name = author_key")
    with op.batch_alter_table("ban") as batch_op:
        for column, kind in (
            ("name", sa.Text()),
            ("found_by_machine", sa.Boolean()),
            ("lift_reason", sa.Text()),
        ):
            batch_op.alter_column(
                column, existing_type=kind, existing_nullable=False, server_default=None
            )
    op.create_table(
        "ban_appeal",
        sa.Column("id", _big(), nullable=False),
        sa.Column("ban_id", _big(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", _big(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
            name=op.f("fk_ban_appeal_answered_by_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["ban_id"], ["ban.id"], name=op.f("fk_ban_appeal_ban_id_ban"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ban_appeal")),
        sa.UniqueConstraint("ban_id", name=op.f("uq_ban_appeal_ban_id")),
    )
    op.create_index(op.f("ix_ban_appeal_answered_by"), "ban_appeal", ["answered_by"])
    _alter_kinds((*KINDS, *BAN_KINDS))


def downgrade():
    op.execute("DELETE FROM letter WHERE kind IN ('name_banned', 'ban_kept', 'ban_lifted')")
    _alter_kinds(KINDS)
    op.drop_table("ban_appeal")
    with op.batch_alter_table("ban") as batch_op:
        for column, table in (
            ("charter_digest", "charter"),
            ("comment_id", "comment"),
            ("lifted_by", "person"),
        ):
            batch_op.drop_index(op.f(f"ix_ban_{column}"))
            batch_op.drop_constraint(op.f(f"fk_ban_{column}_{table}"), type_="foreignkey")
        for column in (
            "name",
            "charter_digest",
            "comment_id",
            "found_by_machine",
            "lifted_by",
            "lift_reason",
        ):
            batch_op.drop_column(column)


def _alter_kinds(kinds):
    """Let letters be of *kinds* and no others."""
    with op.batch_alter_table("letter") as batch_op:
        name = op.f("ck_letter_kind")
        batch_op.drop_constraint(name, type_="check")
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        batch_op.create_check_constraint(name, sa.text(f"kind IN ({listed})"))
