import pytest

from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.composing import compose_from_desk, list_supply, mark_sealed
from examapp.authoring.desk_locking import read_approved_items
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_states import ItemState
from examapp.authoring.models import QuestionListState
from examapp.core.permissions import Role
from examapp.programmes.models import Programme
from tests.cast import add_person, open_pages
from tests.examapp.authoring.ceremony_ground import AT, Ceremony, list_items, prepare
from tests.question_bank.samples import PICTURE, PICTURE_SHA256

TITLES = {"uz-Latn": "Roʻyxat", "ru": "Перечень", "en": "List"}


@pytest.fixture
def ceremony(database, settings) -> Ceremony:
    return prepare(database, settings)


def approve_on_desk(db):
    """Items that have gone the whole way; the way itself is proved elsewhere."""
    from examapp.authoring.desk_intake import take_in_items

    author = as_signed_in(add_person(db, Role.AUTHOR))
    taken = take_in_items(db, list_items(), {PICTURE_SHA256: PICTURE}, account=author, at=AT)
    assert all(result.taken for result in taken)
    for row in db.query(DeskItem):
        row.state = ItemState.APPROVED
    db.flush()
    return author


def small_blueprint(db, ceremony):
    from examapp.programmes.models import PolicyValue

    programme = db.get_one(Programme, ceremony.programme_id)
    rows = db.query(PolicyValue).filter_by(programme_id=programme.id)
    cells = dict.fromkeys(rows.filter_by(key="exam.blueprint").one().value["value"], 0)
    rows.filter_by(key="exam.blueprint").one().value = {"value": cells | {"office": 3}}
    rows.filter_by(key="exam.question_count").one().value = {"value": 3}
    db.flush()
    return programme


def test_a_list_is_composed_of_what_the_desk_approved_and_the_desk_learns_of_its_seal(ceremony):
    with ceremony.database.transaction() as db:
        author = approve_on_desk(db)
        programme = small_blueprint(db, ceremony)
        (supply, *_) = list_supply(db, programme, AT)
        assert (supply.topic, supply.approved, supply.needed) == ("office", len(list_items()), 3)
        made = compose_from_desk(
            db,
            ceremony.vault,
            programme=programme,
            titles=TITLES,
            valid_until=None,
            actor="staff:OPERATOR",
            at=AT,
        )
        ceremony.list_id = made.id
        for place in (0, 1):
            ceremony.sign(db, place)
        assert made.state is QuestionListState.SEALED
        mark_sealed(db, made, author, AT)
        assert {row.state for row in db.query(DeskItem)} == {ItemState.SEALED}
        assert set(read_approved_items(db)) == set(list_items())


def test_the_operator_composes_on_a_page_that_shows_counts_and_no_item(app, ceremony):
    operator = open_pages(app, Role.OPERATOR)
    with ceremony.database.transaction() as db:
        approve_on_desk(db)
        small_blueprint(db, ceremony)
    page = operator.get("/question-lists/compose/MCL")
    assert page.status_code == 200
    assert "secret rationale" not in page.text
    data = {"title_latn": "Roʻyxat", "title_ru": "Перечень", "title_en": "List", "valid_until": "01.12.2027"}
    made = operator.post("/question-lists/compose/MCL", data=data, follow_redirects=True)
    assert "Waits for signatures" in made.text
    again = operator.post("/question-lists/compose/MCL", data=data)
    assert "This list is here already" in again.text


def test_nothing_approved_is_said_in_words(app, ceremony):
    operator = open_pages(app, Role.OPERATOR)
    data = {"title_latn": "a", "title_ru": "б", "title_en": "c"}
    assert "cannot fill the blueprint" in operator.post("/question-lists/compose/MCL", data=data).text
