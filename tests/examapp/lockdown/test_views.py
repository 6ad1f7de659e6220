"""The pages of the room: for staff the sitting and the centre, for the technician what a browser shows."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.core.clock import ManualClock
from examapp.core.codes import new_code
from examapp.core.permissions import Role
from examapp.lockdown.config_key import bind_to_address, compute_config_key
from examapp.lockdown.exam_keys import list_keys
from examapp.lockdown.seb_file import read_seb_file
from examapp.sittings.models import Sitting, SittingProctor
from tests.cast import open_pages
from tests.examapp.delivery.making import SmallRoom, make_room
from tests.examapp.lockdown.browsers import BASE, config_key, working_seat

WHY = "The browser does not start"


def _client(room: SmallRoom, role: Role) -> FlaskClient:
    """A new person who may see this sitting."""
    suffix = new_code(8).lower()
    client = open_pages(room.app, role, suffix=suffix)
    with room.writing() as db:
        account = db.scalars(
            select(StaffAccount).where(StaffAccount.login_name == f"{role.value}{suffix}")
        ).one()
        if role is Role.PROCTOR:
            db.add(SittingProctor(sitting_id=room.sitting_id, staff_id=account.id))
    return client


def _page(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status
    return response.text


def _candidate(room: SmallRoom, place: int = 0) -> str:
    with room.database.reading() as db:
        booking = db.get_one(Sitting, room.sitting_id).bookings[place]
        return booking.candidate.code


def test_the_proctor_takes_the_file_and_its_password_opens_it(locked: SmallRoom) -> None:
    proctor = _client(locked, Role.PROCTOR)
    page = _page(proctor, f"/lockdown/{locked.sitting_code}")
    response = proctor.post(f"/lockdown/{locked.sitting_code}/file")
    assert response.headers["Content-Type"] == "application/seb"
    assert gzip.decompress(response.data)[:4] == b"pswd"
    words = [word for word in page.replace("<", " ").replace(">", " ").split() if word.count("-") == 2]
    opened = [word for word in words if len(word) == 14]
    assert compute_config_key(read_seb_file(response.data, opened[0])) == config_key(locked)
    assert config_key(locked) not in page


def test_an_auditor_sees_and_cannot_act_and_sees_no_password(locked: SmallRoom) -> None:
    auditor = _client(locked, Role.AUDITOR)
    page = _page(auditor, f"/lockdown/{locked.sitting_code}")
    assert "Show the passwords" not in page
    assert auditor.post(f"/lockdown/{locked.sitting_code}/file").status_code == 403


def test_two_presses_on_one_page_make_one_revision(locked: SmallRoom) -> None:
    operator = _client(locked, Role.OPERATOR)
    before = config_key(locked)
    for _ in range(2):
        made = operator.post(f"/lockdown/{locked.sitting_code}/configuration", data={"after": "1"})
        assert made.status_code == 303
    assert config_key(locked) != before
    assert "<dd>2</dd>" in _page(operator, f"/lockdown/{locked.sitting_code}").replace("\n", "")


def test_an_exception_goes_from_one_person_s_page_to_another_s(locked: SmallRoom) -> None:
    seat = working_seat(locked)
    seat.config = ""
    assert seat.beat().status_code == 403
    first, second = _client(locked, Role.PROCTOR), _client(locked, Role.OPERATOR)
    address = f"/lockdown/{locked.sitting_code}/people/{_candidate(locked)}"
    assert "showed no key" in _page(first, f"/lockdown/{locked.sitting_code}")
    assert first.post(f"{address}/exception", data={"reason": "short"}).status_code == 200
    assert first.post(f"{address}/exception", data={"reason": WHY}).status_code == 303
    assert first.post(f"{address}/decision", data={"reason": WHY, "act": "grant"}).status_code == 403
    assert seat.beat().status_code == 403
    assert WHY in _page(second, f"{address}/decision")
    assert (
        second.post(f"{address}/decision", data={"reason": "I have seen it", "act": "grant"}).status_code
        == 303
    )
    assert seat.beat().status_code == 200
    assert second.post(f"{address}/decision", data={"reason": WHY, "act": "refuse"}).status_code == 409
    assert "I have seen it" in _page(first, f"{address}/withdrawal")
    assert first.post(f"{address}/withdrawal", data={"reason": "It is mended"}).status_code == 303
    assert seat.beat().status_code == 403
    assert "It is mended" in _page(first, f"/lockdown/{locked.sitting_code}")
    assert first.post(f"{address}/withdrawal", data={"reason": "It is mended"}).status_code == 409


def test_a_room_without_configuration_opens_after_two_people_let_the_sitting_go_on_without(
    exam_app: Flask, clock: ManualClock
) -> None:
    room = make_room(exam_app, clock, **{"exam.lockdown": "safe_exam_browser"})
    proctor, operator = _client(room, Role.PROCTOR), _client(room, Role.OPERATOR)
    address, console = f"/lockdown/{room.sitting_code}", f"/proctor/{room.sitting_code}"
    before = _page(proctor, console)
    assert "There is no configuration yet." in before
    assert "This room has not been rehearsed yet." in before
    assert "There is no configuration yet." in _page(operator, f"/sittings/{room.sitting_code}")
    opened = proctor.post(f"{console}/open", data={"press": "1"}, follow_redirects=True)
    assert "Make it on “Browsers and notes”" in opened.text
    assert "cannot be opened before it is made" in _page(proctor, address)
    assert proctor.post(f"{address}/exception", data={"reason": WHY}).status_code == 303
    assert proctor.get(f"{address}/decision").status_code == 403
    decided = operator.post(f"{address}/decision", data={"reason": "No computer has it", "act": "grant"})
    assert decided.status_code == 303
    assert "An exception holds for the whole sitting." in _page(operator, address)
    assert "There is no configuration yet." not in _page(proctor, console)
    assert "This room has not been rehearsed yet." in _page(operator, f"/sittings/{room.sitting_code}")
    opened = proctor.post(f"{console}/open", data={"press": "2"}, follow_redirects=True)
    assert "The room is open now." in opened.text


def test_notes_stand_in_neutral_words_with_their_length(room: SmallRoom) -> None:
    seat = room.started_seat()
    room.clock.advance(minutes=1)
    notes = [("window_left", 42_000), ("window_left", 3_000), ("pasted", None)]
    seat.post(
        "signals",
        {
            "signals": [
                {"mark": f"{number:016x}", "kind": kind, "duration_ms": length}
                for number, (kind, length) in enumerate(notes)
            ]
        },
    )
    auditor = _client(room, Role.AUDITOR)
    page = _page(auditor, f"/lockdown/{room.sitting_code}")
    assert "another window in front – 2 ×, 0:45 in all; pasting – 1 ×" in page
    alone = _page(auditor, f"/lockdown/{room.sitting_code}/people/{_candidate(room)}")
    assert "0:42" in alone
    for word in ("cheat", "violation", "suspic", "fraud"):
        assert word not in (page + alone).lower()


def test_the_operator_allows_and_withdraws_a_browser_of_a_centre(locked: SmallRoom) -> None:
    operator = _client(locked, Role.OPERATOR)
    with locked.database.reading() as db:
        centre = db.get_one(Sitting, locked.sitting_id).room.centre
    address = f"/lockdown/centres/{centre.code}"
    refused = operator.post(address, data={"label": "SEB", "exam_key": "xyz"})
    assert "64 digits" in refused.text
    assert operator.post(address, data={"label": "SEB", "exam_key": "A" * 64}).status_code == 303
    page = _page(operator, address)
    assert "aaaaaaaa…" in page
    assert "a" * 64 not in page
    with locked.database.reading() as db:
        key_id = list_keys(db, centre.id)[0].id
    assert operator.post(f"{address}/keys/{key_id}/withdraw").status_code == 303
    with locked.database.reading() as db:
        assert list_keys(db, centre.id) == []


def test_a_kiosk_s_files_come_down_for_whoever_prepares_rooms(locked: SmallRoom) -> None:
    proctor = _client(locked, Role.PROCTOR)
    with locked.database.reading() as db:
        code = db.get_one(Sitting, locked.sitting_id).room.centre.code
    response = proctor.get(f"/lockdown/centres/{code}/kiosk/windows")
    assert "--kiosk" in response.text
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert proctor.get(f"/lockdown/centres/{code}/kiosk/macos").status_code == 404


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), "would be refused"),
        (("X-SafeExamBrowser-ConfigKeyHash",), "would be accepted"),
        (("X-Page-ConfigKeyHash",), "would be accepted"),
    ],
)
def test_the_diagnosis_says_what_arrived_without_a_secret(locked: SmallRoom, headers, expected: str) -> None:
    path = f"/exam/check/?sitting={locked.sitting_code}&lang=en"
    whole = bind_to_address(BASE + path, config_key(locked))
    response = locked.app.test_client().get(path, headers=dict.fromkeys(headers, whole))
    assert expected in response.text
    assert whole[:8] in response.text
    assert whole not in response.text
    assert config_key(locked) not in response.text


def test_the_diagnosis_names_another_address_in_front(locked: SmallRoom) -> None:
    path = f"/exam/check/?sitting={locked.sitting_code}&lang=en"
    page = locked.app.test_client().get(path, base_url="https://proxy.internal").text
    assert "https://proxy.internal/exam/check/" in page
    assert "is set wrongly" in page
    assert "No sitting has this code" in locked.app.test_client().get("/exam/check/?sitting=X&lang=en").text


def test_the_proctor_sees_notes_and_a_failed_check_at_the_seat_and_is_told_where_to_act(
    locked: SmallRoom,
) -> None:
    seat = working_seat(locked)
    locked.clock.advance(seconds=10)
    seat.post("signals", {"signals": [{"mark": "0" * 16, "kind": "printed", "duration_ms": 4000}]})
    seat.config = ""
    seat.beat()
    page = _page(_client(locked, Role.PROCTOR), f"/proctor/{locked.sitting_code}?seat={_candidate(locked)}")
    assert "printing – 1 ×, 0:04 in all" in page
    assert "The check of the locked browser fails. Go to the seat." in page
    assert f'href="/lockdown/{locked.sitting_code}"' in page
