"""Holds, proposed deletions with their things, proofs that stay for good, signed cuts of the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None
_OPEN = sa.text("state IN ('waiting', 'approved')")


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _long(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    on_postgres = postgresql.JSONB(none_as_null=True)
    return sa.Column(name, sa.JSON(none_as_null=True).with_variant(on_postgres, "postgresql"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "audit_cut",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("digest", 64),
        _text("proposal", 20),
        _text("root", 64),
        _moment("at"),
        _long("signature"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_cut")),
    )
    _create_holds()
    _create_proposals()
    _create_things_and_proofs()


def _create_holds() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("code", 20),
        _text("kind", 32),
        _text("subject_code", 80),
        _long("reason"),
        _text("document", 160),
        _text("placed_by", 80),
        _text("placed_by_name", 160),
        _moment("placed_at"),
        _text("lifted_by", 80, nullable=True),
        _text("lifted_by_name", 160, nullable=True),
        _moment("lifted_at", nullable=True),
        _long("lift_reason", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
        sa.UniqueConstraint("code", name=op.f("uq_retention_hold_code")),
    )
    op.create_index(op.f("ix_retention_hold_subject_code"), "retention_hold", ["subject_code"])


def _create_proposals() -> None:
    op.create_table(
        "retention_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("code", 20),
        _text("kind", 32),
        _text("state", 32),
        _json("policy"),
        sa.Column("last_day", sa.Date(), nullable=False),
        _text("root", 64),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("proposed_by", 80),
        _text("proposed_by_name", 160),
        _moment("proposed_at"),
        _text("decided_by", 80, nullable=True),
        _text("decided_by_name", 160, nullable=True),
        _moment("decided_at", nullable=True),
        _long("remark", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_proposal")),
        sa.UniqueConstraint("code", name=op.f("uq_retention_proposal_code")),
    )
    op.create_index(
        "uq_retention_proposal_open_kind",
        "retention_proposal",
        ["kind"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _create_things_and_proofs() -> None:
    op.create_table(
        "retention_item",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _text("code", 40),
        _text("of", 40),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _json("rows"),
        _text("digest", 64),
        _text("outcome", 32, nullable=True),
        _text("kept_because", 40, nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["retention_proposal.id"],
            name=op.f("fk_retention_item_proposal_id_retention_proposal"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_retention_item")),
        sa.UniqueConstraint("proposal_id", "code", name=op.f("uq_retention_item_proposal_id_code")),
    )
    op.create_index(op.f("ix_retention_item_code"), "retention_item", ["code"])
    op.create_index(op.f("ix_retention_item_outcome"), "retention_item", ["outcome"])
    op.create_table(
        "retention_proof",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        _long("body"),
        _text("digest", 64),
        _long("signature"),
        _moment("signed_at"),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["retention_proposal.id"],
            name=op.f("fk_retention_proof_proposal_id_retention_proposal"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_retention_proof")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_retention_proof_proposal_id")),
    )


def downgrade() -> None:
    # What was deleted by proof cannot come back, and without its proofs the log would look tampered with.
    for table in ("retention_proof", "audit_cut"):
        if op.get_bind().execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar():
            raise RuntimeError("Something was deleted by proof: this revision cannot be taken back.")
    for table in ("retention_proof", "retention_item", "retention_proposal", "retention_hold", "audit_cut"):
        op.drop_table(table)
