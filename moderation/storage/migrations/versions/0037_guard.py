"""the guard: how often each rule refuses, and what is suspended"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('guard',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seen_id', _number(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guard'))
    )
    op.create_table('trigger_count',
    sa.Column('trigger', sa.Text(), nullable=False),
    sa.Column('hour', sa.DateTime(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('trigger', 'hour', name=op.f('pk_trigger_count'))
    )
    op.create_index(op.f('ix_trigger_count_hour'), 'trigger_count', ['hour'])
    op.create_table('suspension',
    sa.Column('id', _number(), nullable=False),
    sa.Column('trigger', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('n_hits', sa.Integer(), nullable=False),
    sa.Column('n_comments', sa.Integer(), nullable=False),
    sa.Column('usual_hits', sa.Integer(), nullable=False),
    sa.Column('usual_comments', sa.Integer(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(), nullable=True),
    sa.Column('lifted_by', _number(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['lifted_by'], ['person.id'], name=op.f('fk_suspension_lifted_by_person'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension'))
    )
    op.create_index(op.f('ix_suspension_lifted_at_trigger'), 'suspension', ['lifted_at', 'trigger'])
    op.create_index(op.f('ix_suspension_lifted_by'), 'suspension', ['lifted_by'])


def downgrade():
    op.drop_table('suspension')
    op.drop_table('trigger_count')
    op.drop_table('guard')


def _number():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
