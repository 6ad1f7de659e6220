"""One name and one birth date on the lists of two bodies: proposed, decided by a human, and no more told."""

from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.alike import alike_key, born_of, patronymics_agree
from examapp.candidates.doubled import list_doubled
from examapp.candidates.list_errors import RemarkNeeded
from examapp.candidates.list_models import CandidateListEntry
from examapp.candidates.models import Candidate
from examapp.candidates.namesakes import tell_apart
from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from tests.examapp.candidates.list_ground import AT, client_of, lay_ground, make_list, put
from tests.examapp.candidates.making import pinfl

BORN = date(1985, 3, 7)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    "name",
    [
        "Qarshiboev Botir",
        "Qarshibaev Botir Abduvohidovich",
        "Қаршибоев Ботир",
        "Каршибаев Ботир",
        "Karshibayev Botir",
    ],
)
def test_spellings_of_one_name_in_any_script_have_one_key(name):
    assert alike_key(name, BORN) == alike_key("Qarshiboev Botir", BORN)


def test_another_name_or_birth_date_or_none_has_another_key():
    keys = {
        alike_key("Ismoilov Botir", BORN),
        alike_key("Ismoilov Bobur", BORN),
        alike_key("Ismoilov Botir", date(1985, 3, 8)),
        alike_key("Ismoilov Botir", None),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("Karimov Botir Abduvohidovich", "Karimov Botir Abduvohid oʻgʻli", True),
        ("Karimov Botir Abduvohidovich", "Karimov Botir", True),
        ("Karimov Botir Abduvohidovich", "Karimov Botir Saidovich", False),
    ],
)
def test_patronymics_that_differ_tell_two_people_apart(first, second, agree):
    assert patronymics_agree(first, second) is agree


def test_a_birth_date_is_read_from_the_pinfl_where_none_is_given():
    assert (born_of(None, pinfl(1)), born_of(date(1990, 1, 1), pinfl(1)), born_of(None, None)) == (
        BORN,
        date(1990, 1, 1),
        None,
    )


@pytest.fixture
def ground(database):
    with database.transaction() as db:
        made = lay_ground(db)
        by = {name: made.who(Role.HR_OFFICER, name) for name in ("own", "other")}
        lists = {name: make_list(db, made, name) for name in by}
        put(db, lists["own"], by["own"], 1, family_name="Qarshiboev", position="Boʻlim boshligʻi")
        document = {"pinfl": "", "document": "AA1234567", "birth_date": "07.03.1985"}
        put(db, lists["other"], by["other"], 2, family_name="Қаршибоев", given_name="Ботир", **document)
        made.lists = {name: found.code for name, found in lists.items()}
        return made


def test_who_decides_sees_both_bodies_and_why_and_one_word_ends_it_with_a_reason(database, ground):
    with database.transaction() as db:
        [item] = list_doubled(db)
        assert (item.why, len(item.candidate_codes)) == ("name_and_birth", 2)
        assert {one.list.organisation_id for one in item.entries} == {ground.own.id, ground.other.id}
        assert list_doubled(db, region_code="UZ-SA") == []
        people = [one.candidate for one in item.entries]
        with pytest.raises(RemarkNeeded):
            tell_apart(db, people, " ", actor="staff:T", at=AT)
        for _twice in range(2):
            tell_apart(db, people, "Ikkalasi bilan gaplashildi", actor="staff:T", at=AT)
        assert list_doubled(db) == []
        acts = db.scalars(select(AuditEntry.act).where(AuditEntry.act == "candidate.told_apart")).all()
        assert len(acts) == 1


def test_the_officer_is_told_that_there_is_another_and_nothing_of_whom(database, ground):
    with database.reading() as db:
        entries = db.scalars(select(CandidateListEntry).order_by(CandidateListEntry.id)).all()
        second = entries[1]
    [note] = [one for one in second.notes if one["kind"] == "alike_elsewhere"]
    assert note["facts"] == {"year": 2027}
    assert second.noted
    assert not second.unfit


def test_one_record_on_two_lists_is_no_namesake(database, ground):
    with database.transaction() as db:
        latest = select(CandidateListEntry).order_by(CandidateListEntry.id.desc()).limit(1)
        found = db.scalars(latest).one().list
        put(db, found, ground.who(Role.HR_OFFICER, "other"), 1, family_name="Qarshiboev")
        kinds = [note["kind"] for note in db.scalars(latest).one().notes]
        assert "listed_elsewhere" in kinds
        assert "alike_elsewhere" not in kinds


@on_sqlite
def test_the_page_shows_both_and_takes_the_word_from_who_may_decide(app, database, ground):
    operator = client_of(app, ground.who(Role.OPERATOR))
    page = operator.get("/lists/doubled").text
    assert "the same name and birth date" in page
    assert "FA-001" in page
    assert "TK-001" in page
    with database.reading() as db:
        codes = sorted(db.scalars(select(Candidate.code)))
    apart = "/lists/doubled/apart"
    assert "Write how you know" in operator.post(apart, data={"candidate": codes}, follow_redirects=True).text
    told = {"candidate": codes, "reason": "Turli odamlar"}
    assert operator.post(apart, data={"candidate": codes[:1], "reason": "x"}).status_code == 404
    assert client_of(app, ground.hr).post(apart, data=told).status_code == 403
    assert "the same name and birth date" not in operator.post(apart, data=told, follow_redirects=True).text
    officer = client_of(app, ground.who(Role.HR_OFFICER, "other"))
    own = officer.get(f"/lists/{ground.lists['other']}").text
    assert "Another organisation has listed a person with this name and birth date for 2027." in own
    assert "Qarshiboev" not in own.replace("Qarshiboyev", "")
    assert "Boʻlim boshligʻi" not in own
