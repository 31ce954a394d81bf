"""questions to those whose names comments are signed with"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
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
    "correction",
    "correction_note",
    "pseudonym_yes",
    "pseudonym_no",
    "pseudonym_over",
)


def upgrade():
    _alter_letters(*LETTERS, "inquiry")
    op.create_table(
        "inquiry",
        sa.Column("id", _number(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("comment_id", _number(), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False),
        sa.Column("person_id", _number(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("asked_by", _number(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("letter_id", _number(), nullable=True),
        sa.Column("said", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "asked IN ('commenter', 'figure', 'address')", name=op.f("ck_inquiry_asked")
        ),
        sa.CheckConstraint("said IN ('mine', 'not_mine')", name=op.f("ck_inquiry_said")),
        _foreign("comment_id", "comment"),
        _foreign("person_id", "person"),
        _foreign("asked_by", "person"),
        _foreign("letter_id", "letter"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inquiry_public_id")),
    )
    for column in ("comment_id", "person_id", "asked_by", "until", "letter_id"):
        op.create_index(op.f(f"ix_inquiry_{column}"), "inquiry", [column])
    has_email = sa.text("email IS NOT NULL")
    op.create_index(
        "ix_inquiry_email_until",
        "inquiry",
        ["until"],
        sqlite_where=has_email,
        postgresql_where=has_email,
    )


def downgrade():
    op.drop_table("inquiry")
    op.execute("DELETE FROM letter WHERE kind = 'inquiry'")
    _alter_letters(*LETTERS)


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _foreign(column, target):
    name = op.f(f"fk_inquiry_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")
