"""pseudonyms of readers whom the newsroom knows"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
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
)
NEW_LETTERS = ("pseudonym_yes", "pseudonym_no", "pseudonym_over")

STATUSES = ("asked", "granted", "declined", "given_up", "withdrawn")


def upgrade():
    _alter_letters(*LETTERS, *NEW_LETTERS)
    op.add_column(
        "comment",
        sa.Column("is_pseudonym", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "pseudonym",
        sa.Column("id", _number(), nullable=False),
        sa.Column("person_id", _number(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", _number(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        _foreign("person_id"),
        _foreign("decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pseudonym")),
    )
    is_open = sa.text("status IN ('asked', 'granted')")
    for column in ("person_id", "author_key"):
        op.create_index(
            op.f(f"uq_pseudonym_open_{column}"),
            "pseudonym",
            [column],
            unique=True,
            sqlite_where=is_open,
            postgresql_where=is_open,
        )
    for columns in (
        ["status", "asked_at"],
        ["person_id"],
        ["name_key"],
        ["decided_by"],
        ["closed_at"],
    ):
        op.create_index(op.f(f"ix_pseudonym_{'_'.join(columns)}"), "pseudonym", columns)


def downgrade():
    op.drop_table("pseudonym")
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_column("is_pseudonym")
    listed = ", ".join(f"'{kind}'" for kind in NEW_LETTERS)
    op.execute(f"DELETE FROM letter WHERE kind IN ({listed})")
    _alter_letters(*LETTERS)


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _foreign(column):
    name = op.f(f"fk_pseudonym_{column}_person")
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name, ondelete="RESTRICT")
