"""entries of the audit log on cases handed on, names of readers, the glossary and transparency reports"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0032"
branch_labels = None
depends_on = None

KINDS = (
    "decision",
    "undo",
    "sanction",
    "hold",
    "identity",
    "account",
    "program",
    "charter",
    "article",
    "log_in",
    "failed_factor",
    "export",
)
NEW_KINDS = ("case", "name", "glossary", "transparency")


def upgrade():
    _alter_kinds(*KINDS, *NEW_KINDS)


def downgrade():
    # Entries are bound to each other: none can be taken out, and an earlier version
    # does not know these. It is let through if there are none yet.
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    n_new = op.get_bind().scalar(sa.text(f"SELECT count(*) FROM audit WHERE kind IN ({listed})"))
    if n_new:
        raise RuntimeError("the audit log has entries that the earlier version does not know")
    _alter_kinds(*KINDS)


def _alter_kinds(*kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_constraint(op.f("ck_audit_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_audit_kind"), sa.text(f"kind IN ({listed})"))
