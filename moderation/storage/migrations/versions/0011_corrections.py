"""errors in articles that readers tell the newsroom of"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
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
)
NEW_LETTERS = ("correction", "correction_note")


def upgrade():
    _alter_letters(*LETTERS, *NEW_LETTERS)
    op.create_table(
        "correction",
        sa.Column("id", _number(), nullable=False),
        sa.Column("article_id", _number(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_by", _number(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("letter_id", _number(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'done', 'aside')", name=op.f("ck_correction_status")),
        _foreign("article_id", "article"),
        _foreign("closed_by", "person"),
        _foreign("letter_id", "letter"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    for columns in (
        ["status", "received_at"],
        ["article_id"],
        ["email"],
        ["closed_by"],
        ["closed_at"],
        ["letter_id"],
    ):
        op.create_index(op.f(f"ix_correction_{'_'.join(columns)}"), "correction", columns)


def downgrade():
    op.drop_table("correction")
    op.execute("DELETE FROM letter WHERE kind IN ('correction', 'correction_note')")
    _alter_letters(*LETTERS)


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _foreign(column, target):
    name = op.f(f"fk_correction_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")
