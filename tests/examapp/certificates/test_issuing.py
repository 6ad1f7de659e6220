import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from examapp.candidates.models import Candidate
from examapp.certificates import issuing
from examapp.certificates.due import list_due
from examapp.certificates.errors import FileBroken, NotConfirmedYet
from examapp.certificates.file_store import file_path
from examapp.certificates.issuing import IssuingFailed, issue_sheet, issue_sitting, list_issued
from examapp.certificates.jobs import JOBS
from examapp.certificates.keys import read_or_make_authority
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.payload import parse_payload
from examapp.certificates.pdf_check import check_pdf
from examapp.certificates.queries import find_certificate, read_file
from examapp.certificates.sweeping import issue_missing_certificates
from examapp.core.audit import AuditEntry
from examapp.core.clock import now
from examapp.core.codes import show_code
from examapp.core.db import Database
from examapp.core.jobs import Job, JobState, run_one
from examapp.core.signing import key_ring
from examapp.results.errors import SheetBroken
from examapp.results.models import Result, ResultSheet
from examapp.results.numbering import next_number
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.sittings.models import Booking
from tests.examapp.documents.paper import read_text, squeeze
from tests.factories.closed_sitting import (
    LONG_NAME,
    LONG_POSITION,
    Seat,
    make_closed_sitting,
    total,
)
from tests.factories.issued import at_work, issue_first, make_due

TWO_PASSED = (
    Seat("Karimov Botir Abduvohidovich", total(30)),
    Seat("Zokirov Akbar Muminovich", total(50)),
    Seat("Shodmonov Erkin Qodirovich", total("29.99")),
)


def one_certificate(database: Database) -> Certificate:
    with database.reading() as db:
        return db.query(Certificate).one()


def test_whoever_passed_gets_a_certificate_and_nobody_else(app: Flask, database: Database) -> None:
    sheet_id = make_due(database, TWO_PASSED)
    with database.transaction() as db:  # promoted since the test
        for candidate in db.query(Candidate):
            candidate.positions = {"uz-Latn": "vazir", "ru": "министр"}
    with at_work(app):
        assert issue_sheet(sheet_id) == 2
        with database.reading() as db:
            assert list_due(db) == []
            sheet = read_content(db.get_one(ResultSheet, sheet_id))
            rows = db.query(Certificate).order_by(Certificate.number).all()
            for line, row in zip(sheet.lines[:2], rows, strict=True):
                assert dict(parse_payload(row.payload.encode()).position) == dict(line.position_held)
            assert [(row.number, row.name_latn) for row in rows] == [
                ("KS-TK-2026-000001", TWO_PASSED[0].name),
                ("KS-TK-2026-000002", TWO_PASSED[1].name),
            ]
            assert db.query(CertificateDraft).count() == 0
            acts = db.query(AuditEntry).filter_by(act="certificate.issued").count()
    assert acts == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_that_passes_in_the_table_and_not_on_the_signed_sheet_gets_no_certificate(
    app: Flask, database: Database
) -> None:
    sheet_id = make_due(database, TWO_PASSED)
    with database.transaction() as db:
        db.get_one(Result, (sheet_id, 3)).outcome = Outcome.PASSED
    with at_work(app), pytest.raises(SheetBroken):
        issue_sheet(sheet_id)
    with database.reading() as db:
        assert db.query(Certificate).count() == db.query(CertificateDraft).count() == 0


