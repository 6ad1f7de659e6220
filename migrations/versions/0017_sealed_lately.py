"""An index by which the marking finds what was sealed lately; jobs that marked one attempt each are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_sealed_head_sealed_at"), "sealed_head", ["sealed_at"])
    op.execute(
        sa.text("DELETE FROM job WHERE name = 'mark_attempt'")
    )  # whatever they left, the sweeper finds


def downgrade() -> None:
    op.drop_index(op.f("ix_sealed_head_sealed_at"), table_name="sealed_head")
