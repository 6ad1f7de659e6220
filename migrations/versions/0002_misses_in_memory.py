"""Misses of the public look-up are counted in memory: asking writes nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lookup_miss", schema=None) as batch_op:
        batch_op.drop_index("ix_lookup_miss_address_key_at")
    op.drop_table("lookup_miss")


def downgrade() -> None:
    op.create_table(
        "lookup_miss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup_miss")),
    )
    with op.batch_alter_table("lookup_miss", schema=None) as batch_op:
        batch_op.create_index("ix_lookup_miss_address_key_at", ["address_key", "at"], unique=False)
