"""comments that came out of other systems"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0020"
branch_labels = None
depends_on = None

WAITS = sa.text("answers_ref IS NOT NULL")


def upgrade():
    op.create_table(
        "imported",
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("answers_ref", sa.Text(), nullable=True),
        sa.Column("decision_id", _number(), nullable=True),
        sa.Column("teaches", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_imported_comment_id_comment"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_imported_decision_id_decision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_imported")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_imported_decision_id")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_imported_source_source_id")),
    )
    op.create_index(
        "ix_imported_waiting",
        "imported",
        ["source", "comment_id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade():
    op.drop_table("imported")


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
