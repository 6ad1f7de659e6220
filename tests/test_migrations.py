"""One schema path for both databases: head equals the models, and every step goes up, down and up again."""

import importlib
import json
import pkgutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, inspect, select
from sqlalchemy.exc import IntegrityError

import examapp
from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import find_secret
from examapp.candidates.name_words import list_name_words
from examapp.core.audit import AuditEntry, record
from examapp.core.db import Base, Database, make_engine
from examapp.core.signing import KeyRing
from migrations.upgrade import alembic_configuration, downgrade_engine, upgrade_engine
from tests.conftest import SECRET

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(alembic_configuration()).walk_revisions()
][::-1]


@pytest.fixture
def engine(empty_database_url: str):
    for module in pkgutil.walk_packages(examapp.__path__, "examapp."):
        if module.name.endswith("models") or module.name in {"examapp.core.audit", "examapp.core.jobs"}:
            importlib.import_module(module.name)
    made = make_engine(empty_database_url)
    yield made
    made.dispose()


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
        connection.rollback()
    return found


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_head_equals_the_models(engine: Engine) -> None:
    upgrade_engine(engine)
    assert _differences(engine) == []
    assert _tables(engine) == set(Base.metadata.tables)


def test_each_revision_goes_up_down_and_up(engine: Engine) -> None:
    for position, revision in enumerate(REVISIONS):
        before = REVISIONS[position - 1] if position else "base"
        upgrade_engine(engine, revision)
        tables = _tables(engine)
        downgrade_engine(engine, before)
        upgrade_engine(engine, revision)
        assert _tables(engine) == tables
    assert _differences(engine) == []


def test_an_upgrade_keeps_what_is_there(engine: Engine) -> None:
    upgrade_engine(engine, REVISIONS[0])
    with Database(engine).transaction() as db:
        record(db, act="kept", actor="system", subject_kind="thing", subject_code="Oʻ", at=AT)
    upgrade_engine(engine)
    with Database(engine).reading() as db:
        assert db.scalars(select(AuditEntry.act)).all() == ["kept"]


def test_lists_and_their_people_stay_while_a_column_goes_and_comes_back(engine: Engine) -> None:
    upgrade_engine(engine, "0010")
    names = {"uz-Latn": "Hokimlik"}
    then = {"created_at": AT, "state_at": AT}
    rows = {
        "organisation": {"code": "TK-001", "names": names, "kind": "local", "region_code": "UZ-TK"},
        "programme": {"code": "minimum", "titles": names, "levels": names, "created_at": AT},
        "candidate_list": {"code": "L", "organisation_id": 1, "programme_id": 1, "year": 2027, **then}
        | {"state": "draft", "agreement": False, "first_day": date(2027, 3, 1)},
        "candidate_list_event": {"list_id": 1, "act": "opened", "by": "staff:T", "by_name": "T", "at": AT}
        | {"remark": "", "facts": {}},
    }
    with engine.begin() as connection:
        for name, values in rows.items():
            made = Table(name, MetaData(), autoload_with=connection)
            connection.execute(insert(made).values(id=1, **values))
    for revision in ("0011", "0010", "0011"):
        (upgrade_engine if revision == "0011" else downgrade_engine)(engine, revision)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT candidate_list.code, act FROM candidate_list_event"
                " JOIN candidate_list ON candidate_list.id = list_id"
            ).all()
        assert [tuple(row) for row in rows] == [("L", "opened")]


def _lay_rows(engine: Engine, rows: dict[str, dict[str, object]]) -> None:
    """Write one row of each table, by the columns that it has at this revision."""
    with engine.begin() as connection:
        for name, values in rows.items():
            made = Table(name, MetaData(), autoload_with=connection)
            connection.execute(insert(made).values(**values))


NAMES = json.dumps({"uz-Latn": "Hokimlik"})
NAME = "Qoʻchqorova Oʻgʻiloy"
PERSON = {
    "organisation": {"id": 1, "code": "TK-001", "names": NAMES, "kind": "local", "region_code": "UZ-TK"},
    "candidate": {"id": 1, "code": "C", "organisation_id": 1, "names_given": "{}", "positions": "{}"}
    | {"name_latn": NAME, "name_cyrl": "Қўчқорова Ўғилой", "search_key": "qochqorova"}
    | {"language": "uz-Latn", "created_at": AT},
}


