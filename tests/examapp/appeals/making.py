"""A confirmed sheet with a candidate who did not pass, and the commission that decided on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.appeals.deciding import Draft, draft_decision
from examapp.appeals.filing import Complaint, file_appeal
from examapp.appeals.models import About, Appeal, Remedy, Verdict
from examapp.appeals.panel import appoint_panel
from examapp.appeals.signing import add_signature
from examapp.core.db import Database
from examapp.delivery.models import Attempt
from examapp.proctoring.models import AppealFile, Incident, IncidentConsequence, IncidentKind
from examapp.results.models import ResultSheet, SignatureMethod
from examapp.results.proving import Proof
from examapp.sittings.models import Booking
from tests.factories.closed_sitting import DECIDED_AT, HELD_FROM, make_closed_sitting
from tests.factories.commission import Commission, keys, make_commission, make_confirmed_sheet

# Friday 27 November 2026; the five working days end on Friday 4 December.
NEXT_DAY = DECIDED_AT + timedelta(days=3)
WORDS = "Kompyuter ikki marta oʻchib qoldi, vaqt qaytarilmadi."
WHY = "Bayonnoma va jurnal uzilishni tasdiqlaydi"


class NoDesk:
    """Stands where no paper is opened: only an appeal about an item opens one."""


@dataclass
class Ground:
    sheet: ResultSheet
    commission: Commission
    booking: Booking

    @property
    def panel(self) -> tuple[StaffAccount, ...]:
        return self.commission.members[:3]


def make_ground(db: Session, *, policy: dict[str, object] | None = None) -> Ground:
    """Make the ground; the second candidate has 29 of 50 points and has not passed."""
    commission = make_commission(db)
    sitting = make_closed_sitting(db, policy=policy)
    sheet = make_confirmed_sheet(db, sitting, commission)
    booking = db.scalars(select(Booking).order_by(Booking.id)).all()[1]
    return Ground(sheet, commission, booking)


def file(db: Session, ground: Ground, *, at: datetime = NEXT_DAY, about: About = About.TIME) -> Appeal:
    booking = db.get_one(Booking, ground.booking.id)
    return file_appeal(db, NoDesk(), booking, Complaint(about, WORDS), at=at)


def appoint(db: Session, appeal: Appeal, ground: Ground) -> None:
    chair, codes = ground.commission.chair, [one.code for one in ground.panel]
    appoint_panel(db, appeal, chair, codes, at=NEXT_DAY)


@contextmanager
def heard(database: Database) -> Iterator[tuple[Session, Ground, Appeal]]:
    """Work, in one transaction, on an appeal that has its panel."""
    with database.transaction() as db:
        ground = make_ground(db)
        appeal = file(db, ground)
        appoint(db, appeal, ground)
        yield db, ground, appeal


def member(ground: Ground, place: int = 0) -> SignedInStaff:
    return as_signed_in(ground.panel[place])


def answer(
    db: Session,
    appeal: Appeal,
    ground: Ground,
    verdict: Verdict,
    remedy: Remedy,
    points: dict[str, str] | None = None,
) -> None:
    """Draft, and let two of three sign as people who were recognised."""
    decision = draft_decision(db, appeal, member(ground), Draft(verdict, remedy, WHY, points), at=NEXT_DAY)
    for account in ground.panel[:2]:
        add_signature(db, keys(), decision, account, Proof(SignatureMethod.TOTP), at=NEXT_DAY)


def attempt_of(db: Session, ground: Ground) -> Attempt:
    return db.scalars(select(Attempt).where(Attempt.booking_id == ground.booking.id)).one()


def complain(db: Session, ground: Ground) -> AppealFile:
    """Take a complaint down, as a proctor does in the room."""
    attempt = attempt_of(db, ground)
    told = {"sitting_id": attempt.sitting_id, "attempt_id": attempt.id}
    incident = Incident(
        **told,
        code="I1",
        kind=IncidentKind.COMPLAINT,
        text="Qoʻshni xonada shovqin",
        consequence=IncidentConsequence.APPEAL_OPENED,
        minutes=0,
        recorded_by="staff:P",
        recorded_at=HELD_FROM,
    )
    db.add(incident)
    db.flush()
    complaint = AppealFile(
        **told, code="F1", incident_id=incident.id, opened_by="staff:P", opened_at=HELD_FROM
    )
    db.add(complaint)
    db.flush()
    return complaint
