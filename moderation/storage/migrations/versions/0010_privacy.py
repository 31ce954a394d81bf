"""what is erased after its period, where comments come from, holds, disclosures"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


LETTERS = (
    "confirm_address",
    "reset_password",
    "address_taken",
    "password_changed",
    "confirm_comment",
    "reply",
    "replies_digest",
    "name_banned",
    "ban_kept",
    "ban_lifted",
)


def upgrade():
    _alter_letters("close_account", *LETTERS)
    with op.batch_alter_table("comment") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))
        batch_op.create_index(
            op.f("ix_comment_status_erased_at_submitted_at"),
            ["status", "erased_at", "submitted_at"],
        )
        _create_partial(batch_op, "ix_comment_guest_submitted_at", ["submitted_at"], "author_email IS NOT NULL")
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(), nullable=True))
        batch_op.create_index(op.f("ix_person_confirmed_at_created_at"), ["confirmed_at", "created_at"])
        batch_op.create_index(op.f("ix_person_role"), ["role"])
    for table in ("report", "appeal"):
        with op.batch_alter_table(table) as batch_op:
            _create_partial(batch_op, f"ix_{table}_words", ["opened_at"], "words <> ''")
    op.create_table(
        "origin",
        _key("comment_id"),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        _foreign("origin", "comment_id", "comment"),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_origin")),
    )
    op.create_index(op.f("ix_origin_received_at"), "origin", ["received_at"])
    op.create_table(
        "trace",
        _key("person_id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        _foreign("trace", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_trace")),
    )
    op.create_index(op.f("ix_trace_closed_at"), "trace", ["closed_at"])
    op.create_table(
        "hold",
        sa.Column("id", _number(), nullable=False),
        sa.Column("comment_id", _number(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", _number(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("released_by", _number(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        _foreign("hold", "comment_id", "comment"),
        _foreign("hold", "placed_by", "person"),
        _foreign("hold", "released_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    for column in ("comment_id", "placed_by", "released_by", "released_at"):
        op.create_index(op.f(f"ix_hold_{column}"), "hold", [column])
    op.create_table(
        "disclosure",
        sa.Column("id", _number(), nullable=False),
        sa.Column("comment_id", _number(), nullable=False),
        sa.Column("person_id", _number(), nullable=True),
        sa.Column("seen_by", _number(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        _foreign("disclosure", "comment_id", "comment"),
        _foreign("disclosure", "person_id", "person"),
        _foreign("disclosure", "seen_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    for column in ("comment_id", "person_id", "seen_by", "seen_at"):
        op.create_index(op.f(f"ix_disclosure_{column}"), "disclosure", [column])
    op.create_table(
        "retention",
        sa.Column("id", _number(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("periods", sa.JSON(), nullable=False),
        sa.Column("erased", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention")),
    )


def downgrade():
    op.execute("DELETE FROM letter WHERE kind = 'close_account'")
    _alter_letters(*LETTERS)
    for table in ("retention", "disclosure", "hold", "trace", "origin"):
        op.drop_table(table)
    for table in ("report", "appeal"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_index(f"ix_{table}_words")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(op.f("ix_person_role"))
        batch_op.drop_index(op.f("ix_person_confirmed_at_created_at"))
        batch_op.drop_column("closed_at")
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_index("ix_comment_guest_submitted_at")
        batch_op.drop_index(op.f("ix_comment_status_erased_at_submitted_at"))
        batch_op.drop_column("erased_at")


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(column):
    return sa.Column(column, _number(), autoincrement=False, nullable=False)


def _foreign(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def _create_partial(batch_op, name, columns, where):
    where = sa.text(where)
    batch_op.create_index(name, columns, sqlite_where=where, postgresql_where=where)
