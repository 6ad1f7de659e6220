from concurrent.futures import ThreadPoolExecutor

from examapp.core.db import Database
from examapp.results.numbering import next_number


def test_no_number_is_given_twice_by_many_at_once(database: Database) -> None:
    def take(_: int) -> int:
        with database.transaction() as db:
            return next_number(db, "TK", 2026)

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(take, range(30)))
    assert sorted(numbers) == list(range(1, 31))


def test_an_undone_transaction_leaves_no_gap(database: Database) -> None:
    class Undone(Exception):
        pass

    try:
        with database.transaction() as db:
            next_number(db, "TK", 2026)
            raise Undone
    except Undone:
        pass
    with database.transaction() as db:
        assert next_number(db, "TK", 2026) == 1
