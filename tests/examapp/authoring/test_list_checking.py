"""Every list of the installation is checked: in whatever state, and whatever a byte was turned into."""

import pytest
from sqlalchemy import inspect, text, update

from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.list_checking import check_lists
from examapp.authoring.models import ListItem, ListMedia, ListSignature, QuestionList, QuestionListState
from examapp.authoring.retiring import end_list, take_back_list
from tests.examapp.authoring.ceremony_ground import AT, Ceremony, prepare


@pytest.fixture
def ceremony(database, settings) -> Ceremony:
    return prepare(database, settings)


def _check(ceremony):
    with ceremony.database.reading() as db:
        return list(check_lists(db, ceremony.vault))


def test_a_list_that_waits_for_signatures_is_no_fault_nor_one_that_was_taken_back(ceremony):
    with ceremony.database.transaction() as db:
        ceremony.compose(db)
        ceremony.sign(db, 0)
    (waits,) = _check(ceremony)
    assert (waits.state, waits.fault) == ("composed", None)
    assert waits.items > 5
    with ceremony.database.transaction() as db:
        account = as_signed_in(ceremony.official(db, 0))
        take_back_list(db, ceremony.found(db), reason="a fault was found", account=account, at=AT)
    (taken_back,) = _check(ceremony)
    assert (taken_back.state, taken_back.fault) == ("withdrawn", None)


def test_a_retired_list_that_somebody_put_back_into_force_is_named(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        account = as_signed_in(ceremony.official(db, 0))
        end_list(db, ceremony.found(db), reason="a newer one is here", account=account, at=AT)
    assert [verdict.fault for verdict in _check(ceremony)] == [None]
    with ceremony.database.transaction() as db:
        db.execute(update(QuestionList).values(state=QuestionListState.SEALED))
    (verdict,) = _check(ceremony)
    assert verdict.code in (verdict.fault or "")
    assert "state sealed" in (verdict.fault or "")


def _turned(value, place, bit):
    """The stored value with one byte changed, as SQLite takes it."""
    raw = value if isinstance(value, bytes) else str(value).encode()
    return raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :]


def test_one_byte_turned_in_the_file_is_named_also_where_nothing_can_read_it_any_more(ceremony):
    if ceremony.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL stores no value that its type cannot hold")
    ceremony.seal()
    cells = [
        (model.__tablename__, column.name)
        for model in (QuestionList, ListSignature, ListItem, ListMedia)
        for column in inspect(model).columns
        if column.name != "id"
    ]
    tried = 0
    for table, column in cells:
        with ceremony.database.reading() as db:
            rowid, value, kind = db.execute(
                text(f"SELECT rowid, {column}, typeof({column}) FROM {table} ORDER BY rowid LIMIT 1")
            ).one()
        if value is None or kind == "integer":
            continue
        for place, bit in ((0, 1), (len(value) // 2, 0x80), (len(value) - 1, 1)):
            _store(ceremony, table, column, rowid, _turned(value, place, bit), kind)
            faults = [verdict.fault for verdict in _check(ceremony)]
            assert any(faults), (table, column, place, bit)
            tried += 1
        _store(ceremony, table, column, rowid, _turned(value, 0, 0), kind)
    assert tried > 60
    assert [verdict.fault for verdict in _check(ceremony)] == [None]


def _store(ceremony, table, column, rowid, value, kind):
    with ceremony.database.transaction() as db:
        change = f"UPDATE {table} SET {column} = CAST(:value AS {kind}) WHERE rowid = :rowid"
        db.execute(text(change), {"value": value, "rowid": rowid})
