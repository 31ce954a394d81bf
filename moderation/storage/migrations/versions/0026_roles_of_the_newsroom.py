"""roles of the newsroom: the readers' advocate, seniors, the editor-in-chief"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = ("reader", "moderator", "administrator")
AFTER = ("reader", "advocate", "moderator", "senior", "editor", "administrator")

#: What comes nearest among the roles of before.
NEAREST = {"advocate": "moderator", "senior": "administrator", "editor": "administrator"}


def upgrade():
    _allow(AFTER)


def downgrade():
    for role, nearest in NEAREST.items():
        op.execute(
            sa.text("UPDATE person SET role = :nearest WHERE role = :role").bindparams(
                nearest=nearest, role=role
            )
        )
    _allow(BEFORE)


def _allow(roles):
    values = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_constraint(op.f("ck_person_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_person_role"), sa.text(f"role IN ({values})"))
