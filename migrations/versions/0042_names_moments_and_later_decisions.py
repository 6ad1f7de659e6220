"""What the register of candidates renamed, when certificates changed, and later decisions on an item."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
RENAMED = sa.text("renamed_at IS NOT NULL")
PROPOSED = sa.text("state = 'proposed'")
CANDIDATE = sa.table(
    "candidate", *(sa.column(name) for name in ("id", "name_latn", "name_cyrl", "renamed_at"))
)
BOOKING = sa.table("booking", sa.column("id"), sa.column("candidate_id"))
RESULT = sa.table(
    "result",
    *(sa.column(name) for name in ("sheet_id", "position", "booking_id", "name_latn", "name_cyrl")),
    sa.column("attempt_id"),
)
SHEET = sa.table("result_sheet", sa.column("id"), sa.column("body"), sa.column("state"))
CERTIFICATE = sa.table(
    "certificate",
    *(sa.column(name) for name in ("id", "attempt_id", "name_latn", "name_cyrl", "issued_at")),
    *(sa.column(name) for name in ("replaced_at", "changed_at")),
)
REVOCATION = sa.table("revocation", sa.column("certificate_id"), sa.column("revoked_at"))
MATTER = sa.table(
    "item_matter",
    *(sa.column(name) for name in ("id", "source", "source_code", "text")),
    sa.column("facts", sa.JSON),
)
INCIDENT = sa.table("incident", *(sa.column(name) for name in ("code", "sitting_id", "kind", "text")))
SITTING = sa.table("sitting", sa.column("id"), sa.column("code"))


def upgrade() -> None:
    """Add the columns, and fill them from what is there.

    No table is written anew: others name these, and SQLite would not let them go.
    """
    _name_lines()
    _date_changes()
    _mark_renamed()
    _take_words_apart()
    _make_later_decisions()


def _name_lines() -> None:
    op.add_column("result", sa.Column("name_latn", sa.String(length=240), nullable=True))
    op.add_column("result", sa.Column("name_cyrl", sa.String(length=240), nullable=True))
    names = (
        sa.update(RESULT)
        .where(RESULT.c.sheet_id == sa.bindparam("sheet"), RESULT.c.position == sa.bindparam("line"))
        .values(name_latn=sa.bindparam("latn"), name_cyrl=sa.bindparam("cyrl"))
    )
    bind = op.get_bind()
    for sheet in bind.execute(sa.select(SHEET.c.id).order_by(SHEET.c.id)).scalars().all():
        body = bind.execute(sa.select(SHEET.c.body).where(SHEET.c.id == sheet)).scalar_one()
        if lines := list(_read_lines(sheet, body)):
            bind.execute(names, lines)


def _read_lines(sheet: int, body: str) -> Iterator[dict[str, Any]]:
    for place, line in enumerate(json.loads(body).get("candidates", ()), 1):
        yield {"sheet": sheet, "line": place, "latn": line["name_latn"], "cyrl": line["name_cyrl"]}


def _date_changes() -> None:
    op.add_column("certificate", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    revoked = sa.select(REVOCATION.c.revoked_at).where(REVOCATION.c.certificate_id == CERTIFICATE.c.id)
    last = sa.func.coalesce(CERTIFICATE.c.replaced_at, revoked.scalar_subquery(), CERTIFICATE.c.issued_at)
    op.execute(sa.update(CERTIFICATE).values(changed_at=last))
    op.create_index("ix_certificate_changed_at_id", "certificate", ["changed_at", "id"])
    op.create_index("ix_decision_at_sheet_id", "decision", ["at", "sheet_id"])


def _mark_renamed() -> None:
    """Mark whoever has another name now than on a valid paper; since when is not known."""
    op.add_column("candidate", sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_candidate_renamed",
        "candidate",
        ["renamed_at"],
        sqlite_where=RENAMED,
        postgresql_where=RENAMED,
    )
    on_paper = (
        sa.select(BOOKING.c.candidate_id)
        .select_from(BOOKING)
        .join(RESULT, RESULT.c.booking_id == BOOKING.c.id)
        .join(SHEET, SHEET.c.id == RESULT.c.sheet_id)
        .outerjoin(
            CERTIFICATE,
            sa.and_(CERTIFICATE.c.attempt_id == RESULT.c.attempt_id, CERTIFICATE.c.replaced_at.is_(None)),
        )
        .where(
            BOOKING.c.candidate_id == CANDIDATE.c.id,
            SHEET.c.state == "confirmed",
            sa.or_(_differs(RESULT), _differs(CERTIFICATE)),
        )
    )
    marked = sa.literal(datetime.now(UTC), sa.DateTime(timezone=True))
    op.execute(sa.update(CANDIDATE).where(on_paper.exists()).values(renamed_at=marked))


def _differs(paper: sa.TableClause) -> sa.ColumnElement[bool]:
    return sa.or_(paper.c.name_latn != CANDIDATE.c.name_latn, paper.c.name_cyrl != CANDIDATE.c.name_cyrl)


def _take_words_apart() -> None:
    """Let what came from an incident say its facts and the proctor's own words, in no language of its own."""
    op.add_column("item_matter", sa.Column("facts", JSONB, nullable=True))
    bind = op.get_bind()
    said = bind.execute(
        sa.select(MATTER.c.id, SITTING.c.code, INCIDENT.c.kind, INCIDENT.c.text)
        .select_from(MATTER)
        .join(INCIDENT, INCIDENT.c.code == MATTER.c.source_code)
        .join(SITTING, SITTING.c.id == INCIDENT.c.sitting_id)
        .where(MATTER.c.source == "incident")
    ).all()
    for matter, sitting, kind, text in said:
        words = {"facts": {"sitting": sitting, "kind": kind}, "text": text}
        bind.execute(sa.update(MATTER).where(MATTER.c.id == matter).values(words))


