"""What stands in the demo before anybody sits down: programme, list, centres, staff, candidates."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

import pyotp
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account, enrol
from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import new_secret
from examapp.authoring.models import QuestionList
from examapp.authoring.shipped import take_in_shipped_list
from examapp.authoring.vault import ListVault
from examapp.candidates.known_people import KnownPeople
from examapp.candidates.list_history import NamedHand
from examapp.candidates.list_opening import call_for_lists
from examapp.candidates.models import Candidate
from examapp.candidates.registration import create_candidate
from examapp.centres.hours_keeping import add_contact
from examapp.centres.keeping import create_centre, create_room
from examapp.centres.models import Room
from examapp.centres.plan import USUAL_COLUMNS, arrange, in_rows
from examapp.centres.sketch import Sketch, Spot, keep_sketch
from examapp.centres.workstations import add_workstations
from examapp.core.clock import TASHKENT
from examapp.core.permissions import BODY_ROLES
from examapp.core.signing import KeyRing
from examapp.demo.people import REGION, STAFF, DemoPerson
from examapp.organisations.keeping import create_organisation
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.programmes.models import Programme
from examapp.programmes.proposals import Document, create_shipped_programme, propose_value
from examapp.results.composition import (
    OFFICES,
    Order,
    approve_composition,
    found_commission,
    propose_composition,
)

ACTOR = "system"
SPARE_SEATS = 2
SMALLEST_ROOM = 30
# One white dot in place of a scanned paper.
PAPER = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjQpwAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class StaffSecret:
    """What a person of the demo signs in with."""

    role: str
    name: str
    display_name: str
    password: str
    totp_secret: str

    def to_json(self) -> dict[str, str]:
        """Return the record that `demo.json` keeps."""
        return {
            "role": self.role,
            "name": self.name,
            "display_name": self.display_name,
            "password": self.password,
            "totp_secret": self.totp_secret,
        }


@dataclass(frozen=True)
class House:
    """The rows that sittings are planned with."""

    programme: Programme
    question_list: QuestionList
    rooms: Sequence[Room]
    organisation: Organisation
    below: Organisation
    staff: Mapping[str, StaffAccount]


def build_house(db: Session, keys: KeyRing, *, seats: int, at: datetime) -> tuple[House, list[StaffSecret]]:
    """Make all that does not depend on who sits where; returns the house and what its staff sign in with."""
    programme = _make_programme(db, at)
    question_list = take_in_shipped_list(db, ListVault(keys), programme=programme, actor=ACTOR, at=at)
    rooms = _make_rooms(db, seats, at)
    organisation = create_organisation(
        db,
        names={
            "uz-Latn": "Toshkent shahar hokimligi",
            "ru": "Хокимият города Ташкента",
            "en": "Tashkent city administration",
        },
        kind=OrganisationKind.LOCAL,
        region_code=REGION,
        actor=ACTOR,
        at=at,
    )
    below = _make_body_below(db, organisation, programme, at)
    staff, secrets = {}, []
    for role, login_name, display_name in STAFF:
        account = create_account(
            db,
            login_name=login_name,
            display_name=display_name,
            role=role,
            organisation_code=below.code if role in BODY_ROLES else None,
            actor=ACTOR,
            at=at,
        )
        secrets.append(_enrol(db, keys, account, at))
        staff[login_name] = account
    _appoint(db, staff, at)
    return House(programme, question_list, rooms, organisation, below, staff), secrets


def _appoint(db: Session, staff: Mapping[str, StaffAccount], at: datetime) -> None:
    """Enter the commission with its order, as the operator does; approve it, as the administrator does."""
    names = {
        "uz-Latn": "Respublika attestatsiya komissiyasi",
        "ru": "Республиканская аттестационная комиссия",
    }
    operator, administrator = (f"staff:{staff[name].code}" for name in ("operator", "administrator"))
    commission = found_commission(db, names=names, region_code=None, actor=operator, at=at)
    people = [account.code for account in staff.values() if account.role in OFFICES]
    order = Order("Demo, № 1", (at - timedelta(days=30)).astimezone(TASHKENT).date())
    composition = propose_composition(db, commission, order, people, actor=operator, at=at)
    approve_composition(db, composition, actor=administrator, at=at)


def _make_body_below(db: Session, above: Organisation, programme: Programme, at: datetime) -> Organisation:
    """Make a subordinate organisation, whose list passes every office, and call for its list."""
    below = create_organisation(
        db,
        names={
            "uz-Latn": "Toshkent shahar raqamli xizmatlar markazi",
            "ru": "Центр цифровых услуг города Ташкента",
            "en": "Digital services centre of Tashkent",
        },
        kind=OrganisationKind.SUBORDINATE,
        region_code=REGION,
        parent=above,
        actor=ACTOR,
        at=at,
    )
    year, operator = at.astimezone(TASHKENT).year + 1, NamedHand(ACTOR, ACTOR)
    call_for_lists(db, programme, year, date(year, 3, 1), by=operator, at=at)
    return below


def _make_programme(db: Session, at: datetime) -> Programme:
    programme = create_shipped_programme(db, "minimum", actor=ACTOR, at=at)
    create_shipped_programme(db, "ict-staff", actor=ACTOR, at=at)
    # Whoever tries the demo comes when they come; the rules of a real sitting would shut them out.
    document = Document(title="Demo", number="0", dated=date(at.year, at.month, at.day))
    late: Any = "allowed"
    propose_value(db, programme, "checkin.late_entry", late, document=document, actor=ACTOR, at=at)
    propose_value(db, programme, "sitting.expiry_hours", 240, document=document, actor=ACTOR, at=at)
    return programme


def _make_rooms(db: Session, seats: int, at: datetime) -> list[Room]:
    rooms = []
    for number, street in ((1, "Amir Temur koʻchasi, 1"), (2, "Navoiy koʻchasi, 30")):
        names = {
            "uz-Latn": f"Toshkent shahri, {number}-markaz",
            "ru": f"Город Ташкент, центр № {number}",
            "en": f"Tashkent city, centre {number}",
        }
        centre = create_centre(
            db, names=names, region_code=REGION, address=f"Toshkent, {street}", actor=ACTOR, at=at
        )
        room = create_room(db, centre, name=f"20{number + 3}", actor=ACTOR, at=at)
        added = add_workstations(db, room, max(SMALLEST_ROOM, seats + SPARE_SEATS), actor=ACTOR, at=at)
        db.refresh(room)
        places = in_rows([one.number for one in added], USUAL_COLUMNS)
        arrange(db, room, places, accessible={1}, actor=ACTOR, at=at)
        db.refresh(centre)
        keep_sketch(db, centre, Sketch({room.id: Spot(2, 3, 1)}, entrance=2), actor=ACTOR, at=at)
        add_contact(
            db,
            centre,
            name="Karimov Botir Abduvohidovich",
            role="markaz rahbari",
            phone=f"+998 71 200 00 0{number}",
            actor=ACTOR,
            at=at,
        )
        rooms.append(room)
    return rooms


def _enrol(db: Session, keys: KeyRing, account: StaffAccount, at: datetime) -> StaffSecret:
    secret, password = new_secret(), token_urlsafe(12)
    digits = pyotp.TOTP(secret).at(at)
    enrol(db, keys, account, password=password, totp_secret=secret, digits=digits, at=at)
    return StaffSecret(account.role.value, account.login_name, account.display_name, password, secret)


def add_candidates(
    db: Session, organisation: Organisation, people: Sequence[DemoPerson], at: datetime
) -> list[Candidate]:
    """Register the people as candidates of the organisation."""
    known = KnownPeople(db)
    known.load_organisation(organisation.id)
    return [
        create_candidate(
            db,
            organisation=organisation,
            family_name=person.family_name,
            given_name=person.given_name,
            patronymic=person.patronymic,
            pinfl=person.pinfl,
            birth_date=person.birth_date,
            positions={"uz-Latn": person.position_uz, "ru": person.position_ru},
            reason="demo: made-up people with similar names",
            known=known,
            actor=ACTOR,
            at=at,
        )
        for person in people
    ]
