"""The auditor's export: each area is there, sheets are byte for byte as they were signed, it is logged."""

import csv
import hashlib
import json
import secrets
import tracemalloc
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select

from examapp.core import clock
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.reporting.audit_export import stream_export
from examapp.reporting.export_tables import list_tables
from examapp.results.drawing_up import draw_up
from tests.cast import open_pages
from tests.factories.closed_sitting import DRAWN_UP_AT, THREE, make_closed_sitting
from tests.factories.commission import keys, make_commission

FOLDERS = {"result_sheets", "deletion_proofs"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_area_is_in_the_file_and_the_taking_is_logged(app, database) -> None:
    with database.transaction() as db:
        sheet = draw_up(db, make_closed_sitting(db, THREE), at=DRAWN_UP_AT)
        number, digest = sheet.number, sheet.digest
        make_commission(db)
    client = open_pages(app, Role.AUDITOR)
    assert "audit_log.csv" in client.get("/reports/export/").text
    content = client.post("/reports/export/all.zip", buffered=True).data
    with ZipFile(BytesIO(content)) as archive:
        body = archive.read(f"result_sheets/{number}-1.json")
        tables = {
            name: list(csv.DictReader(StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        rows = json.loads(archive.read("about.json"))["rows"]
    assert hashlib.sha256(body).hexdigest() == digest
    assert {f"{name}.csv": number for name, number in rows.items() if name not in FOLDERS} == {
        name: len(table) for name, table in tables.items()
    }
    assert [row["outcome"] for row in tables["results.csv"]] == ["passed", "failed", "absent"]
    assert tables["sittings.csv"][0]["code"] == "TK-2026-1124-01"
    assert [row["role"] for row in tables["commissions.csv"]].count("commission_member") == 8
    heads = {head for table in tables.values() for row in table[:1] for head in row}
    assert not heads & {"pinfl", "email", "phone", "sent_to", "text", "answer_key"}
    with database.reading() as db:
        acts = {entry.act: json.loads(entry.facts) for entry in db.scalars(select(AuditEntry))}
    assert "audit_export.taken" in acts
    assert acts["audit_export.sent"]["rows"]["results"] == 3
    assert acts["audit_export.sent"]["sha256"] == hashlib.sha256(content).hexdigest()


SEEN = {
    Permission.VIEW_POLICY: {"policy_values"},
    Permission.VIEW_NOTICES: {"notices", "letters_to_bodies"},
    Permission.VIEW_CUT_SCORES: {"cut_scores"},
    Permission.COMPARE_FORMS: {"bookings"},
    Permission.VIEW_LISTS: {"candidate_lists", "list_people", "list_acts", "attendance_orders"},
    Permission.OVERSEE_LISTS: {"organisations", "deadlines"},
    Permission.VIEW_SITTINGS: {"schedule", "sittings", "bookings", "proctors"},
    Permission.VIEW_LOCKDOWN: {"lockdown_exceptions"},
    Permission.VIEW_RESULTS: {
        *("results", "sheet_signatures", "annulments", "incidents", "interventions"),
        *("withdrawn_admissions", "seat_silences"),
    },
    Permission.VIEW_ITEM_MATTERS: {"item_decisions"},
    Permission.VIEW_APPEALS: {"appeals", "appeal_decisions"},
    Permission.VIEW_COMMISSIONS: {"commissions"},
    Permission.VIEW_CERTIFICATES: {"certificates", "certificate_requests"},
    Permission.VIEW_AUDIT: {"audit_log"},
    Permission.VIEW_HISTORY: {"audit_log"},
    Permission.VIEW_RETENTION: {"holds", "deletion_proofs"},
    Permission.TAKE_DOSSIERS: {
        "time_ledger"
    },  # and one ZIP for each attempt, with its keys, asked for by name
    Permission.VIEW_PARTICIPATION: {"bookings", "notices"},
    Permission.VIEW_REPORTS: {"results", "deadlines"},
    Permission.VIEW_REQUIREMENT_DRAFTS: {"requirement_versions"},
    Permission.VIEW_ITEM_STATES: {"item_acts", "question_lists"},
}


def test_whatever_an_auditor_may_open_has_its_tables(database: Database) -> None:
    assert SEEN.keys() == ROLE_PERMISSIONS[Role.AUDITOR] - {Permission.SEE_OWN_ACCOUNT}
    tables = {table.name for table in list_tables()} | FOLDERS | {"deadlines"}
    assert set().union(*SEEN.values()) <= tables


def test_a_line_names_the_body_of_its_day_and_a_deadline_whose_it_was(app, database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db, THREE)
        draw_up(db, sitting, at=DRAWN_UP_AT)
        first, then = sitting.bookings[0], sitting.bookings[0].candidate.organisation.code
        later = Organisation(
            code="LATER", names={"ru": "Другая"}, kind=OrganisationKind.STATE, region_code="UZ-FA"
        )
        first.candidate.organisation = later
    content = open_pages(app, Role.AUDITOR).post("/reports/export/all.zip", buffered=True).data
    with ZipFile(BytesIO(content)) as archive:
        results, deadlines, places = (
            list(csv.DictReader(StringIO(archive.read(f"{name}.csv").decode())))
            for name in ("results", "deadlines", "bookings")
        )
    assert {row["organisation"] for row in results} == {then}
    assert "Ministry of Digital Technologies" in next(
        row["names"] for row in deadlines if row["rule"] == "list"
    )
    assert [row["state"] for row in places] == ["submitted", "submitted", ""]
    with clock.using(clock.ManualClock(DRAWN_UP_AT)):
        due = open_pages(app, Role.OPERATOR).get("/lists/due").text
    assert then in due
    assert "LATER" not in due, "who moves on leaves no debt behind the new body"


def test_a_regional_auditor_takes_nothing(app, database) -> None:
    client = open_pages(app, Role.AUDITOR, region_code="UZ-FA")
    page = client.get("/reports/export/").text
    assert "You see one region" in page
    assert "all.zip" not in page
    assert client.post("/reports/export/all.zip").status_code == 403


def _peak(database: Database) -> int:
    verifier = keys().signer("audit").verifier
    with database.reading() as db:
        tracemalloc.start()
        sent = sum(len(piece) for piece in stream_export(db, verifier, actor="staff:A", at=DRAWN_UP_AT))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sent
    return peak


def _write_log(database: Database, entries: int) -> None:
    row = {"at": DRAWN_UP_AT, "actor": "staff:A", "act": "test.acted", "subject_kind": "t"}
    with database.transaction() as db:
        rows = [row | {"subject_code": str(n), "facts": secrets.token_hex(400)} for n in range(entries)]
        db.execute(insert(AuditEntry), rows)


def test_the_export_takes_no_more_memory_for_a_longer_log(database: Database) -> None:
    _write_log(database, 2_000)
    few = _peak(database)
    _write_log(database, 8_000)
    assert _peak(database) < few + 500_000, "ten thousand entries are 8 MB"