def _put_words_together() -> None:
    """Say the facts within the text again: the revision before shows nothing else."""
    bind = op.get_bind()
    taken = sa.select(MATTER.c.id, MATTER.c.text, MATTER.c.facts).where(MATTER.c.source == "incident")
    for matter, text, facts in bind.execute(taken).all():
        if facts is not None:
            words = ": ".join(part for part in (f"{facts['sitting']} ({facts['kind']})", text) if part)
            bind.execute(sa.update(MATTER).where(MATTER.c.id == matter).values(text=words))


def _make_later_decisions() -> None:
    op.create_table(
        "item_matter_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("key", JSONB, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=160), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_by_name", sa.String(length=160), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("ended_by_name", sa.String(length=160), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["item_matter.id"], name=op.f("fk_item_matter_decision_matter_id_item_matter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_matter_decision")),
    )
    op.create_index(op.f("ix_item_matter_decision_matter_id"), "item_matter_decision", ["matter_id"])
    op.create_index(
        "uq_item_matter_decision_proposed",
        "item_matter_decision",
        ["matter_id"],
        unique=True,
        sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )


def downgrade() -> None:
    """Go back where no decision on an item has followed another: the revision before knows one of each."""
    kept = sa.select(sa.func.count()).select_from(sa.table("item_matter_decision"))
    if op.get_bind().scalar(kept):
        raise RuntimeError("Later decisions on items are kept here, which the revision before cannot hold.")
    op.drop_table("item_matter_decision")
    _put_words_together()
    op.drop_column("item_matter", "facts")
    op.drop_index("ix_candidate_renamed", "candidate")
    op.drop_column("candidate", "renamed_at")
    op.drop_index("ix_decision_at_sheet_id", "decision")
    op.drop_index("ix_certificate_changed_at_id", "certificate")
    op.drop_column("certificate", "changed_at")
    op.drop_column("result", "name_cyrl")
    op.drop_column("result", "name_latn")
