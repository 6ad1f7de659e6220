"""The practice for everybody: no key before the marks, and nothing kept after them."""

import json

import pytest
from flask.testing import FlaskClient

from examapp.core.db import Database
from examapp.delivery.open_practice import mark_open, open_paper
from examapp.delivery.page_shell import PRACTICE, REHEARSAL, read_shell
from question_bank.answer_keys import right_answers
from question_bank.content import load_open_items, load_shipped_list
from question_bank.interactions import InteractionType
from question_bank.items import LANGUAGES
from question_bank.quality import check_item

# What is public and stores nothing does not depend on the database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def items():
    return load_open_items()[0]


def right(items) -> dict[str, object]:
    return {name: next(iter(right_answers(item.answer_key))) for name, item in items.items()}


def test_there_is_an_open_item_of_each_kind_and_none_of_them_is_in_a_list(items) -> None:
    assert {item.interaction.type for item in items.values()} == set(InteractionType)
    assert not items.keys() & load_shipped_list()[1].keys()
    assert all(check_item(item) == () for item in items.values())


def test_the_paper_holds_all_languages_and_no_key() -> None:
    paper = open_paper()
    assert set(paper["texts"]) == set(LANGUAGES)
    sent = json.dumps(paper)
    for word in ("answer_key", "rationale", "scoring", "mapping"):
        assert f'"{word}"' not in sent


def test_right_answers_get_all_points_and_none_gets_nothing(items) -> None:
    assert {one["outcome"] for one in mark_open(right(items))["items"]} == {"right"}
    assert {one["outcome"] for one in mark_open({})["items"]} == {"empty"}


def test_half_of_an_answer_is_partly_right_and_explained(items) -> None:
    marked = {one["item"]: one for one in mark_open({"OPEN-4": {"g1": "g1b", "g2": "g2b"}})["items"]}
    assert (marked["OPEN-4"]["outcome"], marked["OPEN-4"]["points"]) == ("partly", "0,5")
    assert all(marked["OPEN-4"]["why"][tag] for tag in LANGUAGES)


@on_sqlite
@pytest.mark.parametrize("body", [None, [], {"answers": 1}, {"answers": {"LAW-001": ["a"]}}])
def test_what_are_no_answers_to_these_items_is_refused_in_words(client: FlaskClient, body) -> None:
    reply = client.post("/practice/marks", json=body, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert "why" not in reply.text


@on_sqlite
@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000 + b"]" * 100_000, b'{"answers": "\xff"}'])
def test_a_body_that_is_no_answers_is_refused_and_no_failure(client: FlaskClient, body: bytes) -> None:
    assert client.post("/practice/marks", data=body, content_type="application/json").status_code == 422


@on_sqlite
@pytest.mark.parametrize("strange", [{"x": 1}, [[1, 2]], "\x00", 10**30, [["a"]], True])
def test_an_answer_of_any_shape_is_marked_and_breaks_nothing(client: FlaskClient, items, strange) -> None:
    reply = client.post("/practice/marks", json={"answers": dict.fromkeys(items, strange)})
    assert reply.status_code == 200


@on_sqlite
def test_marks_set_no_cookie_and_write_nothing(client: FlaskClient, database: Database, items) -> None:
    def count() -> int:
        with database.reading() as db:
            return db.connection().exec_driver_sql("SELECT total_changes()").scalar_one()

    before = count()
    reply = client.post("/practice/marks", json={"answers": right(items)})
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert count() == before


@on_sqlite
@pytest.mark.parametrize("part", [PRACTICE, REHEARSAL])
def test_a_candidate_s_computer_does_not_keep_what_only_other_pages_need(
    client: FlaskClient, part: str
) -> None:
    shell = read_shell()
    assert part not in client.get("/exam/").text
    assert part not in client.get("/exam/service-worker.js").text
    assert any(part in name for name in shell.modules(part))
    assert any(part in name for name in shell.files)
