"""Programs read results and certificates: what their scope allows, of the own body, page after page."""

from datetime import UTC, datetime, timedelta

import pytest
from jsonschema_rs import Draft202012Validator
from sqlalchemy import select, text

from examapp.candidates.api_tokens import CERTIFICATES_READ, LISTS_WRITE, RESULTS_READ, make_token
from examapp.certificates.ending import revoke
from examapp.certificates.models import Certificate
from examapp.core import clock
from examapp.core.signing import KeyRing
from examapp.organisations.models import Organisation
from examapp.reporting import program_rows
from examapp.reporting.program_rows import CertificatePlace, Place, certificates_after, results_after
from examapp.results.drawing_up import draw_up
from examapp.results.models import Decision, ResultSheet, SheetState
from tests.factories.closed_sitting import DECIDED_AT, make_closed_sitting
from tests.factories.issued import issue_first

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BOTH = (RESULTS_READ, CERTIFICATES_READ)


@pytest.fixture
def ground(app, database):
    with clock.using(clock.ManualClock(DECIDED_AT + timedelta(days=1))):
        certificate = issue_first(app, database)
        with database.transaction() as db:
            own = db.scalars(select(Organisation)).one()
            make_closed_sitting(db, code="FA-1", region="UZ-FA")
            other = db.scalars(select(Organisation).where(Organisation.id != own.id)).one()
            made = _Ground(app, own.id, other.id, certificate)
        yield made


class _Ground:
    def __init__(self, app, own, other, certificate):
        self.app, self.own, self.other, self.certificate = app, own, other, certificate

    def call(self, path, *, scopes=BOTH, body=None, whole=False):
        settings = self.app.config["SETTINGS"]
        keys = KeyRing(settings.keys, settings.secret_key)
        with self.app.extensions["database"].transaction() as db:
            organisation = db.get_one(Organisation, body or self.own)
            named = {"actor": "t", "at": DECIDED_AT, "scopes": scopes, "whole": whole}
            _token, text = make_token(db, keys, organisation, "P", **named)
        headers = {"Authorization": f"Bearer {text}"}
        return self.app.test_client().get(f"/api/v1{path}", headers=headers)


@on_sqlite
def test_results_of_the_own_body_alone_or_of_all_for_a_whole_token(ground) -> None:
    own = ground.call("/results").json
    assert [(one["outcome"], one["points"]) for one in own["results"]] == [
        ("passed", "37"),
        ("failed", "29"),
        ("absent", None),
    ]
    assert own["next"] is None
    assert ground.call("/results", body=ground.other).json["results"] == []
    assert len(ground.call("/results", body=ground.other, whole=True).json["results"]) == 3


@on_sqlite
def test_a_scope_that_is_not_there_is_refused_and_named(ground) -> None:
    reply = ground.call("/results", scopes=(LISTS_WRITE, CERTIFICATES_READ))
    assert (reply.status_code, reply.json["error"]["code"]) == (403, "scope_missing")
    assert RESULTS_READ in reply.json["error"]["message"]
    assert ground.call("/certificates", scopes=(RESULTS_READ,)).status_code == 403
    assert ground.call("/lists/MCL/2026").status_code == 403


@on_sqlite
def test_pages_follow_one_another_and_a_made_up_place_is_refused(ground, monkeypatch) -> None:
    monkeypatch.setattr(program_rows, "ON_A_PAGE", 2)
    first = ground.call("/results").json
    second = ground.call(f"/results?after={first['next']}").json
    assert [len(page["results"]) for page in (first, second)] == [2, 1]
    assert second["next"] is None
    assert ground.call("/results?after=1;DROP").status_code == 422


@on_sqlite
def test_a_sheet_that_is_decided_late_comes_after_what_a_program_has(ground) -> None:
    last = ground.call("/results").json["last"]
    assert ground.call(f"/results?after={last}").json == {"results": [], "next": None, "last": last}
    with ground.app.extensions["database"].transaction() as db:
        first = db.scalars(select(ResultSheet)).one()
        early = draw_up(db, make_closed_sitting(db, code="TK-2026-1124-09"), at=DECIDED_AT)
        early.state = SheetState.CONFIRMED
        chair = db.scalars(select(Decision)).one().chair_id
        told = {"chair_id": chair, "chair_name": "", "members": 9, "present": 7}
        db.scalars(select(Decision)).one().at = DECIDED_AT + timedelta(hours=2)
        db.add(Decision(sheet_id=early.id, digest=early.digest, at=DECIDED_AT + timedelta(hours=1), **told))
        number = first.number
    seen = ground.call("/results", whole=True).json
    assert [one["sheet"] for one in seen["results"]] == [early.number] * 3 + [number] * 3
    # The later decision, though of the lower id, is still to come for who has read the other one.
    place = f"{Place((DECIDED_AT + timedelta(hours=1) - EPOCH) // timedelta(microseconds=1), early.id, 3)}"
    again = ground.call(f"/results?after={place}", whole=True).json["results"]
    assert {one["sheet"] for one in again} == {number}


