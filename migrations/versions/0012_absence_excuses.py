"""Excused absences: the reason, its paper, and the working body's decision."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence_excuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("booking_code", sa.String(length=20), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_absence_excuse_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_absence_excuse_sitting_id_sitting")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["kept_file.sha256"], name=op.f("fk_absence_excuse_sha256_kept_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_excuse")),
        sa.UniqueConstraint("code", name=op.f("uq_absence_excuse_code")),
    )
    op.create_index(op.f("ix_absence_excuse_booking_code"), "absence_excuse", ["booking_code"])
    op.create_index(op.f("ix_absence_excuse_sitting_id"), "absence_excuse", ["sitting_id"])


def downgrade() -> None:
    op.drop_table("absence_excuse")
