"""Rooms, sittings and attempts outlive each step of the schema, up and down."""

import json
from datetime import UTC, timedelta

import pytest
from sqlalchemy import Engine, MetaData, Table, select
from sqlalchemy.exc import IntegrityError

from migrations.upgrade import downgrade_engine, upgrade_engine
from tests.migrating.laying import AT, ATTEMPT, NAME, NAMES, PERSON, REVISIONS, SITTING, lay_rows, list_tables


def test_incidents_and_rooms_stay_while_what_was_added_to_them_goes_and_comes_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0016") - 1]
    upgrade_engine(engine, "0016")
    happened = {"id": 1, "code": "I", "sitting_id": 1, "kind": "complaint", "text": "shovqin", "minutes": 0}
    happened |= {"consequence": "appeal_opened", "recorded_by": "staff:T", "recorded_at": AT, "item": "LAW-1"}
    lay_rows(engine, SITTING | {"incident": happened})
    for move, revision in (
        (downgrade_engine, before),
        (upgrade_engine, "0018"),
        (downgrade_engine, "0016"),
        (upgrade_engine, "0018"),
    ):
        move(engine, revision)
        assert ("appeal_file" in list_tables(engine)) is (revision != before)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT code, kind, text FROM incident").all()
            room = connection.exec_driver_sql("SELECT * FROM room").mappings().one()
        assert [tuple(row) for row in rows] == [("I", "complaint", "shovqin")]
        assert room["name"] == "204"
        assert room.get("floor", "none") == (None if revision == "0018" else "none")