def test_an_issued_file_verifies_and_one_changed_byte_does_not(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with at_work(app):
        content = read_file(certificate)
        anchor = read_or_make_authority(app.config["SETTINGS"].keys, at=now()).anchor
        key = key_ring().signer("certificates").verifier.key
    verdict = check_pdf(content, trust=anchor, payload_key=key)
    assert verdict.genuine
    assert verdict.payload == parse_payload(certificate.payload.encode())
    for place in range(0, len(content), len(content) // 23):
        changed = bytearray(content)
        changed[place] ^= 1
        assert not check_pdf(bytes(changed), trust=anchor, payload_key=key).genuine


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "other"),
    [
        (LONG_NAME, "Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна"),
        # As the lesson writes it, in two scripts at once: what somebody typed once and nobody mended.
        ("Oʻgʻiloy Gʻulomjonovna Қўчқорова-Ўрмонжонова", "Ўғилой Ғуломжоновна Қўчқорова-Ўрмонжонова"),
    ],
)
def test_lesson_38_39_a_long_name_and_position_stand_on_the_paper_letter_by_letter_and_verify(
    app: Flask, database: Database, name: str, other: str
) -> None:
    assert len(LONG_POSITION["uz-Latn"]) >= 160
    certificate = issue_first(app, database, seats=(Seat(name, total(37), position=LONG_POSITION),))
    with at_work(app):
        content = read_file(certificate)
        anchor = read_or_make_authority(app.config["SETTINGS"].keys, at=now()).anchor
        key = key_ring().signer("certificates").verifier.key
    verdict = check_pdf(content, trust=anchor, payload_key=key)
    assert verdict.genuine
    assert verdict.payload is not None
    assert (verdict.payload.name_latn, verdict.payload.name_cyrl) == (name, other)
    text = squeeze(read_text(content))
    assert squeeze(other) in text
    for words in (name, LONG_POSITION["uz-Latn"], LONG_POSITION["ru"], certificate.number):
        assert squeeze(words) in text
    assert "27.11.2026" in text
    assert "27.11.2031" in text
    assert "TK-2026-0001" in text


