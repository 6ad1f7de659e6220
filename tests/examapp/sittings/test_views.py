"""An official sitting through the pages: refused while a value is provisional, and a way on from there."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from examapp.core import clock
from examapp.core.permissions import Role
from examapp.programmes.policy_keys import POLICY_KEYS
from examapp.programmes.proposals import Document, approve_values, propose_as_they_stand
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.cast import open_pages, sign_in
from tests.examapp.authoring.ceremony_ground import seal_officially
from tests.examapp.sittings.conftest import AT, WHO, Ground
from tests.examapp.sittings.test_sittings import make_ready

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


@pytest.fixture
def code(ground: Ground) -> str:
    """An official sitting that lacks nothing but approved values."""
    with ground.database.transaction() as db:
        ground.list_id = seal_officially(db, ground.keys, ground.programme(db)).id
        return make_ready(db, ground, rehearsal=False).code


@pytest.fixture
def operator(app: Flask) -> FlaskClient:
    return open_pages(app, Role.OPERATOR)


def post(client: FlaskClient, address: str, **fields: str) -> str:
    with clock.using(clock.ManualClock(LATER)):
        return client.post(address, data=fields, follow_redirects=True).text


def state_of(ground: Ground) -> SittingState:
    with ground.database.reading() as db:
        return db.query(Sitting).one().state


def approve_everything(ground: Ground) -> None:
    with ground.database.transaction() as db:
        keys = [key.key for key in POLICY_KEYS]
        document = Document(title="Bayonnoma", number="7", dated=date(2026, 11, 2))
        rows = propose_as_they_stand(db, ground.programme(db), keys, document=document, **WHO)
        approve_values(db, rows, actor="staff:CHAIR", at=AT)


def test_publishing_is_refused_with_the_provisional_values_and_goes_on_once_they_are_approved(
    app: Flask, ground: Ground, operator: FlaskClient, code: str
) -> None:
    assert "values are provisional" in operator.get(f"/sittings/{code}").text
    page = post(operator, f"/sittings/{code}/publish")
    assert "An official sitting is not published or opened" in page
    assert "exam.pass_rule" in page
    assert state_of(ground) is SittingState.PLANNED
    approve_everything(ground)
    assert "provisional" not in operator.get(f"/sittings/{code}").text
    assert "The sitting is published." in post(operator, f"/sittings/{code}/publish")
    proctor = app.test_client()
    with ground.database.reading() as db:
        sign_in(proctor, ground.proctor(db))
    post(proctor, f"/proctor/{code}/open")
    assert state_of(ground) is SittingState.OPEN


def test_cancelling_shows_what_follows_asks_why_and_keeps_the_reason_on_the_page(
    ground: Ground, operator: FlaskClient, code: str
) -> None:
    page = operator.get(f"/sittings/{code}/cancel").text
    assert "4 candidates lose the place here" in page
    assert "This field is required." in post(operator, f"/sittings/{code}/cancel")
    for unreadable in (" ", "\u202e"):
        page = post(operator, f"/sittings/{code}/cancel", reason=unreadable)
        assert "Type why the sitting is cancelled" in page
    assert state_of(ground) is SittingState.PLANNED
    page = post(operator, f"/sittings/{code}/cancel", reason="Elektr yoʻq")
    assert "Elektr yoʻq" in page
    assert "Cancel the sitting" not in page
    assert state_of(ground) is SittingState.CANCELLED


def test_a_room_that_was_opened_meanwhile_is_not_cancelled(
    ground: Ground, operator: FlaskClient, code: str
) -> None:
    with ground.database.transaction() as db:
        db.execute(update(Sitting).values(state=SittingState.OPEN))
    assert "cannot be cancelled" in post(operator, f"/sittings/{code}/cancel", reason="Elektr yoʻq")
    assert state_of(ground) is SittingState.OPEN


def test_the_candidate_reads_that_the_sitting_is_cancelled(
    app: Flask, ground: Ground, operator: FlaskClient, code: str
) -> None:
    post(operator, f"/sittings/{code}/cancel", reason="Elektr yoʻq")
    candidate = app.test_client()
    with ground.database.reading() as db, candidate.session_transaction() as session:
        session["own_page"] = {"booking": db.query(Booking).first().id, "until": "2999-01-01T00:00:00+00:00"}
    page = candidate.get("/my/?lang=en").text
    assert "This sitting is cancelled." in page
    assert "Elektr" not in page
