"""Appeals on results: who hears them, what is decided, and the signatures under it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OPEN = sa.text("state <> 'answered' AND file_id IS NULL")


def upgrade() -> None:
    _make_appeal()
    _make_panel()
    _make_decision()


def downgrade() -> None:
    for name in ("appeal_signature", "appeal_decision", "appeal_panel_member", "appeal"):
        op.drop_table(name)


def _make_appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=8), nullable=False),
        sa.Column("sheet_number", sa.String(length=40), nullable=False),
        sa.Column("sheet_revision", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("item_number", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("appointed_by", sa.String(length=80), nullable=True),
        sa.Column("appointed_by_name", sa.String(length=160), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_appeal_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["file_id"], ["appeal_file.id"], name=op.f("fk_appeal_file_id_appeal_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("number", name=op.f("uq_appeal_number")),
        sa.UniqueConstraint("file_id", name=op.f("uq_appeal_file_id")),
    )
    op.create_index(op.f("ix_appeal_attempt_id"), "appeal", ["attempt_id"])
    op.create_index(op.f("ix_appeal_region_code"), "appeal", ["region_code"])
    op.create_index(
        "uq_appeal_open_attempt",
        "appeal",
        ["attempt_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _make_panel() -> None:
    op.create_table(
        "appeal_panel_member",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_panel_member_appeal_id_appeal")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_appeal_panel_member_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "staff_id", name=op.f("pk_appeal_panel_member")),
    )


def _make_decision() -> None:
    op.create_table(
        "appeal_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("remedy", sa.String(length=32), nullable=False),
        sa.Column("points", _json(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drafted_by", sa.String(length=80), nullable=False),
        sa.Column("drafted_by_name", sa.String(length=160), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_decision_appeal_id_appeal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_decision")),
        sa.UniqueConstraint("appeal_id", "number", name=op.f("uq_appeal_decision_appeal_id_number")),
    )
    op.create_table(
        "appeal_signature",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("staff_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["appeal_decision.id"],
            name=op.f("fk_appeal_signature_decision_id_appeal_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_appeal_signature_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("decision_id", "staff_id", name=op.f("pk_appeal_signature")),
    )


def _json() -> sa.types.TypeEngine[object]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
