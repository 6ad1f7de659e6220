"""Browsers that show what the locked browser shows, on Windows by headers and on macOS by the page."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from examapp.lockdown.config_key import bind_to_address
from examapp.lockdown.configurations import find_newest, make_configuration, read_config_key
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import API, PROCTOR, Place, Seat, SmallRoom

BASE = "http://localhost"


def lock(room: SmallRoom, *, after: int = 0) -> None:
    """Make the sitting's configuration."""
    with room.writing() as db:
        make_configuration(
            db,
            room.app.extensions["key_ring"],
            db.get_one(Sitting, room.sitting_id),
            base_url=BASE,
            after=after,
            actor=PROCTOR,
            at=room.now.wall,
        )


def config_key(room: SmallRoom) -> str:
    """Return the Config Key that the newest configuration has."""
    with room.database.reading() as db:
        newest = find_newest(db, room.sitting_id)
        assert newest is not None
        return read_config_key(room.app.extensions["key_ring"], newest)


@dataclass
class LockedSeat(Seat):
    """A seat whose browser binds its keys to each address; `page` is the value that its calls carry."""

    config: str = ""
    exam: str = ""
    page: str = ""
    by_page: bool = False

    def call(self, method: str, path: str, body: Any = None, *, claimed: str = "") -> TestResponse:
        address = f"{API}/attempt{path}"
        if self.page:
            address += f"{'&' if '?' in address else '?'}page={self.page}"
        own_page = f"{BASE}/exam/p/{self.page}/" if self.page else f"{BASE}/exam/"
        url = claimed or (own_page if self.by_page else BASE + address)
        names = (
            ("X-Page-ConfigKeyHash", "X-Page-RequestHash")
            if self.by_page
            else ("X-SafeExamBrowser-ConfigKeyHash", "X-SafeExamBrowser-RequestHash")
        )
        shown = {
            name: bind_to_address(url, key)
            for name, key in zip(names, (self.config, self.exam), strict=True)
            if key
        }
        return self.room.app.test_client().open(
            address, method=method, json=body, headers=self.headers | shown
        )

    def get(self, path: str = "") -> TestResponse:
        return self.call("GET", path)

    def post(self, verb: str, body: Any = None) -> TestResponse:
        return self.call("POST", f"/{verb}", body or {})

    def put(self, *entries: dict[str, Any]) -> TestResponse:
        return self.call("PUT", "/responses", {"entries": list(entries)})

    def ask(self) -> TestResponse:
        """Ask for the page, and go to it."""
        response = self.post("lockdown")
        if response.status_code == 200:
            self.page = response.json["page"] or ""
        return response


def locked_seat(room: SmallRoom, place: Place | None = None, **more: Any) -> LockedSeat:
    """A seat in the right browser that has entered."""
    seat = LockedSeat(room, place or room.places[0], config=config_key(room), **more)
    assert seat.enter().status_code == 200
    return seat


def working_seat(room: SmallRoom, place: Place | None = None, **more: Any) -> LockedSeat:
    """A seat in the right browser whose candidate has started."""
    seat = locked_seat(room, place, **more)
    room.open()
    room.admit(seat.place)
    assert seat.ask().status_code == 200
    assert seat.post("start").status_code == 200
    assert seat.post("shown").status_code == 200
    return seat
