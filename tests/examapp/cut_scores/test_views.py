"""The pages: the own ballot and nobody else's, figures after the round, the record as it was sealed."""

import json
import re
from io import BytesIO

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.cut_scores.judging import own_ballot
from examapp.cut_scores.models import CutScoreStudy, StudyState
from examapp.cut_scores.queries import find_sealed
from question_bank.cut_score import Method
from tests.cast import PEOPLE, add_person, open_pages, sign_in
from tests.examapp.cut_scores.study_making import ITEMS, ROUND_ONE, Ground, parameters
from tests.question_bank.samples import PICTURE_SHA256

# What the pages show does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STEM = "Which answer is right"
JSON = {"Accept": "application/json"}


@pytest.fixture
def study(app: Flask, ground: Ground) -> str:
    """A study in its first round; its code."""
    app.config["WTF_CSRF_ENABLED"] = False
    with ground.database.transaction() as db:
        return ground.open(db).code


def judge_pages(app: Flask, ground: Ground, place: int) -> FlaskClient:
    with ground.database.reading() as db:
        account = ground.accounts(db)[place]
    client = app.test_client()
    sign_in(client, account)
    client.set_cookie("lang", "en")
    return client


def lead_to(ground: Ground, state: StudyState) -> None:
    with ground.database.transaction() as db:
        ground.lead_to(db, state)


def look_everywhere(app: Flask, client: FlaskClient, code: str) -> dict[str, str]:
    """Every route of the room, with the arguments that lead to the study, that was answered at all."""
    known = {"code": code, "item": ITEMS[0], "sha256": PICTURE_SHA256, "list_code": "unknown"}
    pages = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/cut-scores"):
            path = re.sub(r"<(\w+)>", lambda found: known[found[1]], rule.rule)
            for method in (rule.methods or set()) & {"GET", "POST"}:
                reply = client.open(path, method=method, data={} if method == "POST" else None)
                pages[f"{method} {path}"] = f"{reply.headers} {reply.text}"
    return pages


@pytest.mark.parametrize("role", Role)
def test_nobody_but_a_named_judge_finds_a_question_over_any_route(
    app: Flask, ground: Ground, study: str, role: Role
) -> None:
    with ground.database.transaction() as db:
        ground.rate(db, 0, ROUND_ONE)
    pages = look_everywhere(app, open_pages(app, role), study)
    assert [path for path, text in pages.items() if STEM in text or "<svg xmlns" in text] == []


def test_a_judge_sees_the_questions_after_a_recorded_opening_and_not_once_the_rounds_are_over(
    app: Flask, ground: Ground, study: str
) -> None:
    client = judge_pages(app, ground, 0)
    ballot, paper = f"/cut-scores/{study}/ballot", f"/cut-scores/{study}/paper"
    picture = f"/cut-scores/{study}/pictures/{PICTURE_SHA256}"
    assert client.get(ballot).status_code == 302
    assert (client.get(paper).status_code, client.get(picture).status_code) == (409, 409)
    client.post(f"/cut-scores/{study}/open")
    assert STEM in client.get(ballot).text
    assert STEM in client.get(paper).text
    assert client.get(picture).content_type == "image/svg+xml"
    with ground.database.reading() as db:
        acts = db.scalars(select(AuditEntry).where(AuditEntry.act == "cut_score.items_opened")).all()
        assert [json.loads(one.facts) for one in acts] == [{"round": 1, "items": len(ITEMS)}]
    lead_to(ground, StudyState.CLOSED)
    assert (client.get(ballot).status_code, client.get(paper).status_code) == (302, 409)


def test_the_paper_holds_no_key(app: Flask, ground: Ground, study: str) -> None:
    client = judge_pages(app, ground, 0)
    client.post(f"/cut-scores/{study}/open")
    for part in (0, 1):
        text = client.get(f"/cut-scores/{study}/paper?part={part}").text
        assert "answer_key" not in text
        assert "rationale" not in text


def test_the_key_of_an_order_is_told_in_the_letters_of_the_list_beside_it(
    app: Flask, ground: Ground, study: str
) -> None:
    client = judge_pages(app, ground, 0)
    client.post(f"/cut-scores/{study}/open")
    assert "C – A – D – B" in client.get(f"/cut-scores/{study}/ballot?part=0").text


