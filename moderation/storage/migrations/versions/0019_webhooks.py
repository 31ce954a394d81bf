"""webhooks"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0021"
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
    "inquiry",
)


def upgrade():
    _alter_letters(*LETTERS, "webhook_off")
    op.create_table(
        "webhook",
        sa.Column("id", _number(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("old_salt", sa.Text(), nullable=True),
        sa.Column("old_until", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("off_at", sa.DateTime(), nullable=True),
        sa.Column("off_reason", sa.String(length=16), nullable=True),
        sa.Column("failing_since", sa.DateTime(), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(), nullable=True),
        sa.Column("rests_until", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "off_reason IN ('by_hand', 'gone', 'failing')", name=op.f("ck_webhook_off_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "event",
        sa.Column("id", _number(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("decision_id", _number(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('decision.made', 'statement.issued', 'appeal.opened', 'sanction.set', 'webhook.test')",
            name=op.f("ck_event_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("message_id", name=op.f("uq_event_message_id")),
    )
    op.create_index(op.f("ix_event_decision_id"), "event", ["decision_id"])
    op.create_index(op.f("ix_event_created_at"), "event", ["created_at"])
    op.create_table(
        "delivery",
        sa.Column("id", _number(), nullable=False),
        sa.Column("event_id", _number(), nullable=False),
        sa.Column("webhook_id", _number(), nullable=False),
        sa.Column("try_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        _foreign("delivery", "event"),
        _foreign("delivery", "webhook"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "event_id", "webhook_id", name=op.f("uq_delivery_event_id_webhook_id")
        ),
    )
    op.create_index(op.f("ix_delivery_webhook_id_try_at"), "delivery", ["webhook_id", "try_at"])
    op.create_table(
        "attempt",
        sa.Column("id", _number(), nullable=False),
        sa.Column("delivery_id", _number(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=False),
        _foreign("attempt", "delivery"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_delivery_id"), "attempt", ["delivery_id"])


def downgrade():
    for table in ("attempt", "delivery", "event", "webhook"):
        op.drop_table(table)
    op.execute("DELETE FROM letter WHERE kind = 'webhook_off'")
    _alter_letters(*LETTERS)


def _alter_letters(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_letter_kind"), sa.text(f"kind IN ({listed})"))


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _foreign(table, target):
    column = f"{target}_id"
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")
