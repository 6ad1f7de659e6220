"""Sheets, appeals, matters and certificates outlive each step of the schema, up and down."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from migrations.upgrade import downgrade_engine, upgrade_engine
from tests.migrating.laying import AT, ATTEMPT, NAME, NAMES, PERSON, REVISIONS, lay_rows, list_tables


def test_sheets_stay_while_revisions_come_and_go_and_whoever_was_there_is_the_commission(
    engine: Engine,
) -> None:
    before = REVISIONS[REVISIONS.index("0021") - 1]
    upgrade_engine(engine, before)
    sealed = {"id": 1, "code": "L", "programme_id": 1, "titles": NAMES, "digest": "0" * 64, "manifest": "{}"}
    sealed |= {"signature": "", "key_id": "k", "wrapped_key": "", "sample": True, "state": "sealed"}
    place = {"code": "S", "entry_code": "S", "programme_id": 1, "list_id": 1, "room_id": 1, "state": "closed"}
    sheet = {"id": 1, "sitting_id": 1, "number": "TK-1", "revision": 1, "region_code": "UZ-TK", "body": "{}"}
    chair = {"id": 1, "code": "C", "login_name": "c", "display_name": "C", "role": "commission_chair"}
    lay_rows(
        engine,
        {
            "programme": {"id": 1, "code": "P", "titles": NAMES, "levels": NAMES, "created_at": AT},
            "question_list": sealed | {"composed_by": "staff:T", "composed_at": AT},
            "centre": {"id": 1, "code": "C", "names": NAMES, "region_code": "UZ-TK", "address": "–"},
            "room": {"id": 1, "centre_id": 1, "name": "204"},
            "sitting": place | {"id": 1, "rehearsal": True, "starts_at": AT, "created_at": AT},
            "result_sheet": sheet
            | {"rehearsal": True, "state": "confirmed", "digest": "0" * 64, "drawn_up_at": AT},
            "organisation": PERSON["organisation"],
            "candidate": PERSON["candidate"],
            "workstation": {"id": 1, "room_id": 1, "number": 1, "state": "in_service", "accessible": False},
            "booking": {"id": 1, "sitting_id": 1, "candidate_id": 1, "workstation_id": 1}
            | {"candidate_code": "B", "pin_mac": "0"},
            "result": {"sheet_id": 1, "position": 1, "booking_id": 1, "outcome": "passed"},
            "staff_account": chair
            | {"active": True, "last_totp_step": 0, "recovery_macs": "[]", "epoch": 0, "created_at": AT},
        },
    )
    for revision in ("0021", before, "0021"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        with engine.begin() as connection:
            states = connection.exec_driver_sql("SELECT state FROM result_sheet").scalars().all()
            assert states == ["confirmed"]
            if revision == "0021":
                seats = connection.exec_driver_sql("SELECT staff_id FROM commission_seat").scalars().all()
                assert seats == [1]
                connection.exec_driver_sql("UPDATE result_sheet SET state = 'superseded'")


def test_one_appeal_is_open_at_a_time_and_attempts_stay_when_appeals_come_and_go(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0025") - 1]
    upgrade_engine(engine, "0025")
    appeal = {"attempt_id": 1, "region_code": "UZ-TK", "sheet_number": "TK-1", "sheet_revision": 1}
    appeal |= {"about": "time", "text": "vaqt", "filed_at": AT, "state": "filed"}
    appeal |= {"answer_by": date(2026, 12, 15)}
    lay_rows(engine, ATTEMPT)
    lay_rows(engine, {"appeal": appeal | {"id": 1, "number": "AP-1", "state": "answered"}})
    lay_rows(engine, {"appeal": appeal | {"id": 2, "number": "AP-2"}})
    with pytest.raises(IntegrityError):
        lay_rows(engine, {"appeal": appeal | {"id": 3, "number": "AP-3"}})
    for move, revision in ((downgrade_engine, before), (upgrade_engine, "0025")):
        move(engine, revision)
        assert ("appeal" in list_tables(engine)) is (revision == "0025")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT id FROM attempt").scalars().all() == [1]


def test_an_appeal_names_its_booking_and_one_of_the_absent_is_not_dropped_on_the_way_down(
    engine: Engine,
) -> None:
    before = REVISIONS[REVISIONS.index("0038") - 1]
    upgrade_engine(engine, before)
    appeal = {"region_code": "UZ-TK", "sheet_number": "TK-1", "sheet_revision": 1, "about": "time"}
    appeal |= {"text": "vaqt", "filed_at": AT, "state": "filed", "answer_by": date(2026, 12, 15)}
    lay_rows(engine, ATTEMPT)
    lay_rows(engine, {"appeal": appeal | {"id": 1, "attempt_id": 1, "number": "AP-1"}})
    for move, revision in ((upgrade_engine, "0038"), (downgrade_engine, before), (upgrade_engine, "0038")):
        move(engine, revision)
    with engine.connect() as connection:
        named = connection.exec_driver_sql("SELECT a.booking_id - t.booking_id FROM appeal a, attempt t")
        assert named.scalars().all() == [0]
    booked = ATTEMPT["attempt"]["booking_id"]
    second = appeal | {"id": 2, "number": "AP-2", "booking_id": booked}
    with pytest.raises(IntegrityError):
        lay_rows(engine, {"appeal": second})
    lay_rows(engine, {"appeal": second | {"state": "answered"}})
    with pytest.raises(RuntimeError, match="without an attempt"):
        downgrade_engine(engine, before)


def test_lines_of_sheets_name_the_body_where_their_person_served_on_the_way_up(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0034") - 1]
    upgrade_engine(engine, before)
    sheet = {"id": 1, "sitting_id": 1, "number": "TK-1", "revision": 1, "region_code": "UZ-TK", "body": "{}"}
    sheet |= {"rehearsal": True, "state": "confirmed", "digest": "0" * 64, "drawn_up_at": AT}
    line = {"sheet_id": 1, "position": 1, "booking_id": 1, "attempt_id": 1, "outcome": "passed"}
    lay_rows(engine, ATTEMPT | {"result_sheet": sheet, "result": line})
    for revision in ("0034", before, "0034"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        column = "position" if revision == before else "organisation_id"
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT {column} FROM result").scalar_one() == 1


def test_signatures_under_appeals_and_matters_stay_while_what_was_added_to_them_goes_and_comes_back(
    engine: Engine,
) -> None:
    before = REVISIONS[REVISIONS.index("0030") - 1]
    upgrade_engine(engine, "0030")
    appeal = {"attempt_id": 1, "region_code": "UZ-TK", "sheet_number": "TK-1", "sheet_revision": 1}
    appeal |= {"about": "time", "text": "vaqt", "filed_at": AT, "state": "answered", "number": "AP-1"}
    decision = {
        "appeal_id": 1,
        "number": 1,
        "verdict": "upheld",
        "remedy": "void",
        "reason": "r",
        "body": "{}",
    }
    decision |= {"digest": "d", "drafted_by": "s", "drafted_by_name": "S", "drafted_at": AT}
    signature = {
        "decision_id": 1,
        "staff_id": 1,
        "staff_code": "S",
        "name": "S",
        "digest": "d",
        "method": "eimzo",
    }
    matter = {"code": "M", "list_id": 1, "item_id": "LAW-1", "source": "staff", "text": "t", "state": "open"}
    mention = {"matter_id": 1, "source": "appeal", "source_code": "AP-1", "text": "t", "put_by_name": "S"}
    member = {"id": 1, "code": "S", "login_name": "s", "display_name": "S", "role": "commission_member"}
    member |= {"active": True, "last_totp_step": 0, "recovery_macs": "[]", "epoch": 0, "created_at": AT}
    lay_rows(engine, ATTEMPT | {"staff_account": member})
    lay_rows(
        engine,
        {
            "appeal": appeal | {"id": 1, "answer_by": date(2026, 12, 15)},
            "appeal_decision": decision | {"id": 1},
            "appeal_signature": signature | {"at": AT, "public_key": "k", "signature": "s", "pkcs7": "MII"},
            "item_matter": matter | {"id": 1, "put_by": "s", "put_by_name": "S", "put_at": AT},
            "item_matter_mention": mention | {"put_at": AT},
        },
    )
    for move, revision in ((downgrade_engine, before), (upgrade_engine, "0030")):
        move(engine, revision)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT name FROM appeal_signature").scalars().all() == ["S"]
            assert connection.exec_driver_sql("SELECT code FROM item_matter").scalars().all() == ["M"]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pkcs7 FROM appeal_signature").scalars().all() == [None]


def test_certificates_and_drafts_stay_while_what_two_people_ask_for_goes_and_comes_back(
    engine: Engine,
) -> None:
    before = REVISIONS[REVISIONS.index("0022") - 1]
    upgrade_engine(engine, before)
    sealed = {"id": 1, "code": "L", "programme_id": 1, "titles": NAMES, "digest": "0" * 64, "manifest": "{}"}
    sealed |= {"signature": "", "key_id": "k", "wrapped_key": "", "sample": True, "state": "sealed"}
    place = {"code": "S", "entry_code": "S", "programme_id": 1, "list_id": 1, "room_id": 1, "state": "open"}
    seat = {"id": 1, "sitting_id": 1, "candidate_id": 1, "workstation_id": 1, "candidate_code": "K"}
    attempt = {"id": 1, "code": "A", "booking_id": 1, "sitting_id": 1, "state": "submitted", "created_at": AT}
    attempt |= dict.fromkeys(("version", "lease", "item_count", "duration_ms"), 1)
    attempt |= {"accommodation_ms": 0, "grace_ms": 0, "handed_in": True}
    sheet = {"id": 1, "sitting_id": 1, "number": "TK-1", "revision": 1, "region_code": "UZ-TK"}
    sheet |= {"rehearsal": False, "state": "confirmed", "body": "{}", "digest": "0", "drawn_up_at": AT}
    issued = {"id": 1, "number": "KS-1", "code": "C1", "attempt_id": 1, "sheet_id": 1, "rehearsal": False}
    issued |= {"name_latn": NAME, "name_cyrl": NAME, "programme": NAMES, "level": NAMES, "payload": "{}"}
    issued |= dict.fromkeys(("tested_on", "issued_on", "valid_until"), AT.date())
    begun = {"attempt_id": 1, "sheet_id": 1, "number": "KS-2", "code": "C2", "payload": "{}", "made_at": AT}
    ended = {"certificate_id": 1, "reason": "r", "document": "d", "revoked_by": "staff:C", "revoked_at": AT}
    lay_rows(
        engine,
        PERSON
        | {
            "programme": {"id": 1, "code": "m", "titles": NAMES, "levels": NAMES, "created_at": AT},
            "question_list": sealed | {"composed_by": "staff:S", "composed_at": AT},
            "centre": {"id": 1, "code": "C", "names": NAMES, "region_code": "UZ-TK", "address": "1"},
            "room": {"id": 1, "centre_id": 1, "name": "204"},
            "workstation": {"id": 1, "room_id": 1, "number": 1, "state": "good", "accessible": False}
            | {"token_number": 1},
            "sitting": place | {"id": 1, "rehearsal": True, "starts_at": AT, "created_at": AT},
            "booking": seat | {"pin_mac": "0"},
            "attempt": attempt,
            "result_sheet": sheet,
            "certificate": issued | {"file_sha256": "f", "issued_at": AT},
            "certificate_draft": begun,
            "revocation": ended,
        },
    )
    for revision in ("0022", before, "0022"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("certificate_request" in list_tables(engine)) is (revision == "0022")
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT certificate.number, certificate_draft.number, reason FROM certificate"
                " JOIN revocation ON certificate_id = certificate.id"
                " JOIN certificate_draft ON certificate_draft.attempt_id = certificate.attempt_id"
            ).all()
        assert [tuple(row) for row in rows] == [("KS-1", "KS-2", "r")]
    twice = "INSERT INTO certificate_request (code, certificate_id, kind, state, reason, document, asked_by,"
    twice += " asked_at, remark) VALUES ('{}', 1, 'revoke', 'waiting', '', '', '', '2026-12-01', '')"
    with pytest.raises(IntegrityError), engine.begin() as connection:
        for code in ("one", "two"):
            connection.exec_driver_sql(twice.format(code))
