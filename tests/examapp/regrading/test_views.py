"""The pages from an incident in the room to the chair's decision and back."""

import json
import re
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from examapp.core import clock
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.grading.models import ItemMatter, MatterState
from examapp.proctoring.incidents import add_incident
from examapp.proctoring.interventions import Hand
from examapp.proctoring.models import IncidentConsequence, IncidentKind
from examapp.regrading import decision_views, views
from examapp.regrading.errors import KeyUnfit
from examapp.regrading.keys import list_kinds, make_face, read_key, say_key
from examapp.sittings.models import Sitting
from question_bank.answer_keys import right_answers
from question_bank.content import load_shipped_list
from question_bank.items import Item
from question_bank.presentation import present_item
from question_bank.regrading import DecisionKind, ItemDecision, decided_key
from question_bank.regrading import DecisionKind as K
from question_bank.scoring import score_response
from question_bank.seeded import SeededStream
from tests.cast import open_pages, sign_in
from tests.examapp.delivery.making import ITEMS
from tests.examapp.regrading.ground import CHOICE, WHY, Ground, make_ground, other_choice
from tests.factories.closed_sitting import DECIDED_AT

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tell_of_fault(ground: Ground, database: Database) -> str:
    """Let a proctor have named the choice item in the room."""
    with database.transaction() as db:
        attempt = ground.attempts(db)[0]
        incident = add_incident(
            db,
            db.get_one(Sitting, ground.room.sitting_id),
            attempt,
            IncidentKind.ITEM_FAULT,
            IncidentConsequence.ITEM_PUT,
            Hand(actor="staff:P", key="key", now=ground.room.now),
            text="№ 1. two answers",
            item=CHOICE,
        )
        return incident.code


def check_languages(chair: FlaskClient, code: str) -> None:
    """Whoever reads of an incident reads it in the own language; what the proctor typed stays as it is."""
    said = {"ru": "Инцидент на тестировании", "uz": "sinovidagi hodisa", "uz-Cyrl": "синовидаги ҳодиса"}
    for language, words in (said | {"en": "Incident at the sitting"}).items():
        chair.set_cookie("lang", language)
        shown = chair.get(f"/item-matters/{code}").text
        assert words in shown
        assert "№ 1. two answers" in shown
        assert words in chair.get("/agenda").text


CHOSEN = re.compile(r'<input(?=[^>]* checked)[^>]* (?:name="(takes_passes)"|value="(approve)")')


@on_sqlite
def test_what_the_chair_has_typed_stands_on_the_page_that_asks_again(app: Flask, database: Database) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ground = make_ground(app)
    with database.transaction() as db:
        matter = ground.put(db)
        ground.propose(db, matter, K.REKEY, [other_choice()])
        code, seen = matter.code, matter.proposed_at.isoformat()
    with clock.using(clock.ManualClock(DECIDED_AT)):
        chair, address = app.test_client(), f"/item-matters/{code}/decide"
        sign_in(chair, ground.commission.chair_account)
        chair.set_cookie("lang", "en")
        assert chair.post(address, data={"seen": seen}).status_code == 400
        word = {"seen": seen, "decision": "approve", "reason": "Typed already"}
        for unsaid in ({}, {"takes_passes": "y", "offered_passes": "9" * 5000}):
            asked = chair.post(address, data=word | unsaid)
            assert asked.status_code == 409
            assert "lose their pass by this decision: 1." in asked.text
            assert 'name="offered_passes" type="hidden" value="1"' in asked.text
            assert "Typed already" in asked.text
            assert CHOSEN.findall(asked.text) == [("", "approve")], "the choice stays, the word is given anew"
        silent = chair.post(address, data={"seen": seen, "decision": "refuse"})
        assert 'id="error-summary"' in silent.text
        assert chair.post(address, data=word | {"seen": "another"}).status_code == 302
        with database.reading() as db:
            assert db.scalars(select(ItemMatter.state)).one() is MatterState.PROPOSED


@on_sqlite
def test_an_incident_is_put_proposed_on_read_through_decided_and_undone(
    app: Flask, database: Database
) -> None:
    ground = make_ground(app)
    incident = tell_of_fault(ground, database)
    with clock.using(clock.ManualClock(DECIDED_AT)):
        secretary, chair = open_pages(app, Role.SECRETARY, suffix="-x"), app.test_client()
        sign_in(chair, ground.commission.chair_account)
        chair.set_cookie("lang", "en")
        assert f"Put {CHOICE} before the commission" in secretary.get("/item-matters/").text
        secretary.post(f"/item-matters/incidents/{incident}")
        with database.reading() as db:
            code = db.scalars(select(ItemMatter.code)).one()
        check_languages(chair, code)
        assert "Proctors have named" not in secretary.get("/item-matters/").text
        page = secretary.get(f"/item-matters/{code}/propose").text
        assert "<p>Label b</p>" in page
        item = ITEMS[CHOICE]
        public = present_item(item, "", SeededStream(item.id, "key")).public_ids()
        facts = {"kind": "rekey", "answer": json.dumps([public[other_choice()]]), "reason": WHY}
        refused = secretary.post(f"/item-matters/{code}/propose", data=facts | {"answer": '["zz"]'}).text
        assert "Not saved" in refused
        assert secretary.post(f"/item-matters/{code}/propose", data=facts).status_code == 302
        assert f'href="/item-matters/{code}"' in chair.get("/agenda").text
        effects = secretary.get(f"/item-matters/{code}/effects").text
        assert "The chair decides about this proposal" in effects
        book = load_workbook(BytesIO(secretary.get(f"/item-matters/{code}/effects.xlsx").data))
        rows = list(book.active.iter_rows(values_only=True))
        assert [row[3:9] for row in rows[1:]] == [
            (7, 6, 7, 7, "Passed", "Passed"),
            (5, 4, 7, 7, "Passed", "Not passed"),
            (4, 5, 7, 7, "Not passed", "Passed"),
        ]
        assert secretary.post(f"/item-matters/{code}/decide", data={}).status_code == 403
        with database.reading() as db:
            seen = db.scalars(select(ItemMatter)).one().proposed_at.isoformat()
        assert seen in chair.get(f"/item-matters/{code}/effects").text
        outside = open_pages(app, Role.COMMISSION_CHAIR, suffix="-outside")
        assert "No commission in force names you" in outside.get(f"/item-matters/{code}/effects").text
        assert seen not in outside.get(f"/item-matters/{code}/effects").text
        word = {"seen": seen, "decision": "approve"}
        chair.post(f"/item-matters/{code}/decide", data=word | {"takes_passes": "y", "offered_passes": "1"})
        page = chair.get(f"/item-matters/{code}").text
        assert "Undo the decision" in page
        assert "revision 2" in page
        assert "You cannot undo the decision" in outside.get(f"/item-matters/{code}").text
        assert chair.get(f"/item-matters/{code}/effects").status_code == 409
        chair.post(f"/item-matters/{code}/undo", data={"reason": WHY})
        with database.reading() as db:
            assert db.scalars(select(ItemMatter.state)).one() is MatterState.OPEN
            acts = set(db.scalars(select(AuditEntry.act)))
        assert {"item_matter.put", "item_matter.item_read", "item_matter.undone"} <= acts


