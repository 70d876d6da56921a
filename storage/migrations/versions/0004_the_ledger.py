"""The ledger: duties and conclusions, what people answered, the ward's own days and rules, snapshots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# Keys that older migrations left to the database to name.
NAMES = {
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}


def upgrade() -> None:
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    )

    op.create_index('ix_outage_began_at', 'outage', ['began_at'], unique=False)

    op.create_table('pulse',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name'),
    )

    op.create_table('rule',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name'),
    )

    op.create_table('ward_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('day'),
    )

    op.create_table('leave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=True),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id']),
    sa.ForeignKeyConstraint(['person_id'], ['person.id']),
    sa.PrimaryKeyConstraint('id'),
    )

    op.create_index('ix_leave_deputy_id', 'leave', ['deputy_id'], unique=False)
    op.create_index('ix_leave_person_id', 'leave', ['person_id'], unique=False)

    op.create_table('snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period_code', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['period_code'], ['period.code']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('period_code', 'number'),
    )

    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
    sa.ForeignKeyConstraint(['person_id'], ['person.id']),
    sa.PrimaryKeyConstraint('id'),
    )

    op.create_index('ix_entry_obligation', 'entry', ['obligation_id', 'id'], unique=False)

    op.create_table('extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wanted', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decision', sa.String(20), nullable=False),
    sa.Column('granted', sa.Date(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id']),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id']),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
    sa.PrimaryKeyConstraint('id'),
    )

    op.create_index('ix_extension_decision', 'extension', ['decision'], unique=False)
    op.create_index('ix_extension_obligation_id', 'extension', ['obligation_id'], unique=False)

    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=True),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('from_unit', sa.Integer(), nullable=False),
    sa.Column('to_unit', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decision', sa.String(20), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pressed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id']),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id']),
    sa.ForeignKeyConstraint(['from_unit'], ['unit.id']),
    sa.ForeignKeyConstraint(['item_id'], ['plan_item.id']),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
    sa.ForeignKeyConstraint(['to_unit'], ['unit.id']),
    sa.PrimaryKeyConstraint('id'),
    )

    op.create_index('ix_handover_decision', 'handover', ['decision'], unique=False)
    op.create_index('ix_handover_from_unit', 'handover', ['from_unit'], unique=False)
    op.create_index('ix_handover_item_id', 'handover', ['item_id'], unique=False)
    op.create_index('ix_handover_obligation_id', 'handover', ['obligation_id'], unique=False)
    op.create_index('ix_handover_to_unit', 'handover', ['to_unit'], unique=False)

    with op.batch_alter_table('obligation', schema=None, naming_convention=NAMES) as batch_op:
        batch_op.add_column(sa.Column('meeting_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('extended_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('opens', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('of_day', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('arming', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('text', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('note', sa.String(), server_default='', nullable=False))
        batch_op.alter_column('period_code', existing_type=sa.String(), nullable=True)
        batch_op.create_index('ix_obligation_meeting_id', ['meeting_id'], unique=False)
        batch_op.create_foreign_key('fk_obligation_meeting_id', 'meeting', ['meeting_id'], ['id'])

    with op.batch_alter_table('reminder', schema=None, naming_convention=NAMES) as batch_op:
        batch_op.add_column(sa.Column('arming', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('role', sa.String(20), server_default='focal', nullable=False))
        batch_op.add_column(sa.Column('told_due', sa.Date(), nullable=True))
        batch_op.drop_constraint('reminder_obligation_id_rung_person_id_key', type_='unique')
        batch_op.create_unique_constraint(
            'reminder_arming_key', ['obligation_id', 'arming', 'rung', 'person_id']
        )
