"""`python -m tests.load.certificates`: what a certificate costs, and whether many of them use all cores.

One sitting of so many people who passed (`--number`, 1,000 unless given) is issued as its job does it, on
SQLite in a folder of its own. Printed are CPU seconds of this process and of the presses, which no other
program can make much longer, and beside them the wall clock, which it can.
"""

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from examapp.application import create_app
from examapp.certificates.issuing import issue_sheet, workshop
from examapp.certificates.keys import load_authority
from examapp.certificates.making import Order, print_signed
from examapp.certificates.models import Certificate
from examapp.certificates.paper import find_rule
from examapp.core import clock
from examapp.core.db import Base, database, reading
from examapp.core.settings import Settings
from tests.conftest import SECRET, import_all_models
from tests.factories.closed_sitting import DECIDED_AT, LONG_POSITION, Seat, total
from tests.factories.issued import bring_fonts, make_due

MOST_MILLISECONDS = 180


def main() -> None:
    """Make the ground, issue, and print what it cost."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.certificates", description=__doc__)
    parser.add_argument("--number", type=int, default=1000)
    number = parser.parse_args().number
    with tempfile.TemporaryDirectory(prefix="examapp-certificates-") as folder:
        path = Path(folder)
        settings = Settings(
            data=path,
            database_url=f"sqlite:///{path}/load.sqlite3",
            secret_key=SECRET,
            base_url="https://attestatsiya.example",
        )
        bring_fonts(settings)
        import_all_models()
        app = create_app(settings)
        with app.app_context(), clock.using(clock.ManualClock(DECIDED_AT)):
            Base.metadata.create_all(database().engine)
            sheet_id = make_due(database(), seats(number))
            many(sheet_id, number)
            one()


def seats(number: int) -> list[Seat]:
    """People with long names, every one of them passed."""
    return [
        Seat(f"Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy{n} Gʻulomjonovna", total(40), position=LONG_POSITION)
        for n in range(number)
    ]


def many(sheet_id: int, number: int) -> None:
    """Issue the whole sheet as the job does."""
    before, begun = cpu(), time.monotonic()
    issue_sheet(sheet_id)
    wall = time.monotonic() - begun
    own, presses = (after - earlier for after, earlier in zip(cpu(), before, strict=True))
    with reading() as db:
        issued, numbers = db.execute(
            select(func.count(), func.count(func.distinct(Certificate.number))).select_from(Certificate)
        ).one()
    each = 1000 * (own + presses) / number
    print(f"{issued} issued, {numbers} numbers, on {len(os.sched_getaffinity(0))} cores")
    print(f"CPU: {own:.1f} s here, {presses:.1f} s in the presses, {each:.0f} ms a certificate")
    print(f"at most {MOST_MILLISECONDS} ms: {'kept' if each <= MOST_MILLISECONDS else 'EXCEEDED'}")
    print(f"wall clock: {wall:.1f} s, {(own + presses) / wall:.2f} cores in use on the average")


def one() -> None:
    """Print and sign one file again and again in this process."""
    with reading() as db:
        found = db.scalars(select(Certificate)).first()
        rule = find_rule(db, found.sheet, found.attempt_id)
        order = Order(found.attempt_id, found.code, found.payload, found.made_at, rule)
    place = workshop()
    authority, costs = load_authority(place.keys), []
    for _ in range(20):
        begun = time.process_time()
        print_signed(order, place, authority)
        costs.append(1000 * (time.process_time() - begun))
    costs.sort()
    print(f"printed and signed here: {costs[0]:.0f} ms at best, {costs[10]:.0f} ms in the median")


def cpu() -> tuple[float, float]:
    """Return CPU seconds of this process and of its ended children."""
    kinds = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return tuple(kind.ru_utime + kind.ru_stime for kind in kinds)


if __name__ == "__main__":
    main()