@on_sqlite
def test_who_only_reads_asks_no_sheet_whether_they_could_decide(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, asked = make_ground(app), []
    with database.transaction() as db:
        matter = ground.put(db)
        ground.propose(db, matter, DecisionKind.FULL_CREDIT)
        code = matter.code
    for pages in (views, decision_views):
        monkeypatch.setattr(pages, "find_bar", lambda _require: asked.append(1))
    with clock.using(clock.ManualClock(DECIDED_AT)):
        auditor = open_pages(app, Role.AUDITOR)
        for page in ("", "/effects"):
            assert auditor.get(f"/item-matters/{code}{page}").status_code == 200
        assert asked == []
        chair = app.test_client()
        sign_in(chair, ground.commission.chair_account)
        assert chair.get(f"/item-matters/{code}/effects").status_code == 200
        assert asked == [1]


@on_sqlite
def test_an_item_is_put_by_its_code_and_a_wrong_code_says_what_to_do(app: Flask, database: Database) -> None:
    ground = make_ground(app)
    with database.reading() as db:
        listed = db.get_one(Sitting, ground.room.sitting_id).question_list.code
    operator = open_pages(app, Role.OPERATOR)
    facts = {"question_list": listed, "item": "LAW-999", "text": WHY}
    assert "has no item LAW-999" in operator.post("/item-matters/new", data=facts).text
    assert operator.post("/item-matters/new", data=facts | {"item": CHOICE.lower()}).status_code == 302
    code = database_code(database)
    assert WHY in operator.get(f"/item-matters/{code}").text
    # Marks that are not published are no matter of the operator.
    assert operator.get(f"/item-matters/{code}/effects").status_code == 403


def database_code(database: Database) -> str:
    with database.reading() as db:
        return db.scalars(select(ItemMatter.code)).one()


def right_response(item: Item) -> Any:
    """What a candidate sends who answers by the key; the ids are the list's own."""
    return right_answers(item.answer_key)[0]


def test_every_kind_is_given_another_key_by_the_answer_that_a_candidate_should_have_given() -> None:
    allowed, opened = {kind.value for kind in DecisionKind}, load_opened()
    seen = set()
    for item in opened.items.values():
        assert list_kinds(item, {"keep"}) == [K.KEEP]
        if K.REKEY not in list_kinds(item, allowed):
            continue
        face = make_face(opened, item)
        place = face.form.find_item(item.id)
        answer = to_public(right_response(item), place.public_ids())
        key = read_key(item, face, json.dumps(answer))
        decided = decided_key(item, ItemDecision(item.id, K.REKEY, key))
        assert (
            score_response(replace(item, answer_key=decided), right_response(item)).points == item.max_points
        )
        for nothing in ("null", "[]", '"-"x', '["zz"]', ""):
            with pytest.raises(KeyUnfit):
                read_key(item, face, nothing)
        seen.add(item.interaction.type.value)
    assert seen == {"choice", "order", "match", "gap_match", "inline_choice", "text_entry", "numeric"} | {
        "hotspot",
        "select_point",
        "slider",
    }


def test_the_present_key_is_said_in_the_words_of_the_options() -> None:
    said = {item.interaction.type.value: say_key(item, "uz-Latn") for item in ITEMS.values()}
    assert said["order"] == ("1. Label d", "2. Label a", "3. Label c", "4. Label b")
    assert said["match"] == ("Label s1 – Label t2", "Label s2 – Label t1")
    assert said["inline_choice"] == ("[1] – Label g1b",)
    assert said["text_entry"] == ("brauzer", "браузер", "SECRET word")
    assert said["hotspot"] == ("Label h2",)
    assert all(say_key(item, "ru") for item in load_opened().items.values())


def to_public(answer: Any, ids: dict[str, str]) -> Any:
    if isinstance(answer, dict):
        return {ids[gap]: ids[choice] for gap, choice in answer.items()}
    if isinstance(answer, list):
        return [to_public(one, ids) for one in answer]
    return ids.get(answer, answer)


def load_opened() -> Any:
    """The shipped list, as a sealed one is opened."""
    _manifest, items, media = load_shipped_list()
    types = {one.sha256: one.type for item in items.values() for one in item.media.values()}
    return SimpleNamespace(items=items, media=media, media_types=types)
