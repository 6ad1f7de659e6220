"""An admission can be taken back before the start; the check of identity that was made is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of admissions that were taken back."""
    op.create_table(
        "withdrawn_admission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_withdrawn_admission_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_admission")),
    )
    op.create_index(op.f("ix_withdrawn_admission_attempt_id"), "withdrawn_admission", ["attempt_id"])


def downgrade() -> None:
    """Go back where nothing was taken back: such a check is kept nowhere else."""
    kept = sa.select(sa.func.count()).select_from(sa.table("withdrawn_admission"))
    if op.get_bind().scalar(kept):
        raise RuntimeError("Admissions were taken back, which the revision before cannot hold.")
    op.drop_table("withdrawn_admission")
