"""An approved number of years, two hands, and a deletion carried out."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from examapp.core.db import Database
from examapp.core.signing import PrivateSigner
from examapp.programmes.models import PolicyStatus, PolicyValue, Programme
from examapp.retention.carrying_out import carry_on
from examapp.retention.models import Kind
from examapp.retention.proposing import Hand, approve, get_proposal, propose

OPERATOR = Hand("staff:OPERATOR", "Mirzayeva Dilnoza")
ADMINISTRATOR = Hand("staff:ADMIN", "Sobirov Aziz")
BEFORE = datetime(2026, 1, 5, 4, tzinfo=UTC)
# Six years and some days after whatever the factories make.
LATER = datetime(2032, 12, 20, 5, tzinfo=UTC)


def approve_years(db: Session, *, attempts: int = 6, audit: int = 6, drafts: int = 1) -> None:
    for programme in db.query(Programme).all():
        years = {"attempts": attempts, "audit": audit, "drafts": drafts}
        db.add(
            PolicyValue(
                programme_id=programme.id,
                key="retention_years",
                value={"value": years},
                source="–",
                status=PolicyStatus.APPROVED,
                document="Buyruq",
                document_number="12",
                proposed_by="staff:O",
                proposed_at=BEFORE,
                approved_by="staff:C",
                approved_at=BEFORE,
            )
        )
    db.flush()


def agree(database: Database, kind: Kind, at: datetime = LATER) -> str:
    """Have one person propose and another approve what is due; return the proposal's code."""
    with database.transaction() as db:
        code = propose(db, kind, by=OPERATOR, at=at).code
    with database.transaction() as db:
        approve(db, get_proposal(db, code), by=ADMINISTRATOR, at=at)
    return code


def carry_out(database: Database, signer: PrivateSigner, code: str, at: datetime = LATER) -> None:
    done = False
    while not done:
        with database.transaction() as db:
            done = carry_on(db, get_proposal(db, code), signer, at)
