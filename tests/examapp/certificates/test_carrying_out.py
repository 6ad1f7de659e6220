import copy
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from examapp.certificates import ending
from examapp.certificates.carrying_out import carry_out
from examapp.certificates.consequences import Consequence
from examapp.certificates.drafting import draft
from examapp.certificates.due import list_due
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.payload import parse_payload
from examapp.certificates.queries import Progress, count_progress, list_certificates
from examapp.certificates.series import account_for
from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.signing import key_ring
from examapp.results.content_json import content_to_json
from examapp.results.models import Decision, Result, ResultSheet
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from question_bank.sealing import canonical_json
from tests.factories.closed_sitting import Seat, total
from tests.factories.issued import at_work, make_due

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
P, F = Outcome.PASSED, Outcome.FAILED
SEATS = tuple(
    Seat(f"{family} Botir Abduvohidovich", total(points))
    for family, points in (("Azimov", 40), ("Boboyev", 40), ("Valiyev", 40), ("Gʻaniyev", 10))
)
WORDS = {"reason": "Item DT-0217 was neutralised", "document": "decision № 7", "actor": "staff:CHAIR"}


def revise(database: Database, sheet_id: int, outcomes: dict[int, Outcome]) -> int:
    """Make a confirmed second revision of a sheet with other outcomes, as a regrade will."""
    with database.transaction() as db:
        old = db.get_one(ResultSheet, sheet_id)
        kept = {
            column.name: copy.copy(getattr(old, column.name))
            for column in ResultSheet.__table__.columns
            if column.name not in {"id", "revision"}
        }
        content = read_content(old)
        lines = tuple(
            replace(line, outcome=outcomes.get(row.attempt_id or 0, line.outcome))
            for line, row in zip(content.lines, old.results, strict=True)
        )
        body = canonical_json(content_to_json(replace(content, lines=lines))).decode()
        said = {"body": body, "digest": hashlib.sha256(body.encode()).hexdigest(), "revision": 2}
        new = ResultSheet(**kept | said)
        db.add(new)
        db.flush()
        for line in old.results:
            db.add(
                Result(
                    sheet_id=new.id,
                    position=line.position,
                    booking_id=line.booking_id,
                    attempt_id=line.attempt_id,
                    outcome=outcomes.get(line.attempt_id or 0, line.outcome),
                )
            )
        made = {c.name: getattr(old.decision, c.name) for c in Decision.__table__.columns}
        db.add(Decision(**made | {"sheet_id": new.id}))
        return new.id


def test_a_regrade_keeps_replaces_revokes_and_issues(app: Flask, database: Database) -> None:
    sheet_id = make_due(database, SEATS)
    with at_work(app):
        issue_sheet(sheet_id)
        with database.reading() as db:
            kept, mended, lost, gained = [
                line.attempt_id for line in db.get_one(ResultSheet, sheet_id).results
            ]
        new_id = revise(database, sheet_id, {lost: F, gained: P})
        outcomes = {kept: (P, P), mended: (P, P), lost: (P, F), gained: (F, P)}
        for _ in range(2):  # the second time finds nothing more to do
            with database.transaction() as db:
                judged = carry_out(
                    db,
                    db.get_one(ResultSheet, new_id),
                    outcomes,
                    prints_otherwise={mended},
                    at=now() + timedelta(days=40),
                    **WORDS,
                )
            if _ == 0:
                assert [one.consequence for one in judged] == [
                    Consequence.KEPT,
                    Consequence.REPLACED,
                    Consequence.REVOKED,
                    Consequence.TO_BE_ISSUED,
                ]
        with database.transaction() as db:
            # A mended name that was begun under the first revision is made by the newest one's job.
            found = db.query(Certificate).filter_by(attempt_id=kept).one()
            says = replace(parse_payload(found.payload.encode()), name_latn="Karimov Anvar")
            ending.replace(db, found, says, reason="r", actor="staff:C", at=now())
        assert issue_sheet(new_id) == 3
        assert issue_sheet(new_id) == 0
        with database.reading() as db:
            stand = {one.attempt_id: one for one in db.query(Certificate).filter_by(replaced_at=None)}
            assert db.query(Certificate).count() == 6
            sheet = db.get_one(ResultSheet, new_id)
            assert len(list_certificates(db, sheet)) == 6
            assert count_progress(db, sheet) == Progress(4, 4, failed=False)
            assert stand[kept].name_latn == "Karimov Anvar"
            assert stand[lost].revocation is not None
            first = db.query(Certificate).filter_by(attempt_id=mended).order_by(Certificate.id).first()
            assert stand[mended].issued_on > first.issued_on
            assert stand[mended].valid_until == first.valid_until
            assert stand[mended].number not in {f"KS-TK-2026-{n:06d}" for n in (1, 2, 3)}
            assert stand[gained].revocation is None
            assert account_for(db)[0].missing == ()


def test_whoever_fails_by_the_newest_revision_is_due_nothing_by_an_older_one(
    app: Flask, database: Database
) -> None:
    sheet_id = make_due(database, SEATS)
    with at_work(app):
        with database.transaction() as db:
            sheet = db.get_one(ResultSheet, sheet_id)
            first = sheet.results[0]
            draft(db, sheet, read_content(sheet), first, key_ring().signer("certificates").key, at=now())
        new_id = revise(database, sheet_id, {first.attempt_id: F})
        with database.transaction() as db:
            carry_out(db, db.get_one(ResultSheet, new_id), {first.attempt_id: (P, F)}, at=now(), **WORDS)
        with database.reading() as db:
            assert {one.sheet_id for one in list_due(db)} == {new_id}
            assert db.query(CertificateDraft).count() == 0
            (series,) = account_for(db)
            assert (series.last, series.dropped, series.missing) == (1, ("KS-TK-2026-000001",), ())
        issue_sheet(new_id)
    with database.reading() as db:
        assert {one.number[-6:] for one in db.query(Certificate)} == {"000002", "000003"}
