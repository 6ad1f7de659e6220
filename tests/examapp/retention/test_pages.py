"""The pages of retention: two people from the overview to the proof; a hold; who sees nothing."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.retention.carrying_out import erase_approved
from examapp.retention.models import Proposal
from tests.cast import open_pages
from tests.examapp.retention.making import LATER, approve_years
from tests.factories.closed_sitting import make_closed_sitting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _text(page: FlaskClient, path: str) -> str:
    reply = page.get(path)
    assert reply.status_code == 200, reply.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.text))


def test_two_people_go_from_what_is_due_to_the_proof(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        make_closed_sitting(db, rehearsal=True)
        approve_years(db)
        attempt = db.scalars(select(Attempt.code).order_by(Attempt.id)).first()
    with using(ManualClock(LATER)):
        operator, administrator, auditor = (
            open_pages(app, role) for role in (Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR)
        )
        held = {"kind": "attempt", "document": "ajrim № 4", "reason": "Sud soʻrovi boʻyicha"}
        wrong = operator.post("/retention/holds/new", data=held | {"code": "NOTHING"})
        assert "NOTHING" in wrong.text, "the page comes back with what was typed"
        placed = operator.post("/retention/holds/new", data=held | {"code": attempt.lower()})
        assert placed.status_code == 302
        assert "a hold lies on it" in _text(operator, "/retention/due/attempts?lang=en")
        assert operator.post("/retention/due/attempts/proposal").status_code == 302
        with database.reading() as db:
            code = db.scalars(select(Proposal.code)).one()
        path = f"/retention/proposals/{code}"
        assert operator.post(f"{path}/approval").status_code == 403
        assert "Withdraw the proposal" in _text(operator, f"{path}?lang=en")
        assert administrator.post(f"{path}/refusal", data={"reason": "yoʻq"}).status_code == 400
        assert administrator.post(f"{path}/approval").status_code == 302
        with app.app_context():
            erase_approved({"proposal": code})
            erase_approved({"proposal": code})
        assert "Proof 1 Deleted 1 Kept after all 0" in _text(auditor, f"{path}?lang=en")
        assert "Rehearsal" not in _text(auditor, "/retention/?lang=en")
        proof = json.loads(auditor.get("/retention/proofs/1.json").data)["proof"]
        assert (proof["deleted"], proof["approved_by_name"]) == (1, "Sobirov Aziz Karimovich")
        assert attempt not in {item["code"] for item in proof["items"]}
        assert auditor.get("/retention/due/nothing").status_code == 404
        everything = ZipFile(BytesIO(auditor.post("/reports/export/all.zip", buffered=True).data))
        taken = everything.read("deletion_proofs/1.json")
        assert taken == auditor.get("/retention/proofs/1.json").data
        assert "ajrim" in everything.read("holds.csv").decode()


def test_a_regional_person_does_not_see_what_the_republic_keeps(app: Flask) -> None:
    regional = open_pages(app, Role.OPERATOR, region_code="UZ-TK")
    assert regional.get("/retention/").status_code == 403
