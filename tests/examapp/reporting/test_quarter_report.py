"""The quarterly report: which quarter counts, that all parts add up, and that three forms say the same."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from examapp.candidates.models import Candidate
from examapp.core import clock
from examapp.core.permissions import Role
from examapp.organisations.models import Organisation
from examapp.reporting.participation import sum_counts
from examapp.reporting.quarter_content import Figures, ReportRow, join_small_rows, sum_figures
from examapp.reporting.quarter_report import draw_up_report
from examapp.reporting.quarters import Quarter, list_quarters, quarter_of, read_quarter
from examapp.reporting.sight import Sight
from examapp.results.drawing_up import draw_up
from examapp.results.models import SheetState
from tests.cast import open_pages
from tests.examapp.documents.paper import paper_fonts, read_text
from tests.factories.closed_sitting import DRAWN_UP_AT, HELD_FROM, Seat, make_closed_sitting, total

EVERYBODY = Sight(None, None)
THIS = Quarter(2026, 4)
HOKIM = {"uz-Latn": "Hokim", "ru": "Хоким"}
SEATS = (
    *(Seat(f"Karimov{letter} Botir Abduvohidovich", total(37)) for letter in "abc"),
    *(Seat(f"Aliyev{letter} Vali Olimovich", total(20)) for letter in "ab"),
    Seat("Nosirova Kamola Ilhomovna", None, state=None),
    Seat("Hokimov Hokim Hokimovich", total(50), position=HOKIM),
)


def confirm(db, sitting):
    """Make the sheet valid: who signs is proved in the commission's own tests."""
    sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
    sheet.state = SheetState.CONFIRMED
    return sheet


@pytest.fixture
def ground(database):
    with database.transaction() as db:
        confirm(db, make_closed_sitting(db, SEATS))
        confirm(db, make_closed_sitting(db, SEATS[:2], code="FA-2026-1124-01", region="UZ-FA"))
        make_closed_sitting(db, SEATS[:1], code="TK-2026-1124-02")  # nothing is decided yet
        confirm(db, make_closed_sitting(db, SEATS[:1], code="TK-2026-1124-03", rehearsal=True))
        before = make_closed_sitting(db, SEATS[3:4], code="TK-2026-0924-01")
        before.starts_at = HELD_FROM - timedelta(days=61)
        confirm(db, before)
    return database


def report_of(database, quarter=THIS, sight=EVERYBODY):
    with database.reading() as db:
        return draw_up_report(db, quarter, sight, DRAWN_UP_AT).content


def test_every_part_adds_up_to_the_same_total(ground) -> None:
    content = report_of(ground)
    assert content.total == Figures(passed=6, failed=2, absent=1)
    for rows in (content.regions, content.bodies, content.positions):
        assert sum_figures(rows) == content.total
    assert sum_counts(counts for _code, counts in content.participation) == content.came
    assert content.came.planned == content.total.lines + 1  # the sitting without a sheet
    assert content.undecided == 1
    assert [(row.code, row.figures.lines) for row in content.regions] == [("UZ-TK", 7), ("UZ-FA", 2)]


