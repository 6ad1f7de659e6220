"""Requests that end a certificate, drafts that take another's place, the moment that a file bears."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite adds a column in place: other tables point at certificates, and its partial index must stay.
    with op.batch_alter_table("certificate", recreate="never") as table:
        table.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("certificate_draft") as table:
        table.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_certificate_draft_replaces_id_certificate"), "certificate", ["replaces_id"], ["id"]
        )
    op.create_table(
        "certificate_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=160), nullable=False),
        sa.Column("name_latn", sa.String(length=240), nullable=True),
        sa.Column("name_cyrl", sa.String(length=240), nullable=True),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_request_certificate_id_certificate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_request")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_request_code")),
    )
    op.create_index(
        "uq_certificate_request_certificate_id_waiting",
        "certificate_request",
        ["certificate_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_certificate_request_certificate_id"), "certificate_request", ["certificate_id"])
    op.create_index(op.f("ix_certificate_valid_until"), "certificate", ["valid_until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_certificate_valid_until"), "certificate")
    op.drop_table("certificate_request")
    with op.batch_alter_table("certificate_draft") as table:
        table.drop_constraint(op.f("fk_certificate_draft_replaces_id_certificate"), type_="foreignkey")
        table.drop_column("replaces_id")
    with op.batch_alter_table("certificate", recreate="never") as table:
        table.drop_column("made_at")
