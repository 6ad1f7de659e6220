from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.results.commission_models import Composition
from examapp.results.composition import (
    Order,
    approve_composition,
    find_in_force,
    find_own_composition,
    found_commission,
    list_able,
    propose_composition,
    refuse_composition,
)
from examapp.results.errors import (
    CompositionDays,
    CompositionDecided,
    CompositionPinfl,
    CompositionRefused,
    OwnComposition,
)
from tests.cast import open_pages
from tests.factories.closed_sitting import DRAWN_UP_AT as AT
from tests.factories.closed_sitting import make_staff
from tests.factories.commission import Commission, make_commission

NAMES = {"uz-Latn": "Komissiya", "ru": "Комиссия"}
ONE, OTHER = "staff:ONE", "staff:OTHER"
# The database has no part in what is proved here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def people(made: Commission) -> list[str]:
    return [one.code for one in (made.chair_account, *made.members, made.secretary_account)]


def enter(db: Session, made: Commission, from_day: date, until_day: date | None = None) -> Composition:
    commission = found_commission(db, names=NAMES, region_code=None, actor=ONE, at=AT)
    order = Order("12-F", from_day, until_day)
    return propose_composition(db, commission, order, people(made), actor=ONE, at=AT)


def test_a_composition_is_in_force_once_another_person_has_approved_it(database: Database) -> None:
    with database.transaction() as db:
        made = make_commission(db, in_force=False)
        entered = enter(db, made, date(2026, 2, 1), date(2026, 12, 31))
        for day in (date(2026, 3, 1),):
            assert find_in_force(entered.commission, day) is None
        with pytest.raises(OwnComposition):
            approve_composition(db, entered, actor=ONE, at=AT)
        approve_composition(db, entered, actor=OTHER, at=AT)
        days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 12, 31), date(2027, 1, 1)]
        found = [find_own_composition(db, made.chair.id, day) for day in days]
        assert found == [None, entered, entered, None]
        with pytest.raises(CompositionDecided):
            refuse_composition(db, entered, reason="kech", actor=OTHER, at=AT)
        assert [seat.staff.role for seat in entered.seats][::9] == [Role.COMMISSION_CHAIR, Role.SECRETARY]


def test_the_next_composition_takes_the_place_of_the_one_before_on_its_day(database: Database) -> None:
    with database.transaction() as db:
        made = make_commission(db, in_force=False)
        first = enter(db, made, date(2026, 1, 1))
        approve_composition(db, first, actor=OTHER, at=AT)
        left, stays = made.members[0], [code for code in people(made) if code != made.members[0].code]
        order = Order("13-F", date(2026, 6, 1))
        second = propose_composition(db, first.commission, order, stays, actor=ONE, at=AT)
        approve_composition(db, second, actor=OTHER, at=AT)
        assert find_own_composition(db, left.id, date(2026, 5, 31)) is first
        assert find_own_composition(db, left.id, date(2026, 6, 1)) is None
        assert find_own_composition(db, made.chair.id, date(2026, 6, 1)) is second


def test_a_composition_that_could_not_decide_is_refused(database: Database) -> None:
    with database.transaction() as db:
        made = make_commission(db, in_force=False)
        stranger = make_staff(db, Role.COMMISSION_MEMBER, "Viloyat Aʼzosi", region="UZ-FA")
        commission = found_commission(db, names=NAMES, region_code=None, actor=ONE, at=AT)
        assert stranger not in list_able(db, commission)
        order = Order("12-F", date(2026, 1, 1))
        for codes in ([], people(made)[1:], people(made)[:-1], [*people(made), stranger.code]):
            with pytest.raises(CompositionRefused):
                propose_composition(db, commission, order, codes, actor=ONE, at=AT)
        backwards = Order("12-F", date(2026, 2, 1), date(2026, 1, 1))
        with pytest.raises(CompositionDays):
            propose_composition(db, commission, backwards, people(made), actor=ONE, at=AT)


def test_a_members_number_is_kept_as_fourteen_digits_or_refused(database: Database) -> None:
    with database.transaction() as db:
        made = make_commission(db, in_force=False)
        commission = found_commission(db, names=NAMES, region_code=None, actor=ONE, at=AT)
        codes = people(made)

        def propose(typed: str) -> Composition:
            order, numbers = Order("12-F", date(2026, 2, 1)), {codes[0]: typed, codes[1]: " "}
            return propose_composition(db, commission, order, codes, pinfls=numbers, actor=ONE, at=AT)

        assert [seat.pinfl for seat in propose("3 140381 123 4567").seats][:2] == ["31403811234567", None]
        for wrong in ("3140381123456", "3,14E+13"):
            with pytest.raises(CompositionPinfl, match="Raxmatullayev"):
                propose(wrong)


def test_the_operator_enters_a_composition_and_the_administrator_refuses_it_with_a_reason(
    app: Flask, database: Database
) -> None:
    with database.transaction() as db:
        made = make_commission(db, in_force=False)
    operator, administrator = open_pages(app, Role.OPERATOR), open_pages(app, Role.ADMINISTRATOR)
    names = {"name_uz": "Komissiya", "name_ru": "Комиссия", "region_code": ""}
    address = operator.post("/commissions/new", data=names).location
    typed = {"document": "12-F", "from_day": "05.01.2026", "seat": people(made)[:-1]}
    assert "A commission needs a chair, a secretary and members" in operator.post(address, data=typed).text
    page = operator.post(address, data=typed | {"seat": people(made)}).location
    assert "waits for approval" in operator.get(page).text
    assert operator.post(f"{page}/1/approve").status_code == 403
    assert "This field is required" in administrator.post(f"{page}/1/refuse").text
    administrator.post(f"{page}/1/refuse", data={"reason": "No member of the Ministry"})
    assert "No member of the Ministry" in administrator.get(page).text
    assert "nobody decides yet" in administrator.get("/commissions/").text
