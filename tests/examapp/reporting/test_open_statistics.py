"""The open statistics: which quarters appear, what is kept back, and that all three forms keep it back."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from examapp.core import clock
from examapp.delivery.models import Attempt
from examapp.grading.models import Score
from examapp.reporting.open_statistics import StatisticsShelf
from examapp.reporting.quarters import Quarter
from examapp.results.drawing_up import draw_up
from examapp.results.models import SheetState
from examapp.sittings.models import Sitting, SittingState
from tests.factories.closed_sitting import DRAWN_UP_AT, Seat, make_closed_sitting, total

AFTER = DRAWN_UP_AT + timedelta(days=60)  # the quarter is over
THIS = Quarter(2026, 4)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def hold(db, region, passed, failed, *, decided=True):
    seats = [
        Seat(f"Karimov{n} Botir Abduvohidovich", total(37 if n < passed else 9))
        for n in range(passed + failed)
    ]
    sitting = make_closed_sitting(db, seats, code=f"{region}-2026-1124-01", region=region)
    if decided:
        draw_up(db, sitting, at=DRAWN_UP_AT).state = SheetState.CONFIRMED


@pytest.fixture
def ground(database):
    with database.transaction() as db:
        hold(db, "UZ-TK", 7, 6)
        hold(db, "UZ-FA", 5, 5)
        hold(db, "UZ-AN", 3, 0)
    return database


def read(database, at=AFTER, wanted=None):
    with database.reading() as db:
        return StatisticsShelf().read(db, wanted, at)


def test_a_small_region_is_kept_back_together_with_the_next_smallest(ground) -> None:
    one = read(ground).read
    assert (one.quarter, one.total.passed, one.total.failed) == (THIS, 15, 11)
    rows = {row.code: (row.passed, row.failed) for row in one.regions}
    assert rows == {"UZ-TK": (7, 6), "UZ-FA": (None, None), "UZ-AN": (None, None)}
    assert dict(one.topics)["law"] == 95


def test_a_topic_that_only_a_few_people_had_is_not_told(ground) -> None:
    """The topics of another programme, which one person took in this quarter, are that person's result."""
    with ground.transaction() as db:
        hold(db, "UZ-BU", 1, 0, decided=False)
        sitting = db.query(Sitting).filter_by(code="UZ-BU-2026-1124-01").one()
        score = db.query(Score).join(Attempt).filter(Attempt.sitting_id == sitting.id).one()
        score.topics = {"governance": [score.points, score.maximum]}
        draw_up(db, sitting, at=DRAWN_UP_AT).state = SheetState.CONFIRMED
    one = read(ground).read
    assert one.total.passed == 16
    assert "governance" not in dict(one.topics)
    assert dict(one.topics)["law"] == 95


def test_a_running_quarter_does_not_appear(ground) -> None:
    assert read(ground, DRAWN_UP_AT).read is None
    assert read(ground, wanted=Quarter(2027, 1)).read.quarter == THIS


def test_a_quarter_waits_for_its_last_sheet(ground) -> None:
    with ground.transaction() as db:
        hold(db, "UZ-XO", 9, 9, decided=False)
    for state in (SittingState.CLOSED, SittingState.OPEN):
        with ground.transaction() as db:
            db.query(Sitting).filter_by(code="UZ-XO-2026-1124-01").one().state = state
        one = read(ground).read
        assert (one.undecided, one.total, one.regions, one.topics) == (1, None, (), ())


def test_page_json_and_csv_keep_the_same_back_and_set_no_cookie(client, ground) -> None:
    with clock.using(clock.ManualClock(AFTER)):
        page = client.get("/statistics", headers={"Accept-Language": "ru"})
        data = client.get("/statistics.json").json
        table = list(csv.DictReader(StringIO(client.get("/statistics.csv").text)))
    assert "Set-Cookie" not in page.headers
    assert "Karimov" not in page.text
    assert page.text.count("…</span>") == 6
    regions = {row["code"]: row for row in data["regions"]}
    assert (regions["UZ-FA"]["passed"], regions["UZ-FA"]["percent"]) == (None, None)
    assert [(row["code"], row["passed"]) for row in table if row["kind"] == "region"] == [
        ("UZ-AN", ""),
        ("UZ-TK", "7"),
        ("UZ-FA", ""),
    ]


def test_before_the_first_quarter_is_over_the_page_says_so_and_there_is_no_file(client) -> None:
    assert client.get("/statistics").status_code == 200
    assert client.get("/statistics.json").status_code == 404
