"""Where else an item was named, and what E-IMZO says of a signature under an appeal's decision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "item_matter_mention",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("put_by_name", sa.String(length=160), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["item_matter.id"], name=op.f("fk_item_matter_mention_matter_id_item_matter")
        ),
        sa.PrimaryKeyConstraint("matter_id", "source", "source_code", name=op.f("pk_item_matter_mention")),
    )
    with op.batch_alter_table("appeal_signature", recreate="never") as batch:
        batch.add_column(sa.Column("pkcs7", sa.Text(), nullable=True))
        batch.add_column(sa.Column("certificate", _json(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("appeal_signature", recreate="never") as batch:
        batch.drop_column("certificate")
        batch.drop_column("pkcs7")
    op.drop_table("item_matter_mention")
