"""The auditor's export: each area is there, sheets are byte for byte as they were signed, it is logged."""

import csv
import hashlib
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from examapp.results.drawing_up import draw_up
from tests.cast import open_pages
from tests.factories.closed_sitting import DRAWN_UP_AT, THREE, make_closed_sitting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_area_is_in_the_file_and_the_taking_is_logged(app, database) -> None:
    with database.transaction() as db:
        sheet = draw_up(db, make_closed_sitting(db, THREE), at=DRAWN_UP_AT)
        number, digest = sheet.number, sheet.digest
    client = open_pages(app, Role.AUDITOR)
    assert "audit_log.csv" in client.get("/reports/export/").text
    with ZipFile(BytesIO(client.post("/reports/export/all.zip", buffered=True).data)) as archive:
        body = archive.read(f"result_sheets/{number}-1.json")
        tables = {
            name: list(csv.DictReader(StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        rows = json.loads(archive.read("about.json"))["rows"]
    assert hashlib.sha256(body).hexdigest() == digest
    assert {f"{name}.csv": number for name, number in rows.items() if name != "result_sheets"} == {
        name: len(table) for name, table in tables.items()
    }
    assert [row["outcome"] for row in tables["results.csv"]] == ["passed", "failed", "absent"]
    assert tables["sittings.csv"][0]["code"] == "TK-2026-1124-01"
    with database.reading() as db:
        taken = db.scalars(select(AuditEntry).where(AuditEntry.act == "audit_export.taken")).one()
    assert json.loads(taken.facts)["results"] == "3"


def test_a_regional_auditor_takes_nothing(app, database) -> None:
    client = open_pages(app, Role.AUDITOR, region_code="UZ-FA")
    assert client.post("/reports/export/all.zip").status_code == 403
