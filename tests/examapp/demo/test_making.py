"""The demo is made once, whatever cuts its making short; its card is what was printed."""

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from examapp.accounts.models import StaffAccount
from examapp.certificates.models import Certificate
from examapp.core.db import Database, make_engine
from examapp.core.settings import Settings
from examapp.demo import making
from examapp.demo.keeping import Demo, NotADemo, alone
from examapp.demo.making import make_or_take_up
from examapp.sittings.models import Sitting, SittingState
from migrations.upgrade import upgrade_to_head
from tests.conftest import SECRET


class Killed(BaseException):
    """What a test throws where a process would have died."""


@pytest.fixture
def demo(tmp_path: Path, empty_database_url: str, fonts: Path) -> Demo:
    """A place for a demo of one admitted candidate: a database without rows, a folder with fonts."""
    data = tmp_path / "demo"
    shutil.copytree(fonts, data / "fonts")
    upgrade_to_head(empty_database_url)
    return Demo(Settings(data, empty_database_url, SECRET, "http://127.0.0.1:8000", log_level="CRITICAL"), 1)


@pytest.fixture
def database(demo: Demo) -> Iterator[Database]:
    engine = make_engine(demo.settings.database_url)
    yield Database(engine)
    engine.dispose()


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


def kept(demo: Demo) -> dict:
    return json.loads(demo.card.read_text("utf-8"))


def test_the_card_in_the_folder_is_the_one_that_is_printed_also_at_another_address(demo: Demo) -> None:
    card = make_or_take_up(demo)
    assert kept(demo) == card
    assert states(card) == ["awaiting", "authorised"]
    assert stat.S_IMODE(demo.card.stat().st_mode) == 0o600

    moved = replace(demo, settings=replace(demo.settings, base_url="http://127.0.0.1:8999"))
    again = make_or_take_up(moved)
    assert kept(demo) == again
    assert again == card | {"url": "http://127.0.0.1:8999", "verify_url": "http://127.0.0.1:8999/verify"}
    assert not demo.mark.exists()
    assert not demo.next_card.exists()


@pytest.mark.parametrize(
    "step",
    ["mark_as_making", "add_candidates", "plan_sitting", "run_finished_sitting", "write_secret", "_open"],
)
def test_a_demo_whose_making_was_cut_short_is_made_anew(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    make_killed(demo, monkeypatch, step)
    assert not demo.card.exists()
    assert stat.S_IMODE(demo.mark.stat().st_mode) == 0o600

    card = make_or_take_up(demo)
    assert states(card) == ["awaiting", "authorised"]
    assert count(database) == 2
    with database.reading() as db:
        issued = set(db.scalars(select(Certificate.number)))
    assert {one["number"] for one in card["finished"]["certificates"]} == issued
    files = set(demo.settings.certificates.rglob("*.pdf"))
    assert files == {demo.settings.data / one["file"] for one in card["finished"]["certificates"]}
    assert not demo.mark.exists()


@pytest.mark.parametrize("step", ["plan_sitting", "_open"])
def test_another_sitting_whose_opening_was_cut_short_is_taken_up_and_no_pin_is_lost(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = make_or_take_up(demo)
    close_the_sitting(database, first["sitting"]["code"])
    make_killed(demo, monkeypatch, step)
    card = make_or_take_up(demo)
    assert card["sitting"] != first["sitting"]
    assert states(card) == ["awaiting", "authorised"]
    assert kept(demo) == card
    assert (card["staff"], card["finished"]) == (first["staff"], first["finished"])
    assert (count(database), count(database, Sitting.state == SittingState.OPEN)) == (3, 1)


def test_a_sitting_that_was_committed_and_not_opened_is_opened_at_the_next_start(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_or_take_up(demo)
    close_the_sitting(database, first["sitting"]["code"])

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patches, pytest.raises(Killed):
        patches.setattr(making, "_open", die)
        make_or_take_up(demo)
    assert count(database, Sitting.state == SittingState.PUBLISHED) == 1
    assert states(make_or_take_up(demo)) == ["awaiting", "authorised"]
    assert count(database) == 3


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


def test_a_mark_of_another_database_wipes_nothing(
    demo: Demo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_killed(demo, monkeypatch, "run_finished_sitting")
    demo.mark.write_text(json.dumps({"database_url": "postgresql://elsewhere/real"}))
    with pytest.raises(NotADemo, match="not a demo"):
        make_or_take_up(demo)
    assert count(database) == 1


def test_a_card_over_another_database_is_refused(demo: Demo, database: Database) -> None:
    make_or_take_up(demo)
    with database.transaction() as db:
        db.execute(update(Sitting).values(code="gone-" + Sitting.code))
        db.execute(
            update(StaffAccount).where(StaffAccount.login_name == "proctor").values(login_name="other")
        )
    with pytest.raises(NotADemo, match="does not hold the demo"):
        make_or_take_up(demo)


def test_two_starts_at_once_do_not_make_it_twice(demo: Demo) -> None:
    with alone(demo), pytest.raises(NotADemo, match="Another process"):
        make_or_take_up(demo)
