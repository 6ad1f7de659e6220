"""Items and complaints of an incident, appeal files, the room handed over, the language of a call."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alert") as table:
        table.add_column(sa.Column("language", sa.String(length=10), nullable=True))
    with op.batch_alter_table("incident") as table:
        table.add_column(sa.Column("item", sa.String(length=200), nullable=True))
    op.create_table(
        "appeal_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_appeal_file_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_appeal_file_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_appeal_file_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_file")),
        sa.UniqueConstraint("code", name=op.f("uq_appeal_file_code")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_appeal_file_incident_id")),
    )
    op.create_index(op.f("ix_appeal_file_sitting_id"), "appeal_file", ["sitting_id"])
    op.create_table(
        "room_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.Column("offered_to", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_room_handover_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_handover")),
        sa.UniqueConstraint("code", name=op.f("uq_room_handover_code")),
    )
    op.create_index(op.f("ix_room_handover_sitting_id"), "room_handover", ["sitting_id"])


def downgrade() -> None:
    op.drop_table("room_handover")
    op.drop_table("appeal_file")
    with op.batch_alter_table("incident") as table:
        table.drop_column("item")
    with op.batch_alter_table("alert") as table:
        table.drop_column("language")
