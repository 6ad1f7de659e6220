"""Making the demo, or taking it up again: what is there is served, and a sitting is open in the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp import create_app
from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionList
from examapp.candidates.models import Candidate
from examapp.centres.models import Room
from examapp.certificates.issuing import list_issued
from examapp.core.clock import ManualClock, now, using
from examapp.core.db import reading, transaction
from examapp.core.disk import Disk, read_disk
from examapp.core.signing import key_ring
from examapp.delivery.expiry import has_expired
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.demo.coming import (
    add_contacts,
    coming_day,
    excuse_absences,
    plan_coming_sitting,
    tell_coming_people,
    tell_people,
)
from examapp.demo.desk_items import fill_desk
from examapp.demo.finished import ABSENT, count_finished_people, run_finished_sitting
from examapp.demo.installation import House, add_candidates, build_house
from examapp.demo.keeping import (
    Demo,
    NotADemo,
    alone,
    is_half_made,
    keep_card,
    mark_as_making,
    read_secret,
    wipe,
    write_secret,
)
from examapp.demo.people import STAFF, list_people
from examapp.demo.plan import PlannedSitting, open_and_admit, plan_sitting
from examapp.demo.register import fill_register
from examapp.demo.year import YEARS_PEOPLE, fill_year
from examapp.documents.fonts import ensure_fonts
from examapp.notices.posting import PostOffice
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from examapp.sittings.models import Booking, Sitting, SittingState

DAYS_BEFORE = 3
WAITING = 1


def make_or_take_up(demo: Demo) -> dict[str, Any]:
    """Return the card of a demo that has an open sitting, making what is missing; it is kept as returned.

    Raises NotADemo where something else is there.
    """
    ensure_fonts(demo.settings.fonts)
    app = create_app(demo.settings)
    app.testing = True  # this process only prepares: it must not beat as a server does
    try:
        with alone(demo), app.test_request_context():
            card = read_secret(demo.card)
            card = _make(app, demo) if card is None else _take_up(demo, card)
            card = _as_it_stands(demo, card)
            keep_card(demo, card)
            return card
    finally:
        app.extensions["database"].engine.dispose()


def _clear_the_place(app: Flask, demo: Demo) -> None:
    """Wipe half a demo; raises NotADemo for anything else that is there."""
    with reading() as db:
        names = set(db.scalars(select(StaffAccount.login_name)))
    if not names:
        return
    # Staff comes with the demo's first transaction. Other people mean that somebody has begun to work here.
    if not is_half_made(demo) or names != {login_name for _, login_name, _ in STAFF}:
        raise NotADemo(
            f"{demo.settings.data} or its database holds an installation that is not a demo. "
            "Nothing was changed. Give another, empty place."
        )
    app.extensions["database"].engine.dispose()
    wipe(demo)


def _make(app: Flask, demo: Demo) -> dict[str, Any]:
    _clear_the_place(app, demo)
    mark_as_making(demo)
    everybody = list_people(demo.candidates + WAITING + count_finished_people() + YEARS_PEOPLE)
    people, years_people = everybody[:-YEARS_PEOPLE], everybody[-YEARS_PEOPLE:]
    started = now()
    then = _morning(started - timedelta(days=DAYS_BEFORE))
    keys, clock = key_ring(), ManualClock(then - timedelta(hours=20))
    with using(clock):
        with transaction() as db:
            house, secrets = build_house(db, keys, seats=demo.candidates + WAITING, at=now())
            add_candidates(db, house.organisation, people, now())
            fill_desk(db, house.staff, now())
        with transaction() as db:
            finished = _list_candidates(db)[demo.candidates + WAITING :]
            past = plan_sitting(db, keys, _again(db), finished, starts_at=then, at=now())
            add_contacts(db, finished, now())
        office = PostOffice(app.extensions["database"], keys, demo.settings.base_url)
        tell_people(office, past.id)
        clock.instant = ManualClock(then).instant
        with transaction() as db:
            came = [slip.candidate_code for slip in past.slips[:-ABSENT]]
            sitting = db.get_one(Sitting, past.id)
            open_and_admit(db, sitting, house.staff["proctor"], came, read_disk(demo.settings))
        run_finished_sitting(app, house, past, clock)
        clock.instant = ManualClock(_last_noon(started)).instant
        with transaction() as db:
            fill_register(db, house.staff["working-body"], now())
            again, coming = _again(db), coming_day(now())
            booked = fill_year(db, again, years_people, past=then.date(), coming=coming, at=now())
            planned = plan_coming_sitting(db, keys, again, booked)
            excuse_absences(db, again, planned)
        tell_coming_people(office, planned, clock)
    card = {
        "url": "",
        "staff": [secret.to_json() for secret in secrets],
        "verify_url": "",
        "finished": {"sitting": past.code, "certificates": list_issued(past.id)},
    }
    return _open_another(demo, card, demo.candidates)


def _take_up(demo: Demo, card: dict[str, Any]) -> dict[str, Any]:
    """Return the card of the open sitting, which a kill may have left committed and not yet on the card."""
    following = read_secret(demo.next_card)
    for known in (following, card):
        state = _find_state(known) if known else None
        if known and state is SittingState.PUBLISHED:
            _open(known, read_disk(demo.settings))
        if known and state in {SittingState.PUBLISHED, SittingState.OPEN}:
            return known
    with reading() as db:
        if _find_proctor(db) is None:
            raise NotADemo(
                f"The database does not hold the demo of {demo.card}. Nothing was changed. "
                "Give the database that it was made on, or another, empty folder."
            )
    return _open_another(demo, card, len(card["candidates"]) - WAITING)


def _find_state(card: dict[str, Any]) -> SittingState | None:
    """Return the state of the card's sitting; an open one that nobody can start in any more is closed."""
    with reading() as db:
        sitting = db.scalars(select(Sitting).where(Sitting.code == card["sitting"]["code"])).first()
        if sitting is None:
            return None
        return SittingState.CLOSED if has_expired(db, sitting, now()) else sitting.state


