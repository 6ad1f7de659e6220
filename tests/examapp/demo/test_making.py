"""The demo is made once, whatever cuts its making short; its card is what was printed."""

import json
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, update

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.candidates.list_models import CandidateList
from examapp.candidates.list_states import ListState
from examapp.certificates.models import Certificate
from examapp.core.audit_checkpoints import list_checkpoints
from examapp.core.clock import now
from examapp.core.db import Database, make_engine
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.demo import finished, making
from examapp.demo.coming import coming_day
from examapp.demo.keeping import Demo, NotADemo, alone
from examapp.demo.making import make_or_take_up
from examapp.notices.reaching import Reach, list_bodies
from examapp.reporting.participation import Asked, count_participation, sum_counts
from examapp.reporting.sight import Sight
from examapp.results.models import ResultSheet
from examapp.results.queries import read_content
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseState
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.schedule_queries import find_published
from examapp.training.queries import list_public
from examapp.training.register_checks import is_overdue
from migrations.upgrade import upgrade_to_head
from tests.conftest import SECRET
from tests.postgres import address_of, make_database

# The finished sitting and the coming one stand in every demo.
ALWAYS = 2


class Killed(BaseException):
    """What a test throws where a process would have died."""


EVERYBODY = finished.KNOWN_PERMILLE


@pytest.fixture(scope="module", autouse=True)
def few_finished() -> Iterator[None]:
    """Let two candidates finish, of whom one passes: each is a test, a score and perhaps a certificate."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(finished, "KNOWN_PERMILLE", (960, 330))
        yield


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of the PostgreSQL that the demo stands on, or None for SQLite."""
    return request.getfixturevalue("postgres_server") if request.param == "postgresql" else None


def place(data: Path, server: str | None, template: str = "template1") -> Demo:
    """A place for a demo of one admitted candidate: a folder, and a database like the template."""
    url = f"sqlite:///{data / 'demo.sqlite3'}"
    if server is not None:
        url = address_of(server, make_database(server, template))
    return Demo(Settings(data, url, SECRET, "http://127.0.0.1:8000", log_level="CRITICAL"), 1)


def copy_of(demo: Demo, data: Path, server: str | None) -> Demo:
    """Copy a place with all that is in it."""
    shutil.copytree(demo.settings.data, data, symlinks=True)
    return place(data, server, make_url(demo.settings.database_url).database or "")


@pytest.fixture(scope="module")
def empty_place(tmp_path_factory: pytest.TempPathFactory, server: str | None, fonts: Path) -> Demo:
    """A database without rows, a folder with fonts."""
    data = tmp_path_factory.mktemp("empty")
    (data / "fonts").symlink_to(fonts)
    demo = place(data, server)
    upgrade_to_head(demo.settings.database_url)
    return demo


@pytest.fixture(scope="module")
def made_place(tmp_path_factory: pytest.TempPathFactory, server: str | None, empty_place: Demo) -> Demo:
    """A demo that was made."""
    demo = copy_of(empty_place, tmp_path_factory.mktemp("made") / "demo", server)
    make_or_take_up(demo)
    return demo


@pytest.fixture
def demo(tmp_path: Path, server: str | None, empty_place: Demo) -> Demo:
    """A place of the test's own where nothing has been made."""
    return copy_of(empty_place, tmp_path / "demo", server)


@pytest.fixture
def made(tmp_path: Path, server: str | None, made_place: Demo) -> Demo:
    """A demo of the test's own that was made."""
    return copy_of(made_place, tmp_path / "made", server)


@contextmanager
def database_of(demo: Demo) -> Iterator[Database]:
    engine = make_engine(demo.settings.database_url)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def database(demo: Demo) -> Iterator[Database]:
    with database_of(demo) as found:
        yield found


@pytest.fixture
def made_database(made: Demo) -> Iterator[Database]:
    with database_of(made) as found:
        yield found


