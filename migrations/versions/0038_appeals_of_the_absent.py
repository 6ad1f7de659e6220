"""An appeal is on a booking, with or without an attempt, and the chair may give its days once more."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OPEN = sa.text("state <> 'answered' AND file_id IS NULL")
APPEAL = sa.table("appeal", sa.column("booking_id"), sa.column("attempt_id"))
ATTEMPT = sa.table("attempt", sa.column("id"), sa.column("booking_id"))


def upgrade() -> None:
    """Name the booking of each appeal, which its attempt has."""
    op.drop_index("uq_appeal_open_attempt", "appeal")
    with op.batch_alter_table("appeal") as batch:
        batch.add_column(sa.Column("booking_id", sa.Integer(), nullable=True))
    booked = sa.select(ATTEMPT.c.booking_id).where(ATTEMPT.c.id == APPEAL.c.attempt_id)
    op.execute(sa.update(APPEAL).values(booking_id=booked.scalar_subquery()))
    with op.batch_alter_table("appeal") as batch:
        batch.alter_column("booking_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("attempt_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key(op.f("fk_appeal_booking_id_booking"), "booking", ["booking_id"], ["id"])
    op.create_index(op.f("ix_appeal_booking_id"), "appeal", ["booking_id"])
    _keep_one_open("uq_appeal_open_booking", "booking_id")
    op.create_table(
        "appeal_reopened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_appeal_reopened_booking_id_booking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_reopened")),
    )
    op.create_index(op.f("ix_appeal_reopened_booking_id"), "appeal_reopened", ["booking_id"])


def downgrade() -> None:
    """Go back where every appeal has an attempt; one of somebody absent is not dropped for that."""
    alone = sa.select(sa.func.count()).select_from(APPEAL).where(APPEAL.c.attempt_id.is_(None))
    if op.get_bind().scalar(alone):
        raise RuntimeError(
            "There are appeals of people without an attempt, which the revision before cannot hold."
        )
    op.drop_table("appeal_reopened")
    op.drop_index("uq_appeal_open_booking", "appeal")
    op.drop_index(op.f("ix_appeal_booking_id"), "appeal")
    with op.batch_alter_table("appeal") as batch:
        batch.drop_constraint(op.f("fk_appeal_booking_id_booking"), type_="foreignkey")
        batch.alter_column("attempt_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("booking_id")
    _keep_one_open("uq_appeal_open_attempt", "attempt_id")


def _keep_one_open(name: str, column: str) -> None:
    op.create_index(name, "appeal", [column], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
