"""The page of the forms: who reads it, in which languages, and that it tells no question."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.authoring.vault import ListVault
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.sittings.booking import book
from examapp.sittings.forms import assemble_forms
from examapp.sittings.planning import create_sitting
from question_bank.content import load_shipped_list
from tests.cast import open_pages
from tests.examapp.sittings.conftest import STARTS, WHO, Ground

# The database has no part in what is proved here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def code(ground: Ground) -> str:
    with ground.database.transaction() as db:
        sitting = create_sitting(
            db,
            programme=ground.programme(db),
            question_list=ground.question_list(db),
            room=ground.room(db),
            starts_at=STARTS,
            rehearsal=True,
            **WHO,
        )
        book(db, ground.keys, sitting, ground.candidates(db)[:3], **WHO)
        assemble_forms(db, sitting, ListVault(ground.keys), **WHO)
        return sitting.code


def _page(client: FlaskClient, code: str) -> str:
    reply = client.get(f"/sittings/{code}/forms")
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COMMISSION_MEMBER, Role.COMMISSION_CHAIR, Role.AUDITOR])
def test_operator_and_commission_read_how_equal_the_forms_are(app: Flask, code: str, role: Role) -> None:
    page = _page(open_pages(app, role), code)
    assert "How equal the forms are" in page
    assert page.count("<polyline") == 2 * (3 + 1)
    assert page.count("The figures as a table") == 2


@pytest.mark.parametrize("role", [Role.PROCTOR, Role.AUTHOR, Role.HR_OFFICER])
def test_others_do_not(app: Flask, code: str, role: Role) -> None:
    assert open_pages(app, role, suffix="2").get(f"/sittings/{code}/forms").status_code == 403


def test_a_regional_person_sees_the_forms_of_the_region_only(app: Flask, code: str) -> None:
    stranger = open_pages(app, Role.COMMISSION_MEMBER, region_code="UZ-SA")
    assert stranger.get(f"/sittings/{code}/forms").status_code == 404


@pytest.mark.parametrize(
    ("language", "words", "figure"),
    [
        ("uz-Latn", "Variantlar qanchalik teng", ",0"),
        ("uz-Cyrl", "Вариантлар қанчалик тенг", ",0"),
        ("ru", "Насколько равны варианты", ",0"),
        ("en", "How equal the forms are", ".0"),
    ],
)
def test_the_page_speaks_each_language(app: Flask, code: str, language: str, words: str, figure: str) -> None:
    client = open_pages(app, Role.OPERATOR)
    client.set_cookie("lang", language)
    page = _page(client, code)
    assert words in page
    assert f"0{figure}" in page


def test_no_question_is_named_on_the_page(app: Flask, code: str, database: Database) -> None:
    page = _page(open_pages(app, Role.OPERATOR), code)
    _manifest, items, _media = load_shipped_list()
    assert not [item_id for item_id in items if item_id in page]
    assert not [item_id for item_id, item in items.items() if item.texts["en"].stem in page]


def test_a_sitting_without_forms_says_what_is_missing(app: Flask, ground: Ground) -> None:
    with ground.database.transaction() as db:
        code = create_sitting(
            db,
            programme=ground.programme(db),
            question_list=ground.question_list(db),
            room=ground.room(db),
            starts_at=STARTS,
            rehearsal=True,
            **WHO,
        ).code
    assert "No forms are made yet" in _page(open_pages(app, Role.OPERATOR), code)


def test_the_sitting_leads_to_its_forms(app: Flask, code: str) -> None:
    page = open_pages(app, Role.OPERATOR).get(f"/sittings/{code}").get_data(as_text=True)
    assert f"/sittings/{code}/forms" in page
    assert "Compare the forms" in page
