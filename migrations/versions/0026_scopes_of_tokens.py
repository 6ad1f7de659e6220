"""What a program's token is good for, and whether it reads what belongs to all bodies."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("api_token", recreate="never") as batch:
        batch.add_column(
            sa.Column("scopes", sa.String(length=120), server_default="lists:write", nullable=False)
        )
        batch.add_column(sa.Column("whole", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # A token that was good for reading alone must not become one that writes lists.
    op.execute("DELETE FROM api_token WHERE scopes NOT LIKE '%lists:write%'")
    with op.batch_alter_table("api_token", recreate="never") as batch:
        batch.drop_column("whole")
        batch.drop_column("scopes")
