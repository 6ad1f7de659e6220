"""Candidates are told of their result: after it is published, once, in their language, and never a mark."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.certificates.asking import ask_to_replace, grant
from examapp.certificates.ending import revoke
from examapp.certificates.entering import enter
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.core.post_settings import PostSettings
from examapp.core.signing import KeyRing
from examapp.notices.facts import facts_from_json
from examapp.notices.models import Channel, Notice, NoticeKind
from examapp.notices.posting import PostOffice, post_due
from examapp.notices.wording import write_words
from examapp.portal import telling
from examapp.portal.telling import list_untold, tell_results
from examapp.portal.telling_holders import list_replaced, list_revoked, tell_replaced, tell_revoked
from examapp.results.errors import SheetBroken
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Booking
from tests.examapp.notices.test_posting import Recorder
from tests.factories.closed_sitting import DECIDED_AT, THREE
from tests.factories.issued import at_work, issue_first
from tests.factories.published import reach

MAIL = (Channel.EMAIL,)
LATER = DECIDED_AT + timedelta(minutes=5)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def first_round(monkeypatch) -> None:
    monkeypatch.setattr(telling._Rounds, "next_at", None)
    monkeypatch.setattr(telling._Rounds, "put_off", {})


@pytest.fixture
def certificate(app, database):
    found = issue_first(app, database, seats=THREE)
    with database.transaction() as db:
        for booking in db.scalars(select(Booking).order_by(Booking.id)):
            reach(db, booking, email=f"{booking.id}@mail.uz")
            booking.candidate.language = "ru"
    return found


def test_each_is_told_once_in_the_own_language_and_without_a_mark(app, database, certificate) -> None:
    settings = app.config["SETTINGS"]
    post = PostSettings(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none", smtp_from="a@example.uz")
    app.config["SETTINGS"] = dataclasses.replace(settings, post=post)
    recorder = Recorder()
    office = PostOffice(database, KeyRing(settings.keys, settings.secret_key), "https://x.uz")
    for minutes in (5, 5, 10, 600):
        with at_work(app, DECIDED_AT + timedelta(minutes=minutes)):
            tell_results()
            post_due(office, {Channel.EMAIL: recorder})
    letters = {letter.to: letter for letter in recorder.taken}
    assert len(letters) == len(recorder.taken) == 2  # who did not come is told nothing
    passed, failed = letters["1@mail.uz"], letters["2@mail.uz"]
    assert f"https://x.uz/verify/{certificate.code}" in passed.text
    assert certificate.number in passed.subject
    # 29 of 50 fills law, e-documents and devices, and a quarter of office.
    assert "Интернет и электронная почта" in failed.text
    assert "Законодательство" not in failed.text
    assert "24.01.2027" in failed.text
    assert "https://x.uz/my/" in failed.text
    assert "29" not in failed.text + failed.subject
    assert "37" not in passed.text.replace(certificate.code, "")


def test_nobody_is_told_before_the_sheet_is_published_or_long_after(database, certificate) -> None:
    with database.reading() as db:
        assert len(list_untold(db, MAIL, LATER)) == 2
        assert list_untold(db, MAIL, LATER + timedelta(days=31)) == []
        assert list_untold(db, (Channel.SMS,), LATER) == []
    with database.transaction() as db:
        db.scalars(select(ResultSheet)).one().state = SheetState.DRAFT
    with database.reading() as db:
        assert list_untold(db, MAIL, LATER) == []


def test_a_sheet_that_cannot_be_read_is_put_off_and_keeps_nobody_else_uninformed(
    app, database, certificate, monkeypatch
) -> None:
    monkeypatch.setattr(telling, "open_channels", lambda _settings: MAIL)
    tell, tried = telling.tell, []

    def breaks(db, due, channels, at):
        tried.append(len(due))
        raise SheetBroken(number="TK-1")

    monkeypatch.setattr(telling, "tell", breaks)
    for minutes in (5, 7):
        with at_work(app, DECIDED_AT + timedelta(minutes=minutes)):
            tell_results()
    assert tried == [2]
    monkeypatch.setattr(telling, "tell", tell)
    with at_work(app, DECIDED_AT + timedelta(minutes=66)):
        tell_results()
    with database.reading() as db:
        assert db.query(Notice).filter(Notice.kind.in_((NoticeKind.PASSED, NoticeKind.FAILED))).count() == 2


def test_whose_result_is_void_is_told_that_it_does_not_count(app, database, certificate) -> None:
    with database.transaction() as db:
        failed = db.scalars(select(Result).where(Result.outcome == Outcome.FAILED)).one()
        failed.outcome = Outcome.VOID
    with at_work(app, LATER), database.transaction() as db:
        assert telling.tell(db, list_untold(db, MAIL, LATER), MAIL, LATER) == 2
    with database.reading() as db:
        notice = db.scalars(select(Notice).where(Notice.kind == NoticeKind.VOIDED)).one()
        candidate, facts = notice.candidate, facts_from_json(notice.facts)
        letter = write_words(notice.kind, facts, candidate, "ru", "https://x.uz/my/")
        assert list_untold(db, MAIL, LATER) == []
    assert "аннулирован" in letter.letter
    assert "https://x.uz/my/" in letter.letter


def test_whose_result_is_again_what_it_was_is_told_again(app, database, certificate) -> None:
    """A later decision on an item may take back what an earlier one gave: nobody learns that by silence."""
    kinds = []
    with at_work(app, LATER), database.transaction() as db:
        result = db.scalars(select(Result).where(Result.outcome == Outcome.FAILED)).one()
        for outcome in (Outcome.FAILED, Outcome.VOID, Outcome.VOID, Outcome.FAILED, Outcome.FAILED):
            result.outcome = outcome
            db.flush()
            due = [one for one in list_untold(db, MAIL, LATER) if one.booking_id == result.booking_id]
            telling.tell(db, due, MAIL, LATER)
            kinds.append(len(due))
            result.sheet.revision += 1
    assert kinds == [1, 1, 0, 1, 0]


def test_the_holder_is_told_once_of_a_certificate_in_the_place_of_another(app, database, certificate) -> None:
    names = ("Karimova Oʻgʻiloy Gʻulomjonovna", "Каримова Ўғилой Ғуломжоновна")
    grounds = {"reason": "Nikohdan keyin familiya oʻzgargan", "document": "guvohnoma № 12"}
    with at_work(app, LATER), database.transaction() as db:
        old = db.get_one(Certificate, certificate.id)
        asked = ask_to_replace(db, old, names, actor="staff:O", at=LATER, **grounds)
        grant(db, asked, actor="staff:C", at=LATER)
        assert list_replaced(db, MAIL, LATER) == [], "its file is not there"
        begun = db.query(CertificateDraft).one()
        new = enter(db, begun.attempt_id, begun.code, "0" * 64, at=LATER)
        assert tell_replaced(db, list_replaced(db, MAIL, LATER), MAIL, LATER) == 1
        assert list_replaced(db, MAIL, LATER) == []
        notice = db.scalars(select(Notice).where(Notice.kind == NoticeKind.REPLACED)).one()
        facts = facts_from_json(notice.facts)
        letter = write_words(notice.kind, facts, notice.candidate, "ru", "https://x.uz/verify/C")
    assert f"{new.number} вместо № {certificate.number}" in letter.letter
    assert "https://x.uz/verify/C" in letter.short
    assert len(letter.short) <= 160


def test_the_holder_of_a_revoked_certificate_is_told_once_and_where_the_reason_stands(
    app, database, certificate
) -> None:
    with at_work(app, LATER), database.transaction() as db:
        held = db.get_one(Certificate, certificate.id)
        assert list_revoked(db, MAIL, LATER) == []
        grounds = {"reason": "Boshqa kishi topshirgan", "document": "bayonnoma № 3"}
        revoke(db, held, actor="staff:C", at=LATER, **grounds)
        assert tell_revoked(db, list_revoked(db, MAIL, LATER), MAIL, LATER) == 1
        assert list_revoked(db, MAIL, LATER) == []
        notice = db.scalars(select(Notice).where(Notice.kind == NoticeKind.REVOKED)).one()
        facts = facts_from_json(notice.facts)
        letter = write_words(notice.kind, facts, notice.candidate, "ru", "https://x.uz/verify/C")
    assert f"{certificate.number} отозван" in letter.letter
    assert "https://x.uz/verify/C" in letter.letter
    assert "https://x.uz/my/" in letter.letter
    assert "Boshqa" not in letter.letter + letter.short, "the reason stands on the page alone"
    assert len(letter.short) <= 160


def test_topics_stay_unsaid_where_the_policy_shows_the_total_alone(app, database, certificate) -> None:
    with database.transaction() as db:
        sitting = db.scalars(select(ResultSheet)).one().sitting
        shown = {"value": "total", "source": "–", "status": "approved"}
        sitting.policy = sitting.policy | {"exam.result_shown": shown}
    with at_work(app, LATER), database.transaction() as db:
        telling.tell(db, list_untold(db, MAIL, LATER), MAIL, LATER)
        notice = db.scalars(select(Notice).where(Notice.kind == NoticeKind.FAILED)).one()
        facts = facts_from_json(notice.facts)
    assert (list(facts.topics), facts.free_from) == ([], "24.01.2027")
