"""No cell under five of the open statistics is shown, and nobody recomputes one: tried by brute force."""

from itertools import product

from examapp.reporting.suppression import FEWEST, find_shown

REGIONS = ("A", "B", "C", "D")


def publish(table):
    """What stands on the page: the total and the rows that are shown, or nothing."""
    shown = find_shown(table)
    if shown is None:
        return None
    total = tuple(sum(column) for column in zip(*table.values(), strict=True))
    return total, tuple(sorted((key, tuple(table[key])) for key in shown))


def test_whatever_is_shown_is_five_or_more_and_what_is_hidden_can_be_several_tables() -> None:
    """Every table of three rows is published; who knows the rule, and tries all of them, learns no cell.

    Of a page the attacker knows the totals; tables whose cells go up to the hidden sums are all tried, so a
    hidden cell that has one value in all tables with the same page would be recomputed.
    """
    most = 7
    pages = set()
    for passed in product(range(most + 1), repeat=3):
        for failed in ((0, 5, 6), (5, 5, 5), (3, 4, 5), (7, 6, 5), (1, 2, 6), (2, 5, 4)):
            table = dict(zip(REGIONS, zip(passed, failed, strict=True), strict=False))
            page = publish(table)
            if page is None:
                continue
            assert all(cell >= FEWEST for _key, cells in page[1] for cell in cells)
            assert min(page[0]) >= FEWEST
            pages.add(page)
    checked = 0
    for total, shown in pages:
        hidden = [key for key in REGIONS[:3] if key not in dict(shown)]
        sums = [total[n] - sum(cells[n] for _key, cells in shown) for n in (0, 1)]
        if not hidden or max(sums) > 9:
            continue
        checked += 1
        possible = _all_tables(dict(shown), hidden, sums, (total, shown))
        for key in hidden:
            for column in (0, 1):
                assert len({table[key][column] for table in possible}) > 1, (total, shown, key)
    assert checked > 20


def _all_tables(shown, hidden, sums, page):
    """Every table that would have given the same page, by the published rule itself."""
    found = []
    spreads = [_spreads(number, len(hidden)) for number in sums]
    for columns in product(*spreads):
        table = shown | dict(zip(hidden, zip(*columns, strict=True), strict=True))
        if publish({key: table[key] for key in sorted(table)}) == page:
            found.append(table)
    return found


def _spreads(number, places):
    if places == 1:
        return [(number,)]
    return [(first, *rest) for first in range(number + 1) for rest in _spreads(number - first, places - 1)]


def test_a_single_small_row_takes_the_smallest_other_with_it() -> None:
    table = {"A": (4, 9), "B": (40, 30), "C": (20, 10)}
    assert find_shown(table) == {"B"}


def test_rows_are_hidden_until_the_hidden_sums_say_nothing_small() -> None:
    assert find_shown({"A": (1, 0), "B": (2, 1), "C": (6, 5), "D": (50, 50)}) == {"D"}


def test_a_table_without_small_cells_is_shown_whole_and_a_small_total_not_at_all() -> None:
    assert find_shown({"A": (5, 5), "B": (6, 7)}) == {"A", "B"}
    assert find_shown({"A": (2, 50), "B": (2, 50)}) is None
    assert find_shown({"A": (3, 50)}) is None
    assert find_shown({}) is None


def test_a_nought_is_a_small_cell() -> None:
    assert "A" not in find_shown({"A": (12, 0), "B": (9, 9), "C": (9, 9), "D": (20, 20)})
