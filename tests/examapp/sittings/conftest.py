"""A programme, the shipped list, a room of five seats and four people: what a sitting is planned from."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account
from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionList
from examapp.authoring.shipped import take_in_shipped_list
from examapp.authoring.vault import ListVault
from examapp.candidates.models import Candidate
from examapp.candidates.registration import create_candidate
from examapp.centres.keeping import create_centre, create_room
from examapp.centres.models import Room
from examapp.centres.workstations import add_workstations
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.demo.people import list_people
from examapp.organisations.keeping import create_organisation
from examapp.organisations.models import OrganisationKind
from examapp.programmes.models import Programme
from examapp.programmes.proposals import create_programme

AT = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
WHO = {"actor": "staff:OPERATOR", "at": AT}


@dataclass
class Ground:
    """Ids of what stands; rows are read anew in each transaction."""

    database: Database
    keys: KeyRing
    programme_id: int
    list_id: int
    room_id: int
    proctor_id: int
    candidate_ids: list[int]

    def programme(self, db: Session) -> Programme:
        return db.get_one(Programme, self.programme_id)

    def question_list(self, db: Session) -> QuestionList:
        return db.get_one(QuestionList, self.list_id)

    def room(self, db: Session) -> Room:
        return db.get_one(Room, self.room_id)

    def proctor(self, db: Session) -> StaffAccount:
        return db.get_one(StaffAccount, self.proctor_id)

    def candidates(self, db: Session) -> list[Candidate]:
        return [db.get_one(Candidate, candidate_id) for candidate_id in self.candidate_ids]


@pytest.fixture
def ground(database: Database, settings: Settings) -> Ground:
    keys = KeyRing(settings.keys, settings.secret_key)
    with database.transaction() as db:
        titles = {"uz-Latn": "Minimal kompyuter savodxonligi", "ru": "Минимальная компьютерная грамотность"}
        programme = create_programme(db, code="minimum", titles=titles, levels=titles, **WHO)
        question_list = take_in_shipped_list(db, ListVault(keys), programme=programme, **WHO)
        names = {"uz-Latn": "1-markaz", "ru": "Центр № 1"}
        centre = create_centre(db, names=names, region_code="UZ-TK", address="Toshkent", **WHO)
        room = create_room(db, centre, name="204", **WHO)
        add_workstations(db, room, 5, **WHO)
        body = create_organisation(db, names=names, kind=OrganisationKind.LOCAL, region_code="UZ-TK", **WHO)
        people = [
            create_candidate(
                db,
                organisation=body,
                family_name=person.family_name,
                given_name=person.given_name,
                patronymic=person.patronymic,
                pinfl=person.pinfl,
                reason="test",
                **WHO,
            )
            for person in list_people(6)
        ]
        proctor = create_account(
            db, login_name="proctor", display_name="Yusupova D. R.", role=Role.PROCTOR, **WHO
        )
        return Ground(
            database,
            keys,
            programme.id,
            question_list.id,
            room.id,
            proctor.id,
            [candidate.id for candidate in people],
        )