def kill_after(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the process die once a step of the making has been done."""
    real = getattr(making, name)

    def step(*arguments: object, **more: object) -> None:
        real(*arguments, **more)
        raise Killed

    monkeypatch.setattr(making, name, step)


def make_killed(demo: Demo, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with monkeypatch.context() as patches:
        kill_after(patches, name)
        with pytest.raises(Killed):
            make_or_take_up(demo)


def count(database: Database, *criteria: object) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Sitting).where(*criteria)) or 0


def close_the_sitting(database: Database, code: str) -> None:
    with database.transaction() as db:
        db.execute(update(Sitting).where(Sitting.code == code).values(state=SittingState.CLOSED))


def states(card: dict) -> list[str]:
    return [entry["state"] for entry in card["candidates"]]


def assert_something_stands_on_every_page(database: Database) -> None:
    """Look at what the public and the staff find of the year: register, schedule, lists, notices, figures."""
    everybody = Sight(None, None)
    with database.reading() as db:
        today = now().date()
        assert {is_overdue(entry.checked_on, today) for entry in list_public(db)} == {True, False}
        year = coming_day(now()).year
        schedule = find_published(db, None, year)
        assert schedule is not None
        assert schedule.rows
        assert schedule.changes
        assert set(db.scalars(select(CandidateList.state))) == {
            ListState.LOCKED,
            ListState.DRAFT,
            ListState.SUBMITTED,
        }
        auditor = as_signed_in(
            db.scalars(select(StaffAccount).where(StaffAccount.role == Role.AUDITOR)).one()
        )
        reaches = sum((body.counts for body in list_bodies(db, auditor, now())), Counter[Reach]())
        assert reaches == {
            Reach.CONFIRMED: 1,
            Reach.DELIVERED: 2,
            Reach.SENT: 1,
            Reach.NOT_REACHED: 2,
        }
        years = {coming_day(now()).year, (now() - timedelta(days=3)).year}
        rows = [
            row for year in years for row in count_participation(db, Asked(year, rehearsal=True), everybody)
        ]
        total = sum_counts(row.counts for row in rows)
        assert (total.notified, total.confirmed, total.attended) == (14, 1, 10)
        assert (total.excused, total.absent) == (1, 1)
        assert set(db.scalars(select(AbsenceExcuse.state))) == {ExcuseState.REQUESTED, ExcuseState.APPROVED}


def kept(demo: Demo) -> dict:
    return json.loads(demo.card.read_text("utf-8"))


def test_the_finished_sheet_prints_the_root_of_the_log(made_database: Database) -> None:
    with made_database.reading() as db:
        said, first = read_content(db.scalars(select(ResultSheet)).one()), list_checkpoints(db)[-1]
    assert said.audit_checkpoint == f"{first.number} {first.digest}"


def test_the_card_in_the_folder_is_the_one_that_is_printed_also_at_another_address(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finished, "KNOWN_PERMILLE", EVERYBODY)
    card = make_or_take_up(demo)
    assert_something_stands_on_every_page(database)
    assert kept(demo) == card
    assert states(card) == ["awaiting", "authorised"]
    assert stat.S_IMODE(demo.card.stat().st_mode) == 0o600

    moved = replace(demo, settings=replace(demo.settings, base_url="http://127.0.0.1:8999"))
    again = make_or_take_up(moved)
    assert kept(demo) == again
    assert again == card | {"url": "http://127.0.0.1:8999", "verify_url": "http://127.0.0.1:8999/verify"}
    assert not demo.mark.exists()
    assert not demo.next_card.exists()


# Each makes a whole demo: early, with a sitting half way, and when all but the card is there.
STEPS = ("plan_sitting", "run_finished_sitting", "write_secret")
# How a database is emptied differs; what is refused, and after which step, does not.
ON_SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("server", "step"),
    [*(("sqlite", step) for step in STEPS), ("postgresql", "mark_as_making"), ("postgresql", "_open")],
    indirect=["server"],
)
def test_a_demo_whose_making_was_cut_short_is_made_anew(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    make_killed(demo, monkeypatch, step)
    assert not demo.card.exists()
    assert stat.S_IMODE(demo.mark.stat().st_mode) == 0o600

    card = make_or_take_up(demo)
    assert states(card) == ["awaiting", "authorised"]
    assert count(database) == ALWAYS + 1
    with database.reading() as db:
        issued = set(db.scalars(select(Certificate.number)))
    assert {one["number"] for one in card["finished"]["certificates"]} == issued
    files = set(demo.settings.certificates.rglob("*.pdf"))
    assert files == {demo.settings.data / one["file"] for one in card["finished"]["certificates"]}
    assert not demo.mark.exists()


@pytest.mark.parametrize("step", ["plan_sitting", "_open"])
def test_another_sitting_whose_opening_was_cut_short_is_taken_up_and_no_pin_is_lost(
    made: Demo, made_database: Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = kept(made)
    close_the_sitting(made_database, first["sitting"]["code"])
    make_killed(made, monkeypatch, step)
    card = make_or_take_up(made)
    assert card["sitting"] != first["sitting"]
    assert states(card) == ["awaiting", "authorised"]
    assert kept(made) == card
    assert (card["staff"], card["finished"]) == (first["staff"], first["finished"])
    open_now = count(made_database, Sitting.state == SittingState.OPEN)
    assert (count(made_database), open_now) == (ALWAYS + 2, 1)


def test_a_sitting_that_was_committed_and_not_opened_is_opened_at_the_next_start(
    made: Demo, made_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept(made)
    close_the_sitting(made_database, first["sitting"]["code"])

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patches, pytest.raises(Killed):
        patches.setattr(making, "_open", die)
        make_or_take_up(made)
    assert count(made_database, Sitting.state == SittingState.PUBLISHED) == 2
    assert states(make_or_take_up(made)) == ["awaiting", "authorised"]
    assert count(made_database) == ALWAYS + 2


@ON_SQLITE
def test_people_who_began_to_work_where_a_demo_was_cut_short_are_not_wiped(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_killed(demo, monkeypatch, "plan_sitting")
    with database.transaction() as db:
        db.execute(
            update(StaffAccount).where(StaffAccount.login_name == "member-7").values(login_name="real")
        )
    with pytest.raises(NotADemo, match="not a demo"):
        make_or_take_up(demo)
    with database.reading() as db:
        assert "real" in db.scalars(select(StaffAccount.login_name)).all()


@ON_SQLITE
def test_a_mark_of_another_database_wipes_nothing(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_killed(demo, monkeypatch, "run_finished_sitting")
    demo.mark.write_text(json.dumps({"database_url": "postgresql://elsewhere/real"}))
    with pytest.raises(NotADemo, match="not a demo"):
        make_or_take_up(demo)
    assert count(database) == 1


@ON_SQLITE
def test_a_card_over_another_database_is_refused(made: Demo, made_database: Database) -> None:
    with made_database.transaction() as db:
        db.execute(update(Sitting).values(code="gone-" + Sitting.code))
        db.execute(
            update(StaffAccount).where(StaffAccount.login_name == "proctor").values(login_name="other")
        )
    with pytest.raises(NotADemo, match="does not hold the demo"):
        make_or_take_up(made)


@ON_SQLITE
def test_two_starts_at_once_do_not_make_it_twice(demo: Demo) -> None:
    with alone(demo), pytest.raises(NotADemo, match="Another process"):
        make_or_take_up(demo)
