"""The audit log: appended in the act's transaction, chained and signed; no change goes unseen."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from examapp.core.audit import AuditEntry, AuditHead, AuditLink, record, seal_new_entries
from examapp.core.audit_check import KnownHead, verify_chain
from examapp.core.db import Database
from examapp.core.signing import KeyRing, PrivateSigner

AT = datetime(2026, 11, 24, 4, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def signer(tmp_path: Path) -> PrivateSigner:
    return KeyRing(tmp_path / "keys", "secret").signer("audit")


def _write(database: Database, count: int, start: int = 0) -> None:
    with database.transaction() as db:
        for number in range(start, start + count):
            record(
                db,
                act="test.acted",
                actor="system",
                subject_kind="thing",
                subject_code=str(number),
                at=AT,
                facts={"number": number, "name": "Oʻgʻiloy"},
            )


def _sealed(database: Database, signer: PrivateSigner, count: int = 6) -> None:
    _write(database, count)
    with database.transaction() as db:
        assert seal_new_entries(db, signer, AT) == count


def _verdict(database: Database, signer: PrivateSigner):
    with database.reading() as db:
        return verify_chain(db, signer.verifier)


def test_an_untouched_log_is_whole_and_counts_what_waits(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer)
    _write(database, 2, start=6)
    verdict = _verdict(database, signer)
    assert (verdict.whole, verdict.links, verdict.unsealed) == (True, 6, 2)


def test_sealing_again_goes_on_where_it_stopped(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer)
    _write(database, 3, start=6)
    with database.transaction() as db:
        assert seal_new_entries(db, signer, AT) == 3
    with database.transaction() as db:
        assert seal_new_entries(db, signer, AT) == 0
    assert _verdict(database, signer).links == 9


def test_an_act_that_is_undone_leaves_no_entry(database: Database, signer: PrivateSigner) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as db:
        record(db, act="x", actor="system", subject_kind="thing", subject_code="1", at=AT)
        _ = 1 / 0
    assert _verdict(database, signer).unsealed == 0


@pytest.mark.parametrize("bad", [0, 3, 5])
def test_a_changed_entry_is_found_and_named(database: Database, signer: PrivateSigner, bad: int) -> None:
    _sealed(database, signer)
    with database.transaction() as db:
        link = db.get_one(AuditLink, bad)
        db.execute(update(AuditEntry).where(AuditEntry.id == link.entry_id).values(actor="somebody else"))
    verdict = _verdict(database, signer)
    assert (verdict.whole, verdict.first_bad) == (False, bad)


def test_a_deleted_link_is_found(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer)
    with database.transaction() as db:
        db.execute(delete(AuditLink).where(AuditLink.position == 2))
    assert _verdict(database, signer).first_bad == 2


def test_a_cut_tail_is_found_by_the_signed_head(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer)
    with database.transaction() as db:
        db.execute(delete(AuditLink).where(AuditLink.position >= 4))
    verdict = _verdict(database, signer)
    assert (verdict.whole, verdict.first_bad, verdict.reason) == (False, 4, "tail missing")


def test_a_chain_rebuilt_without_the_key_is_found(
    database: Database, signer: PrivateSigner, tmp_path: Path
) -> None:
    _sealed(database, signer)
    forger = KeyRing(tmp_path / "other", "secret").signer("audit")
    with database.transaction() as db:
        db.execute(delete(AuditLink))
        db.execute(delete(AuditHead))
        first = db.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).first()
        db.execute(update(AuditEntry).where(AuditEntry.id == first).values(actor="nobody"))
        db.flush()
        seal_new_entries(db, forger, AT)
    assert not _verdict(database, signer).whole


def test_a_chain_whose_end_nobody_signed_is_found(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer, 3)
    _write(database, 3, start=3)
    with database.transaction() as db:
        seal_new_entries(db, signer, AT)
        db.execute(delete(AuditHead).where(AuditHead.position == 5))
    verdict = _verdict(database, signer)
    assert (verdict.first_bad, verdict.reason) == (3, "head missing")


def test_what_was_checked_before_is_not_read_again(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer, 3)
    with database.reading() as db:
        known = KnownHead(2, db.get_one(AuditLink, 2).digest)
    _write(database, 3, start=3)
    with database.transaction() as db:
        seal_new_entries(db, signer, AT)
        below = db.get_one(AuditLink, 1).entry_id
        db.execute(update(AuditEntry).where(AuditEntry.id == below).values(actor="nobody"))
    with database.reading() as db:
        assert verify_chain(db, signer.verifier, known=known).whole
        forged = KnownHead(2, "0" * 64)
        assert verify_chain(db, signer.verifier, known=forged).first_bad == 2


def test_a_log_that_is_sealed_while_it_is_checked_is_whole(database: Database, signer: PrivateSigner) -> None:
    _sealed(database, signer, 3)
    with database.reading(steady=True) as db:
        assert verify_chain(db, signer.verifier).links == 3
        _write(database, 3, start=3)
        with database.transaction() as other:
            seal_new_entries(other, signer, AT)
        assert verify_chain(db, signer.verifier).links == 3, "the view stays that of one moment"
    assert _verdict(database, signer).links == 6
