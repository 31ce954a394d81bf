"""lists of comments, what programs decided, and exports in the log of disclosures"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0023"
branch_labels = None
depends_on = None

#: A clause's id, the comment's time and number, once for each clause that a decision has named.
CLAUSES = {
    "sqlite": "json_each(decision.clause_ids) AS named",
    "postgresql": "json_array_elements_text(decision.clause_ids) AS named(value)",
}


def upgrade():
    op.create_index(op.f("ix_comment_submitted_at_id"), "comment", ["submitted_at", "id"])
    op.create_index(
        op.f("ix_comment_status_submitted_at_id"), "comment", ["status", "submitted_at", "id"]
    )
    op.create_table(
        "comment_clause",
        sa.Column("clause_id", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_clause_comment_id_comment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "clause_id", "submitted_at", "comment_id", name=op.f("pk_comment_clause")
        ),
    )
    op.create_index(op.f("ix_comment_clause_comment_id"), "comment_clause", ["comment_id"])
    named = CLAUSES[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO comment_clause (clause_id, submitted_at, comment_id) "
        "SELECT DISTINCT named.value, comment.submitted_at, comment.id "
        f"FROM decision JOIN comment ON comment.id = decision.comment_id CROSS JOIN {named}"
    )
    op.create_table(
        "key_decision",
        sa.Column("decision_id", _number(), autoincrement=False, nullable=False),
        sa.Column("api_key_id", _number(), nullable=False),
        sa.ForeignKeyConstraint(
            ["api_key_id"],
            ["api_key.id"],
            name=op.f("fk_key_decision_api_key_id_api_key"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_key_decision_decision_id_decision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_key_decision")),
    )
    op.create_index(op.f("ix_key_decision_api_key_id"), "key_decision", ["api_key_id"])
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.alter_column("comment_id", existing_type=_number(), nullable=True)


def downgrade():
    op.execute("DELETE FROM disclosure WHERE comment_id IS NULL")
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.alter_column("comment_id", existing_type=_number(), nullable=False)
    op.drop_table("key_decision")
    op.drop_table("comment_clause")
    op.drop_index(op.f("ix_comment_status_submitted_at_id"), "comment")
    op.drop_index(op.f("ix_comment_submitted_at_id"), "comment")


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
