"""The year's schedule with its changes, proposed sittings, and what was done to a sitting by hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    op.add_column("sitting", _whole("planned_minutes", nullable=True))
    op.create_table(
        "schedule",
        _whole("id"),
        _whole("year"),
        _text("state", 32),
        _text("drafted_by", 80),
        _moment("drafted_at"),
        _text("submitted_by", 80, nullable=True),
        _moment("submitted_at", nullable=True),
        _text("approved_by", 80, nullable=True),
        _moment("approved_at", nullable=True),
        _text("document", 240, nullable=True),
        _moment("published_at", nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("year", name=op.f("uq_schedule_year")),
    )
    op.create_table(
        "schedule_row",
        _whole("id"),
        _whole("schedule_id"),
        _whole("organisation_id"),
        _whole("programme_id"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _whole("expected"),
        _key("schedule_row", "schedule_id", "schedule"),
        _key("schedule_row", "organisation_id", "organisation"),
        _key("schedule_row", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_row")),
    )
    _index("schedule_row", "schedule_id", "organisation_id")
    op.create_table(
        "schedule_change",
        _whole("id"),
        _whole("schedule_id"),
        _whole("organisation_id"),
        _text("act", 32),
        sa.Column("before", _JSON, nullable=True),
        sa.Column("after", _JSON, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("by", 80),
        _moment("at"),
        _key("schedule_change", "schedule_id", "schedule"),
        _key("schedule_change", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_change")),
    )
    _index("schedule_change", "schedule_id")
    op.create_table(
        "sitting_proposal",
        _whole("id"),
        _text("code", 20),
        _whole("list_id"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _text("region_code", 8, nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("rules", _JSON, nullable=False),
        _text("state", 32),
        _whole("people"),
        sa.Column("unplaced", _JSON, nullable=False),
        _text("asked_by", 80),
        _moment("asked_at"),
        _text("accepted_by", 80, nullable=True),
        _moment("accepted_at", nullable=True),
        _key("sitting_proposal", "list_id", "question_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_proposal")),
        sa.UniqueConstraint("code", name=op.f("uq_sitting_proposal_code")),
    )
    op.create_table(
        "proposed_sitting",
        _whole("id"),
        _whole("proposal_id"),
        _whole("number"),
        _whole("room_id"),
        _moment("starts_at"),
        _whole("minutes"),
        sa.Column("seats", _JSON, nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("missed", _JSON, nullable=False),
        _whole("sitting_id", nullable=True),
        _key("proposed_sitting", "proposal_id", "sitting_proposal"),
        _key("proposed_sitting", "room_id", "room"),
        _key("proposed_sitting", "sitting_id", "sitting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_sitting")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposed_sitting_proposal_id_number")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_proposed_sitting_sitting_id")),
    )
    op.create_table(
        "sitting_event",
        _whole("id"),
        _whole("sitting_id"),
        _text("act", 32),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("by", 80),
        _moment("at"),
        _key("sitting_event", "sitting_id", "sitting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_event")),
    )
    _index("sitting_event", "sitting_id")


def downgrade() -> None:
    for table in ("sitting_event", "proposed_sitting", "sitting_proposal"):
        op.drop_table(table)
    for table in ("schedule_change", "schedule_row", "schedule"):
        op.drop_table(table)
    # Not in batch mode: on SQLite it would lay the table anew, and rows of other tables point to it.
    op.drop_column("sitting", "planned_minutes")
