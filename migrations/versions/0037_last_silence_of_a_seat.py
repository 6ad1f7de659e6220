"""When a seat last fell silent and was heard again: a power cut gives that time back, too."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is known of earlier silences."""
    with op.batch_alter_table("seat_sighting") as batch:
        batch.add_column(sa.Column("silent_from", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("silent_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("seat_sighting") as batch:
        batch.drop_column("silent_until")
        batch.drop_column("silent_from")
