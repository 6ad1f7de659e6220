"""Accounts, secrets, tokens and the audit log outlive each step of the schema, up and down."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import find_secret
from examapp.core.audit import AuditEntry, record
from examapp.core.db import Database
from examapp.core.signing import KeyRing
from migrations.upgrade import downgrade_engine, upgrade_engine
from tests.conftest import SECRET
from tests.migrating.laying import AT, NAME, PERSON, REVISIONS, SITTING, lay_rows, list_tables


def test_accounts_stay_and_their_sign_ins_end_when_the_live_sign_in_comes_and_goes(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0014") - 1]
    account = {"id": 1, "code": "A", "login_name": "a", "display_name": NAME, "role": "auditor"}
    account |= {"active": True, "last_totp_step": 7, "recovery_macs": "[]", "epoch": 3, "created_at": AT}
    upgrade_engine(engine, before)
    lay_rows(engine, {"staff_account": account})
    for revision in ("0014", before, "0014"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
    with engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT login_name, epoch, live_sign_in, signed_in_at, proved_at FROM staff_account"
        ).one()
    assert tuple(row) == ("a", 3, None, None, None)


def test_second_factors_are_sealed_on_the_way_up_and_opened_on_the_way_down(
    engine: Engine, tmp_path: Path
) -> None:
    keys, before = KeyRing(tmp_path / "keys", SECRET), REVISIONS[REVISIONS.index("0019") - 1]
    account = {"id": 1, "code": "A", "login_name": "a", "display_name": NAME, "role": "auditor"}
    account |= {"active": True, "last_totp_step": 7, "recovery_macs": "[]", "epoch": 3, "created_at": AT}
    upgrade_engine(engine, before)
    lay_rows(engine, {"staff_account": account | {"totp_secret": "JBSWY3DPEHPK3PXP"}})
    lay_rows(engine, {"staff_account": account | {"id": 2, "code": "B", "login_name": "b"}})
    # Whoever runs a room is pointed to from there.
    lay_rows(engine, SITTING | {"sitting_proctor": {"sitting_id": 1, "staff_id": 1}})
    with pytest.raises(RuntimeError, match="examapp migrate"):
        upgrade_engine(engine, "0019")
    for _turn in range(2):
        upgrade_engine(engine, "0019", keys)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM staff_account ORDER BY id").mappings().all()
        assert "JBSWY3DPEHPK3PXP" not in str(rows)
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            assert b"JBSWY3DPEHPK3PXP" not in Path(str(engine.url.database)).read_bytes()
        kept = StaffAccount(code="A", totp_sealed=rows[0]["totp_sealed"])
        assert find_secret(kept, keys) == "JBSWY3DPEHPK3PXP"
        assert (rows[0]["last_totp_step"], rows[1]["totp_sealed"]) == (7, None)
        downgrade_engine(engine, before, keys)
        with engine.connect() as connection:
            clear = connection.exec_driver_sql("SELECT totp_secret FROM staff_account ORDER BY id").scalars()
            assert list(clear) == ["JBSWY3DPEHPK3PXP", None]


def test_the_audit_log_stays_while_its_checkpoints_go_and_come_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0023") - 1]
    checkpoint = {"number": 0, "position": 0, "digest": "0" * 64, "at": AT, "key_id": "k", "signature": "s"}
    upgrade_engine(engine, "0023")
    with Database(engine).transaction() as db:
        record(db, act="kept", actor="system", subject_kind="thing", subject_code="Oʻ", at=AT)
    lay_rows(engine, {"audit_checkpoint": checkpoint})
    for revision in (before, "0023"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("audit_checkpoint" in list_tables(engine)) is (revision == "0023")
        with Database(engine).reading() as db:
            assert db.scalars(select(AuditEntry.act)).all() == ["kept"]


def test_tokens_stay_with_what_they_were_good_for_while_scopes_go_and_come_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0026") - 1]
    upgrade_engine(engine, before)
    token = {"id": 1, "code": "T", "organisation_id": 1, "name": "P", "mac": "m", "window_count": 0}
    lay_rows(engine, PERSON | {"api_token": token | {"made_by": "staff:T", "made_at": AT}})
    upgrade_engine(engine, "0026")
    reading = token | {"id": 2, "code": "R", "mac": "n", "scopes": "results:read", "whole": True}
    lay_rows(engine, {"api_token": reading | {"made_by": "staff:T", "made_at": AT}})
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT code, scopes FROM api_token ORDER BY id").all()
    assert [tuple(row) for row in rows] == [("T", "lists:write"), ("R", "results:read")]
    downgrade_engine(engine, before)
    upgrade_engine(engine, "0026")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT code, scopes FROM api_token ORDER BY id").all()
    assert [tuple(row) for row in rows] == [
        ("T", "lists:write")
    ]  # one that reads must not come back as one that writes
