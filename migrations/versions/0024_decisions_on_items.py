"""Items before the commission, key versions under its decisions, and the sheets that follow from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "item_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_code", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("put_by", sa.String(length=80), nullable=False),
        sa.Column("put_by_name", sa.String(length=160), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=True),
        sa.Column("key", _json(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.String(length=80), nullable=True),
        sa.Column("proposed_by_name", sa.String(length=160), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_by_name", sa.String(length=160), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["question_list.id"], name=op.f("fk_item_matter_list_id_question_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_matter")),
        sa.UniqueConstraint("code", name=op.f("uq_item_matter_code")),
        sa.UniqueConstraint("list_id", "item_id", name=op.f("uq_item_matter_list_id_item_id")),
    )
    op.create_table(
        "key_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("decisions", _json(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["question_list.id"], name=op.f("fk_key_version_list_id_question_list")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_key_version")),
    )
    op.create_index(op.f("ix_key_version_list_id"), "key_version", ["list_id"])
    op.create_table(
        "item_matter_sheet",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["item_matter.id"], name=op.f("fk_item_matter_sheet_matter_id_item_matter")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["result_sheet.id"], name=op.f("fk_item_matter_sheet_sheet_id_result_sheet")
        ),
        sa.PrimaryKeyConstraint("matter_id", "sheet_id", name=op.f("pk_item_matter_sheet")),
    )


def downgrade() -> None:
    op.drop_table("item_matter_sheet")
    op.drop_index(op.f("ix_key_version_list_id"), "key_version")
    op.drop_table("key_version")
    op.drop_table("item_matter")
