"""The audit log is found by thing, person and day, within the reader's sight, in the reader's words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListItem
from examapp.core.audit import record, seal_new_entries
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.signing import PrivateSigner
from examapp.delivery.models import Attempt
from examapp.glass_box.detail_words import tell_facts
from tests.cast import open_pages
from tests.factories.closed_sitting import HELD_FROM, THREE, make_closed_sitting, make_staff


@pytest.fixture
def signer(app: Flask) -> PrivateSigner:
    return app.extensions["key_ring"].signer("audit")


@pytest.fixture
def log(app: Flask, database: Database, signer: PrivateSigner) -> Iterator[dict[str, str]]:
    """A sitting with two attempts, and some acts upon them on two days; codes by what they name."""
    with database.transaction() as db:
        sitting = make_closed_sitting(db, THREE, region="UZ-TK")
        proctor = make_staff(db, Role.PROCTOR, "Yusupova Oʻgʻiloy Rahimovna", region="UZ-TK")
        attempts = db.scalars(select(Attempt).order_by(Attempt.id)).all()
        codes = {"sitting": sitting.code, "mine": attempts[0].code, "other": attempts[1].code}
        codes |= {"candidate": attempts[0].booking.candidate.code, "proctor": f"staff:{proctor.code}"}
        _act(db, "sitting.opened", codes["proctor"], "sitting", codes["sitting"], HELD_FROM)
        later, facts = HELD_FROM + timedelta(days=1), {"minutes": 5, "cause": "power_cut", "sha256": "ab"}
        _act(db, "room.extended", codes["proctor"], "attempt", codes["mine"], later, **facts)
        _act(db, "attempt.ended", f"candidate:{codes['other']}", "attempt", codes["other"], later)
        _act(db, "booking.made", "system", "sitting", codes["sitting"], later, candidate=codes["candidate"])
        _act(db, "staff.signed_in", codes["proctor"], "staff", proctor.code, later)
        question_list = sitting.question_list
        item = {"item_id": "LAW-17", "version": 1, "digest": "0" * 64, "topic": "law", "facts": {}}
        db.add(ListItem(list_id=question_list.id, body=b"", **item))
        for name in ("LAW-17", "LAW-1"):
            code = question_list.code
            _act(db, "item_matter.put", "system", "question_list", code, later, matter=f"M{name}", item=name)
        seal_new_entries(db, signer, later)
    with using(ManualClock(HELD_FROM + timedelta(days=2))):
        yield codes


def _act(db: Session, act: str, actor: str, kind: str, code: str, at: datetime, **facts: object) -> None:
    record(db, act=act, actor=actor, subject_kind=kind, subject_code=code, at=at, facts=facts)


def _find(client: FlaskClient, **asked: str) -> str:
    return client.get("/audit", query_string={"lang": "ru", **asked}).text


def test_an_auditor_finds_acts_by_thing_by_person_and_by_day(app: Flask, log: dict[str, str]) -> None:
    auditor = open_pages(app, Role.AUDITOR)
    given, opened, ended = (
        "Наблюдатель дал кандидату дополнительное время.",
        "Тестирование открыто: кандидаты могут начинать.",
        "Попытка завершена.",
    )
    mine = _find(auditor, thing=log["mine"].lower())
    assert given in mine
    assert "Отключение" in mine, "the cause stands in words"
    assert "Минуты: 5" in mine
    assert "Yusupova Oʻgʻiloy Rahimovna" in mine
    assert opened not in mine
    assert ended not in mine
    by_person = _find(auditor, person="yusupova ogiloy")
    assert given in by_person
    assert opened in by_person
    assert ended not in by_person
    day = f"{date(2026, 11, 24):%d.%m.%Y}"
    by_day = _find(auditor, first_day=day, last_day=day)
    assert opened in by_day
    assert given not in by_day
    assert "Ничего не найдено." in _find(auditor, thing="NOWHERE")
    assert "Исправьте, что вы ищете" in _find(auditor, first_day="32.13.2026")


def test_a_candidates_history_holds_attempts_and_what_sittings_say_of_them(
    app: Flask, log: dict[str, str]
) -> None:
    page = _find(open_pages(app, Role.AUDITOR), thing=log["candidate"])
    assert "Кандидату дано место на тестировании." in page
    assert "Наблюдатель дал кандидату дополнительное время." in page
    assert "Тестирование открыто" not in page


def test_an_item_of_a_sealed_list_is_found_with_what_the_commission_did_to_it(
    app: Flask, log: dict[str, str]
) -> None:
    page = _find(open_pages(app, Role.AUDITOR), thing="law-17")
    assert "MLAW-17" in page
    assert "MLAW-1<" not in page
    assert "Тестирование открыто" not in page
    # What has no page of its own is found by what entries say: here the matter's code.
    assert "MLAW-1<" in _find(open_pages(app, Role.AUDITOR, suffix="-two"), thing="mlaw-1")


def test_an_operator_reads_a_thing_of_the_own_region_and_nothing_else(
    app: Flask, log: dict[str, str]
) -> None:
    own = open_pages(app, Role.OPERATOR, region_code="UZ-TK")
    far = open_pages(app, Role.OPERATOR, region_code="UZ-FA", suffix="-far")
    assert "дополнительное время" in _find(own, thing=log["mine"])
    nothing = "Ничего не найдено."
    assert nothing in _find(far, thing=log["mine"])
    for asked in ({}, {"person": "Yusupova"}, {"thing": log["proctor"].removeprefix("staff:")}):
        page = _find(own, **asked)
        assert "вошёл в систему" not in page
        assert "Тестирование открыто" not in page
    assert own.get("/audit/checkpoints").status_code == 403


def test_a_fact_that_is_no_record_and_an_act_of_an_older_version_are_shown_as_they_are(
    app: Flask, log: dict[str, str], database: Database
) -> None:
    with database.transaction() as db:
        _act(db, "older.act", "somebody", "thing", "T-1", HELD_FROM)
    page = _find(open_pages(app, Role.AUDITOR), thing="T-1")
    assert "older.act" in page
    assert "ещё не опечатана" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_turns_on_a_fact_is_said_in_words_and_not_only_to_engineers(app: Flask) -> None:
    facts = {"ending": "proctor", "accepted": False, "rehearsal": True, "sheet": "TK-1", "whole": True}
    with app.test_request_context("/?lang=ru"):
        told = tell_facts(facts | {"scopes": "results:read certificates:read", "sha256": "00"}, {})
    assert told.technical == (("sha256", "00"),)
    assert dict(told.told) == {
        "Чем закончилось": "прекращено наблюдателем",
        "Дано согласие": "нет",
        "Репетиция, недействительно": "да",
        "Ведомость результатов": "TK-1",
        "Может читать данные всех организаций": "да",
        "Что программе разрешено": "читать объявленные результаты, читать сертификаты",
    }
