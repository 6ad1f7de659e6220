import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale

from examapp.core.db import Database
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AbortKind
from examapp.results.content import ItemDecisionLine, SheetContent
from examapp.results.drawing_up import draw_up
from examapp.results.exports import ExportedFile, Place, export_sheet
from examapp.results.models import ResultSheet, RevisionCause
from examapp.results.paper import sheet_facts
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, propose_revision
from question_bank.sealing import canonical_json
from tests.examapp.documents.paper import paper_fonts, read_runs, read_text, squeeze
from tests.factories.closed_sitting import (
    DECIDED_AT,
    DRAWN_UP_AT,
    LONG_NAME,
    LONG_POSITION,
    Seat,
    make_closed_sitting,
    total,
)
from tests.factories.commission import make_commission, make_confirmed_sheet

# As it came in a real list: Uzbek letters of both scripts in one name.
MIXED_NAME = "Oʻgʻiloy Gʻulomjonovna Қўчқорова-Ўрмонжонова"
SEATS = (
    Seat(LONG_NAME, total(37)),
    Seat("Karimov Botir Abduvohidovich", total("28.5")),
    Seat("=SUM(A1:A9) Yovuz Formulovich", total(31)),
    Seat("Xoʻjayev Abror Sobirovich", total(20), state=AttemptState.TERMINATED, abort=AbortKind.TECHNICAL),
    Seat("Nosirova Kamola Ilhomovna", None, state=None),
    Seat(MIXED_NAME, total(44), position=LONG_POSITION),
)

# The database has no part in what is proved here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def sheet(app: Flask, database: Database) -> ResultSheet:
    with database.transaction() as db:
        commission = make_commission(db)
        confirmed = make_confirmed_sheet(db, make_closed_sitting(db, SEATS), commission)
        return db.get_one(ResultSheet, confirmed.id)


def export(app: Flask, database: Database, sheet: ResultSheet, kind: str, locale: str = "en") -> ExportedFile:
    place = Place(paper_fonts(), "https://attestatsiya.example")
    with app.test_request_context("/"), force_locale(locale), database.reading() as db:
        return export_sheet(db.get_one(ResultSheet, sheet.id), kind, place)


def figures_of(content: SheetContent) -> list[list[Decimal | None]]:
    return [
        [
            *(line.topics[one.topic].points if one.topic in line.topics else None for one in content.topics),
            line.scored.points if line.scored else None,
            Decimal(line.percent) if line.percent is not None else None,
        ]
        for line in content.lines
    ]


def number(text: object) -> Decimal | None:
    return None if text in {"", None, "–"} else Decimal(str(text).replace(",", ".").removesuffix("\u00a0%"))


def figures_of_csv(data: bytes) -> list[list[Decimal | None]]:
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    topics = [name for name in rows[0] if name.endswith("_points")]
    return [[number(row[name]) for name in (*topics, "points", "percent")] for row in rows]


def figures_of_xlsx(data: bytes) -> list[list[Decimal | None]]:
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    return [[number(value) for value in (*row[7:15], row[16])] for row in rows]


def figures_of_json(data: bytes) -> list[list[Decimal | None]]:
    body = json.loads(data)["sheet"]
    topics = [one["topic"] for one in body["topics"]]
    return [
        [
            *(number(line["topics"].get(topic, {}).get("points")) for topic in topics),
            number(line["points"]),
            number(line["percent"]),
        ]
        for line in body["candidates"]
    ]


def figures_of_pdf(data: bytes) -> list[list[Decimal | None]]:
    """Read each row of the table by the heights at which its figures stand."""
    runs = [run for run in read_runs(data)[0] if run.text.strip()]
    places = sorted(run.y for run in runs if run.text.strip() == "–" or run.text.strip().endswith("%"))
    shares = [run for run in runs if run.text.strip().endswith("%") or run.text.strip() == "–"]
    right = max(run.x for run in shares)
    rows = sorted({round(run.y, 1) for run in shares if abs(run.x - right) < 20}, key=lambda y: y)
    assert places
    table = []
    for y in rows:
        here = sorted((run for run in runs if abs(run.y - y) < 1), key=lambda run: run.x)
        texts = " ".join(run.text for run in here).split()
        figures = [text for text in texts if text == "–" or text.replace(",", "").rstrip("%").isdigit()]
        table.append([number(text.rstrip("%")) for text in figures[-9:]])
    return table


