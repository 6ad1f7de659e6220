"""Centres keep plan, hours, contacts and readiness; candidates get accommodations; a seat says who it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from examapp.core.column_types import Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _new_columns() -> list[tuple[str, sa.Column[Any]]]:
    """Return what is added to older tables, in that order; taken away the other way round."""
    return [
        ("centre", sa.Column("district_code", sa.String(length=12), nullable=True)),
        ("room", sa.Column("pairing_mac", sa.String(length=64), nullable=True)),
        ("room", sa.Column("pairing_until", sa.DateTime(timezone=True), nullable=True)),
        ("workstation", sa.Column("out_of_service_reason", sa.Text(), nullable=True)),
        ("workstation", sa.Column("plan_x", sa.Integer(), nullable=True)),
        ("workstation", sa.Column("plan_y", sa.Integer(), nullable=True)),
        ("workstation", sa.Column("accessible", sa.Boolean(), server_default=sa.false(), nullable=False)),
        ("workstation", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True)),
        ("workstation", sa.Column("ready_until", sa.DateTime(timezone=True), nullable=True)),
        ("workstation", sa.Column("not_ready_cause", sa.String(length=40), nullable=True)),
        ("workstation", sa.Column("token_number", sa.Integer(), server_default=sa.text("0"), nullable=False)),
    ]


def _foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    for table, column in _new_columns():
        op.add_column(table, column)
    op.create_table(
        "centre_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        _foreign_key("centre_contact", "centre_id", "centre"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_contact")),
    )
    _index("centre_contact", "centre_id")
    op.create_table(
        "opening_hours",
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        _foreign_key("opening_hours", "centre_id", "centre"),
        sa.PrimaryKeyConstraint("centre_id", "weekday", name=op.f("pk_opening_hours")),
    )
    op.create_table(
        "centre_special_day",
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=True),
        sa.Column("closes_minute", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=160), nullable=False),
        _foreign_key("centre_special_day", "centre_id", "centre"),
        sa.PrimaryKeyConstraint("centre_id", "day", name=op.f("pk_centre_special_day")),
    )
    op.create_table(
        "readiness_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workstation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("lights", Json, nullable=False),
        _foreign_key("readiness_check", "workstation_id", "workstation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_check")),
    )
    _index("readiness_check", "workstation_id")
    _add_accommodation()
    op.create_table(
        "seat_claim",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("workstation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _foreign_key("seat_claim", "attempt_id", "attempt"),
        _foreign_key("seat_claim", "workstation_id", "workstation"),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_seat_claim")),
    )


def _add_accommodation() -> None:
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        _foreign_key("accommodation", "candidate_id", "candidate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
        sa.UniqueConstraint("code", name=op.f("uq_accommodation_code")),
    )
    _index("accommodation", "candidate_id", "state")


def downgrade() -> None:
    for table in (
        "seat_claim",
        "accommodation",
        "readiness_check",
        "centre_special_day",
        "opening_hours",
        "centre_contact",
    ):
        op.drop_table(table)
    for table, column in reversed(_new_columns()):
        # Not in batch mode: on SQLite it would lay the table anew, and rows of other tables point to it.
        op.drop_column(table, column.name)