def test_topics_are_summed_from_the_sheets_and_compared_with_the_quarter_before(ground) -> None:
    topics = {row.topic: row for row in report_of(ground).topics}
    law, office = topics["law"], topics["office"]
    assert (law.points, law.maximum, law.percent_before) == (80, 80, 100)
    # 37 fills 11 of office's 12, 20 nothing, 50 all of them.
    assert (office.points, office.maximum) == (5 * 11 + 12, 96)
    assert (office.percent, office.percent_before) == (69, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_trend_ends_with_the_quarter_and_has_the_four_before(ground) -> None:
    trend = report_of(ground).trend
    assert [row.quarter.code for row in trend] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert [row.figures.judged for row in trend] == [0, 0, 0, 1, 8]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_regional_reader_gets_the_people_of_the_region_s_bodies(ground) -> None:
    content = report_of(ground, sight=Sight(None, "UZ-FA"))
    assert content.total == Figures(passed=2)
    assert content.came.planned == 2
    assert content.undecided == 0
    assert {row.topic: row.maximum for row in content.topics}["law"] == 20


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_position_of_few_people_stands_among_the_others(ground) -> None:
    positions = report_of(ground).positions
    # One person alone under another name would be no secret: the smallest of the others stand there, too.
    assert [(row.code, row.figures.lines) for row in positions] == [("", 9)]
    small = [ReportRow(str(n), {}, "", Figures(passed=n)) for n in (7, 5, 4, 1)]
    assert [row.figures.passed for row in join_small_rows(small)] == [7, 5, 5]
    assert [row.figures.passed for row in join_small_rows(small[:3])] == [7, 9]
    assert [row.code for row in join_small_rows(small[:2])] == ["7", "5"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_organisation_of_few_people_stands_among_the_others_of_its_region(ground) -> None:
    bodies = report_of(ground).bodies
    assert [(row.region_code, row.figures.lines, bool(row.names)) for row in bodies] == [
        ("UZ-TK", 7, True),
        ("UZ-FA", 2, False),
    ]


def test_whoever_goes_to_another_body_or_post_afterwards_changes_no_row(ground) -> None:
    before = report_of(ground)
    with ground.transaction() as db:
        elsewhere = db.scalars(select(Organisation).where(Organisation.region_code == "UZ-FA")).one()
        for one in db.scalars(select(Candidate)):
            one.organisation_id, one.positions = elsewhere.id, HOKIM
    after = report_of(ground)
    for part in ("regions", "bodies", "positions", "topics"):
        assert getattr(after, part) == getattr(before, part), part
    came = [dict(one.participation)["UZ-TK"].planned for one in (before, after)]
    assert came == [8, 7], "only who is not decided on yet is planned where they serve today"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_digest_follows_the_content_and_not_the_hour(ground) -> None:
    first = report_of(ground).digest
    assert first == report_of(ground).digest
    with ground.transaction() as db:
        db.query(Organisation).first().region_code = "UZ-AN"
    assert report_of(ground).digest != first


def test_a_quarter_begins_at_midnight_in_tashkent() -> None:
    midnight = datetime(2026, 9, 30, 19, 0, tzinfo=UTC)
    assert quarter_of(midnight) == THIS
    assert quarter_of(midnight - timedelta(seconds=1)) == Quarter(2026, 3)
    assert THIS.later(1) == Quarter(2027, 1)
    assert [one.code for one in list_quarters(midnight, DRAWN_UP_AT + timedelta(days=90))] == [
        "2027-Q1",
        "2026-Q4",
    ]
    assert read_quarter("2026-Q5") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_page_paper_and_workbook_say_the_same(app, ground) -> None:
    app.config["SETTINGS"].fonts.parent.mkdir(exist_ok=True)
    app.config["SETTINGS"].fonts.symlink_to(paper_fonts())
    client = open_pages(app, Role.AUDITOR)
    with clock.using(clock.ManualClock(DRAWN_UP_AT)):
        page = client.get("/reports/quarter/?quarter=2026-Q4").text
        book = openpyxl.load_workbook(BytesIO(client.get("/reports/quarter/2026-Q4.xlsx").data))
        paper = read_text(client.get("/reports/quarter/2026-Q4.pdf").data)
        assert client.get("/reports/quarter/2027-Q1.pdf").status_code == 404
    digest = report_of(ground).digest
    assert digest in page
    assert digest in re.sub(r"\s", "", paper)
    assert digest in {cell.value for row in book.worksheets[0] for cell in row}
    regions = [[cell.value for cell in row] for row in book.worksheets[3]][1:]
    assert regions == [
        ["Tashkent City", None, 7, 4, 2, 0, 1, 0, 66],
        ["Fergana Region", None, 2, 2, 0, 0, 0, 0, 100],
        ["Together", None, 9, 6, 2, 0, 1, 0, 75],
    ]
    for row in regions:
        cells = " ".join(str(cell) for cell in (row[0], *row[2:]))
        assert cells in " ".join(paper.split())
        assert cells in " ".join(re.sub(r"<[^>]*>", " ", page).split())
    for name in ("Karimov", "Nosirova", "Hokim"):
        assert name not in paper
        assert name not in page
