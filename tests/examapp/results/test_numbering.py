from concurrent.futures import ThreadPoolExecutor

import pytest

from examapp.core.db import Database
from examapp.results.numbering import next_number


def test_no_number_is_given_twice_by_many_at_once(database: Database) -> None:
    def take(_: int) -> int:
        with database.transaction() as db:
            return next_number(db, "TK", 2026)

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(take, range(30)))
    assert sorted(numbers) == list(range(1, 31))


class Undone(Exception):
    pass


def take_and_undo(database: Database) -> None:
    with database.transaction() as db:
        next_number(db, "TK", 2026)
        raise Undone


def test_an_undone_transaction_leaves_no_gap(database: Database) -> None:
    with pytest.raises(Undone):
        take_and_undo(database)
    with database.transaction() as db:
        assert next_number(db, "TK", 2026) == 1