def test_whoever_is_registered_is_found_by_name_after_each_way_up(engine: Engine) -> None:
    upgrade_engine(engine, "0009")
    _lay_rows(engine, PERSON)
    for _turn in range(2):
        upgrade_engine(engine, "0010")
        with engine.connect() as connection:
            words = connection.exec_driver_sql("SELECT word, organisation_id FROM candidate_name_word")
            expected = {one.word for one in list_name_words(NAME, PERSON["candidate"]["name_cyrl"])}
            assert {tuple(row) for row in words} == {(word, 1) for word in expected}
            assert len(expected) == 2
        downgrade_engine(engine, "0009")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT code FROM candidate").scalar_one() == "C"


def test_whoever_was_taken_over_by_another_body_is_found_there(engine: Engine) -> None:
    upgrade_engine(engine, "0016")
    former = {**PERSON["organisation"], "id": 2, "code": "TK-002"}
    _lay_rows(engine, PERSON)
    _lay_rows(engine, {"organisation": former})
    _lay_rows(
        engine,
        {
            "candidate_name_word": {
                "word": "agilay",
                "candidate_id": 1,
                "organisation_id": 2,
                "others": " kachkarava ",
            }
        },
    )
    upgrade_engine(engine, "0018")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT organisation_id FROM candidate_name_word").scalar_one() == 1


