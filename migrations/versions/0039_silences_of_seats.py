"""Each silence of a seat is kept, not the last one alone."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

SILENCE = sa.table("seat_silence", *(sa.column(name) for name in ("attempt_id", "since", "until")))
SIGHTING = sa.table(
    "seat_sighting", *(sa.column(name) for name in ("attempt_id", "silent_from", "silent_until"))
)


def upgrade() -> None:
    """Carry the last silence of each seat over."""
    op.create_table(
        "seat_silence",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_seat_silence_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "since", name=op.f("pk_seat_silence")),
    )
    known = sa.select(SIGHTING.c.attempt_id, SIGHTING.c.silent_from, SIGHTING.c.silent_until)
    op.execute(
        sa.insert(SILENCE).from_select(
            ["attempt_id", "since", "until"], known.where(SIGHTING.c.silent_until.is_not(None))
        )
    )
    with op.batch_alter_table("seat_sighting") as batch:
        batch.drop_column("silent_until")
        batch.drop_column("silent_from")


def downgrade() -> None:
    """Keep of each seat the last silence, as the version before did, where nobody was moved since.

    That version cannot read the rows of a way to another computer, and the ledger loses none.
    """
    kinds = sa.table("time_ledger_row", sa.column("kind")).c.kind
    if op.get_bind().scalar(sa.select(sa.func.count()).where(kinds.in_(["moved", "arrived", "seated"]))):
        raise RuntimeError("Candidates were moved, and the time ledger says so in rows of this revision.")
    with op.batch_alter_table("seat_sighting") as batch:
        batch.add_column(sa.Column("silent_from", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("silent_until", sa.DateTime(timezone=True), nullable=True))
    mine = SILENCE.c.attempt_id == SIGHTING.c.attempt_id
    for column, last in (("silent_from", SILENCE.c.since), ("silent_until", SILENCE.c.until)):
        newest = sa.select(sa.func.max(last)).where(mine).scalar_subquery()
        op.execute(sa.update(SIGHTING).values({column: newest}))
    op.drop_table("seat_silence")
