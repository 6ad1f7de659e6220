"""One live sign-in for each member of staff, and when its owner last proved to be present."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("live_sign_in", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signed_in_from", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # SQLite drops columns in place: proctors and others point at the table, which must not be made anew.
    with op.batch_alter_table("staff_account", schema=None, recreate="never") as batch_op:
        for name in ("proved_at", "signed_in_from", "signed_in_at", "live_sign_in"):
            batch_op.drop_column(name)
