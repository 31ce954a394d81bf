"""the charter workshop: drafts, publications, trials"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "charter_draft",
        sa.Column("id", _number(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Text(), nullable=False),
        sa.Column("made_by", _number(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", _number(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["person.id"],
            name=op.f("fk_charter_draft_closed_by_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
            name=op.f("fk_charter_draft_made_by_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_draft")),
    )
    op.create_index(op.f("ix_charter_draft_closed_at"), "charter_draft", ["closed_at"])
    op.create_index(op.f("ix_charter_draft_closed_by"), "charter_draft", ["closed_by"])
    op.create_index(op.f("ix_charter_draft_made_by"), "charter_draft", ["made_by"])
    op.create_table(
        "charter_draft_file",
        sa.Column("draft_id", _number(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", _number(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["person.id"],
            name=op.f("fk_charter_draft_file_changed_by_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["charter_draft.id"],
            name=op.f("fk_charter_draft_file_draft_id_charter_draft"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("draft_id", "name", name=op.f("pk_charter_draft_file")),
    )
    op.create_index(op.f("ix_charter_draft_file_changed_by"), "charter_draft_file", ["changed_by"])
    op.create_table(
        "charter_publication",
        sa.Column("id", _number(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", _number(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("draft_id", _number(), nullable=True),
        sa.Column("repeats", _number(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by", _number(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cancelled_by"],
            ["person.id"],
            name=op.f("fk_charter_publication_cancelled_by_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["charter.digest"],
            name=op.f("fk_charter_publication_digest_charter"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["charter_draft.id"],
            name=op.f("fk_charter_publication_draft_id_charter_draft"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
            name=op.f("fk_charter_publication_made_by_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["repeats"],
            ["charter_publication.id"],
            name=op.f("fk_charter_publication_repeats_charter_publication"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_publication")),
    )
    op.create_index(
        op.f("ix_charter_publication_cancelled_by"), "charter_publication", ["cancelled_by"]
    )
    op.create_index(op.f("ix_charter_publication_digest"), "charter_publication", ["digest"])
    op.create_index(op.f("ix_charter_publication_draft_id"), "charter_publication", ["draft_id"])
    op.create_index(
        op.f("ix_charter_publication_from_at_id"), "charter_publication", ["from_at", "id"]
    )
    op.create_index(op.f("ix_charter_publication_made_by"), "charter_publication", ["made_by"])
    op.create_index(op.f("ix_charter_publication_repeats"), "charter_publication", ["repeats"])
    op.create_table(
        "charter_trial",
        sa.Column("id", _number(), nullable=False),
        sa.Column("draft_id", _number(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "replay",
                "shadow",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "done",
                "stopped",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("seen_id", _number(), nullable=False),
        sa.Column("last_id", _number(), nullable=True),
        sa.Column("n_wanted", sa.Integer(), nullable=False),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("made_by", _number(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("taken_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["charter_draft.id"],
            name=op.f("fk_charter_trial_draft_id_charter_draft"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
            name=op.f("fk_charter_trial_made_by_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_trial")),
    )
    op.create_index(op.f("ix_charter_trial_draft_id"), "charter_trial", ["draft_id"])
    op.create_index(op.f("ix_charter_trial_made_by"), "charter_trial", ["made_by"])
    op.create_index(op.f("ix_charter_trial_state_id"), "charter_trial", ["state", "id"])
    op.create_table(
        "charter_trial_change",
        sa.Column("trial_id", _number(), autoincrement=False, nullable=False),
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("clause_id", sa.Text(), nullable=True),
        sa.Column("people", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_charter_trial_change_comment_id_comment"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"],
            ["charter_trial.id"],
            name=op.f("fk_charter_trial_change_trial_id_charter_trial"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("trial_id", "comment_id", name=op.f("pk_charter_trial_change")),
    )


def downgrade():
    op.drop_table("charter_trial_change")
    op.drop_table("charter_trial")
    op.drop_table("charter_publication")
    op.drop_table("charter_draft_file")
    op.drop_table("charter_draft")


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