def test_the_head_that_a_seat_had_shown_stays_when_several_are_kept_and_when_one_is_again(
    engine: Engine,
) -> None:
    before = REVISIONS[REVISIONS.index("0020") - 1]
    upgrade_engine(engine, before)
    lease = {"attempt_id": 1, "device": "d", "taken_at": AT, "taken_by": "candidate", "reason": ""}
    lease |= {"next_seq": 3, "highest": 2, "repeats": 0}
    lay_rows(engine, ATTEMPT)
    for number, witness in enumerate([(7, "a" * 64), (-1, "")], start=1):
        row = lease | {"number": number, "witness_seq": witness[0], "witness_id": witness[1]}
        lay_rows(engine, {"lease": row})
    wanted = "SELECT number, next_seq, witness_seq, witness_id FROM lease ORDER BY number"
    shown = "SELECT attempt_id, lease, seq, event_id, used_ms FROM announced_head"
    for revision in ("0020", before, "0020"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(wanted if revision == before else shown).all()
        kept = [(1, 1, 7, "a" * 64, None)]
        assert [tuple(row) for row in rows] == (
            [(1, 3, 7, "a" * 64), (2, 3, -1, "")] if revision == before else kept
        )


def test_a_seat_stays_seen_while_its_last_silence_comes_and_goes(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0037") - 1]
    upgrade_engine(engine, before)
    seen = {"attempt_id": 1, "number": 7, "seen_at": AT, "lease": 1, "head_seq": 3, "head_id": "a" * 64}
    lay_rows(engine, ATTEMPT | {"seat_sighting": seen})
    for revision in ("0037", before, "0037"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        with engine.connect() as connection:
            row = dict(connection.exec_driver_sql("SELECT * FROM seat_sighting").mappings().one())
        assert (row["number"], row["head_seq"], row.get("silent_until", "none")) == (
            *(7, 3),
            "none" if revision == before else None,
        )


def test_the_last_silence_of_a_seat_is_carried_into_the_table_of_all_and_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0039") - 1]
    upgrade_engine(engine, before)
    seen = {"attempt_id": 1, "number": 7, "seen_at": AT, "lease": 1, "head_seq": 3, "head_id": "a" * 64}
    first, last = (AT - timedelta(minutes=9), AT - timedelta(minutes=7)), (AT - timedelta(minutes=2), AT)
    lay_rows(engine, ATTEMPT | {"seat_sighting": seen | {"silent_from": first[0], "silent_until": first[1]}})
    upgrade_engine(engine, "0039")
    lay_rows(engine, {"seat_silence": {"attempt_id": 1, "since": last[0], "until": last[1]}})
    for revision, kept in ((before, last), ("0039", last)):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        names = ("silent_from", "silent_until") if revision == before else ("since", "until")
        table = "seat_sighting" if revision == before else "seat_silence"
        found = Table(table, MetaData(), autoload_with=engine).c
        with engine.connect() as connection:
            row = connection.execute(select(*(found[name] for name in names))).one()
        assert tuple(one.replace(tzinfo=UTC) if one.tzinfo is None else one for one in row) == kept
    moved = {"attempt_id": 1, "number": 0, "kind": "moved", "at_wall": AT, "at_boot_ms": 1, "at_boot_id": "b"}
    moved |= {"added_ms": 0, "cause": "c", "author": "staff:A", "recorded_at": AT}
    lay_rows(engine, {"time_ledger_row": moved})
    with pytest.raises(RuntimeError, match="moved"):
        downgrade_engine(engine, before)


def test_admissions_taken_back_are_not_dropped_and_checks_of_identity_stay(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0040") - 1]
    upgrade_engine(engine, before)
    check = {"attempt_id": 1, "document": "id_card", "checked_by": "staff:A", "checked_at": AT}
    lay_rows(engine, ATTEMPT | {"identity_check": check | {"lease": 1}})
    for move, revision in ((upgrade_engine, "0040"), (downgrade_engine, before), (upgrade_engine, "0040")):
        move(engine, revision)
        with engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT document FROM identity_check").scalars().all()
        assert kept == ["id_card"]
    taken = check | {"id": 1, "kind": "wrong_name", "withdrawn_by": "staff:A", "withdrawn_at": AT}
    lay_rows(engine, {"withdrawn_admission": taken})
    with pytest.raises(RuntimeError, match="taken back"):
        downgrade_engine(engine, before)


def test_an_exception_of_one_attempt_stays_while_those_of_sittings_come_and_go(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0019") - 1]
    upgrade_engine(engine, before)
    asked = {"id": 1, "code": "E", "attempt_id": 1, "asked_by": "staff:T", "asked_at": AT, "granted": True}
    booked = {"id": 1, "sitting_id": 1, "candidate_id": 1, "workstation_id": 1, "candidate_code": "K"}
    attempt = {"id": 1, "code": "A", "booking_id": 1, "sitting_id": 1, "state": "awaiting", "version": 0}
    attempt |= {"lease": 0, "item_count": 0, "duration_ms": 1, "accommodation_ms": 0, "grace_ms": 0}
    rows = {
        "workstation": {"id": 1, "room_id": 1, "number": 1, "state": "in_service"},
        "booking": booked | {"pin_mac": ""},
        "attempt": attempt | {"handed_in": False, "created_at": AT},
        "lockdown_exception": asked | {"ask_reason": "ishlamaydi"},
    }
    lay_rows(engine, SITTING | PERSON | rows)
    upgrade_engine(engine, "0019")
    of_all = asked | {"id": 2, "code": "F", "attempt_id": None, "sitting_id": 1, "ask_reason": "hamma"}
    lay_rows(engine, {"lockdown_exception": of_all})
    with pytest.raises(IntegrityError):
        lay_rows(engine, {"lockdown_exception": of_all | {"id": 3, "code": "G", "attempt_id": 1}})
    for revision in (before, "0019"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        with engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT code, attempt_id FROM lockdown_exception").all()
        assert [tuple(row) for row in kept] == [("E", 1)]


def test_holds_go_and_come_back_and_no_proof_of_a_deletion_is_dropped(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0029") - 1]
    placed = {"placed_by": "staff:T", "placed_by_name": "T", "placed_at": AT}
    hold = {"id": 1, "code": "H", "kind": "attempt", "subject_code": "A", "reason": "r", "document": "d"}
    cut = {"number": 0, "position": 4, "digest": "0" * 64, "proposal": "P", "root": "0" * 64}
    upgrade_engine(engine, "0029")
    lay_rows(engine, {"retention_hold": hold | placed})
    for revision in (before, "0029"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("retention_hold" in list_tables(engine)) is (revision == "0029")
    lay_rows(engine, {"audit_cut": cut | {"at": AT, "signature": "s"}})
    with pytest.raises(RuntimeError, match="cannot be taken back"):
        downgrade_engine(engine, before)
    assert "audit_cut" in list_tables(engine)


def test_names_moments_and_incidents_words_are_taken_from_what_is_there(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0042") - 1]
    upgrade_engine(engine, before)
    lines = {"candidates": [{"name_latn": "Karimova Nodira", "name_cyrl": "Каримова Нодира"}]}
    sheet = {"id": 1, "sitting_id": 1, "number": "TK-1", "revision": 1, "region_code": "UZ-TK"}
    sheet |= {
        "rehearsal": False,
        "state": "confirmed",
        "body": json.dumps(lines),
        "digest": "0",
        "drawn_up_at": AT,
    }
    line = {"sheet_id": 1, "position": 1, "booking_id": 1, "attempt_id": 1, "outcome": "passed"}
    issued = {"id": 1, "number": "KS-1", "code": "C1", "attempt_id": 1, "sheet_id": 1, "rehearsal": False}
    issued |= {"name_latn": NAME, "name_cyrl": NAME, "programme": NAMES, "level": NAMES, "payload": "{}"}
    issued |= dict.fromkeys(("tested_on", "issued_on", "valid_until"), AT.date())
    issued |= {"file_sha256": "0", "issued_at": AT}
    ended = {"certificate_id": 1, "reason": "r", "document": "d", "revoked_by": "staff:C"}
    incident = {"id": 1, "code": "I", "sitting_id": 1, "kind": "technical", "text": "Two answers are right"}
    incident |= {
        "consequence": "item_put",
        "minutes": 0,
        "item": "LAW-1",
        "recorded_by": "p",
        "recorded_at": AT,
    }
    matter = {
        "id": 1,
        "code": "M",
        "list_id": 1,
        "item_id": "LAW-1",
        "source": "incident",
        "source_code": "I",
    }
    matter |= {"text": "Hodisa S: Two answers are right", "put_by": "s", "put_by_name": "S", "put_at": AT}
    rows = {"result_sheet": sheet, "result": line, "certificate": issued, "incident": incident}
    revoked = {"revocation": ended | {"revoked_at": AT + timedelta(hours=1)}}
    lay_rows(engine, ATTEMPT | rows | revoked | {"item_matter": matter | {"state": "open"}})
    for revision in ("0042", before, "0042"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        if revision == before:
            with engine.connect() as connection:
                text = connection.exec_driver_sql("SELECT text FROM item_matter").scalar_one()
                assert text == f"{SITTING['sitting']['code']} (technical): Two answers are right"
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT result.name_cyrl, changed_at = revoked_at, renamed_at IS NOT NULL, text, facts"
            " FROM result, certificate, revocation, candidate, item_matter"
        ).one()
        assert (found[0], bool(found[1]), bool(found[2]), found[3]) == (
            *("Каримова Нодира", True, True),
            "Two answers are right",
        )
        facts = found[4] if isinstance(found[4], dict) else json.loads(found[4])
        assert facts == {"sitting": SITTING["sitting"]["code"], "kind": "technical"}
    later = {"id": 1, "matter_id": 1, "state": "replaced", "decision": "keep", "reason": "r"}
    later |= {"proposed_by": "s", "proposed_by_name": "S", "proposed_at": AT}
    lay_rows(engine, {"item_matter_decision": later})
    with pytest.raises(RuntimeError, match="Later decisions"):
        downgrade_engine(engine, before)
