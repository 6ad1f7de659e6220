"""A sitting's configuration: kept encrypted, given out under a password, recorded."""

import base64

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.errors import NotFound
from examapp.core.sealed_bytes import SealedBytesBroken
from examapp.lockdown.config_key import compute_config_key
from examapp.lockdown.configurations import (
    find_newest,
    give_out,
    make_configuration,
    open_settings,
    passwords_of,
    read_config_key,
)
from examapp.lockdown.errors import AddressRefused, ExamKeyMalformed, NoConfiguration, NotLocked
from examapp.lockdown.exam_keys import allow_key, list_keys, withdraw_key
from examapp.lockdown.seb_file import FileUnreadable, read_seb_file
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import PROCTOR, SmallRoom, make_room
from tests.examapp.lockdown.browsers import BASE, config_key, lock


def _keys(room: SmallRoom):
    return room.app.extensions["key_ring"]


def test_the_file_opens_under_its_password_alone_and_has_the_key_that_is_expected(locked: SmallRoom) -> None:
    with locked.writing() as db:
        sitting = db.get_one(Sitting, locked.sitting_id)
        revision, content = give_out(db, _keys(locked), sitting, actor=PROCTOR, at=locked.now.wall)
        passwords = passwords_of(_keys(locked), sitting, revision)
    settings = read_seb_file(content, passwords.opening)
    assert compute_config_key(settings) == config_key(locked)
    assert settings["startURL"] == f"{BASE}/exam/"
    with pytest.raises(FileUnreadable):
        read_seb_file(content, passwords.quitting)


def test_the_database_alone_tells_nothing_of_it(locked: SmallRoom) -> None:
    with locked.database.reading() as db:
        newest = find_newest(db, locked.sitting_id)
        assert newest is not None
        kept = base64.b64decode(newest.content)
        assert b"startURL" not in kept
        newest.content = base64.b64encode(kept[:-1] + bytes([kept[-1] ^ 1])).decode()
        with pytest.raises(SealedBytesBroken):
            open_settings(_keys(locked), newest)


def test_a_second_press_makes_no_second_revision(locked: SmallRoom) -> None:
    lock(locked)
    lock(locked, after=1)
    lock(locked, after=1)
    with locked.database.reading() as db:
        newest = find_newest(db, locked.sitting_id)
    assert newest is not None
    assert newest.revision == 2


def test_each_sitting_and_each_revision_has_passwords_of_its_own(locked: SmallRoom, room: SmallRoom) -> None:
    with locked.database.reading() as db:
        one, other = (db.get_one(Sitting, found.sitting_id) for found in (locked, room))
        made = {
            passwords_of(_keys(locked), sitting, revision) for sitting in (one, other) for revision in (1, 2)
        }
    assert len({words for pair in made for words in (pair.opening, pair.quitting)}) == 8


def test_what_is_not_locked_needs_no_configuration(room: SmallRoom) -> None:
    with pytest.raises(NotLocked):
        lock(room)


def test_an_address_that_browsers_hash_differently_is_named(locked: SmallRoom) -> None:
    with pytest.raises(AddressRefused), locked.writing() as db:
        make_configuration(
            db, _keys(locked), db.get_one(Sitting, locked.sitting_id), base_url='http://a"b', after=1,
            actor=PROCTOR, at=locked.now.wall,
        )  # fmt: skip


def test_nothing_is_given_out_before_it_is_made(exam_app, clock) -> None:
    room = make_room(exam_app, clock, **{"exam.lockdown": "safe_exam_browser"})
    with pytest.raises(NoConfiguration), room.writing() as db:
        give_out(db, _keys(room), db.get_one(Sitting, room.sitting_id), actor=PROCTOR, at=room.now.wall)


def test_making_and_giving_out_are_recorded_without_a_secret(locked: SmallRoom) -> None:
    with locked.writing() as db:
        sitting = db.get_one(Sitting, locked.sitting_id)
        give_out(db, _keys(locked), sitting, actor=PROCTOR, at=locked.now.wall)
    with locked.database.reading() as db:
        entries = db.scalars(
            select(AuditEntry).where(AuditEntry.subject_code == locked.sitting_code).order_by(AuditEntry.id)
        ).all()
        secret = read_config_key(_keys(locked), find_newest(db, locked.sitting_id))
    assert [one.act for one in entries] == ["lockdown.configuration_made", "lockdown.configuration_given_out"]
    assert all(secret not in one.facts for one in entries)


def test_a_browser_is_allowed_once_withdrawn_once_and_typed_as_people_copy_it(locked: SmallRoom) -> None:
    with locked.writing() as db:
        centre = db.get_one(Sitting, locked.sitting_id).room.centre
        key = allow_key(db, centre, " AB" * 32, "SEB", actor=PROCTOR, at=locked.now.wall)
        assert allow_key(db, centre, "ab" * 32, "again", actor=PROCTOR, at=locked.now.wall) is key
        assert [one.exam_key for one in list_keys(db, centre.id)] == ["ab" * 32]
        with pytest.raises(ExamKeyMalformed):
            allow_key(db, centre, "ab" * 31, "short", actor=PROCTOR, at=locked.now.wall)
        withdraw_key(db, centre, key.id, actor=PROCTOR, at=locked.now.wall)
        withdraw_key(db, centre, key.id, actor="staff:OTHER", at=locked.now.wall)
        assert list_keys(db, centre.id) == []
        assert key.withdrawn_by == PROCTOR
        with pytest.raises(NotFound):
            withdraw_key(db, centre, key.id + 10_000, actor=PROCTOR, at=locked.now.wall)
