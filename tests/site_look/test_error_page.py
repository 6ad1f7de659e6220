"""The error page speaks plainly, in the person's language, and stands when everything else has fallen."""

import pytest
from flask import Flask

from tests.site_look.gallery import create_gallery


@pytest.fixture
def app() -> Flask:
    return create_gallery()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 429, 500, 503])
def test_each_status_has_words_of_its_own(app: Flask, status: int):
    page = app.test_client().get(f"/error/{status}?lang=en").text
    other = app.test_client().get(f"/error/{404 if status != 404 else 500}?lang=en").text
    heading = page.split("<h1>")[1].split("</h1>")[0]
    assert heading
    assert heading not in other


@pytest.mark.parametrize("status", [405, 418, 502])
def test_an_unusual_status_still_gets_a_page(app: Flask, status: int):
    assert f"Error {status}" in app.test_client().get(f"/error/{status}?lang=en").text


def test_the_page_is_in_the_persons_language(app: Flask):
    assert "Такой страницы нет" in app.test_client().get("/error/404?lang=ru").text
    assert "Бундай саҳифа йўқ" in app.test_client().get("/error/404?lang=uz-Cyrl").text


def test_it_needs_neither_navigation_nor_a_signed_in_person(app: Flask):
    def fall() -> None:
        raise ConnectionError("the database is away")

    app.jinja_env.globals.update(navigation=fall, public_navigation=fall, staff_head=fall)
    assert app.test_client().get("/error/503").status_code == 200


def test_the_rooms_own_sentence_takes_the_usual_ones_place(app: Flask):
    with app.test_request_context("/?lang=en"):
        page = app.jinja_env.get_template("errors/page.html").render(status=409, sentence="Seat 14 is taken.")
    assert "Seat 14 is taken." in page
    assert "Nothing was overwritten." not in page


def test_a_form_whose_sign_in_has_ended_leads_back_to_what_was_typed(app: Flask):
    app.jinja_env.globals["for_staff_alone"] = lambda: True
    with app.test_request_context("/lists?lang=en", headers={"Referer": "http://localhost/lists/new"}):
        page = app.jinja_env.get_template("errors/page.html").render(status=400, code="csrf", sentence="x")
    assert "You are no longer signed in" in page
    assert 'href="http://localhost/lists/new" data-back' in page


def test_no_way_back_leads_to_another_site(app: Flask):
    with app.test_request_context("/lists?lang=en", headers={"Referer": "http://localhost.elsewhere/x"}):
        page = app.jinja_env.get_template("errors/page.html").render(status=409)
    assert "data-back" not in page