def test_a_number_is_kept_as_it_is_typed_and_shown_after_a_reload(
    app: Flask, ground: Ground, study: str
) -> None:
    client = judge_pages(app, ground, 0)
    client.post(f"/cut-scores/{study}/open")
    reply = client.post(f"/cut-scores/{study}/ballot/OFF-001", data={"estimate": "37"}, headers=JSON)
    assert reply.json == {"rated": 1, "total": len(ITEMS)}
    assert 'name="estimate-OFF-001" value="37"' in client.get(f"/cut-scores/{study}/ballot?part=1").text


@pytest.mark.parametrize(
    ("item", "typed", "status"), [("OFF-001", "101", 422), ("OFF-001", "x", 422), ("NET-1", "5", 422)]
)
def test_what_is_no_estimate_is_refused_in_words(
    app: Flask, ground: Ground, study: str, item: str, typed: str, status: int
) -> None:
    client = judge_pages(app, ground, 0)
    client.post(f"/cut-scores/{study}/open")
    reply = client.post(f"/cut-scores/{study}/ballot/{item}", data={"estimate": typed}, headers=JSON)
    assert reply.status_code == status
    assert reply.json is not None
    assert reply.json["error"]["message"]


def test_without_scripts_a_leaf_is_saved_whole_and_a_wrong_figure_comes_back(
    app: Flask, ground: Ground, study: str
) -> None:
    client = judge_pages(app, ground, 0)
    client.post(f"/cut-scores/{study}/open")
    typed = {"part": "1", "estimate-OFF-001": "12", "estimate-OFF-002": "120", "estimate-OFF-003": ""}
    page = client.post(f"/cut-scores/{study}/ballot", data=typed).text
    assert 'name="estimate-OFF-002" value="120"' in page
    with ground.database.reading() as db:
        assert own_ballot(db, ground.study(db), ground.judge_ids[0], 1) == {"OFF-001": 12}


def test_nobody_finds_anothers_number_before_the_round_is_closed(
    app: Flask, ground: Ground, study: str
) -> None:
    with ground.database.transaction() as db:
        ground.rate(db, 0, dict.fromkeys(ITEMS, (73,)))
    for client in (
        judge_pages(app, ground, 1),
        open_pages(app, Role.OPERATOR),
        open_pages(app, Role.AUDITOR),
    ):
        client.post(f"/cut-scores/{study}/open")
        pages = look_everywhere(app, client, study)
        assert [path for path, text in pages.items() if re.search(r"\b73\b", text)] == []


def test_the_discussion_waits_for_the_rounds_end_and_names_no_judge(
    app: Flask, ground: Ground, study: str
) -> None:
    address = f"/cut-scores/{study}/discussion"
    client = judge_pages(app, ground, 1)
    assert client.get(address).status_code == 302
    lead_to(ground, StudyState.DISCUSSION)
    page = client.get(address).text
    assert "Judge 2, you" in page
    assert PEOPLE[Role.COMMISSION_MEMBER] not in page


def test_the_record_is_sealed_on_its_page_and_downloads_as_the_bytes_that_were_sealed(
    app: Flask, ground: Ground, study: str
) -> None:
    lead_to(ground, StudyState.CLOSED)
    with ground.database.reading() as db:
        chair, secret = ground.chair(db), ground.secret_of_chair(db)
    client = app.test_client()
    sign_in(client, chair)
    page = client.get(f"/cut-scores/{study}/record").text
    seen = re.search(r'name="seen"[^>]*value="(\w{64})"', page)
    assert seen is not None
    assert client.get(f"/cut-scores/{study}/record.json").status_code == 404
    wrong = client.post(f"/cut-scores/{study}/seal", data={"digits": "000000", "seen": seen[1]})
    assert wrong.status_code == 200
    typed = {"digits": pyotp.TOTP(secret).at(now()), "seen": seen[1]}
    assert client.post(f"/cut-scores/{study}/seal", data=typed).status_code == 302
    reply = open_pages(app, Role.AUDITOR).get(f"/cut-scores/{study}/record.json")
    with ground.database.reading() as db:
        sealed = find_sealed(db, ground.study(db))
        assert sealed is not None
        assert (reply.text, sealed.digest) == (sealed.body, seen[1])


