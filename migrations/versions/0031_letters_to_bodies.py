"""Where a body is written to about its people's results, its letters, and what each said of whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine[object]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "body_contact",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_body_contact_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_body_contact")),
    )
    _create_notices()
    _create_lines()


def _create_notices() -> None:
    op.create_table(
        "body_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("facts", _json(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.String(length=254), nullable=True),
        sa.Column("provider_id", sa.String(length=120), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_body_notice_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_body_notice_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_notice")),
        sa.UniqueConstraint("code", name=op.f("uq_body_notice_code")),
    )
    op.create_index(op.f("ix_body_notice_organisation_id"), "body_notice", ["organisation_id"])
    op.create_index("ix_body_notice_state_next_try_at", "body_notice", ["state", "next_try_at"])


def _create_lines() -> None:
    op.create_table(
        "body_notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("booking_code", sa.String(length=20), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("facts", _json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["body_notice.id"], name=op.f("fk_body_notice_line_notice_id_body_notice")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_body_notice_line_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_notice_line")),
        sa.UniqueConstraint(
            "organisation_id", "occasion", name=op.f("uq_body_notice_line_organisation_id_occasion")
        ),
    )
    op.create_index(op.f("ix_body_notice_line_notice_id"), "body_notice_line", ["notice_id"])


def downgrade() -> None:
    op.drop_table("body_notice_line")
    op.drop_table("body_notice")
    op.drop_table("body_contact")
