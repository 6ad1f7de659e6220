"""The register on both databases: each act, and what history keeps of it."""

import csv
from datetime import date, timedelta

import pytest

from examapp.core.audit import latest_entries
from examapp.organisations.errors import NameRefused
from examapp.training.errors import EntryRefused, ReasonMissing
from examapp.training.keeping import (
    change_institution,
    check_institution,
    restore_institution,
    withdraw_institution,
)
from examapp.training.open_data import entries_as_csv, entry_as_json
from examapp.training.queries import Wanted, get_institution, list_kept, list_public
from tests.cast import BEGINNING
from tests.examapp.training.making import KEEPER, SECOND, add, facts

LATER = BEGINNING + timedelta(days=200)


def test_an_entry_gets_the_next_code_of_its_region_and_its_first_check(database) -> None:
    with database.transaction() as db:
        codes = [add(db).code, add(db).code, add(db, region_code="UZ-TK", district_code=None).code]
    assert codes == ["T-FA-001", "T-FA-002", "T-TK-001"]
    with database.reading() as db:
        entry = get_institution(db, "T-FA-001")
        assert (entry.checked_on, entry.checked_by) == (date(2026, 11, 2), KEEPER.name)
        assert entry.topics == ["office", "security"]
        assert entry.website == "https://www.markaz.uz"


def test_history_and_audit_say_what_was_and_what_is(database) -> None:
    with database.transaction() as db:
        entry = add(db)
        assert change_institution(db, entry, facts(licence="№ 200"), by=SECOND, at=LATER)
        assert not change_institution(db, entry, facts(licence="№ 200"), by=SECOND, at=LATER)
        check_institution(db, entry, by=SECOND, at=LATER)
    with database.reading() as db:
        events = get_institution(db, "T-FA-001").events
        assert [one.act for one in events] == ["checked", "changed", "added"]
        assert events[1].changes == {"licence": {"was": "Litsenziya № 117, 12.03.2025", "becomes": "№ 200"}}
        assert get_institution(db, "T-FA-001").checked_by == SECOND.name
        assert {one.act for one in latest_entries(db)} >= {"training_institution.changed"}


def test_who_is_withdrawn_stands_on_no_public_page_until_put_back(database) -> None:
    with database.transaction() as db:
        entry = add(db)
        with pytest.raises(ReasonMissing):
            withdraw_institution(db, entry, reason=" ", by=KEEPER, at=LATER)
        withdraw_institution(db, entry, reason="yopilgan", by=KEEPER, at=LATER)
    with database.transaction() as db:
        assert not list_public(db)
        [kept] = list_kept(db, "UZ-FA")
        restore_institution(db, kept, by=SECOND, at=LATER)
    with database.reading() as db:
        assert [one.code for one in list_public(db)] == ["T-FA-001"]


def test_region_district_topic_and_kind_narrow_the_register(database) -> None:
    with database.transaction() as db:
        add(db)
        add(db, region_code="UZ-TK", district_code=None, topics=["law"], kind="security_course")
    with database.reading() as db:
        for wanted, codes in (
            (Wanted("UZ-FA"), ["T-FA-001"]),
            (Wanted("UZ-FA", "1730206"), []),
            (Wanted(topic="law"), ["T-TK-001"]),
            (Wanted(kind="security_course", topic="office"), []),
        ):
            assert [one.code for one in list_public(db, wanted)] == codes


def test_open_data_names_no_person_and_no_cell_is_a_formula(database) -> None:
    with database.transaction() as db:
        add(db, licence="=HYPERLINK(0)", address="@kocha")
    with database.reading() as db:
        entries = list_public(db)
        record = entry_as_json(entries[0])
        [head, line] = csv.reader(entries_as_csv(entries).splitlines())
    assert KEEPER.name not in str(record)
    assert record["topics"] == ["office", "security"]
    cells = dict(zip(head, line, strict=True))
    assert cells["licence"] == "'=HYPERLINK(0)"
    assert cells["address"] == "'@kocha"
    assert cells["phone"].startswith("'+998")
    assert cells["topics"] == "office security"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("topics", {"topics": ["cooking"]}),
        ("phone", {"contacts": {}}),
        ("phone", {"contacts": {"phone": "call me"}}),
        ("email", {"contacts": {"email": "nobody"}}),
        ("website", {"contacts": {"website": "javascript://a.b"}}),
        ("website", {"contacts": {"website": 'https://a.uz/"onload'}}),
        ("address", {"address": "Oltiariq\u202e"}),
    ],
)
def test_what_cannot_stand_in_an_entry_is_refused_by_its_field(field, more) -> None:
    with pytest.raises(EntryRefused) as refusal:
        facts(**more)
    assert refusal.value.field == field


def test_a_name_is_needed() -> None:
    with pytest.raises(NameRefused):
        facts(names={"ru": "Центр"})
