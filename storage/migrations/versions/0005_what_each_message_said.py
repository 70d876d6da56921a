"""What each message said: a rung that is said again stands beside what was said before."""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_constraint('reminder_arming_key', type_='unique')
        batch_op.create_unique_constraint(
            'reminder_message_key', ['obligation_id', 'arming', 'rung', 'person_id', 'outbox_id']
        )
