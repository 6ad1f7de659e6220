import json

import pytest
from sqlalchemy import select

from examapp.authoring.queries import list_question_lists
from examapp.authoring.shipped import take_in_shipped_list
from examapp.authoring.vault import ListVault
from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing
from tests.cast import BEGINNING, open_pages
from tests.examapp.programmes.making import make_programme

REASON = "Shikoyat boʻyicha savolni tekshirish"
WHY = {"reason": REASON, "topic": ""}


@pytest.fixture
def code(app, database, settings):
    with database.transaction() as db:
        vault = ListVault(KeyRing(settings.keys, settings.secret_key))
        programme = make_programme(db)
        take_in_shipped_list(db, vault, programme=programme, actor="staff:T", at=BEGINNING)
        return list_question_lists(db)[0].code


def openings(database):
    with database.reading() as db:
        entries = db.scalars(select(AuditEntry).where(AuditEntry.act == "question_list.items_opened"))
        return [(entry.actor, json.loads(entry.facts)) for entry in entries]


@pytest.mark.parametrize("role", [Role.SEALING_OFFICIAL, Role.APPROVER])
def test_who_opens_sealed_items_says_why_and_stands_in_the_audit_log(app, database, code, role):
    client = open_pages(app, role)
    assert "LAW-001" not in client.get(f"/question-lists/{code}/items").text
    page = client.post(f"/question-lists/{code}/items", data={"reason": f"  {REASON} ", "topic": "law"}).text
    assert "LAW-001" in page
    assert "DEV-001" not in page
    ((actor, facts),) = openings(database)
    assert actor.startswith("staff:")
    assert (facts["reason"], facts["items"]) == (REASON, 294)


@pytest.mark.parametrize("reason", ["", "   ", "too short"])
def test_without_a_reason_nothing_is_opened(app, database, code, reason):
    client = open_pages(app, Role.SEALING_OFFICIAL)
    page = client.post(f"/question-lists/{code}/items", data={"reason": reason, "topic": ""}).text
    assert "LAW-001" not in page
    assert "error-summary" in page
    assert openings(database) == []


@pytest.mark.parametrize(
    "role", [Role.OPERATOR, Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR]
)
def test_others_cannot_open_sealed_items(app, database, code, role):
    client = open_pages(app, role)
    assert client.post(f"/question-lists/{code}/items", data=WHY).status_code == 403
    assert openings(database) == []


def test_a_broken_list_is_not_opened_and_leaves_no_claim_that_it_was(app, database, code):
    from examapp.authoring.models import ListItem

    with database.transaction() as db:
        row = db.scalars(select(ListItem).limit(1)).one()
        row.body = row.body[:-1] + bytes([row.body[-1] ^ 1])
    client = open_pages(app, Role.SEALING_OFFICIAL)
    assert client.post(f"/question-lists/{code}/items", data=WHY).status_code == 503
    assert openings(database) == []
