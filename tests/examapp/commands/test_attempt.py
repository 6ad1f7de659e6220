"""`examapp attempt rescue`: the same file, taken in from the shell."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from examapp.cli import main
from examapp.core.clock import ManualClock, using
from examapp.core.settings import Settings
from examapp.delivery.rescue_seal import LARGEST_FILE, MAGIC
from tests.examapp.delivery.making import MORNING, TEXT_ITEM, SmallRoom, make_room
from tests.examapp.delivery.rescuing import seal

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Verb = Callable[..., Result]


@pytest.fixture
def room(app: Flask) -> Iterator[SmallRoom]:
    clock = ManualClock(MORNING)
    with using(clock):
        yield make_room(app, clock)


@pytest.fixture
def rescue(app: Flask, room: SmallRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    settings: Settings = app.config["SETTINGS"]
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("EXAMAPP_BASE_URL", settings.base_url)

    def run(content: bytes, *words: str, sitting: str = room.sitting_code) -> Result:
        file = tmp_path / "answers.exam"
        file.write_bytes(content)
        return CliRunner().invoke(main, ["attempt", "rescue", sitting, str(file), *words])

    return run


def test_a_file_is_taken_in_once_and_what_disagrees_is_told(rescue: Verb, room: SmallRoom) -> None:
    seat = room.started_seat()
    content = seal(room, seat, [seat.text(0, "carried"), seat.text(1, "on a stick")])
    first, second = rescue(content), rescue(content, "--json")
    assert (first.exit_code, first.stdout) == (0, f"Attempt {seat.place.code}: 2 added, 0 here before.\n")
    told = {"attempt": seat.place.code, "added": 0, "known": 2, "disagreeing": 0}
    assert (second.exit_code, json.loads(second.stdout)) == (0, told)
    other = rescue(seal(room, seat, [seat.text(0, "other")]))
    assert (other.exit_code, other.stdout.splitlines()[-1]) == (
        1,
        "1 disagree with what is held; both are kept.",
    )
    assert seat.state["answers"] == {TEXT_ITEM: "on a stick"}


def test_what_is_no_file_of_this_sitting_ends_with_2_and_says_what_to_do(
    rescue: Verb, room: SmallRoom
) -> None:
    seat = room.started_seat()
    entries = [seat.text(0, "carried")]
    whole = seal(room, seat, entries)
    done = [rescue(whole[:-4]), rescue(whole, sitting="TK-ANOTHER"), rescue(MAGIC + bytes(LARGEST_FILE))]
    done.append(rescue(seal(room, seat, entries, code="0000-0000")))
    assert [one.exit_code for one in done] == [2, 2, 2, 2]
    assert len({one.stderr for one in done}) == 1
    assert len(done[0].stderr.splitlines()) == 1
    assert seat.state["answers"] == {}
