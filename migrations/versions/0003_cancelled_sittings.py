"""A sitting that is cancelled keeps when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sitting", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sitting", sa.Column("cancel_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    # Not in batch mode: on SQLite it would lay the table anew, and rows of other tables point to it.
    op.drop_column("sitting", "cancel_reason")
    op.drop_column("sitting", "cancelled_at")