@on_sqlite
def test_nothing_is_read_before_the_sheet_is_confirmed(ground) -> None:
    with ground.app.extensions["database"].transaction() as db:
        db.scalars(select(ResultSheet)).one().state = SheetState.DRAFT
    assert ground.call("/results").json["results"] == []


@on_sqlite
def test_a_certificate_that_is_revoked_or_replaced_comes_again(ground) -> None:
    """Replaced after it was revoked: an appeal that lifts an annulment leads to that."""
    read = ground.call("/certificates").json
    assert ground.call(f"/certificates?after={read['last']}").json["certificates"] == []
    with ground.app.extensions["database"].transaction() as db:
        revoked = db.get_one(Certificate, ground.certificate.id)
        at = DECIDED_AT + timedelta(hours=2)
        revoke(db, revoked, reason="", document="", actor="staff:C", at=at)
    (again,) = ground.call(f"/certificates?after={read['last']}").json["certificates"]
    assert (again["number"], again["status"]) == (ground.certificate.number, "revoked")
    assert again["changed_at"] == at.isoformat()
    later = ground.call(f"/certificates?after={read['last']}").json["last"]
    assert ground.call(f"/certificates?after={later}").json == {
        "certificates": [],
        "next": None,
        "last": later,
    }
    with ground.app.extensions["database"].transaction() as db:
        replaced = db.get_one(Certificate, ground.certificate.id)
        replaced.replaced_at = replaced.changed_at = at + timedelta(hours=1)
    assert len(ground.call(f"/certificates?after={later}").json["certificates"]) == 1, "replaced since"
    assert len(ground.call("/certificates?after=99").json["certificates"]) == 1, "of the earlier form"
    assert ground.call("/certificates?after=1.x").status_code == 422


@on_sqlite
def test_both_replies_are_as_the_document_says(ground) -> None:
    document = ground.app.test_client().get("/api/v1/results.openapi.json").json
    for path in ("/results", "/certificates"):
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        schema = {**content["application/json"]["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(ground.call(path).json)
    (certificate,) = ground.call("/certificates").json["certificates"]
    assert (certificate["number"], certificate["status"]) == (ground.certificate.number, "valid")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (certificates_after(CertificatePlace(1, 1)), "ix_certificate_changed_at_id"),
        (results_after(Place(1, 1, 1)), "ix_decision_at_sheet_id"),
    ],
)
def test_a_page_is_a_stretch_of_one_index_read_in_its_order(database, query, index) -> None:
    """PostgreSQL plans by size, and sorts a table of nothing: it is asked how it would read a large one.

    It puts the lines of one sheet in order by themselves.
    """
    with database.reading() as db:
        dialect = db.get_bind().dialect
        asked = query.limit(101).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        if dialect.name == "sqlite":
            plan = [row.detail for row in db.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
        else:
            for way in ("seqscan", "sort", "hashjoin", "mergejoin", "bitmapscan"):
                db.execute(text(f"SET LOCAL enable_{way} = off"))
            plan = [row[0] for row in db.execute(text(f"EXPLAIN {asked}"))]
    (read,) = [line for line in plan if index in line]
    assert read.strip().startswith(("SEARCH", "->  Index")), plan
    whole = [line for line in plan if "Sort" in line and "Incremental" not in line and "Key" not in line]
    assert not whole, plan
    assert not [line for line in plan if "TEMP B-TREE" in line], plan


@on_sqlite
def test_what_happened_in_the_last_minute_is_told_a_minute_later_in_its_place(ground) -> None:
    """Another act with an earlier moment may still be on its way; a program must not have gone past it."""
    last = ground.call("/certificates").json["last"]
    at = DECIDED_AT + timedelta(days=1)
    with ground.app.extensions["database"].transaction() as db:
        revoked = db.get_one(Certificate, ground.certificate.id)
        revoke(db, revoked, reason="", document="", actor="staff:C", at=at - timedelta(seconds=30))
        db.scalars(select(Decision)).one().at = at
    assert ground.call(f"/certificates?after={last}").json["certificates"] == []
    assert ground.call("/results").json["results"] == []
    with clock.using(clock.ManualClock(at + timedelta(seconds=60))):
        (told,) = ground.call(f"/certificates?after={last}").json["certificates"]
        assert told["status"] == "revoked"
        assert len(ground.call("/results").json["results"]) == 3
