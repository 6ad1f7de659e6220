"""Somebody who failed has a lawyer: the auditor's export alone must come to the same as everything else.

The sitting begins half an hour into the new year of Tashkent, while it is still the old one in UTC; a name
and a body are changed after the test.
"""

import base64
import csv
import hashlib
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_CEILING, Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate
from examapp.certificates.payload import parse_payload
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.reporting.quarter_report import draw_up_report
from examapp.reporting.quarters import Quarter
from examapp.reporting.sight import Sight
from examapp.results.drawing_up import draw_up
from tests.cast import open_pages
from tests.factories.closed_sitting import THREE, Seat, make_closed_sitting, total
from tests.factories.commission import decide, make_commission
from tests.factories.issued import enter_unprinted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLUS_FIVE = timezone(timedelta(hours=5))
HELD = datetime(2026, 12, 31, 19, 30, tzinfo=UTC)  # 00:30 on the first of January in Tashkent
ISSUED = datetime(2028, 2, 28, 19, 30, tzinfo=UTC)  # 00:30 on the 29th of February there
SEATS = (*THREE, Seat("Ergasheva Lola Akmalovna", total(30)))


def take_export(app: Any) -> tuple[dict[str, list[dict[str, str]]], dict[str, Any]]:
    content = open_pages(app, Role.AUDITOR).post("/reports/export/all.zip", buffered=True).data
    with ZipFile(BytesIO(content)) as archive:
        tables = {
            name.removesuffix(".csv"): list(csv.DictReader(StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        sheets = {
            name.removeprefix("result_sheets/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("result_sheets/")
        }
    return tables, sheets


def in_tashkent(written: str) -> date:
    return datetime.fromisoformat(written).astimezone(PLUS_FIVE).date()


def test_a_stranger_comes_to_the_same_by_the_export_alone(app, database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sitting = make_closed_sitting(db, SEATS)
        shift = HELD - sitting.starts_at
        sitting.starts_at = sitting.opened_at = HELD
        sitting.closed_at += shift
        for attempt in db.query(Attempt):
            for name in ("admitted_at", "started_at", "ended_at"):
                if getattr(attempt, name) is not None:
                    setattr(attempt, name, getattr(attempt, name) + shift)
        sheet = draw_up(db, sitting, at=HELD + timedelta(days=1))
        decide(db, sheet, commission)
        sheet_id = sheet.id
    enter_unprinted(app, database, sheet_id, ISSUED)
    with database.transaction() as db:
        someone = db.query(Candidate).filter_by(name_latn=THREE[0].name).one()
        someone.name_latn, someone.name_cyrl = "Karimova Nodira", "Каримова Нодира"
        someone.organisation = Organisation(
            code="LATER", names={"ru": "Другая"}, kind=OrganisationKind.STATE, region_code="UZ-FA"
        )
    tables, sheets = take_export(app)
    ((name, body),) = sheets.items()
    said = json.loads(body)
    signed = hashlib.sha256(body).hexdigest()
    assert len(tables["sheet_signatures"]) == 5, name
    for row in tables["sheet_signatures"]:
        assert row["digest"] == signed
        verify_signature(row)
    recompute_lines(said, tables)
    recompute_certificates(said, tables, database)
    lines = Counter(row["outcome"] for row in tables["results"])
    held = in_tashkent(tables["sittings"][0]["starts_at"])
    quarter = Quarter(held.year, (held.month + 2) // 3)
    assert quarter == Quarter(2027, 1)
    with database.reading() as db:
        content = draw_up_report(db, quarter, Sight(None, None), ISSUED).content
        before = draw_up_report(db, quarter.later(-1), Sight(None, None), ISSUED).content
    told = content.total
    assert (told.passed, told.failed, told.absent) == (lines["passed"], lines["failed"], lines["absent"])
    assert [row.region_code for row in content.regions] == ["UZ-TK"], "the body of the day of the test"
    assert before.total.lines == 0


def verify_signature(row: dict[str, str]) -> None:
    """Raise InvalidSignature unless the member's own key signed who signs which digest, when and how."""
    names = ("sheet", "digest", "name", "office", "method", "at", "public_key")
    message = {name: row[name] for name in names}
    message |= {"revision": int(row["revision"]), "member": row["staff_code"]}
    text = json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row["public_key"]))
    key.verify(base64.b64decode(row["signature"]), text.encode())


def recompute_lines(said: dict[str, Any], tables: dict[str, list[dict[str, str]]]) -> None:
    """Points by topic, the pass by the printed rule, and the table beside the signed body."""
    for line, row in zip(said["candidates"], tables["results"], strict=True):
        assert (row["name_latn"], row["outcome"]) == (line["name_latn"], line["outcome"])
        if line["points"] is None:
            continue
        assert sum(Decimal(one["points"]) for one in line["topics"].values()) == Decimal(line["points"])
        share = Decimal(said["pass_percent"]) * Decimal(line["maximum"]) / 100
        passes = Decimal(line["points"]) >= share.to_integral_value(ROUND_CEILING)
        assert line["outcome"] == ("passed" if passes else "failed"), line


def recompute_certificates(
    said: dict[str, Any], tables: dict[str, list[dict[str, str]]], database: Any
) -> None:
    """Whoever passed has one under the signed name, numbered without a gap in the year of its issue."""
    passed = [line for line in said["candidates"] if line["outcome"] == "passed"]
    for number, (line, row) in enumerate(zip(passed, tables["certificates"], strict=True), 1):
        assert row["name_latn"] == line["name_latn"]
        assert row["number"] == f"KS-TK-2028-{number:06d}"
        assert row["tested_on"] == "2027-01-01"
        assert (row["issued_on"], row["valid_until"]) == ("2028-02-29", "2033-02-28"), "a leap day"
    with database.reading() as db:
        for one in db.query(Certificate):
            payload = parse_payload(one.payload.encode())
            assert (payload.name_latn, payload.valid_until) == (one.name_latn, one.valid_until)
