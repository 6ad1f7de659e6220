import pytest
from sqlalchemy import select

from examapp.core.permissions import Role
from examapp.programmes.models import PolicyStatus, PolicyValue
from examapp.programmes.queries import get_programme
from tests.cast import open_pages
from tests.examapp.programmes.making import make_programme

PAPER = {"document": "Order of the operator", "document_number": "12-F", "document_date": "01.11.2026"}


@pytest.fixture
def programme(database):
    with database.transaction() as db:
        return make_programme(db)


@pytest.fixture
def operator(app, programme):
    return open_pages(app, Role.OPERATOR)


@pytest.fixture
def chair(app, programme):
    return open_pages(app, Role.COMMISSION_CHAIR)


def newest(database, key):
    with database.reading() as db:
        rows = db.scalars(select(PolicyValue).where(PolicyValue.key == key).order_by(PolicyValue.id.desc()))
        return rows.first()


def test_the_list_says_how_much_is_provisional(operator):
    page = operator.get("/programmes").text
    assert "MCL" in page
    assert "values provisional" in page


def test_an_empty_installation_says_what_to_do_first(app):
    page = open_pages(app, Role.OPERATOR).get("/programmes").text
    assert "There is no programme yet." in page
    assert "/programmes/new" in page


def test_the_operator_makes_a_programme(app, database):
    client = open_pages(app, Role.OPERATOR)
    titles = dict.fromkeys(
        ["title_latn", "title_ru", "title_en", "level_latn", "level_ru", "level_en"], "AKT"
    )
    reply = client.post("/programmes/new", data={"code": "ICT-1", **titles})
    assert reply.location == "/programmes/ICT-1"
    with database.reading() as db:
        assert get_programme(db, "ICT-1").titles["ru"] == "AKT"


def test_a_code_that_is_taken_is_refused_beside_its_field_and_nothing_typed_is_lost(operator):
    titles = dict.fromkeys(["title_latn", "title_ru", "title_en", "level_latn", "level_ru"], "Kept text")
    page = operator.post("/programmes/new", data={"code": "MCL", "level_en": "Minimum", **titles}).text
    assert "The code MCL is taken." in page
    assert page.count('value="Kept text"') == 5


def test_every_value_stands_with_source_and_status(operator):
    page = operator.get("/programmes/MCL").text
    assert "exam.pass_rule" in page
    assert "at least 60 % of the points that count" in page
    assert "By analogy: HEMIS" in page
    assert "Protocol of 2012, item 14" in page
    assert "Provisional" in page


def test_an_auditor_reads_the_policy_without_buttons(app, programme):
    page = open_pages(app, Role.AUDITOR).get("/programmes/MCL").text
    assert "exam.pass_rule" in page
    assert "/values/" not in page


def test_a_value_goes_from_the_operator_to_the_chair(operator, chair, database):
    form = {"value": "90", **PAPER}
    assert operator.post("/programmes/MCL/values/exam.duration_minutes", data=form).status_code == 302
    row = newest(database, "exam.duration_minutes")
    assert (row.value, row.status) == ({"value": 90}, PolicyStatus.PROVISIONAL)
    page = chair.get("/programmes/MCL/proposals").text
    assert "90 min" in page
    assert "№ 12-F, 01.11.2026" in page
    chair.post("/programmes/MCL/proposals", data={"value": str(row.id)})
    assert newest(database, "exam.duration_minutes").status is PolicyStatus.APPROVED


@pytest.mark.parametrize(
    ("key", "fields", "stored"),
    [
        ("exam.pass_rule", {"rule": "percent", "percent": "75"}, {"rule": "percent", "percent": 75}),
        ("order.acquaintance", {"value": "no"}, False),
        ("exam.languages", {"value": ["ru", "uz-Latn"]}, ["uz-Latn", "ru"]),
        ("notice.days_before", {"value": "14, 3"}, [14, 3]),
        ("checkin.late_entry", {"value": "allowed"}, "allowed"),
        ("commission.quorum", {"members": "5", "over_percent": "50"}, {"members": 5, "over_percent": 50}),
    ],
)
def test_each_kind_of_value_has_a_plain_form(operator, database, key, fields, stored):
    assert operator.get(f"/programmes/MCL/values/{key}").status_code == 200
    reply = operator.post(f"/programmes/MCL/values/{key}", data={**fields, **PAPER})
    assert reply.status_code == 302
    assert newest(database, key).value == {"value": stored}


def test_the_calendar_is_typed_as_days(operator, database):
    operator.post("/programmes/MCL/values/calendar", data={"value": "21.03\n20.03.2026", **PAPER})
    assert newest(database, "calendar").value["value"]["holidays"] == ["03-21", "2026-03-20"]


def test_a_wrong_value_is_refused_beside_its_field_and_the_document_stays_typed(operator, database):
    page = operator.post("/programmes/MCL/values/exam.duration_minutes", data={"value": "900", **PAPER}).text
    assert "Type a number from 1 to 600." in page
    assert 'value="12-F"' in page
    assert newest(database, "exam.duration_minutes").document is None


def test_the_blueprint_form_shows_its_sum_and_refuses_another(operator, database):
    counts = {
        "law": "11",
        "edoc": "6",
        "devices": "10",
        "office": "12",
        "internet": "6",
        "networks": "3",
        "security": "3",
    }
    page = operator.get("/programmes/MCL/values/exam.blueprint").text
    assert ">50</output>" in page
    page = operator.post("/programmes/MCL/values/exam.blueprint", data={**counts, **PAPER}).text
    assert "The counts per topic add up to 51, but the exam has 50 questions." in page
    assert ">51</output>" in page
    assert newest(database, "exam.blueprint").document is None


def test_one_document_proposes_all_that_is_ticked(operator, database):
    assert operator.get("/programmes/MCL/propose").status_code == 200
    keys = ["exam.question_count", "exam.blueprint"]
    assert operator.post("/programmes/MCL/propose", data={"keys": keys, **PAPER}).status_code == 302
    assert newest(database, "exam.blueprint").document_number == "12-F"
    assert newest(database, "consent").document is None


def test_the_operator_cannot_approve_and_the_chair_cannot_propose(operator, chair):
    assert operator.get("/programmes/MCL/proposals").status_code == 403
    assert operator.post("/programmes/MCL/proposals", data={"value": "1"}).status_code == 403
    assert chair.get("/programmes/MCL/values/consent").status_code == 403


def test_an_unknown_programme_or_key_is_not_found(operator):
    assert operator.get("/programmes/NONE").status_code == 404
    assert operator.get("/programmes/MCL/values/exam.colour").status_code == 404


def test_the_chair_who_ticks_nothing_is_told_so(chair):
    page = chair.post("/programmes/MCL/proposals", follow_redirects=True).text
    assert "Nothing was chosen." in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uz-Latn", ["Oʻqish", "vaqtinchalik", "Manba"]),
        ("uz-Cyrl", ["вақтинчалик", "Манба"]),
        ("ru", ["предварительн", "Источник", "Тестирован"]),
    ],
)
def test_the_policy_speaks_the_readers_language(operator, language, words):
    page = operator.get(f"/programmes/MCL?lang={language}").text
    assert "Provisional" not in page
    assert any(word in page for word in words)
