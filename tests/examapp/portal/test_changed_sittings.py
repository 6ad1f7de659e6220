"""Whoever must be told of a change in a sitting finds it on the desk, and nobody else does."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.portal.changed_sittings import list_changed
from examapp.sittings.cancelling import cancel_sitting
from examapp.sittings.replacing import replace_proctor
from examapp.sittings.shifting import When, shift_sitting
from tests.cast import add_person, sign_in
from tests.examapp.proctoring.stage import START, build_room

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AT = START - timedelta(days=3)
WHO = {"actor": "staff:OPERATOR", "at": AT}


def told(app: Flask, db: Session, account: StaffAccount, at: datetime = AT) -> list[str]:
    with app.test_request_context("/?lang=en"):
        return [one.words for one in list_changed(db, as_signed_in(account), at)]


def test_proctors_and_bodies_read_what_was_changed_for_a_fortnight(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        first, second = (add_person(db, Role.PROCTOR, suffix=one) for one in ("-1", "-2"))
        sitting = build_room(db, first).sitting
        own, other = (add_person(db, Role.HR_OFFICER, suffix=one) for one in ("-1", "-2"))
        own.organisation_code, other.organisation_code = "ORG-1", "ORG-2"
        operator = add_person(db, Role.OPERATOR)
        shift_sitting(db, sitting, When(sitting.room, START + timedelta(hours=1)), "Sabab", **WHO)
        assert told(app, db, second) == told(app, db, other) == told(app, db, operator) == []
        moved = "moved from 24.11.2026, 09:30, 204, to 24.11.2026, 10:30, 204"
        assert told(app, db, first) == told(app, db, own) == [moved]
        replace_proctor(db, sitting, first, second, "Kasal", **WHO | {"at": AT + timedelta(hours=1)})
        later = AT + timedelta(hours=3)
        [replaced] = told(app, db, first, later)
        assert replaced.endswith(f"instead of {first.display_name}")
        cancel_sitting(db, sitting, "Elektr yoʻq", **WHO | {"at": AT + timedelta(hours=2)})
        assert told(app, db, second, later) == ["is cancelled", replaced, moved]
        assert told(app, db, own, later) == ["is cancelled", moved]
        assert told(app, db, own, later + timedelta(days=14)) == []


def test_the_desk_shows_it_with_the_reason(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examapp.portal.views.now", lambda: AT)
    with database.transaction() as db:
        sitting = build_room(db, add_person(db, Role.PROCTOR)).sitting
        cancel_sitting(db, sitting, "Elektr yoʻq", **WHO)
        officer = add_person(db, Role.HR_OFFICER)
        officer.organisation_code = "ORG-1"
    sign_in(client, officer)
    assert "is cancelled (Elektr yoʻq)" in client.get("/desk?lang=en").text
