"""People, bodies, lists and papers outlive each step of the schema, up and down."""

from datetime import date

import pytest
from sqlalchemy import Engine, MetaData, Table, insert
from sqlalchemy.exc import IntegrityError

from examapp.candidates.name_words import list_name_words
from migrations.upgrade import downgrade_engine, upgrade_engine
from tests.migrating.laying import AT, ATTEMPT, NAME, PERSON, REVISIONS, SITTING, lay_rows, list_tables


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


def test_whoever_is_registered_is_found_by_name_after_each_way_up(engine: Engine) -> None:
    upgrade_engine(engine, "0009")
    lay_rows(engine, PERSON)
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
    lay_rows(engine, PERSON)
    lay_rows(engine, {"organisation": former})
    lay_rows(
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
    lay_rows(engine, PERSON | {"kept_file": paper})
    for revision in ("0012", before, "0012"):
        (downgrade_engine if revision == before else upgrade_engine)(engine, revision)
        assert ("absence_excuse" in list_tables(engine)) is (revision == "0012")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT sha256 FROM kept_file").scalar_one() == "a" * 64


def test_papers_belong_to_the_body_where_their_person_serves_on_the_way_up(engine: Engine) -> None:
    upgrade_engine(engine, "0026")
    paper = {"sha256": "a" * 64, "media_type": "application/pdf", "size": 1, "content": b"%"}
    asked = {"id": 1, "candidate_id": 1, "state": "requested", "requested_by": "staff:H", "requested_at": AT}
    lay_rows(engine, PERSON | SITTING | {"kept_file": paper})
    lay_rows(engine, {"accommodation": asked | {"code": "H", "kind": "extra_time", "evidence": "VTEK"}})
    absent = {"code": "E", "booking_code": "A", "sitting_id": 1, "kind": "leave", "remark": ""}
    lay_rows(engine, {"absence_excuse": asked | absent | {"file_name": "x.pdf", "sha256": "a" * 64}})
    for revision in ("0027", "0026", "0027"):
        (downgrade_engine if revision == "0026" else upgrade_engine)(engine, revision)
        column = "code" if revision == "0026" else "organisation_id"
        with engine.connect() as connection:
            for table, code in (("accommodation", "H"), ("absence_excuse", "E")):
                found = connection.exec_driver_sql(f"SELECT {column} FROM {table}").scalar_one()
                assert found == (code if revision == "0026" else 1)


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
    lay_rows(engine, ATTEMPT)
    lay_rows(engine, {"body_contact": contact, "body_notice": letter, "body_notice_line": line})
    with pytest.raises(IntegrityError):
        lay_rows(engine, {"body_notice_line": line})
    for move, revision in ((downgrade_engine, before), (upgrade_engine, "0031")):
        move(engine, revision)
        assert ("body_notice_line" in list_tables(engine)) is (revision == "0031")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT code FROM organisation").scalars().all() == ["TK-001"]