def test_the_figures_are_the_same_in_all_four_files(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    wanted = figures_of(read_content(sheet))
    assert figures_of_csv(export(app, database, sheet, "csv").content) == wanted
    assert figures_of_xlsx(export(app, database, sheet, "xlsx").content) == wanted
    assert figures_of_json(export(app, database, sheet, "json").content) == wanted
    pdf = export(app, database, sheet, "pdf").content
    assert figures_of_pdf(pdf) == wanted
    text = squeeze(read_text(pdf))
    totals = json.loads(export(app, database, sheet, "json").content)["sheet"]["totals"]
    words = {"candidates": "candidates", "passed": "passed", "failed": "did not pass", "void": "annulled"}
    for name, word in words.items():
        assert squeeze(f"{totals[name]} {word}") in text
    for name in (LONG_NAME, MIXED_NAME, "Signed in the system", sheet.signatures[0].name):
        assert squeeze(name) in text


def test_the_paper_bears_the_whole_root_of_the_newest_checkpoint(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    root = hashlib.sha256(b"the log's head").hexdigest()
    content = replace(read_content(sheet), audit_checkpoint=f"12 {root}")
    with app.test_request_context("/"), force_locale("ru"):
        told = squeeze(" ".join(fact.value for fact in sheet_facts(content)))
    assert root in told


def test_each_persons_post_stands_in_all_four_files(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    posts = [(one.position or {"ru": "главный специалист"})["ru"] for one in SEATS]
    files = {
        kind: export(app, database, sheet, kind, "ru").content for kind in ("csv", "xlsx", "json", "pdf")
    }
    assert [row["position_held"] for row in csv.DictReader(io.StringIO(files["csv"].decode()))] == posts
    page = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    assert [cell.value for cell in page["G"]] == ["Должность", *posts]
    lines = json.loads(files["json"])["sheet"]["candidates"]
    assert [line["position_held"]["ru"] for line in lines] == posts
    text = squeeze(read_text(files["pdf"]))
    assert text.count(squeeze(posts[0])) == posts.count(posts[0])
    assert squeeze(LONG_POSITION["ru"]) in text


def test_lesson_37_nothing_in_the_spreadsheet_is_a_formula_and_no_mark_hangs_on_one(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    data = export(app, database, sheet, "xlsx").content
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            assert b"<f>" not in packed.read(name)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    names = [page.cell(row, 4) for row in range(2, 7)]
    assert [cell.data_type for cell in names] == ["s"] * 5
    assert names[2].value == SEATS[2].name
    assert page.cell(6, 15).value is None, "who was absent has no points, which is not zero"


def test_the_workbook_has_what_happened_and_what_was_decided_like_the_paper(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    with database.transaction() as db:
        first = db.get_one(ResultSheet, sheet.id)
        decided = (ItemDecisionLine("LAW-17", "neutralise", "Kalit ikkita", ""),)
        proposal = Proposal(RevisionCause.ITEM_DECISION, "LAW-17", item_decisions=decided)
        second = propose_revision(db, first, proposal, actor="staff:C", at=DECIDED_AT)
        db.flush()
    book = openpyxl.load_workbook(io.BytesIO(export(app, database, second, "xlsx").content))
    titles = ["Incidents and time given", "Decisions on items"]
    assert book.sheetnames == ["Results", "About the sheet", *titles]
    incidents, decisions = ([[cell.value for cell in row] for row in book[one].rows] for one in titles)
    assert "Xoʻjayev Abror Sobirovich" in incidents[1][1]
    assert decisions[1][0] == "LAW-17"
    assert decisions[1][2] == "Kalit ikkita"


def test_the_csv_has_the_pass_mark_and_a_name_like_a_formula_stays_text_in_it(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    rows = list(csv.DictReader(io.StringIO(export(app, database, sheet, "csv").content.decode())))
    assert rows[2]["name_latn"] == f"'{SEATS[2].name}"
    assert rows[0]["name_latn"] == LONG_NAME
    assert [row["pass_mark"] for row in rows] == ["30", "30", "30", "", "", "30"]


def test_the_json_holds_the_body_whose_digest_was_confirmed(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    value = json.loads(export(app, database, sheet, "json").content)
    assert hashlib.sha256(canonical_json(value["sheet"])).hexdigest() == value["digest"] == sheet.digest
    assert (value["state"], value["decision"]["digest"]) == ("confirmed", sheet.digest)
    assert sum(member["present"] for member in value["members"]) == 8


def test_each_file_but_the_table_names_the_commission_that_sat_over_the_sheet(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    names = json.loads(export(app, database, sheet, "json").content)["commission"]["names"]
    facts = openpyxl.load_workbook(io.BytesIO(export(app, database, sheet, "xlsx", "ru").content)).worksheets[
        1
    ]
    assert ("Комиссия", names["ru"]) in [(row[0].value, row[1].value) for row in facts.iter_rows()]
    assert squeeze(names["ru"]) in squeeze(read_text(export(app, database, sheet, "pdf", "ru").content))


def test_totals_are_a_sum_in_the_json(app: Flask, database: Database, sheet: ResultSheet) -> None:
    totals = json.loads(export(app, database, sheet, "json").content)["sheet"]["totals"]
    assert totals == {"candidates": 6, "passed": 3, "failed": 1, "void": 1, "absent": 1} | {
        "excused": 0,
        "removed": 0,
    }


@pytest.mark.parametrize("locale", ["uz_Latn", "uz_Cyrl", "ru", "en"])
def test_lesson_38_names_and_decision_are_extracted_from_the_pdf_as_they_are(
    app: Flask, database: Database, sheet: ResultSheet, locale: str
) -> None:
    text = squeeze(read_text(export(app, database, sheet, "pdf", locale).content))
    latin = locale in {"uz_Latn", "en"}
    assert squeeze(LONG_NAME if latin else "Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна") in text
    assert squeeze("Raxmatullayev Anvar Sobirovich") in text
    assert squeeze("TK-2026-0001") in text
    assert sheet.digest[:4] in text


def test_the_same_sheet_is_the_same_file_each_time(
    app: Flask, database: Database, sheet: ResultSheet
) -> None:
    for kind in ("csv", "xlsx", "json", "pdf"):
        first, again = (export(app, database, sheet, kind).content for _ in range(2))
        assert first == again, kind


def test_a_rehearsals_sheet_says_so(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        made = draw_up(db, make_closed_sitting(db, SEATS, rehearsal=True), at=DRAWN_UP_AT)
    assert "Rehearsal, not official" in read_text(export(app, database, made, "pdf").content)
    facts = openpyxl.load_workbook(io.BytesIO(export(app, database, made, "xlsx").content)).worksheets[1]
    assert "Rehearsal, not official" in [row[1].value for row in facts.iter_rows()]