def _find_proctor(db: Session) -> StaffAccount | None:
    return db.scalars(select(StaffAccount).where(StaffAccount.login_name == "proctor")).first()


def _open_another(demo: Demo, card: dict[str, Any], admitted: int) -> dict[str, Any]:
    at = now()
    with transaction() as db:
        first = _list_candidates(db)[: admitted + WAITING]
        planned = plan_sitting(db, key_ring(), _again(db), first, starts_at=at, at=at)
        card = card | {"sitting": {"code": planned.code}, "candidates": _write_slips(planned)}
        write_secret(demo.next_card, card)
    _open(card, read_disk(demo.settings))
    return card


def _write_slips(planned: PlannedSitting) -> list[dict[str, str]]:
    return [
        {"candidate_code": slip.candidate_code, "pin": slip.pin, "name": slip.name, "state": "awaiting"}
        for slip in planned.slips
    ]


def _open(card: dict[str, Any], disk: Disk) -> None:
    """Open the card's sitting and admit all but the one who waits for the proctor."""
    came = [entry["candidate_code"] for entry in card["candidates"][WAITING:]]
    with transaction() as db:
        sitting = db.scalars(select(Sitting).where(Sitting.code == card["sitting"]["code"])).one()
        open_and_admit(db, sitting, _again(db).staff["proctor"], came, disk)


def _list_candidates(db: Session) -> Sequence[Candidate]:
    """Return the demo's people in the order in which they were made up."""
    return db.scalars(select(Candidate).order_by(Candidate.id)).all()


def _again(db: Session) -> House:
    """Read the house back from the database: a demo that is taken up has only that."""
    staff = db.scalars(select(StaffAccount)).all()
    organisation, below = db.scalars(select(Organisation).order_by(Organisation.id).limit(2)).all()
    return House(
        programme=db.scalars(select(Programme).order_by(Programme.id).limit(1)).one(),
        question_list=db.scalars(select(QuestionList).order_by(QuestionList.id).limit(1)).one(),
        rooms=db.scalars(select(Room).order_by(Room.id)).all(),
        organisation=organisation,
        below=below,
        staff={account.login_name: account for account in staff},
    )


def _as_it_stands(demo: Demo, card: dict[str, Any]) -> dict[str, Any]:
    """Return the card with the address at which it is served now and the candidates' present states."""
    address = demo.settings.base_url
    with reading() as db:
        codes = [entry["candidate_code"] for entry in card["candidates"]]
        found = select(Booking.candidate_code, Attempt.state).join(Attempt, Attempt.booking_id == Booking.id)
        states = {row[0]: row[1] for row in db.execute(found.where(Booking.candidate_code.in_(codes)))}
    candidates = [
        entry | {"state": states.get(entry["candidate_code"], AttemptState.AWAITING).value}
        for entry in card["candidates"]
    ]
    return card | {"url": address, "verify_url": f"{address}/verify", "candidates": candidates}


def _morning(moment: datetime) -> datetime:
    """Return half past nine in Tashkent of the same day, as UTC."""
    return moment.replace(hour=4, minute=30, second=0, microsecond=0)


def _last_noon(moment: datetime) -> datetime:
    """Return the last noon in Tashkent before a moment, as UTC: telephones are silent at night."""
    noon = moment.replace(hour=7, minute=0, second=0, microsecond=0)
    return noon if noon <= moment else noon - timedelta(days=1)
