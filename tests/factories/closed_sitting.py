"""A sitting that is over and marked, made by rows: what results and certificates begin with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionList, QuestionListState
from examapp.candidates.models import Candidate
from examapp.centres.models import Centre, Room, Workstation
from examapp.core.codes import new_code
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt, SealedHead, TimeLedgerRow
from examapp.delivery.states import AttemptState, Ending
from examapp.delivery.timing import LedgerKind
from examapp.grading.models import Score
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.proctoring.models import (
    AbortKind,
    AbortReason,
    Incident,
    IncidentConsequence,
    IncidentKind,
)
from examapp.proctoring.reasons import CAUSE_WORDS, Cause, consequence_of
from examapp.programmes.models import PolicyStatus, Programme
from examapp.programmes.policy_keys import KEYS
from examapp.sittings.models import Booking, ExamFormRecord, Sitting, SittingProctor, SittingState
from question_bank.scoring import RULE_VERSION
from question_bank.scripts import search_key, to_cyrillic

HELD_FROM = datetime(2026, 11, 24, 4, 33, tzinfo=UTC)  # 09:33 in Tashkent
HELD_UNTIL = datetime(2026, 11, 24, 5, 50, tzinfo=UTC)
CLOSED_AT = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
DRAWN_UP_AT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
DECIDED_AT = datetime(2026, 11, 27, 9, 2, tzinfo=UTC)
TOPICS = {"law": 10, "edoc": 6, "devices": 10, "office": 12, "internet": 6, "networks": 3, "security": 3}
LONG_NAME = "Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna"
LONG_POSITION = {
    "uz-Latn": (
        "Fargʻona viloyati Oltiariq tumani hokimligining axborot-kommunikatsiya texnologiyalarini "
        "rivojlantirish, elektron hujjat aylanishi va raqamlashtirish boʻlimi bosh mutaxassisi"
    ),
    "ru": (
        "Главный специалист отдела развития информационно-коммуникационных технологий, электронного "
        "документооборота и цифровизации хокимията Алтыарыкского района Ферганской области"
    ),
}


@dataclass(frozen=True)
class Seat:
    """One candidate: name, points per topic (None where nothing was marked), and how it ended."""

    name: str
    points: Sequence[str | int] | None = None
    state: AttemptState | None = AttemptState.SUBMITTED
    abort: AbortKind | None = None
    position: dict[str, str] | None = None


def total(points: int | str) -> list[str | int]:
    """Spread points over the topics of the default blueprint, filling one after another."""
    left, spread = Decimal(points), []
    for maximum in TOPICS.values():
        here = min(left, Decimal(maximum))
        spread.append(str(here))
        left -= here
    assert not left
    return spread


THREE = (
    Seat(LONG_NAME, total(37), position=LONG_POSITION),
    Seat("Karimov Botir Abduvohidovich", total(29)),
    Seat("Nosirova Kamola Ilhomovna", None, state=None),
)


def make_closed_sitting(
    db: Session,
    seats: Sequence[Seat] = THREE,
    *,
    code: str = "TK-2026-1124-01",
    rehearsal: bool = False,
    region: str = "UZ-TK",
    policy: dict[str, Any] | None = None,
    proctor: StaffAccount | None = None,
) -> Sitting:
    """Make a closed sitting whose begun attempts are sealed and marked."""
    programme, question_list = _programme(db)
    organisation = _organisation(db, region)
    room = _room(db, code, region, len(seats))
    sitting = Sitting(
        code=code,
        entry_code=code.replace("-", ""),
        programme=programme,
        question_list=question_list,
        room=room,
        rehearsal=rehearsal,
        state=SittingState.CLOSED,
        starts_at=HELD_FROM,
        policy=_policy(policy or {}),
        opened_at=HELD_FROM,
        closed_at=CLOSED_AT,
        created_at=HELD_FROM - timedelta(days=30),
    )
    db.add(sitting)
    db.flush()
    proctor = proctor or make_staff(db, Role.PROCTOR, "Yusupova Dilfuza Rahimovna", region=region)
    db.add(SittingProctor(sitting_id=sitting.id, staff_id=proctor.id))
    for number, seat in enumerate(seats, start=1):
        _seat(db, sitting, organisation, room.workstations[number - 1], seat)
    db.flush()
    return sitting


def make_staff(
    db: Session, role: Role, name: str, *, region: str | None = None, active: bool = True
) -> StaffAccount:
    code = new_code(8)
    account = StaffAccount(
        code=code,
        login_name=f"{role.value}-{code.lower()}",
        display_name=name,
        role=role,
        region_code=region,
        active=active,
        created_at=HELD_FROM,
    )
    db.add(account)
    db.flush()
    return account


def add_time(db: Session, booking: Booking, *, minutes: int, cause: Cause, author: str) -> None:
    """Give a candidate minutes in the time ledger."""
    attempt = db.query(Attempt).filter_by(booking_id=booking.id).one()
    at = HELD_FROM + timedelta(minutes=40)
    db.add(
        TimeLedgerRow(
            attempt_id=attempt.id,
            number=50,
            kind=LedgerKind.EXTENSION,
            at_wall=at,
            at_boot_ms=0,
            at_boot_id="b",
            added_ms=minutes * 60_000,
            cause=CAUSE_WORDS[cause],
            author=author,
            recorded_at=at,
        )
    )


def add_incident(db: Session, booking: Booking, kind: IncidentKind, text: str = "", minutes: int = 0) -> None:
    attempt = db.query(Attempt).filter_by(booking_id=booking.id).one()
    db.add(
        Incident(
            code=new_code(8),
            sitting_id=booking.sitting_id,
            attempt_id=attempt.id,
            kind=kind,
            text=text,
            consequence=IncidentConsequence.TIME_GIVEN if minutes else IncidentConsequence.NOTED,
            minutes=minutes,
            recorded_by="staff:P",
            recorded_at=HELD_FROM + timedelta(minutes=29),
        )
    )


def _programme(db: Session) -> tuple[Programme, QuestionList]:
    programme = db.query(Programme).filter_by(code="MCL").first() or _make_programme(db)
    known = db.query(QuestionList).filter_by(programme_id=programme.id).first()
    return programme, known or _make_question_list(db, programme)


def _make_programme(db: Session) -> Programme:
    programme = Programme(
        code="MCL",
        titles={
            "uz-Latn": "Minimal kompyuter savodxonligi",
            "ru": "Минимальная компьютерная грамотность",
            "en": "Minimum computer literacy",
        },
        levels={"uz-Latn": "Minimal", "ru": "Минимальный", "en": "Minimum"},
        created_at=HELD_FROM,
    )
    db.add(programme)
    db.flush()
    return programme


def _make_question_list(db: Session, programme: Programme) -> QuestionList:
    question_list = QuestionList(
        code="MCL-2026-ABC123",
        programme_id=programme.id,
        titles=programme.titles,
        digest="ab" * 32,
        manifest="{}",
        signature="",
        key_id="",
        wrapped_key="",
        sample=False,
        state=QuestionListState.SEALED,
        composed_by="staff:S",
        composed_at=HELD_FROM,
        sealed_at=HELD_FROM,
    )
    db.add(question_list)
    db.flush()
    return question_list


def _organisation(db: Session, region: str) -> Organisation:
    organisation = Organisation(
        code=f"ORG-{new_code(6)}",
        names={
            "uz-Latn": "Raqamli texnologiyalar vazirligi",
            "ru": "Министерство цифровых технологий",
            "en": "Ministry of Digital Technologies",
        },
        kind=OrganisationKind.STATE,
        region_code=region,
    )
    db.add(organisation)
    db.flush()
    return organisation


def _room(db: Session, code: str, region: str, seats: int) -> Room:
    centre = Centre(
        code=f"C-{code}",
        names={"uz-Latn": "1-markaz", "ru": "Центр № 1", "en": "Centre 1"},
        region_code=region,
        address="Toshkent",
        rooms=[
            Room(name="204-xona", workstations=[Workstation(number=number) for number in range(1, seats + 1)])
        ],
    )
    db.add(centre)
    db.flush()
    return centre.rooms[0]


def _policy(changes: dict[str, Any]) -> dict[str, Any]:
    values = {key: entry.default for key, entry in KEYS.items()} | changes
    return {
        key: {"value": value, "source": "–", "status": PolicyStatus.APPROVED.value}
        for key, value in values.items()
    }


def _seat(
    db: Session, sitting: Sitting, organisation: Organisation, workstation: Workstation, seat: Seat
) -> None:
    family, given, patronymic = seat.name.split(maxsplit=2)
    candidate = Candidate(
        code=new_code(8),
        organisation=organisation,
        names_given={"family": family, "given": given, "patronymic": patronymic},
        name_latn=seat.name,
        name_cyrl=to_cyrillic(seat.name),
        search_key=search_key(seat.name),
        pinfl=f"3{workstation.id:013d}",
        birth_date=datetime(1981, 3, 14, tzinfo=UTC).date(),
        positions=seat.position or {"uz-Latn": "bosh mutaxassis", "ru": "главный специалист"},
        created_at=HELD_FROM,
    )
    form = ExamFormRecord(
        sitting_id=sitting.id, code=new_code(8), digest="cd" * 32, body="{}", sealed_at=HELD_FROM
    )
    booking = Booking(
        sitting=sitting,
        candidate=candidate,
        workstation=workstation,
        candidate_code=new_code(8),
        pin_mac="0" * 64,
        form=form,
    )
    db.add(booking)
    db.flush()
    if seat.state is not None:
        _attempt(db, booking, seat, seat.state)


_ENDINGS = {
    AttemptState.SUBMITTED: Ending.BUTTON,
    AttemptState.TIMED_OUT: Ending.TIME,
    AttemptState.TERMINATED: Ending.PROCTOR,
}


def _attempt(db: Session, booking: Booking, seat: Seat, state: AttemptState) -> None:
    started = state not in {AttemptState.AWAITING, AttemptState.AUTHORISED}
    attempt = Attempt(
        code=new_code(12),
        booking=booking,
        sitting_id=booking.sitting_id,
        state=state,
        form_id=booking.form_id,
        ending=_ENDINGS.get(state),
        created_at=HELD_FROM,
        started_at=HELD_FROM if started else None,
        ended_at=HELD_UNTIL if state in _ENDINGS else None,
    )
    db.add(attempt)
    db.flush()
    if seat.abort is not None:
        db.add(
            AbortReason(
                attempt_id=attempt.id,
                kind=seat.abort,
                consequence=consequence_of(seat.abort),
                given_by="staff:P",
                given_at=CLOSED_AT,
            )
        )
    if seat.points is not None:
        mark(db, attempt, seal(db, attempt), seat.points)


def seal(db: Session, attempt: Attempt, revision: int = 0) -> str:
    digest = hashlib.sha256(f"{attempt.code} {revision}".encode()).hexdigest()
    db.add(
        SealedHead(
            attempt_id=attempt.id,
            revision=revision,
            digest=digest,
            receipt=f"R{attempt.id}",
            facts="{}",
            answered=50,
            items=50,
            flags={},
            sealed_at=HELD_UNTIL,
        )
    )
    return digest


def mark(db: Session, attempt: Attempt, head: str, points: Sequence[str | int]) -> None:
    topics = {
        topic: [str(here), str(maximum)]
        for (topic, maximum), here in zip(TOPICS.items(), points, strict=True)
    }
    db.add(
        Score(
            attempt_id=attempt.id,
            key_version="ab" * 32,
            rule_version=str(RULE_VERSION),
            head_digest=head,
            points=str(sum(Decimal(here) for here, _ in topics.values())),
            maximum=str(sum(TOPICS.values())),
            topics=topics,
            marked_at=HELD_UNTIL,
        )
    )
    db.flush()
