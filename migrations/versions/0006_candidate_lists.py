"""Candidate lists as a contract: calls, lists, people, intakes, orders, tokens, positions; districts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "district",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("names", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_district")),
    )
    with op.batch_alter_table("district", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_district_region_code"), ["region_code"], unique=False)

    op.create_table(
        "kept_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_kept_file")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=80), nullable=True),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_api_token_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("code", name=op.f("uq_api_token_code")),
        sa.UniqueConstraint("mac", name=op.f("uq_api_token_mac")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "candidate_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("agreement", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_candidate_list_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_candidate_list_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_list")),
        sa.UniqueConstraint("code", name=op.f("uq_candidate_list_code")),
        sa.UniqueConstraint(
            "organisation_id",
            "programme_id",
            "year",
            name=op.f("uq_candidate_list_organisation_id_programme_id_year"),
        ),
    )
    with op.batch_alter_table("candidate_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_list_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_list_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_list_year"), ["year"], unique=False)

    op.create_table(
        "list_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("called_by", sa.String(length=80), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_list_call_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_call")),
        sa.UniqueConstraint("programme_id", "year", name=op.f("uq_list_call_programme_id_year")),
    )
    op.create_table(
        "listed_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("names", _JSON, nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_listed_position_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_position")),
        sa.UniqueConstraint("programme_id", "key", name=op.f("uq_listed_position_programme_id_key")),
    )
    op.create_table(
        "attendance_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(length=240), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["candidate_list.id"], name=op.f("fk_attendance_order_list_id_candidate_list")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["kept_file.sha256"], name=op.f("fk_attendance_order_sha256_kept_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_order")),
        sa.UniqueConstraint("code", name=op.f("uq_attendance_order_code")),
    )
    with op.batch_alter_table("attendance_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_order_list_id"), ["list_id"], unique=False)

    op.create_table(
        "candidate_list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("name_latn", sa.String(length=240), nullable=False),
        sa.Column("name_cyrl", sa.String(length=240), nullable=False),
        sa.Column("search_key", sa.String(length=240), nullable=False),
        sa.Column("pinfl", sa.String(length=14), nullable=True),
        sa.Column("document", sa.String(length=20), nullable=True),
        sa.Column("positions", _JSON, nullable=False),
        sa.Column("notes", _JSON, nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("unfit", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acquainted_on", sa.Date(), nullable=True),
        sa.Column("acquainted_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_list_entry_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["candidate_list.id"], name=op.f("fk_candidate_list_entry_list_id_candidate_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_list_entry")),
        sa.UniqueConstraint(
            "list_id", "candidate_id", name=op.f("uq_candidate_list_entry_list_id_candidate_id")
        ),
    )
    with op.batch_alter_table("candidate_list_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_list_entry_candidate_id"), ["candidate_id"], unique=False
        )

    op.create_table(
        "list_intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=240), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("columns", _JSON, nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("totals", _JSON, nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("brought_by", sa.String(length=80), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["candidate_list.id"], name=op.f("fk_list_intake_list_id_candidate_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_intake")),
        sa.UniqueConstraint("code", name=op.f("uq_list_intake_code")),
    )
    with op.batch_alter_table("list_intake", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_intake_list_id"), ["list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_intake_state"), ["state"], unique=False)

    op.create_table(
        "candidate_list_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.String(length=160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["candidate_list_entry.id"],
            name=op.f("fk_candidate_list_event_entry_id_candidate_list_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["candidate_list.id"], name=op.f("fk_candidate_list_event_list_id_candidate_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_list_event")),
    )
    with op.batch_alter_table("candidate_list_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_list_event_list_id"), ["list_id"], unique=False)

    op.create_table(
        "list_intake_row",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("repaired", sa.Boolean(), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("cells", _JSON, nullable=True),
        sa.Column("line", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["list_intake.id"], name=op.f("fk_list_intake_row_intake_id_list_intake")
        ),
        sa.PrimaryKeyConstraint("intake_id", "position", name=op.f("pk_list_intake_row")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("district_code", sa.String(length=12), nullable=True))
        batch_op.create_index(batch_op.f("ix_organisation_district_code"), ["district_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)

    with op.batch_alter_table("staff_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_account_organisation_code"), ["organisation_code"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("staff_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_account_organisation_code"))

    # Rebuilding the table would drop it under the rows that point to it; SQLite can drop a column by itself.
    with op.batch_alter_table("organisation", schema=None, recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_district_code"))
    # Not in batch mode: on SQLite it would lay the table anew, and rows of other tables point to it.
    op.drop_column("organisation", "district_code")

    op.drop_table("list_intake_row")
    with op.batch_alter_table("candidate_list_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_list_event_list_id"))

    op.drop_table("candidate_list_event")
    with op.batch_alter_table("list_intake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_intake_state"))
        batch_op.drop_index(batch_op.f("ix_list_intake_list_id"))

    op.drop_table("list_intake")
    with op.batch_alter_table("candidate_list_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_list_entry_candidate_id"))

    op.drop_table("candidate_list_entry")
    with op.batch_alter_table("attendance_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_order_list_id"))

    op.drop_table("attendance_order")
    op.drop_table("listed_position")
    op.drop_table("list_call")
    with op.batch_alter_table("candidate_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_list_year"))
        batch_op.drop_index(batch_op.f("ix_candidate_list_state"))
        batch_op.drop_index(batch_op.f("ix_candidate_list_programme_id"))

    op.drop_table("candidate_list")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_organisation_id"))

    op.drop_table("api_token")
    op.drop_table("kept_file")
    with op.batch_alter_table("district", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_district_region_code"))

    op.drop_table("district")
