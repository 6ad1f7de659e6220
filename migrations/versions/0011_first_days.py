"""The first day of a list's organisation is read from schedule and sittings, and not kept a second time."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite drops the column in place: people of lists point at the table, which must not be made anew.
    with op.batch_alter_table("candidate_list", recreate="never") as table:
        table.drop_column("first_day")


def downgrade() -> None:
    with op.batch_alter_table("candidate_list", recreate="never") as table:
        table.add_column(sa.Column("first_day", sa.Date(), nullable=True))
