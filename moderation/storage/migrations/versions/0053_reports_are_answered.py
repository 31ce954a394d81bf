"""reports are answered: who made them, what they say of law and charter"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
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
    "daily_replies",
    "name_banned",
    "ban_kept",
    "ban_lifted",
    "sanction_set",
    "sanction_kept",
    "sanction_lifted",
    "correction",
    "correction_note",
    "pseudonym_yes",
    "pseudonym_no",
    "pseudonym_over",
    "webhook_off",
    "inquiry",
)

NEW_LETTERS = ("report_received", "report_answered")


def upgrade():
    _alter_letters(*LETTERS, *NEW_LETTERS)
    with op.batch_alter_table("report") as batch_op:
        batch_op.add_column(sa.Column("clause_id", sa.Text(), nullable=True))
        for name in ("is_illegal", "in_good_faith"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            )
    op.create_table(
        "reporter",
        sa.Column("report_id", _number(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("letter_id", _number(), nullable=True),
        _foreign("report_id", "report"),
        _foreign("letter_id", "letter"),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_reporter")),
    )
    for column in ("key", "email", "letter_id"):
        op.create_index(op.f(f"ix_reporter_{column}"), "reporter", [column])


def downgrade():
    op.drop_table("reporter")
    with op.batch_alter_table("report") as batch_op:
        for name in ("in_good_faith", "is_illegal", "clause_id"):
            batch_op.drop_column(name)
    listed = ", ".join(f"'{kind}'" for kind in NEW_LETTERS)
    op.execute(f"DELETE FROM letter WHERE kind IN ({listed})")  # noqa: S608 - ours
    _alter_letters(*LETTERS)


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _foreign(column, target):
    name = op.f(f"fk_reporter_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")
