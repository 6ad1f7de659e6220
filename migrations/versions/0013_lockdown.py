"""Watching over the seat: locked browsers, page values, failed checks, exceptions, signals."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _lay_browsers()
    _lay_attempts()
    op.create_table(
        "seat_signal",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_seat_signal_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "mark", name=op.f("pk_seat_signal")),
    )


def _lay_browsers() -> None:
    op.create_table(
        "lockdown_configuration",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_lockdown_configuration_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("sitting_id", "revision", name=op.f("pk_lockdown_configuration")),
    )
    op.create_table(
        "browser_exam_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("exam_key", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_browser_exam_key_centre_id_centre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_exam_key")),
    )
    op.create_index(op.f("ix_browser_exam_key_centre_id"), "browser_exam_key", ["centre_id"])


def _lay_attempts() -> None:
    op.create_table(
        "attempt_page",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_page_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_attempt_page")),
    )
    op.create_table(
        "lockdown_failure",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_lockdown_failure_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_lockdown_failure")),
    )
    op.create_table(
        "lockdown_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("ask_reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decide_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_lockdown_exception_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lockdown_exception")),
        sa.UniqueConstraint("code", name=op.f("uq_lockdown_exception_code")),
    )
    op.create_index(op.f("ix_lockdown_exception_attempt_id"), "lockdown_exception", ["attempt_id"])


def downgrade() -> None:
    op.drop_table("seat_signal")
    op.drop_index(op.f("ix_lockdown_exception_attempt_id"), table_name="lockdown_exception")
    op.drop_table("lockdown_exception")
    op.drop_table("lockdown_failure")
    op.drop_table("attempt_page")
    op.drop_index(op.f("ix_browser_exam_key_centre_id"), table_name="browser_exam_key")
    op.drop_table("browser_exam_key")
    op.drop_table("lockdown_configuration")
