"""The demo's finished rehearsal: a whole sitting, from entry to certificates, by the real parts."""

from flask import Flask
from pyotp import TOTP
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import find_secret
from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.vault import ListVault
from examapp.certificates.issuing import issue_sitting
from examapp.core.audit import seal_new_entries
from examapp.core.clock import ManualClock, now, read_instant
from examapp.core.db import transaction
from examapp.core.signing import key_ring
from examapp.delivery.papers import Paper, PaperDesk
from examapp.demo.installation import House
from examapp.demo.plan import PlannedSitting
from examapp.demo.seats import DemoSeat, Slip
from examapp.glass_box.checkpointing import CheckpointRounds
from examapp.grading.sweeping import mark_missing
from examapp.proctoring.closing_room import close_room
from examapp.proctoring.interventions import Hand
from examapp.results.models import ResultSheet
from examapp.results.presence import record_presence
from examapp.results.signing import sign_with_code
from examapp.results.sweeping import draw_up_missing_sheets
from examapp.sittings.models import Booking, Sitting

# How many of a thousand items each of the finished candidates knows; the last one never came.
KNOWN_PERMILLE = (960, 880, 820, 760, 700, 690, 640, 540, 450, 330)
ABSENT = 1
MEMBERS = ("chair", "member-1", "member-2", "member-3", "member-4", "member-5", "member-6")

SIGNERS = ("secretary", "member-1", "member-2", "member-3", "chair")


def count_finished_people() -> int:
    """Return how many candidates the finished rehearsal has."""
    return len(KNOWN_PERMILLE) + ABSENT


def run_finished_sitting(app: Flask, house: House, planned: PlannedSitting, clock: ManualClock) -> None:
    """Let the candidates take their test, close the room, confirm the sheet and issue the certificates."""
    papers = _open_papers(planned)
    seats = [DemoSeat(app, Slip(planned.code, slip.candidate_code, slip.pin)) for slip in planned.slips]
    for seat in seats[: len(KNOWN_PERMILLE)]:
        seat.enter()
        seat.start()
    for index, permille in enumerate(KNOWN_PERMILLE):
        paper = papers[index]
        seats[index].answer(
            paper.form, paper.opened.items, permille_right=permille, seed=f"demo {index}", clock=clock
        )
        clock.advance(minutes=1)
        seats[index].submit()
    proctor = house.staff["proctor"]
    with transaction() as db:
        hand = Hand(actor=f"staff:{proctor.code}", now=read_instant(), key=f"demo {planned.code} close")
        close_room(db, db.get_one(Sitting, planned.id), {}, hand)
    mark_missing()
    _sign_the_log()
    draw_up_missing_sheets()
    clock.advance(hours=2)
    _confirm(house, planned)
    issue_sitting(planned.id)


def _sign_the_log() -> None:
    """Do what the worker would have done in these hours, so that the sheet prints the log's root."""
    signer = key_ring().signer("audit")
    with transaction() as db:
        while seal_new_entries(db, signer, now()):
            db.flush()
    CheckpointRounds().run()


def _open_papers(planned: PlannedSitting) -> list[Paper]:
    desk = PaperDesk(ListVault(key_ring()))
    with transaction() as db:
        forms = [db.get_one(Booking, slip.booking_id).form_id for slip in planned.slips]
        return [desk.open(db, form_id) for form_id in forms if form_id is not None]


def _confirm(house: House, planned: PlannedSitting) -> None:
    """Let the secretary record who is present, and those sign who are needed, by their telephones' digits."""
    at, secretary = read_instant().wall, house.staff["secretary"]
    with transaction() as db:
        sheet = db.scalars(select(ResultSheet).where(ResultSheet.sitting_id == planned.id)).one()
        present = [house.staff[name].code for name in MEMBERS]
        record_presence(db, sheet, as_signed_in(secretary), present, at=at)
        for name in SIGNERS:
            account = db.get_one(StaffAccount, house.staff[name].id)
            sign_with_code(
                db,
                key_ring(),
                sheet,
                account,
                digest_seen=sheet.digest,
                typed_code=TOTP(find_secret(account, key_ring()) or "").at(at),
                address="127.0.0.1",
                at=at,
            )
