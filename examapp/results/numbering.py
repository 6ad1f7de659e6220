"""Numbers in a row: per series and year, each given once, by compare-and-swap."""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.core.db import changed_rows
from examapp.core.errors import StorageAway
from examapp.results.models import NumberSeries

_MOST_TRIES: Final = 100


def next_number(db: Session, series: str, year: int) -> int:
    """Return the next number of a series in the caller's transaction; it is nobody else's once committed.

    Raises StorageAway where others are faster a hundred times in a row.
    """
    for _ in range(_MOST_TRIES):
        last = db.scalar(
            select(NumberSeries.last).where(NumberSeries.series == series, NumberSeries.year == year)
        )
        if last is None:
            _begin_series(db, series, year)
            continue
        swapped = changed_rows(
            db,
            update(NumberSeries)
            .where(NumberSeries.series == series, NumberSeries.year == year, NumberSeries.last == last)
            .values(last=last + 1),
        )
        if swapped == 1:
            return last + 1
    raise StorageAway


def _begin_series(db: Session, series: str, year: int) -> None:
    try:
        with db.begin_nested():
            db.add(NumberSeries(series=series, year=year, last=0))
    except IntegrityError:  # another transaction began it a moment ago
        return
