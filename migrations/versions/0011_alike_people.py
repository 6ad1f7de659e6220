"""Lists: who is alike by name and birth date, who was told apart; a first day is kept nowhere twice."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from examapp.candidates.alike import alike_key, born_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
_CHUNK = 5000


def upgrade() -> None:
    # SQLite changes the tables in place: other rows point at them, so that they must not be made anew.
    with op.batch_alter_table("candidate_list", recreate="never") as table:
        table.drop_column("first_day")
    with op.batch_alter_table("candidate_list_entry", recreate="never") as table:
        table.add_column(sa.Column("alike_key", sa.String(length=160), nullable=True))
        table.create_index(op.f("ix_candidate_list_entry_alike_key"), ["alike_key"])
    op.create_table(
        "namesakes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["candidate.id"], name=op.f("fk_namesakes_first_id_candidate")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["candidate.id"], name=op.f("fk_namesakes_second_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_namesakes")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_namesakes_first_id_second_id")),
    )
    op.create_index(op.f("ix_namesakes_second_id"), "namesakes", ["second_id"])
    _write_keys()


def _write_keys() -> None:
    """Give those who stand on lists their keys, so that they are found like those who come later."""
    connection = op.get_bind()
    entry = sa.table(
        "candidate_list_entry",
        sa.column("id", sa.Integer),
        sa.column("candidate_id", sa.Integer),
        sa.column("name_latn", sa.String),
        sa.column("pinfl", sa.String),
        sa.column("alike_key", sa.String),
    )
    candidate = sa.table("candidate", sa.column("id", sa.Integer), sa.column("birth_date", sa.Date))
    rows = connection.execute(
        sa.select(entry.c.id, entry.c.name_latn, entry.c.pinfl, candidate.c.birth_date).join(
            candidate, candidate.c.id == entry.c.candidate_id
        )
    ).all()
    keys = [{"this": row.id, "key": _key(row.name_latn, row.birth_date, row.pinfl)} for row in rows]
    change = sa.update(entry).where(entry.c.id == sa.bindparam("this")).values(alike_key=sa.bindparam("key"))
    for start in range(0, len(keys), _CHUNK):
        connection.execute(change, keys[start : start + _CHUNK])


def _key(name: str, birth_date: date | None, pinfl: str | None) -> str | None:
    return alike_key(name, born_of(birth_date, pinfl))


def downgrade() -> None:
    op.drop_table("namesakes")
    with op.batch_alter_table("candidate_list_entry", recreate="never") as table:
        table.drop_index(op.f("ix_candidate_list_entry_alike_key"))
        table.drop_column("alike_key")
    with op.batch_alter_table("candidate_list", recreate="never") as table:
        table.add_column(sa.Column("first_day", sa.Date(), nullable=True))
