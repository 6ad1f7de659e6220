"""Whatever changes a name leads to the operator's desk, if a valid paper has the former one."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.candidates.hr_import import import_file, read_file
from examapp.candidates.models import Candidate
from examapp.candidates.person import Person
from examapp.candidates.registration import (
    change_candidate,
    change_person,
    let_papers_stand,
    read_person,
    say_change,
)
from examapp.certificates.asking import ask_to_replace, grant, withdraw
from examapp.certificates.models import Certificate
from examapp.certificates.other_names import list_papers, mend_sheet, sees_all
from examapp.certificates.renamed import count_renamed, list_renamed
from examapp.core.audit import latest_entries
from examapp.core.db import Database
from examapp.core.errors import Conflict
from examapp.core.permissions import Role
from examapp.organisations.models import Organisation
from examapp.results.models import SheetState
from tests.cast import open_pages
from tests.factories.closed_sitting import DECIDED_AT, THREE, make_closed_sitting
from tests.factories.commission import make_commission, make_confirmed_sheet
from tests.factories.issued import at_work, enter_unprinted

LATER = DECIDED_AT + timedelta(days=3)
TODAY = LATER.date()
EVERYWHERE = StaffAccount(role=Role.OPERATOR, region_code=None)
ELSEWHERE = StaffAccount(role=Role.OPERATOR, region_code="UZ-FA")
WHY = {"reason": "The family name was changed by marriage", "document": "order № 12 of 20.12.2026"}
HEAD = "familiya;ism;otasining ismi;JSHSHIR\n"


@pytest.fixture
def holders(app: Flask, database: Database) -> list[int]:
    """The three of a confirmed sheet: the first passed and has a certificate, the second failed."""
    with database.transaction() as db:
        sheet_id = make_confirmed_sheet(db, make_closed_sitting(db), make_commission(db)).id
        people = [db.query(Candidate).filter_by(name_latn=one.name).one() for one in THREE]
        ids = [one.id for one in people]
    enter_unprinted(app, database, sheet_id)
    return ids


def say(person: Candidate, family: str) -> Person:
    facts = {"family_name": family, "given_name": "Nodira", "birth_date": "1985-05-31"}
    return read_person(facts | {"document": f"AA{1000000 + person.id}"}, LATER)[0]


def by_hand(db: Session, person: Candidate, family: str) -> None:
    typed = say(person, family)
    change_candidate(db, person, typed, organisation=person.organisation, actor="staff:OP", at=LATER)


def by_list(db: Session, person: Candidate, family: str) -> None:
    typed = say(person, family)
    body = person.organisation_id
    change_person(db, person.id, typed, organisation_id=body, actor="staff:HR", at=LATER)


def by_import(db: Session, person: Candidate, family: str) -> None:
    person.pinfl = "31505850260019"
    db.flush()
    rows = f"{HEAD}{family};Nodira;;{person.pinfl}\n".encode()
    judged = read_file(rows, "list.csv", today=TODAY)
    body = db.get_one(Organisation, person.organisation_id).code
    import_file(db, judged, actor="staff:OP", at=LATER, organisation=body)


@pytest.mark.parametrize("way", [by_hand, by_list, by_import])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_way_of_changing_a_name_leads_to_the_same_entry(database, holders, way) -> None:
    with database.transaction() as db:
        assert count_renamed(db, EVERYWHERE, TODAY) == 0
        way(db, db.get_one(Candidate, holders[0]), "Karimova")
        (found,) = list_renamed(db, EVERYWHERE, TODAY)
        assert (found.id, found.name_latn, found.renamed_at) == (holders[0], "Karimova Nodira", LATER)


def test_the_entry_stands_while_the_operator_is_asked_and_no_longer(database, holders) -> None:
    with database.transaction() as db:
        first, failed = (db.get_one(Candidate, one) for one in holders[:2])
        by_list(db, first, "Karimova")
        by_list(db, failed, "Rahimova")
        assert count_renamed(db, EVERYWHERE, TODAY) == 2, "a sheet alone is a paper, too"
        assert count_renamed(db, ELSEWHERE, TODAY) == 0
        certificate = db.query(Certificate).one()
        names = (first.name_latn, first.name_cyrl)
        asked = ask_to_replace(db, certificate, names, actor="staff:OP", at=LATER, **WHY)
        assert list_renamed(db, EVERYWHERE, TODAY) == [failed], "the chair has it"
        withdraw(db, asked, actor="staff:OP", at=LATER)
        assert count_renamed(db, EVERYWHERE, TODAY) == 2
        papers = list_papers(db, failed, EVERYWHERE, TODAY)
        mend_sheet(db, failed, papers, papers[0].sheet.number, actor="staff:OP", at=LATER, **WHY)
        assert list_renamed(db, EVERYWHERE, TODAY) == [first], "the commission has it"
        seen = {"seen": say_change(first), "actor": "staff:OP", "at": LATER}
        let_papers_stand(db, first, WHY["reason"], **seen)
        with pytest.raises(Conflict):
            let_papers_stand(db, first, WHY["reason"], **seen)
        assert count_renamed(db, EVERYWHERE, TODAY) == 0
        assert latest_entries(db)[0].act == "candidate.papers_stand"
        assert (sees_all(db, first, EVERYWHERE), sees_all(db, first, ELSEWHERE)) == (True, False)
        by_list(db, first, "Yusupova")
        with pytest.raises(Conflict):
            let_papers_stand(db, first, WHY["reason"], seen="", actor="staff:OP", at=LATER)
        assert list_renamed(db, EVERYWHERE, TODAY) == [first], "another name asks anew"


def test_who_has_the_name_of_the_papers_again_is_no_call(database, holders) -> None:
    with database.transaction() as db:
        people = [db.get_one(Candidate, one) for one in holders[:2]]
        former = [(one.name_latn, one.name_cyrl) for one in people]
        for one in people:
            by_list(db, one, "Karimova")
        assert count_renamed(db, EVERYWHERE, TODAY) == 2
        for one, names in zip(people, former, strict=True):
            one.name_latn, one.name_cyrl = names
        db.flush()
        assert all(one.renamed_at for one in people)
        assert [list_papers(db, one, EVERYWHERE, TODAY) for one in people] == [[], []]
        assert count_renamed(db, EVERYWHERE, TODAY) == 0, "names of other people are not compared"


def test_nobody_is_called_to_a_person_of_another_region_or_to_what_others_have_in_hand(
    database, holders
) -> None:
    here = StaffAccount(role=Role.OPERATOR, region_code="UZ-TK")
    with database.transaction() as db:
        failed = db.get_one(Candidate, holders[1])
        by_list(db, failed, "Rahimova")
        assert list_renamed(db, here, TODAY) == [failed]
        papers = list_papers(db, failed, EVERYWHERE, TODAY)
        number = papers[0].sheet.number
        drawn = mend_sheet(db, failed, papers, number, actor="staff:OP", at=LATER, **WHY)
        drawn.state = SheetState.RETURNED
        db.flush()
        assert count_renamed(db, here, TODAY) == 0, "whoever answers the remarks has it"
        drawn.state = SheetState.REPLACED
        db.flush()
        assert count_renamed(db, here, TODAY) == 1
        db.get_one(Organisation, failed.organisation_id).region_code = "UZ-FA"
        db.flush()
        assert (count_renamed(db, here, TODAY), count_renamed(db, EVERYWHERE, TODAY)) == (0, 1)
        assert count_renamed(db, ELSEWHERE, TODAY) == 0, "the paper is of another region"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_certificate_of_another_name_than_the_registers_is_asked_about_too(app, database, holders) -> None:
    with database.transaction() as db:
        certificate = db.query(Certificate).one()
        names = ("Karimova Nodira", "Каримова Нодира")
        asked = ask_to_replace(db, certificate, names, actor="staff:OP", at=LATER, **WHY)
        with at_work(app, LATER):
            grant(db, asked, actor="staff:CHAIR", at=LATER)
        assert db.get_one(Candidate, holders[0]).renamed_at == LATER


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_desk_leads_to_the_person_and_the_papers_may_stay(app, database, holders) -> None:
    with database.transaction() as db:
        person = db.get_one(Candidate, holders[0])
        by_list(db, person, "Karimova")
        code = person.code
    operator = open_pages(app, Role.OPERATOR)
    assert "/certificates/names/" in operator.get("/desk").text
    assert f"/certificates/names/{code}" in operator.get("/certificates/names/").text
    address = f"/certificates/names/{code}/stand"
    page = operator.get(f"/certificates/names/{code}").text
    assert "Leave the papers as they are" in page
    seen = page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    assert seen == LATER.isoformat()
    assert operator.post(address, data={"why": "no", "seen": seen}).status_code == 400
    with database.transaction() as db:
        db.get_one(Candidate, holders[0]).renamed_at = LATER + timedelta(minutes=1)
    word = {"why": WHY["reason"]}
    assert operator.post(address, data=word | {"seen": seen}).status_code == 409, "another name since"
    seen = (LATER + timedelta(minutes=1)).isoformat()
    assert operator.post(address, data=word | {"seen": seen}).status_code == 302
    assert "Karimova" not in operator.get("/certificates/names/").text
    assert "/certificates/names/" not in operator.get("/desk").text
