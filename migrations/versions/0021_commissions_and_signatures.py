"""Commissions as data, sheets with further revisions, signatures, returns with remarks, annulments by two.

The commission was so far whoever held an account in one of its offices, by region. Each such region gets a
commission with that composition, so that decisions go on; it names this step as its document.
"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OFFICES = ("commission_chair", "commission_member", "secretary")
NAMES = {
    "uz-Latn": "Attestatsiya komissiyasi",
    "ru": "Аттестационная комиссия",
    "en": "Attestation commission",
}
SHEET_COLUMNS = {
    "previous_digest": sa.String(length=64),
    "cause": sa.String(length=32),
    "reason": sa.Text(),
    "proposed_by": sa.String(length=80),
    "commission_code": sa.String(length=20),
}


def upgrade() -> None:
    with op.batch_alter_table("result_sheet") as table:
        for name, kind in SHEET_COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))
    commission, composition, seat = _make_commission_tables()
    _make_decision_tables()
    _name_who_is_there(commission, composition, seat)


def downgrade() -> None:
    for name in ("void_request", "sheet_return", "sheet_signature"):
        op.drop_table(name)
    for name in ("commission_seat", "commission_composition", "commission"):
        op.drop_table(name)
    # The words that the earlier version knows.
    for table, column, words in (
        ("result_sheet", "state", {"superseded": "confirmed", "returned": "draft", "replaced": "draft"}),
        ("result", "outcome", {"excused": "absent", "removed": "failed"}),
    ):
        for word, known in words.items():
            here = sa.table(table, sa.column(column))
            op.execute(here.update().where(here.c[column] == word).values({column: known}))
    # A copy of the table could not take its place: results and decisions refer to it.
    with op.batch_alter_table("result_sheet", recreate="never") as table:
        for name in SHEET_COLUMNS:
            table.drop_column(name)


def _make_commission_tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    commission = op.create_table(
        "commission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("names", _json(), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission")),
        sa.UniqueConstraint("code", name=op.f("uq_commission_code")),
    )
    composition = op.create_table(
        "commission_composition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commission_id"],
            ["commission.id"],
            name=op.f("fk_commission_composition_commission_id_commission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_composition")),
        sa.UniqueConstraint(
            "commission_id", "number", name=op.f("uq_commission_composition_commission_id_number")
        ),
    )
    seat = op.create_table(
        "commission_seat",
        sa.Column("composition_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pinfl", sa.String(length=14), nullable=True),
        sa.ForeignKeyConstraint(
            ["composition_id"],
            ["commission_composition.id"],
            name=op.f("fk_commission_seat_composition_id_commission_composition"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_commission_seat_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("composition_id", "staff_id", name=op.f("pk_commission_seat")),
    )
    return commission, composition, seat


def _make_decision_tables() -> None:
    op.create_table(
        "sheet_signature",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("staff_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=120), nullable=False),
        sa.Column("pkcs7", sa.Text(), nullable=True),
        sa.Column("certificate", _json(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["result_sheet.id"], name=op.f("fk_sheet_signature_sheet_id_result_sheet")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_sheet_signature_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("sheet_id", "staff_id", name=op.f("pk_sheet_signature")),
    )
    op.create_table(
        "sheet_return",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(length=32), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("returned_by", sa.String(length=80), nullable=False),
        sa.Column("returned_by_name", sa.String(length=160), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["result_sheet.id"], name=op.f("fk_sheet_return_sheet_id_result_sheet")
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_sheet_return")),
    )
    op.create_table(
        "void_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("candidate_code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_by_name", sa.String(length=160), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_by_name", sa.String(length=160), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["result_sheet.id"], name=op.f("fk_void_request_sheet_id_result_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_void_request")),
        sa.UniqueConstraint("code", name=op.f("uq_void_request_code")),
    )
    op.create_index(op.f("ix_void_request_sheet_id"), "void_request", ["sheet_id"])


def _name_who_is_there(commission: sa.Table, composition: sa.Table, seat: sa.Table) -> None:
    """Make one commission for each region that has a chair or members, with whoever is active in it."""
    found, at = op.get_bind(), datetime.now(UTC)
    staff = sa.Table("staff_account", sa.MetaData(), autoload_with=found)
    people = found.execute(
        sa.select(staff.c.id, staff.c.role, staff.c.region_code)
        .where(staff.c.role.in_(OFFICES), staff.c.active)
        .order_by(staff.c.display_name)
    ).all()
    for region in dict.fromkeys(one.region_code for one in people if one.role != "secretary"):
        named = {"code": uuid4().hex[:8].upper(), "names": NAMES, "region_code": region}
        made = {"created_by": "system", "created_at": at}
        commission_id = _insert(found, commission, named | made)
        order = {"number": 1, "document": "0021", "from_day": at.date(), "state": "approved"}
        hands = {"proposed_by": "system", "proposed_at": at, "decided_by": "system", "decided_at": at}
        composition_id = _insert(found, composition, {"commission_id": commission_id} | order | hands)
        here = [one for one in people if one.region_code == region]
        for place, one in enumerate(sorted(here, key=lambda one: OFFICES.index(one.role)), start=1):
            _insert(found, seat, {"composition_id": composition_id, "staff_id": one.id, "place": place})


def _insert(found: sa.Connection, table: sa.Table, values: dict[str, object]) -> int:
    key: int = found.execute(table.insert().values(**values)).inserted_primary_key[0]
    return key


def _json() -> sa.types.TypeEngine[object]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
