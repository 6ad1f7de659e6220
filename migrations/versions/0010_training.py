"""Training: register of institutions, versions of what is demanded; keys by which people are found by name.

The keys of everybody who is registered are written here, as the verbs write them from now on.
"""

import sqlalchemy as sa
from alembic import op

from examapp.candidates.name_words import list_name_words
from examapp.core.column_types import Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AT_ONCE = 2000


def upgrade() -> None:
    _lay_register()
    _lay_versions()
    _lay_name_words()


def _lay_register() -> None:
    op.create_table(
        "training_institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("district_code", sa.String(length=12), nullable=True),
        sa.Column("address", sa.String(length=240), nullable=False),
        sa.Column("phone", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("website", sa.String(length=240), nullable=True),
        sa.Column("topics", Json, nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("licence", sa.String(length=240), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.String(length=160), nullable=False),
        sa.Column("checked_as", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_institution")),
        sa.UniqueConstraint("code", name=op.f("uq_training_institution_code")),
    )
    op.create_index(op.f("ix_training_institution_region_code"), "training_institution", ["region_code"])
    op.create_table(
        "training_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.String(length=160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["training_institution.id"],
            name=op.f("fk_training_event_institution_id_training_institution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_event")),
    )
    op.create_index(op.f("ix_training_event_institution_id"), "training_event", ["institution_id"])


def _lay_versions() -> None:
    op.create_table(
        "requirement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_code", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("rows", Json, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=240), nullable=False),
        sa.Column("editors", Json, nullable=False),
        sa.Column("editor_name", sa.String(length=160), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=True),
        sa.Column("publisher_name", sa.String(length=160), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_version")),
        sa.UniqueConstraint(
            "programme_code", "part", "number", name=op.f("uq_requirement_version_programme_code_part_number")
        ),
    )


def _lay_name_words() -> None:
    word = sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql")
    table = op.create_table(
        "candidate_name_word",
        sa.Column("word", word, nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_name_word_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_candidate_name_word_organisation_id_organisation"),
        ),
        # PostgreSQL's index holds the whole row: to fetch sixty thousand rows one by one cost 60 ms.
        sa.PrimaryKeyConstraint(
            "word",
            "candidate_id",
            name=op.f("pk_candidate_name_word"),
            postgresql_include=["organisation_id", "others"],
        ),
        sqlite_with_rowid=False,
    )
    _fill_name_words(op.get_bind(), table)
    op.create_index(op.f("ix_candidate_name_word_candidate_id"), "candidate_name_word", ["candidate_id"])


def _fill_name_words(connection: sa.Connection, table: sa.Table) -> None:
    names = ("id", "organisation_id", "name_latn", "name_cyrl")
    candidate = sa.table("candidate", *(sa.column(name) for name in names))
    last = 0
    while people := connection.execute(
        sa.select(candidate).where(candidate.c.id > last).order_by(candidate.c.id).limit(_AT_ONCE)
    ).all():
        last = people[-1].id
        rows = [
            {
                "word": one.word,
                "candidate_id": person.id,
                "organisation_id": person.organisation_id,
                "others": one.others,
            }
            for person in people
            for one in list_name_words(person.name_latn, person.name_cyrl)
        ]
        if rows:
            connection.execute(sa.insert(table), rows)


def downgrade() -> None:
    op.drop_table("candidate_name_word")
    op.drop_table("requirement_version")
    op.drop_table("training_event")
    op.drop_table("training_institution")
