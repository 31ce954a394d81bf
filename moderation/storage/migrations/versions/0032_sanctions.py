"""sanctions: the ladder beside the bans of names, second readers, reviews"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0037"
branch_labels = None
depends_on = None

KINDS = ("name_ban", "note", "warning", "week", "month", "half_year", "longer")

LETTERS = (
    "confirm_address",
    "reset_password",
    "address_taken",
    "password_changed",
    "passkey_added",
    "confirm_comment",
    "close_account",
    "reply",
    "daily_replies",
    "name_banned",
    "ban_kept",
    "ban_lifted",
    "correction",
    "correction_note",
    "pseudonym_yes",
    "pseudonym_no",
    "pseudonym_over",
    "webhook_off",
    "inquiry",
)

NEW_LETTERS = ("sanction_set", "sanction_kept", "sanction_lifted")


def upgrade():
    _alter_letters(*LETTERS, *NEW_LETTERS)
    _create_sanctions()
    _create_appeals()
    _create_comments()
    # A ban that was set before there were second readers is not sent to one.
    op.execute(
        "INSERT INTO sanction (id, kind, name, author_key, name_key, reason, clause_ids, set_by, "
        "set_at, charter_digest, comment_id, found_by_machine, reread_at, lifted_at, lifted_by, "
        "lift_reason) "
        "SELECT id, 'name_ban', name, author_key, '', reason, '[]', banned_by, banned_at, "
        "charter_digest, comment_id, found_by_machine, banned_at, lifted_at, lifted_by, "
        "lift_reason FROM ban"
    )
    op.execute(
        "INSERT INTO sanction_appeal (id, sanction_id, words, opened_at, answered_by, "
        "answered_at, answer) "
        "SELECT id, ban_id, words, opened_at, answered_by, answered_at, answer FROM ban_appeal"
    )
    op.execute(
        "INSERT INTO sanction_comment (sanction_id, comment_id) "
        "SELECT id, comment_id FROM ban WHERE comment_id IS NOT NULL"
    )
    _number_on("sanction", "sanction_appeal")
    op.drop_table("ban_appeal")
    op.drop_table("ban")


def downgrade():
    _create_bans()
    op.execute(
        "INSERT INTO ban (id, name, author_key, reason, banned_by, banned_at, charter_digest, "
        "comment_id, found_by_machine, lifted_at, lifted_by, lift_reason) "
        "SELECT id, name, author_key, reason, set_by, set_at, charter_digest, comment_id, "
        "found_by_machine, lifted_at, lifted_by, lift_reason FROM sanction "
        "WHERE kind = 'name_ban' AND name <> ''"
    )
    op.execute(
        "INSERT INTO ban_appeal (id, ban_id, words, opened_at, answered_by, answered_at, answer) "
        "SELECT sanction_appeal.id, sanction_id, words, opened_at, answered_by, answered_at, answer "
        "FROM sanction_appeal JOIN ban ON ban.id = sanction_appeal.sanction_id"
    )
    _number_on("ban", "ban_appeal")
    op.drop_table("sanction_comment")
    op.drop_table("sanction_appeal")
    op.drop_table("sanction")
    listed = ", ".join(f"'{kind}'" for kind in NEW_LETTERS)
    op.execute(f"DELETE FROM letter WHERE kind IN ({listed})")  # noqa: S608 - ours
    _alter_letters(*LETTERS)


def _create_sanctions():
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    op.create_table(
        "sanction",
        sa.Column("id", _number(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("person_id", _number(), nullable=True),
        sa.Column("address_digest", sa.Text(), nullable=True),
        sa.Column("mailbox_digest", sa.Text(), nullable=True),
        sa.Column("phone_digest", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("clause_ids", sa.JSON(), nullable=False),
        sa.Column("set_by", _number(), nullable=True),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("charter_digest", sa.Text(), nullable=True),
        sa.Column("comment_id", _number(), nullable=True),
        sa.Column("found_by_machine", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("review_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("reread_at", sa.DateTime(), nullable=True),
        sa.Column("reread_by", _number(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", _number(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_sanction_kind")),
        _foreign("sanction", "person_id", "person"),
        _foreign("sanction", "set_by", "person"),
        _foreign("sanction", "charter_digest", "charter", key="digest"),
        _foreign("sanction", "comment_id", "comment"),
        _foreign("sanction", "reread_by", "person"),
        _foreign("sanction", "lifted_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
    )
    indexed = (
        ("author_key",),
        ("name_key",),
        ("person_id",),
        ("address_digest",),
        ("mailbox_digest",),
        ("phone_digest",),
        ("set_by", "set_at"),
        ("set_at",),
        ("charter_digest",),
        ("comment_id",),
        ("reread_by",),
        ("lifted_by",),
    )
    for columns in indexed:
        op.create_index(op.f(f"ix_sanction_{'_'.join(columns)}"), "sanction", list(columns))


def _create_appeals():
    op.create_table(
        "sanction_appeal",
        sa.Column("id", _number(), nullable=False),
        sa.Column("sanction_id", _number(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", _number(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _foreign("sanction_appeal", "sanction_id", "sanction"),
        _foreign("sanction_appeal", "answered_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction_appeal")),
        sa.UniqueConstraint("sanction_id", name=op.f("uq_sanction_appeal_sanction_id")),
    )
    op.create_index(op.f("ix_sanction_appeal_answered_by"), "sanction_appeal", ["answered_by"])


def _create_comments():
    op.create_table(
        "sanction_comment",
        sa.Column("sanction_id", _number(), autoincrement=False, nullable=False),
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        _foreign("sanction_comment", "sanction_id", "sanction"),
        _foreign("sanction_comment", "comment_id", "comment"),
        sa.PrimaryKeyConstraint("sanction_id", "comment_id", name=op.f("pk_sanction_comment")),
    )
    op.create_index(op.f("ix_sanction_comment_comment_id"), "sanction_comment", ["comment_id"])


def _create_bans():
    op.create_table(
        "ban",
        sa.Column("id", _number(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("banned_by", _number(), nullable=True),
        sa.Column("banned_at", sa.DateTime(), nullable=False),
        sa.Column("charter_digest", sa.Text(), nullable=True),
        sa.Column("comment_id", _number(), nullable=True),
        sa.Column("found_by_machine", sa.Boolean(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", _number(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        _foreign("ban", "banned_by", "person"),
        _foreign("ban", "charter_digest", "charter", key="digest"),
        _foreign("ban", "comment_id", "comment"),
        _foreign("ban", "lifted_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ban")),
    )
    for column in ("author_key", "banned_by", "charter_digest", "comment_id", "lifted_by"):
        op.create_index(op.f(f"ix_ban_{column}"), "ban", [column])
    op.create_table(
        "ban_appeal",
        sa.Column("id", _number(), nullable=False),
        sa.Column("ban_id", _number(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", _number(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _foreign("ban_appeal", "ban_id", "ban"),
        _foreign("ban_appeal", "answered_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ban_appeal")),
        sa.UniqueConstraint("ban_id", name=op.f("uq_ban_appeal_ban_id")),
    )
    op.create_index(op.f("ix_ban_appeal_answered_by"), "ban_appeal", ["answered_by"])


def _number_on(*tables):
    """Have PostgreSQL number new rows after those that were copied."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - ours
                f"coalesce((SELECT max(id) FROM {table}), 0) + 1, false)"
            )


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _foreign(table, column, target, *, key="id"):
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.{key}"], name=name, ondelete="RESTRICT")
