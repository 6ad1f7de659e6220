"""Two bodies with their HR officers and heads, the working body, the operator, a programme."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.entry_keeping import add_typed_person
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.list_opening import open_list
from examapp.core.permissions import BODY_ROLES, Role
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.programmes.models import Programme
from tests.cast import BEGINNING, PEOPLE, sign_in
from tests.examapp.candidates.making import pinfl
from tests.examapp.organisations.making import make_organisation
from tests.examapp.programmes.making import make_programme

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
YEAR = 2027


def no_past(_db: Session, _programme_id: int, _ids: object, _at: datetime) -> dict[int, object]:
    return {}


NO_PAST: ReadPast = no_past  # type: ignore[assignment]


@dataclass
class Ground:
    """`own` is a local authority, `other` a subordinate organisation of another region."""

    programme: Programme
    own: Organisation
    other: Organisation
    people: dict[str, SignedInStaff] = field(default_factory=dict)

    def who(self, role: Role, body: str = "own") -> SignedInStaff:
        return self.people[f"{role.value}-{body}" if role in BODY_ROLES else role.value]

    @property
    def hr(self) -> SignedInStaff:
        return self.who(Role.HR_OFFICER)

    @property
    def head(self) -> SignedInStaff:
        return self.who(Role.ORGANISATION_HEAD)


def lay_ground(db: Session) -> Ground:
    own = make_organisation(db)
    other = make_organisation(
        db, "Toshkent shahar kommunal boshqarmasi", kind=OrganisationKind.SUBORDINATE, region_code="UZ-TK"
    )
    ground = Ground(make_programme(db), own, other)
    for role in (Role.WORKING_BODY, Role.OPERATOR, Role.AUDITOR):
        ground.people[role.value] = _account(db, role)
    for name, body in (("own", own), ("other", other)):
        for role in BODY_ROLES:
            ground.people[f"{role.value}-{name}"] = _account(db, role, body, f"-{name}")
    return ground


def _account(db: Session, role: Role, body: Organisation | None = None, suffix: str = "") -> SignedInStaff:
    account = create_account(
        db,
        login_name=f"{role.value}{suffix}",
        display_name=PEOPLE[role],
        role=role,
        organisation_code=body.code if body else None,
        region_code=body.region_code if body else None,
        actor="staff:T",
        at=BEGINNING,
    )
    return as_signed_in(account)


def make_list(db: Session, ground: Ground, body: str = "own", *, people: int = 0) -> CandidateList:
    organisation = db.get_one(Organisation, getattr(ground, body).id)
    programme = db.get_one(Programme, ground.programme.id)
    by = ground.who(Role.HR_OFFICER, body)
    found = open_list(db, organisation, programme, YEAR, by=by, at=AT)
    for number in range(1, people + 1):
        put(db, found, by, number)
    return found


def put(db: Session, found: CandidateList, by: SignedInStaff, number: int, **more: str) -> CandidateListEntry:
    fields = {
        "family_name": f"Karimov{'abcdefghij'[number % 10]}",
        "given_name": "Botir",
        "pinfl": pinfl(number),
        "position": "Bosh mutaxassis",
    }
    told = {name: more.pop(name) for name in ("reason", "another_person") if name in more}
    return add_typed_person(db, found, fields | more, NO_PAST, by=by, at=AT, **told)[0]


def entries_of(db: Session, found: CandidateList) -> list[CandidateListEntry]:
    query = select(CandidateListEntry).where(CandidateListEntry.list_id == found.id)
    return list(db.scalars(query.order_by(CandidateListEntry.id)))


def client_of(app: Flask, person: SignedInStaff) -> FlaskClient:
    """Return a client of a person of the ground; posts need no token, pages come in English."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    sign_in(client, person)
    client.set_cookie("lang", "en")
    return client
