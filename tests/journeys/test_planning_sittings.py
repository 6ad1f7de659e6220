"""The operator plans sittings, moves a person and a sitting, and cancels one, in a browser."""

import functools
from datetime import date, timedelta

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.list_states import ListState
from examapp.candidates.registration import create_candidate
from examapp.core.clock import now
from examapp.core.db import Database, make_engine
from examapp.core.i18n import in_tashkent
from examapp.demo.people import list_people
from examapp.organisations.models import Organisation
from examapp.programmes.queries import get_programme
from examapp.sittings.schedule_models import YearSchedule
from examapp.sittings.schedule_rows import Period, add_row
from examapp.sittings.scheduling import (
    approve_schedule,
    begin_schedule,
    publish_schedule,
    submit_schedule,
)
from tests.browser import follow
from tests.journeys.looking import Axes
from tests.journeys.people import reload_until, sign_in
from tests.journeys.serving import Served

PEOPLE = 4
PHONE = {"width": 390, "height": 844}


@functools.cache
def period_ahead() -> tuple[date, date]:
    """Four weeks from next week on, or the first ones of the next year."""
    first = in_tashkent(now()).date() + timedelta(days=7)
    last = first + timedelta(days=27)
    return (first, last) if first.year == last.year else (date(last.year, 1, 4), date(last.year, 1, 29))


def lay_schedule(served: Served) -> None:
    """Publish a schedule and accept a list of people who have no place yet, by the rooms' own verbs."""
    address = f"sqlite:///{next(served.data.glob('*.sqlite3'))}"
    database = Database(make_engine(address, busy_seconds=30))  # the demo has just begun to serve
    at, (first, last) = now(), period_ahead()
    operator, working_body = {"actor": "staff:one", "at": at}, {"actor": "staff:two", "at": at}
    with database.transaction() as db:
        body = db.scalars(select(Organisation)).first()
        programme = get_programme(db, "minimum")
        assert body is not None
        period = Period(programme, first, last, PEOPLE)
        standing = db.scalars(select(YearSchedule).where(YearSchedule.year == first.year)).first()
        if standing is not None:  # the demo has one of its coming sitting's year
            add_row(db, standing, body, period, reason="Yangi davr", **operator)
        else:
            schedule = begin_schedule(db, first.year, **operator)
            add_row(db, schedule, body, period, **operator)
            submit_schedule(db, schedule, **operator)
            approve_schedule(db, schedule, "Buyruq № 12", **working_body)
            publish_schedule(db, schedule, **operator)
        made = CandidateList(
            code="PLANNED1",
            organisation=body,
            programme=programme,
            year=first.year,
            agreement=False,
            state=ListState.LOCKED,
            created_at=at,
            state_at=at,
        )
        db.add(made)
        for person in list_people(60)[-PEOPLE:]:
            names = (person.family_name, person.given_name, person.patronymic)
            candidate = create_candidate(
                db,
                organisation=body,
                family_name=names[0],
                given_name=names[1],
                patronymic=names[2],
                pinfl=person.pinfl,
                reason="journey",
                **operator,
            )
            entry = CandidateListEntry(list=made, candidate=candidate, added_at=at, noted=False, unfit=False)
            entry.name_latn, entry.name_cyrl = candidate.name_latn, candidate.name_cyrl
            entry.search_key, entry.positions, entry.notes = candidate.search_key, {}, []
            db.add(entry)
    database.engine.dispose()


def propose(page: Page, served: Served, axes: Axes) -> list[str]:
    """Ask, look at the proposal, accept it, and return the addresses of the two sittings."""
    first, last = period_ahead()
    page.goto(f"{served.url}/sittings/proposals/new")
    page.fill("#first_day", first.strftime("%d.%m.%Y"))
    page.fill("#last_day", last.strftime("%d.%m.%Y"))
    page.check("#rehearsal")
    axes.look(page, "planning-ask-uz")
    follow(page, "main button.primary")
    reload_until(page, ".figures")
    expect(page.locator(".figures")).to_contain_text(str(PEOPLE))
    axes.look(page, "planning-proposal-uz")
    follow(page, ".closing button.primary")
    reload_until(page, "td a[href*='/sittings/'] >> nth=1")
    axes.look(page, "planning-made-uz")
    links = page.locator("td a[href*='/sittings/']")
    return [f"{served.url}{links.nth(number).get_attribute('href')}" for number in range(links.count())]


def act(page: Page, axes: Axes, name: str, reason: str) -> None:
    """Look at what it leads to, then give the reason and do it."""
    follow(page, "button[value=look]")
    expect(page.locator("#reason")).to_be_visible()
    axes.look(page, name)
    page.fill("#reason", reason)
    follow(page, "button[value=do]")
    expect(page.locator(".banner.success")).to_be_visible()


def test_the_operator_plans_moves_and_cancels_and_everybody_reads_the_schedule(
    demo: Served, context: BrowserContext, staff_context: BrowserContext, axes: Axes
) -> None:
    lay_schedule(demo)
    page = sign_in(staff_context, demo, "operator")
    first, second = propose(page, demo, axes)
    page.goto(first)
    follow(page, page.locator("a[href$='/move']").first)
    page.select_option("#to", second.rsplit("/", 1)[1])
    act(page, axes, "planning-move-candidate-uz", "Kasal boʻlib qoldi")
    expect(page.locator("a[href$='/move']")).to_have_count(
        PEOPLE // 2 + 2
    )  # three people, and the sitting itself
    axes.look(page, "planning-moved-uz")
    page.goto(f"{first}/move")
    page.fill("#hour", "15:00")
    act(page, axes, "planning-move-sitting-uz", "Ertalab tok yoʻq")
    page.goto(f"{first}/cancel?lang=ru")
    axes.look(page, "planning-cancel-ru")
    page.fill("#reason", "Центр закрыт")
    follow(page, "main button.destructive")
    expect(page.locator("h1 .badge")).to_be_visible()
    axes.look(page, "planning-cancelled-ru")
    stranger = context.new_page()
    stranger.set_viewport_size(PHONE)
    first_day, _last_day = period_ahead()
    stranger.goto(f"{demo.url}/schedule?lang=ru&year={first_day.year}")
    expect(stranger.locator("main")).to_contain_text(f"{first_day:%d.%m.%Y}")
    axes.look(stranger, "schedule-phone-ru")
