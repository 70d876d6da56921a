"""Channels with accounts, and events that wait for their turn."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel')
    )
    op.create_table('alarm',
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('detail', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('subject')
    )
    op.create_table('month_sent',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('month', sa.String(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'month')
    )
    op.create_table('secret',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('slot',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('free_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('channel', 'number')
    )
    op.create_table('token_pair',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('access', sa.String(), nullable=False),
    sa.Column('refresh', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('renewed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lost_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('channel')
    )
    op.create_table('waiting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('update_id', sa.String(), nullable=False),
    sa.Column('event', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('waiting', schema=None) as batch_op:
        batch_op.create_index('ix_waiting_chat', ['channel', 'chat', 'id'], unique=False)

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('quiet_until', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone', sa.String(), nullable=True))

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('parts_sent', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('tried', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True))
        batch_op.add_column(sa.Column('paid', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('held', sa.String(), nullable=True))

    for name, columns in (('ix_outbox_urgent', ['channel', 'priority', 'id']), ('ix_outbox_open', ['channel', 'chat'])):
        op.create_index(
            name, 'outbox', columns, unique=False,
            sqlite_where=sa.text("state IN ('queued', 'sending')"),
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
        )