def test_the_operator_opens_a_study_on_the_page_and_is_told_what_is_missing(
    app: Flask, database: Database, ground: Ground
) -> None:
    operator = open_pages(app, Role.OPERATOR)
    with database.reading() as db:
        code, judges = ground.question_list(db).code, [one.code for one in ground.accounts(db)]
    address = f"/cut-scores/new/{code}"
    few = operator.post(address, data={"method": "angoff", "judges": judges[:2]}).text
    assert "A panel needs at least 3 judges" in few
    unmeasured = operator.post(address, data={"method": "bookmark", "judges": judges}).text
    assert "Missing: OFF-001" in unmeasured
    assert operator.post(address, data={"method": "angoff", "judges": judges}).status_code == 302
    with database.reading() as db:
        assert db.scalars(select(CutScoreStudy.method)).all() == [Method.ANGOFF]


def test_a_booklet_takes_one_mark_and_moves_it(app: Flask, ground: Ground) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with ground.database.transaction() as db:
        code = ground.open(db, Method.BOOKMARK).code
    client = judge_pages(app, ground, 0)
    client.post(f"/cut-scores/{code}/open")
    for item in ("OFF-002", "OFF-004"):
        assert client.post(f"/cut-scores/{code}/ballot/{item}", headers=JSON).json == {"rated": 1, "total": 1}
    page = client.get(f"/cut-scores/{code}/ballot").text
    assert re.findall(r'value="(OFF-\d+)" checked', page) == ["OFF-004"]
    assert client.post(f"/cut-scores/{code}/submit").status_code == 302


def test_three_judges_bring_a_bookmark_study_to_a_sealed_record_by_the_pages_alone(
    app: Flask, database: Database, ground: Ground
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.reading() as db:
        list_code, judges = ground.question_list(db).code, [one.code for one in ground.accounts(db)]
        chair, secret = ground.chair(db), ground.secret_of_chair(db)
    bank = {
        "format": 1,
        "items": [
            {"id": one.id, "topic": "office", "a": "1", "b": str(one.difficulty)} for one in parameters()
        ],
    }
    operator = open_pages(app, Role.OPERATOR)
    measured = (BytesIO(json.dumps(bank).encode()), "measured.json")
    opened = operator.post(
        f"/cut-scores/new/{list_code}", data={"method": "bookmark", "judges": judges, "measured": measured}
    )
    address = opened.headers["Location"]
    panel = [judge_pages(app, ground, place) for place in range(3)]
    for marks in (("OFF-002", "OFF-003", "OFF-004"), ("OFF-003", "OFF-003", "OFF-004")):
        for client, item in zip(panel, marks, strict=True):
            client.post(f"{address}/open")
            client.post(f"{address}/ballot", data={"part": "0", "mark": item})
            assert client.post(f"{address}/submit").status_code == 302
        assert operator.post(f"{address}/advance").status_code == 302
        operator.post(f"{address}/advance", data={"act": "begin"})
    client = app.test_client()
    sign_in(client, chair)
    seen = re.search(r'name="seen"[^>]*value="(\w{64})"', client.get(f"{address}/record").text)
    assert seen is not None
    typed = {"digits": pyotp.TOTP(secret).at(now()), "seen": seen[1]}
    assert client.post(f"{address}/seal", data=typed).status_code == 302
    record = json.loads(operator.get(f"{address}/record.json").text)
    assert (record["method"], len(record["judges"]), record["rounds"]) == ("bookmark", 3, 2)
    # The panel's cut is the place of OFF-003: there two of three answer it rightly, and fewer the next one.
    shares = {item: float(share) for item, share in record["shares"].items()}
    assert shares["OFF-003"] == pytest.approx(2 / 3, abs=1e-5)
    assert shares["OFF-001"] > shares["OFF-002"] > shares["OFF-003"] > shares["OFF-004"]


def test_a_judge_of_another_panel_does_not_know_the_study(app: Flask, ground: Ground, study: str) -> None:
    with ground.database.transaction() as db:
        stranger = add_person(db, Role.REVIEWER, suffix="-other")
    client = app.test_client()
    sign_in(client, stranger)
    for page in ("", "/ballot", "/discussion", "/record", "/paper"):
        assert client.get(f"/cut-scores/{study}{page}").status_code == 404
    assert study not in client.get("/cut-scores/").text
    assert client.post(f"/cut-scores/{study}/open").status_code == 404
