from datetime import date, timedelta

import pytest
from sqlalchemy import select

from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.composing import mark_sealed
from examapp.authoring.desk_models import DeskItem, ItemEvent
from examapp.authoring.desk_queries import get_desk_item, read_body
from examapp.authoring.desk_states import ItemAct, ItemState
from examapp.authoring.desk_writing import begin_next_version
from examapp.authoring.errors import NotInForce
from examapp.authoring.models import QuestionListState
from examapp.authoring.queries import get_question_list
from examapp.authoring.retiring import end_list, list_ended, retire_by_date, take_back_list
from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from examapp.worker import run_round
from question_bank.blueprint import Blueprint
from tests.cast import add_person, open_pages
from tests.examapp.authoring.ceremony_ground import AT, UNTIL, Ceremony, list_items, prepare
from tests.examapp.authoring.test_composing import approve_on_desk
from tests.question_bank.samples import PICTURE, PICTURE_SHA256

AFTER = AT + timedelta(days=400)


class Ground:
    """The desk's items in a sealed list, and further lists of some of them."""

    def __init__(self, ceremony: Ceremony) -> None:
        self.ceremony = ceremony
        with ceremony.database.transaction() as db:
            self.author = approve_on_desk(db)
            self.operator = as_signed_in(add_person(db, Role.OPERATOR))
        self.codes = sorted(list_items())
        self.list_id = self.seal()

    def compose(self, codes, **changes):
        items = {code: made for code, made in list_items().items() if code in codes}
        shown = {picture.sha256 for made in items.values() for picture in made.media.values()}
        changes |= {"media": {PICTURE_SHA256: PICTURE} if shown else {}}
        with self.ceremony.database.transaction() as db:
            blueprint = Blueprint({"office": len(items)})
            return self.ceremony.compose(db, items=items, blueprint=blueprint, **changes).id

    def seal(self, codes=None, at=AT, **changes):
        self.compose(codes or self.codes, at=at, **changes)
        with self.ceremony.database.transaction() as db:
            for place in (0, 1):
                self.ceremony.sign(db, place, at=at)
            official = as_signed_in(self.ceremony.official(db, 1))
            mark_sealed(db, self.ceremony.found(db), official, at)
        return self.ceremony.list_id

    def end(self, list_id=None):
        with self.ceremony.database.transaction() as db:
            self.ceremony.list_id = list_id or self.list_id
            found = self.ceremony.found(db)
            end_list(db, found, reason="a new annex", account=self.operator, at=AT)
            return found.code

    def states(self):
        with self.ceremony.database.reading() as db:
            return {row.code: row.state for row in db.query(DeskItem)}


@pytest.fixture
def ground(database, settings) -> Ground:
    return Ground(prepare(database, settings))


def test_a_list_ended_by_hand_takes_its_items_with_it_and_says_so(ground):
    code = ground.end()
    assert set(ground.states().values()) == {ItemState.RETIRED}
    with ground.ceremony.database.reading() as db:
        events = db.scalars(select(ItemEvent).where(ItemEvent.act == ItemAct.RETIRE)).all()
        assert {(event.by_id, event.remark) for event in events} == {
            (ground.operator.id, f"{code}: a new annex")
        }
        assert len(events) == len(ground.codes)
        entries = db.scalars(select(AuditEntry).where(AuditEntry.act == "item.retire")).all()
        assert {entry.actor for entry in entries} == {ground.operator.actor}
        assert sorted(entry.subject_code for entry in entries) == ground.codes


def test_an_item_that_stands_in_another_living_list_lives_on(ground):
    kept = ground.codes[:2]
    second = ground.seal(kept, at=AT + timedelta(minutes=5), list_id="MCL-2027", valid_until=None)
    ground.end()
    states = ground.states()
    assert {code for code, state in states.items() if state is ItemState.SEALED} == set(kept)
    ground.end(second)
    assert set(ground.states().values()) == {ItemState.RETIRED}


def test_an_item_that_waits_in_a_composed_list_lives_on_until_that_is_taken_back(ground):
    waiting = ground.compose(ground.codes[:1], list_id="MCL-2027")
    ground.end()
    assert ground.states()[ground.codes[0]] is ItemState.SEALED
    with ground.ceremony.database.transaction() as db:
        ground.ceremony.list_id = waiting
        take_back_list(db, ground.ceremony.found(db), reason="no", account=ground.operator, at=AT)
    assert set(ground.states().values()) == {ItemState.RETIRED}


def test_a_list_taken_back_leaves_approved_items_as_they_are(database, settings):
    ceremony = prepare(database, settings)
    with database.transaction() as db:
        approve_on_desk(db)
        operator = as_signed_in(add_person(db, Role.OPERATOR))
        take_back_list(db, ceremony.compose(db), reason="no", account=operator, at=AT)
        assert {row.state for row in db.query(DeskItem)} == {ItemState.APPROVED}


def test_a_list_that_is_past_its_own_last_day_keeps_no_item_alive(ground):
    ground.seal(
        ground.codes[:2], at=AT + timedelta(minutes=5), list_id="MCL-2025", valid_until=date(2026, 11, 19)
    )
    ground.end()
    assert set(ground.states().values()) == {ItemState.RETIRED}


def test_a_list_retires_by_its_date_and_nobody_is_said_to_have_acted(ground):
    with ground.ceremony.database.transaction() as db:
        assert list(list_ended(db, UNTIL)) == []
        (found,) = list_ended(db, UNTIL + timedelta(days=1))
        retire_by_date(db, found, at=AFTER)
        assert found.state is QuestionListState.RETIRED
        with pytest.raises(NotInForce):
            retire_by_date(db, found, at=AFTER)
        acts = ("question_list.retired", "item.retire")
        entries = db.scalars(select(AuditEntry).where(AuditEntry.act.in_(acts))).all()
        assert {entry.actor for entry in entries} == {"system"}
        event = db.scalars(select(ItemEvent).where(ItemEvent.act == ItemAct.RETIRE)).first()
        assert event.by_id in ground.ceremony.official_ids
        assert event.remark == f"{found.code}: 20.11.2027"
    assert set(ground.states().values()) == {ItemState.RETIRED}


def test_a_retired_item_is_copied_to_a_new_draft_and_stays_as_it_was(ground):
    ground.end()
    with ground.ceremony.database.transaction() as db:
        retired = get_desk_item(db, ground.codes[0], 1)
        begun = begin_next_version(db, retired, account=ground.author, at=AFTER)
        assert (begun.version, begun.state) == (2, ItemState.DRAFT)
        assert read_body(db, begun) == read_body(db, retired) | {"version": 2}
        assert retired.state is ItemState.RETIRED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_retires_what_has_ended(app, ground, monkeypatch):
    monkeypatch.setattr("examapp.authoring.sweeping.now", lambda: AFTER)
    run_round(app)
    run_round(app)
    assert set(ground.states().values()) == {ItemState.RETIRED}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_operator_ends_a_list_on_its_page_and_the_desk_follows(app, ground):
    pages = open_pages(app, Role.OPERATOR, suffix="2")
    with ground.ceremony.database.reading() as db:
        code = ground.ceremony.found(db).code
    pages.post(f"/question-lists/{code}/retire", data={"reason": "a new annex"})
    with ground.ceremony.database.reading() as db:
        assert get_question_list(db, code).state is QuestionListState.RETIRED
    assert set(ground.states().values()) == {ItemState.RETIRED}