def test_people_and_kept_papers_stay_while_excuses_go_and_come_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0012") - 1]
    upgrade_engine(engine, "0012")
    paper = {"sha256": "a" * 64, "media_type": "application/pdf", "size": 1, "content": b"%"}
    _lay_rows(engine, PERSON | {"kept_file": paper})
    for revision in ("0012", before, "0012"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("absence_excuse" in _tables(engine)) is (revision == "0012")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT sha256 FROM kept_file").scalar_one() == "a" * 64


SEALED = {"id": 1, "code": "L", "programme_id": 1, "titles": NAMES, "digest": "0" * 64, "manifest": "{}"}
SEALED |= {"signature": "", "key_id": "k", "wrapped_key": "", "sample": True, "state": "sealed"}
PLACE = {"code": "S", "entry_code": "S", "programme_id": 1, "list_id": 1, "room_id": 1, "state": "open"}
SITTING = {
    "programme": {"id": 1, "code": "m", "titles": NAMES, "levels": NAMES, "created_at": AT},
    "question_list": SEALED | {"composed_by": "staff:S", "composed_at": AT},
    "centre": {"id": 1, "code": "C", "names": NAMES, "region_code": "UZ-TK", "address": "1"},
    "room": {"id": 1, "centre_id": 1, "name": "204"},
    "sitting": PLACE | {"id": 1, "rehearsal": True, "starts_at": AT, "created_at": AT},
}
RUN = {"code": "A", "version": 1, "lease": 2, "item_count": 1, "duration_ms": 1, "accommodation_ms": 0}
BOOKING = {"id": 1, "sitting_id": 1, "candidate_id": 1, "workstation_id": 1, "candidate_code": "A"}
ATTEMPT = (
    PERSON
    | SITTING
    | {
        "workstation": {"id": 1, "room_id": 1, "number": 1, "state": "in_service"} | {"token_number": 0},
        "booking": BOOKING | {"pin_mac": "0"},
        "attempt": RUN
        | {"id": 1, "booking_id": 1, "sitting_id": 1, "state": "in_progress"}
        | {"grace_ms": 0, "handed_in": False, "created_at": AT},
    }
)


def test_papers_belong_to_the_body_where_their_person_serves_on_the_way_up(engine: Engine) -> None:
    upgrade_engine(engine, "0026")
    paper = {"sha256": "a" * 64, "media_type": "application/pdf", "size": 1, "content": b"%"}
    asked = {"id": 1, "candidate_id": 1, "state": "requested", "requested_by": "staff:H", "requested_at": AT}
    _lay_rows(engine, PERSON | SITTING | {"kept_file": paper})
    _lay_rows(engine, {"accommodation": asked | {"code": "H", "kind": "extra_time", "evidence": "VTEK"}})
    absent = {"code": "E", "booking_code": "A", "sitting_id": 1, "kind": "leave", "remark": ""}
    _lay_rows(engine, {"absence_excuse": asked | absent | {"file_name": "x.pdf", "sha256": "a" * 64}})
    for revision in ("0027", "0026", "0027"):
        (downgrade_engine if revision == "0026" else upgrade_engine)(engine, revision)
        column = "code" if revision == "0026" else "organisation_id"
        with engine.connect() as connection:
            for table, code in (("accommodation", "H"), ("absence_excuse", "E")):
                found = connection.exec_driver_sql(f"SELECT {column} FROM {table}").scalar_one()
                assert found == (code if revision == "0026" else 1)


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
    _lay_rows(
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


def test_incidents_and_rooms_stay_while_what_was_added_to_them_goes_and_comes_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0016") - 1]
    upgrade_engine(engine, "0016")
    happened = {"id": 1, "code": "I", "sitting_id": 1, "kind": "complaint", "text": "shovqin", "minutes": 0}
    happened |= {"consequence": "appeal_opened", "recorded_by": "staff:T", "recorded_at": AT, "item": "LAW-1"}
    _lay_rows(engine, SITTING | {"incident": happened})
    for move, revision in (
        (downgrade_engine, before),
        (upgrade_engine, "0018"),
        (downgrade_engine, "0016"),
        (upgrade_engine, "0018"),
    ):
        move(engine, revision)
        assert ("appeal_file" in _tables(engine)) is (revision != before)
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
    _lay_rows(engine, ATTEMPT)
    for number, witness in enumerate([(7, "a" * 64), (-1, "")], start=1):
        row = lease | {"number": number, "witness_seq": witness[0], "witness_id": witness[1]}
        _lay_rows(engine, {"lease": row})
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
    _lay_rows(engine, ATTEMPT | {"seat_sighting": seen})
    for revision in ("0037", before, "0037"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        with engine.connect() as connection:
            row = dict(connection.exec_driver_sql("SELECT * FROM seat_sighting").mappings().one())
        assert (row["number"], row["head_seq"], row.get("silent_until", "none")) == (
            *(7, 3),
            "none" if revision == before else None,
        )


def test_admissions_taken_back_are_not_dropped_and_checks_of_identity_stay(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0040") - 1]
    upgrade_engine(engine, before)
    check = {"attempt_id": 1, "document": "id_card", "checked_by": "staff:A", "checked_at": AT}
    _lay_rows(engine, ATTEMPT | {"identity_check": check | {"lease": 1}})
    for move, revision in ((upgrade_engine, "0040"), (downgrade_engine, before), (upgrade_engine, "0040")):
        move(engine, revision)
        with engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT document FROM identity_check").scalars().all()
        assert kept == ["id_card"]
    taken = check | {"id": 1, "kind": "wrong_name", "withdrawn_by": "staff:A", "withdrawn_at": AT}
    _lay_rows(engine, {"withdrawn_admission": taken})
    with pytest.raises(RuntimeError, match="taken back"):
        downgrade_engine(engine, before)


def test_one_appeal_is_open_at_a_time_and_attempts_stay_when_appeals_come_and_go(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0025") - 1]
    upgrade_engine(engine, "0025")
    appeal = {"attempt_id": 1, "region_code": "UZ-TK", "sheet_number": "TK-1", "sheet_revision": 1}
    appeal |= {"about": "time", "text": "vaqt", "filed_at": AT, "state": "filed"}
    appeal |= {"answer_by": date(2026, 12, 15)}
    _lay_rows(engine, ATTEMPT)
    _lay_rows(engine, {"appeal": appeal | {"id": 1, "number": "AP-1", "state": "answered"}})
    _lay_rows(engine, {"appeal": appeal | {"id": 2, "number": "AP-2"}})
    with pytest.raises(IntegrityError):
        _lay_rows(engine, {"appeal": appeal | {"id": 3, "number": "AP-3"}})
    for move, revision in ((downgrade_engine, before), (upgrade_engine, "0025")):
        move(engine, revision)
        assert ("appeal" in _tables(engine)) is (revision == "0025")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT id FROM attempt").scalars().all() == [1]


def test_an_appeal_names_its_booking_and_one_of_the_absent_is_not_dropped_on_the_way_down(
    engine: Engine,
) -> None:
    before = REVISIONS[REVISIONS.index("0038") - 1]
    upgrade_engine(engine, before)
    appeal = {"region_code": "UZ-TK", "sheet_number": "TK-1", "sheet_revision": 1, "about": "time"}
    appeal |= {"text": "vaqt", "filed_at": AT, "state": "filed", "answer_by": date(2026, 12, 15)}
    _lay_rows(engine, ATTEMPT)
    _lay_rows(engine, {"appeal": appeal | {"id": 1, "attempt_id": 1, "number": "AP-1"}})
    for move, revision in ((upgrade_engine, "0038"), (downgrade_engine, before), (upgrade_engine, "0038")):
        move(engine, revision)
    with engine.connect() as connection:
        named = connection.exec_driver_sql("SELECT a.booking_id - t.booking_id FROM appeal a, attempt t")
        assert named.scalars().all() == [0]
    booked = ATTEMPT["attempt"]["booking_id"]
    second = appeal | {"id": 2, "number": "AP-2", "booking_id": booked}
    with pytest.raises(IntegrityError):
        _lay_rows(engine, {"appeal": second})
    _lay_rows(engine, {"appeal": second | {"state": "answered"}})
    with pytest.raises(RuntimeError, match="without an attempt"):
        downgrade_engine(engine, before)


def test_lines_of_sheets_name_the_body_where_their_person_served_on_the_way_up(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0034") - 1]
    upgrade_engine(engine, before)
    sheet = {"id": 1, "sitting_id": 1, "number": "TK-1", "revision": 1, "region_code": "UZ-TK", "body": "{}"}
    sheet |= {"rehearsal": True, "state": "confirmed", "digest": "0" * 64, "drawn_up_at": AT}
    line = {"sheet_id": 1, "position": 1, "booking_id": 1, "attempt_id": 1, "outcome": "passed"}
    _lay_rows(engine, ATTEMPT | {"result_sheet": sheet, "result": line})
    for revision in ("0034", before, "0034"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        column = "position" if revision == before else "organisation_id"
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT {column} FROM result").scalar_one() == 1


def test_a_body_is_told_each_thing_once_and_stays_when_its_letters_come_and_go(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0031") - 1]
    upgrade_engine(engine, "0031")
    letter = {"id": 1, "code": "L", "organisation_id": 1, "sitting_id": 1, "channel": "email"}
    letter |= {"language": "ru", "facts": "{}", "state": "sent", "tries": 1, "unsure": 0, "created_at": AT}
    line = {
        "notice_id": 1,
        "organisation_id": 1,
        "booking_code": "K1",
        "occasion": "passed K1",
        "facts": "{}",
    }
    contact = {"organisation_id": 1, "email": "a@b.uz", "language": "ru", "changed_at": AT, "changed_by": "s"}
    _lay_rows(engine, ATTEMPT)
    _lay_rows(engine, {"body_contact": contact, "body_notice": letter, "body_notice_line": line})
    with pytest.raises(IntegrityError):
        _lay_rows(engine, {"body_notice_line": line})
    for move, revision in ((downgrade_engine, before), (upgrade_engine, "0031")):
        move(engine, revision)
        assert ("body_notice_line" in _tables(engine)) is (revision == "0031")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT code FROM organisation").scalars().all() == ["TK-001"]


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
    _lay_rows(engine, ATTEMPT | {"staff_account": member})
    _lay_rows(
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


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    assert upgrade_engine(engine) == upgrade_engine(engine)


def test_every_constraint_has_a_name(engine: Engine) -> None:
    for table in Base.metadata.tables.values():
        assert [constraint for constraint in table.constraints if constraint.name is None] == [], table.name


def test_accounts_stay_and_their_sign_ins_end_when_the_live_sign_in_comes_and_goes(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0014") - 1]
    account = {"id": 1, "code": "A", "login_name": "a", "display_name": NAME, "role": "auditor"}
    account |= {"active": True, "last_totp_step": 7, "recovery_macs": "[]", "epoch": 3, "created_at": AT}
    upgrade_engine(engine, before)
    _lay_rows(engine, {"staff_account": account})
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
    _lay_rows(engine, {"staff_account": account | {"totp_secret": "JBSWY3DPEHPK3PXP"}})
    _lay_rows(engine, {"staff_account": account | {"id": 2, "code": "B", "login_name": "b"}})
    # Whoever runs a room is pointed to from there.
    _lay_rows(engine, SITTING | {"sitting_proctor": {"sitting_id": 1, "staff_id": 1}})
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
    _lay_rows(engine, SITTING | PERSON | rows)
    upgrade_engine(engine, "0019")
    of_all = asked | {"id": 2, "code": "F", "attempt_id": None, "sitting_id": 1, "ask_reason": "hamma"}
    _lay_rows(engine, {"lockdown_exception": of_all})
    with pytest.raises(IntegrityError):
        _lay_rows(engine, {"lockdown_exception": of_all | {"id": 3, "code": "G", "attempt_id": 1}})
    for revision in (before, "0019"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        with engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT code, attempt_id FROM lockdown_exception").all()
        assert [tuple(row) for row in kept] == [("E", 1)]


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
    _lay_rows(
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
        assert ("certificate_request" in _tables(engine)) is (revision == "0022")
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


def test_the_audit_log_stays_while_its_checkpoints_go_and_come_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0023") - 1]
    checkpoint = {"number": 0, "position": 0, "digest": "0" * 64, "at": AT, "key_id": "k", "signature": "s"}
    upgrade_engine(engine, "0023")
    with Database(engine).transaction() as db:
        record(db, act="kept", actor="system", subject_kind="thing", subject_code="Oʻ", at=AT)
    _lay_rows(engine, {"audit_checkpoint": checkpoint})
    for revision in (before, "0023"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("audit_checkpoint" in _tables(engine)) is (revision == "0023")
        with Database(engine).reading() as db:
            assert db.scalars(select(AuditEntry.act)).all() == ["kept"]


def test_tokens_stay_with_what_they_were_good_for_while_scopes_go_and_come_back(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0026") - 1]
    upgrade_engine(engine, before)
    token = {"id": 1, "code": "T", "organisation_id": 1, "name": "P", "mac": "m", "window_count": 0}
    _lay_rows(engine, PERSON | {"api_token": token | {"made_by": "staff:T", "made_at": AT}})
    upgrade_engine(engine, "0026")
    reading = token | {"id": 2, "code": "R", "mac": "n", "scopes": "results:read", "whole": True}
    _lay_rows(engine, {"api_token": reading | {"made_by": "staff:T", "made_at": AT}})
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


def test_holds_go_and_come_back_and_no_proof_of_a_deletion_is_dropped(engine: Engine) -> None:
    before = REVISIONS[REVISIONS.index("0029") - 1]
    placed = {"placed_by": "staff:T", "placed_by_name": "T", "placed_at": AT}
    hold = {"id": 1, "code": "H", "kind": "attempt", "subject_code": "A", "reason": "r", "document": "d"}
    cut = {"number": 0, "position": 4, "digest": "0" * 64, "proposal": "P", "root": "0" * 64}
    upgrade_engine(engine, "0029")
    _lay_rows(engine, {"retention_hold": hold | placed})
    for revision in (before, "0029"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("retention_hold" in _tables(engine)) is (revision == "0029")
    _lay_rows(engine, {"audit_cut": cut | {"at": AT, "signature": "s"}})
    with pytest.raises(RuntimeError, match="cannot be taken back"):
        downgrade_engine(engine, before)
    assert "audit_cut" in _tables(engine)


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
    _lay_rows(engine, ATTEMPT | rows | revoked | {"item_matter": matter | {"state": "open"}})
    for revision in ("0042", before, "0042"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
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
    _lay_rows(engine, {"item_matter_decision": later})
    with pytest.raises(RuntimeError, match="Later decisions"):
        downgrade_engine(engine, before)