def test_no_score_birth_date_or_pinfl_is_in_the_file_or_its_payload(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with at_work(app):
        content = read_file(certificate)
    text = read_text(content)
    assert "37" not in text.replace(show_code(certificate.code), "").replace(certificate.number, "")
    assert "1981" not in text
    assert "pinfl" not in certificate.payload.lower()
    assert '"points"' not in certificate.payload


def test_issued_twice_it_is_one_certificate(app: Flask, database: Database) -> None:
    sheet_id = make_due(database)
    with at_work(app):
        issue_sheet(sheet_id)
        first = one_certificate(database)
        assert issue_sheet(sheet_id) == 0
        again = one_certificate(database)
    assert (again.number, again.file_sha256) == (first.number, first.file_sha256)


def test_two_workers_at_once_issue_each_certificate_once(app: Flask, database: Database) -> None:
    sheet_id = make_due(database, TWO_PASSED)

    def work(_: int) -> None:
        with app.app_context():
            issue_sheet(sheet_id)

    with at_work(app), ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    with database.reading() as db:
        rows = db.query(Certificate).all()
        assert len({row.attempt_id for row in rows}) == len(rows) == 2
        assert next_number_is(database, 3)
    with at_work(app):
        assert all(read_file(row) for row in rows)


def next_number_is(database: Database, number: int) -> bool:
    with database.transaction() as db:
        return next_number(db, "KS-TK", 2026) == number


def test_a_worker_that_died_before_the_row_is_followed_by_one_that_makes_the_same_file(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(Exception):
        pass

    def die(*_: object, **__: object) -> None:
        raise PowerCut

    sheet_id = make_due(database)
    with at_work(app):
        with monkeypatch.context() as patched:
            patched.setattr(issuing, "enter", die)
            with pytest.raises(IssuingFailed):
                issue_sheet(sheet_id)
        with database.reading() as db:
            begun = db.query(CertificateDraft).one()
            assert db.query(Certificate).count() == 0
        lying = file_path(app.config["SETTINGS"].certificates, begun.code).read_bytes()
        issue_sheet(sheet_id)
        certificate = one_certificate(database)
        assert (certificate.number, certificate.code) == (begun.number, begun.code)
        assert read_file(certificate) == lying
    assert certificate.file_sha256 == hashlib.sha256(lying).hexdigest()


def test_a_foreign_file_in_the_place_of_a_certificate_is_never_entered(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet_id = make_due(database)
    folder = app.config["SETTINGS"].certificates
    monkeypatch.setattr("examapp.certificates.drafting.new_certificate_code", lambda: "0" * 12)
    folder.mkdir(parents=True)
    file_path(folder, "0" * 12).write_bytes(b"%PDF-1.7 not ours")
    with at_work(app), pytest.raises(IssuingFailed) as failure:
        issue_sheet(sheet_id)
    assert isinstance(failure.value.__cause__, FileBroken)
    with database.reading() as db:
        assert db.query(Certificate).count() == 0


def test_one_name_that_cannot_be_printed_does_not_hold_up_the_others(app: Flask, database: Database) -> None:
    seats = (Seat("Karimov 字 Abduvohidovich", total(40)), Seat("Zokirov Akbar Muminovich", total(40)))
    sheet_id = make_due(database, seats)
    with at_work(app), pytest.raises(IssuingFailed, match="1 of 2"):
        issue_sheet(sheet_id)
    assert one_certificate(database).name_latn == "Zokirov Akbar Muminovich"


def test_before_the_decision_nothing_is_issued(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        sitting_id = make_closed_sitting(db).id
    with at_work(app), pytest.raises(NotConfirmedYet):
        issue_sitting(sitting_id)


def test_the_job_that_the_confirmation_wrote_issues_the_certificates(app: Flask, database: Database) -> None:
    make_due(database)
    with at_work(app):
        assert run_one(database, JOBS, now())
    assert one_certificate(database).number == "KS-TK-2026-000001"


def test_the_sweeper_has_made_what_a_lost_job_left(app: Flask, database: Database) -> None:
    make_due(database)
    with database.transaction() as db:
        db.query(Job).delete()
    with at_work(app):
        issue_missing_certificates()
        issue_missing_certificates()
        with database.reading() as db:
            assert db.query(Job).count() == 1
        run_one(database, JOBS, now())
        issue_missing_certificates()
    with database.reading() as db:
        assert db.query(Job).one().state is JobState.DONE


def test_the_sweeper_comes_to_every_sheet_in_turn(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examapp.certificates.sweeping.SHEETS_A_ROUND", 1)
    for region in ("UZ-TK", "UZ-FA", "UZ-AN"):
        make_due(database, code=region, region=region)
    with database.transaction() as db:
        db.query(Job).delete()
    with at_work(app):
        for _ in range(4):
            issue_missing_certificates()
    with database.reading() as db:
        assert {job.arguments["sheet"] for job in db.query(Job)} == {
            "TK-2026-0001",
            "FA-2026-0001",
            "AN-2026-0001",
        }


def test_the_sweeper_leaves_a_job_that_failed_for_good_to_a_person(app: Flask, database: Database) -> None:
    make_due(database)
    with database.transaction() as db:
        db.query(Job).one().state = JobState.FAILED
    with at_work(app):
        issue_missing_certificates()
    with database.reading() as db:
        assert db.query(Job).one().state is JobState.FAILED


def test_a_rehearsals_certificate_says_so_in_both_languages(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database, rehearsal=True)
    with at_work(app):
        text = read_text(read_file(certificate))
    assert certificate.rehearsal
    assert "MASHQ SINOVI, HAQIQIY EMAS" in text
    assert "РЕПЕТИЦИЯ, НЕДЕЙСТВИТЕЛЬНО" in text
    assert parse_payload(certificate.payload.encode()).rehearsal


def test_the_candidate_finds_the_certificate_by_the_booking(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with database.reading() as db:
        bookings = {booking.candidate.name_latn: booking.id for booking in db.query(Booking)}
        own = find_certificate(db, bookings[LONG_NAME])
        assert own is not None
        assert own.number == certificate.number
        assert find_certificate(db, bookings["Karimov Botir Abduvohidovich"]) is None


def test_a_file_that_was_changed_on_the_disk_is_not_handed_out(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    path = file_path(app.config["SETTINGS"].certificates, certificate.code)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    with at_work(app), pytest.raises(FileBroken):
        read_file(certificate)


def test_issued_certificates_are_listed_with_their_files(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with database.reading() as db:
        sitting_id = db.get_one(ResultSheet, certificate.sheet_id).sitting_id
    with at_work(app):
        listed = list_issued(sitting_id)
    path = file_path(app.config["SETTINGS"].certificates, certificate.code)
    assert listed == [{"code": certificate.code, "number": certificate.number, "file": str(path)}]
    assert path.stat().st_mode & 0o777 == 0o400
