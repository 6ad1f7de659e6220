"""Rehearsals of rooms: who took part, what was found, until when the room is ready."""

import sqlalchemy as sa
from alembic import op

from examapp.core.column_types import Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_rehearsal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected", Json, nullable=False),
        sa.Column("simulated", sa.Integer(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("ready_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_rehearsal_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_rehearsal")),
        sa.UniqueConstraint("code", name=op.f("uq_room_rehearsal_code")),
    )
    op.create_index(op.f("ix_room_rehearsal_room_id"), "room_rehearsal", ["room_id"])
    op.create_table(
        "rehearsal_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rehearsal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("report", Json, nullable=True),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["room_rehearsal.id"],
            name=op.f("fk_rehearsal_seat_rehearsal_id_room_rehearsal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal_seat")),
        sa.UniqueConstraint(
            "rehearsal_id",
            "simulated",
            "number",
            name=op.f("uq_rehearsal_seat_rehearsal_id_simulated_number"),
        ),
    )
    op.create_table(
        "rehearsal_answer",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["rehearsal_seat.id"], name=op.f("fk_rehearsal_answer_seat_id_rehearsal_seat")
        ),
        sa.PrimaryKeyConstraint("seat_id", "seq", name=op.f("pk_rehearsal_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("rehearsal_answer")
    op.drop_table("rehearsal_seat")
    op.drop_index(op.f("ix_room_rehearsal_room_id"), table_name="room_rehearsal")
    op.drop_table("room_rehearsal")
