from datetime import UTC, datetime, timedelta

from examapp.certificates.misses import MOST_ADDRESSES, MOST_MISSES, WINDOW, MissCounter

AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)


def fill(counter: MissCounter, key: str) -> None:
    assert all(counter.count(key, AT) for _ in range(MOST_MISSES))


def test_an_address_is_bounded_and_another_is_not() -> None:
    counter = MissCounter()
    fill(counter, "here")
    assert not counter.count("here", AT + WINDOW - timedelta(seconds=1))
    assert counter.count("elsewhere", AT)


def test_an_address_is_free_again_after_its_window() -> None:
    counter = MissCounter()
    fill(counter, "here")
    assert counter.count("here", AT + WINDOW)


def test_the_number_of_addresses_is_bounded_and_the_one_that_still_tries_stays() -> None:
    counter = MissCounter()
    fill(counter, "here")
    for number in range(2 * MOST_ADDRESSES):
        counter.count(f"other {number}", AT)
        if number % 100 == 0:
            assert not counter.count("here", AT)
    assert len(counter._windows) == MOST_ADDRESSES
