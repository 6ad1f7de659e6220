"""Heads that seats announce, each kept as given, in place of one per lease."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announced_head",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("used_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_announced_head_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "lease", "seq", "event_id", name=op.f("pk_announced_head")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO announced_head (attempt_id, lease, seq, event_id) "
        "SELECT attempt_id, number, witness_seq, witness_id FROM lease WHERE witness_seq >= 0"
    )
    with op.batch_alter_table("lease") as table:
        table.drop_column("witness_seq")
        table.drop_column("witness_id")


def downgrade() -> None:
    with op.batch_alter_table("lease") as table:
        table.add_column(sa.Column("witness_seq", sa.Integer(), nullable=False, server_default="-1"))
        table.add_column(sa.Column("witness_id", sa.String(length=64), nullable=False, server_default=""))
    op.execute(
        "UPDATE lease SET witness_seq = coalesce((SELECT max(h.seq) FROM announced_head h "
        "WHERE h.attempt_id = lease.attempt_id AND h.lease = lease.number), -1)"
    )
    op.execute(
        "UPDATE lease SET witness_id = coalesce((SELECT max(h.event_id) FROM announced_head h "
        "WHERE h.attempt_id = lease.attempt_id AND h.lease = lease.number AND h.seq = lease.witness_seq), '')"
    )
    with op.batch_alter_table("lease") as table:
        table.alter_column("witness_seq", server_default=None)
        table.alter_column("witness_id", server_default=None)
    op.drop_table("announced_head")
