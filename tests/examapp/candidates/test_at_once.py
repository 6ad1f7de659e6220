"""Two people type the same new person at one moment: one is first, the other gets a clear answer."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from examapp.candidates import entry_keeping, registration
from examapp.candidates.errors import CandidateKnown
from examapp.candidates.hr_import import check_file, read_file, write_import
from examapp.candidates.known_people import KnownPeople
from examapp.candidates.list_errors import ListExists
from examapp.candidates.list_opening import open_list
from examapp.candidates.models import Candidate
from examapp.candidates.registration import change_candidate, read_person
from examapp.core.permissions import Role
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from tests.cast import BEGINNING, open_pages
from tests.examapp.candidates.list_ground import AT, YEAR, lay_ground, make_list, put
from tests.examapp.candidates.making import csv_file, make_candidate, pinfl, row, totals
from tests.examapp.organisations.making import make_organisation

# On SQLite the second waits for its turn before it looks, so that the first waits in vain and goes on.
PATIENCE = 0.3


@pytest.fixture
def race(monkeypatch, database):
    """Run two acts, each in a transaction of its own; the first ends when the second has looked.

    So the second has seen nobody, and meets the first only in the database's own constraint.
    """

    def run(module, step, first, second):
        has_written, has_looked = threading.Event(), threading.Event()
        plain = getattr(module, step)

        def step_and_tell(*args, **more):
            if has_written.is_set():
                has_looked.set()
            return plain(*args, **more)

        def be_first():
            with database.transaction() as db:
                found = first(db)
                has_written.set()
                has_looked.wait(PATIENCE if database.is_sqlite else 60)
                return found

        def be_second():
            has_written.wait(60)
            with database.transaction() as db:
                return second(db)

        monkeypatch.setattr(module, step, step_and_tell)
        with ThreadPoolExecutor(2) as pool:
            acts = [pool.submit(be_first), pool.submit(be_second)]
            found = [act.result() if act.exception() is None else act.exception() for act in acts]
        assert has_looked.is_set() or database.is_sqlite
        return found

    return run


@pytest.fixture
def blind_once(monkeypatch):
    """Let the first look at PINFLs see nobody, as if somebody were entered right after it."""

    def act(looks=1):
        left, plain = [None] * looks, KnownPeople.by_pinfl

        def by_pinfl(self, number):
            return left.pop() if left else plain(self, number)

        monkeypatch.setattr(KnownPeople, "by_pinfl", by_pinfl)

    return act


def count_people(database):
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Candidate))


def test_of_two_who_register_one_person_at_once_the_second_is_told_who_is_there(database, race):
    with database.transaction() as db:
        body = make_organisation(db)

    def register(db):
        return make_candidate(db, db.get_one(Organisation, body.id))

    first, second = race(registration, "add_person", register, register)
    assert isinstance(second, CandidateKnown)
    assert second.candidate == first.code
    assert count_people(database) == 1


def test_of_two_bodies_that_list_one_person_at_once_both_have_the_person_and_one_record(database, race):
    with database.transaction() as db:
        ground = lay_ground(db)
        lists = {name: make_list(db, ground, name).id for name in ("own", "other")}

    def type_into(name):
        def act(db):
            found = db.get_one(entry_keeping.CandidateList, lists[name])
            return put(db, found, ground.who(Role.HR_OFFICER, name), 1)

        return act

    first, second = race(entry_keeping, "write_rows", type_into("own"), type_into("other"))
    assert first.candidate_id == second.candidate_id
    assert {first.list_id, second.list_id} == set(lists.values())
    assert {note["kind"] for note in second.notes} >= {"registered_elsewhere", "listed_elsewhere"}
    assert count_people(database) == 1


def test_a_person_entered_after_the_look_is_a_clear_answer_and_the_typed_form_stays(
    app, database, blind_once
):
    with database.transaction() as db:
        known = make_candidate(db)
    client = open_pages(app, Role.OPERATOR)
    blind_once()
    typed = {"organisation": "FA-001", "family_name": "Karimov", "given_name": "Botir", "pinfl": pinfl(1)}
    page = client.post("/candidates/new", data=typed | {"language": "uz-Latn", "reason": "Adash"})
    assert page.status_code == 200
    assert "Somebody has just entered this person" in page.text
    assert f"/candidates/{known.code}" in page.text
    assert f'value="{pinfl(1)}"' in page.text
    assert count_people(database) == 1


def test_a_pinfl_given_to_somebody_else_meanwhile_leaves_the_record_as_it_was(database, blind_once):
    with database.transaction() as db:
        make_candidate(db, number=1)
        other = make_candidate(db, number=2, reason="Adash")
    blind_once()
    with database.transaction() as db:
        person, _ = read_person({"family_name": "Boshqa", "given_name": "Ism", "pinfl": pinfl(1)}, BEGINNING)
        found = db.get_one(Candidate, other.id)
        with pytest.raises(CandidateKnown):
            change_candidate(
                db, found, person, organisation=found.organisation, actor="staff:T", at=BEGINNING
            )
    with database.reading() as db:
        kept = db.get_one(Candidate, other.id)
        assert (kept.pinfl, kept.name_latn) == (pinfl(2), other.name_latn)


def test_a_file_with_somebody_entered_meanwhile_is_written_with_that_row_matched(database, blind_once):
    with database.transaction() as db:
        make_organisation(db)
        judged = read_file(csv_file(row(1), row(2, family="Boshqa")), "royxat.csv")
        checked = check_file(db, judged, actor="staff:T", at=BEGINNING)
        make_candidate(db, db.scalars(select(Organisation)).one())
        db.flush()
        blind_once(2)
        write_import(db, checked, judged.rows, actor="staff:T", at=BEGINNING)
    created, matched, changed, refused = totals(checked.receipt)
    assert (created, matched + changed, refused) == (1, 1, 0)
    assert count_people(database) == 2


def test_of_two_colleagues_who_open_the_list_at_once_the_second_is_sent_to_it(database, monkeypatch):
    with database.transaction() as db:
        ground = lay_ground(db)
        make_list(db, ground)
    monkeypatch.setattr("examapp.candidates.list_opening.find_list", lambda *_: None)
    with database.transaction() as db, pytest.raises(ListExists):
        body = db.get_one(Organisation, ground.own.id)
        programme = db.get_one(Programme, ground.programme.id)
        open_list(db, body, programme, YEAR, by=ground.hr, at=AT)
