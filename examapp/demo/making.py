"""Making the demo, or taking it up again: what is there is served, and a sitting is open in the end."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
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
from examapp.core.settings import Settings
from examapp.core.signing import key_ring
from examapp.delivery.attempts import find_attempt
from examapp.demo.desk_items import fill_desk
from examapp.demo.finished import ABSENT, count_finished_people, run_finished_sitting
from examapp.demo.installation import House, add_candidates, build_house
from examapp.demo.people import list_people
from examapp.demo.plan import open_and_admit, plan_sitting
from examapp.documents.fonts import ensure_fonts
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from examapp.sittings.models import Booking, Sitting, SittingState

CARD = "demo.json"
DAYS_BEFORE = 3
WAITING = 1


@dataclass(frozen=True)
class Demo:
    """Where the demo stands, and how many candidates its open sitting has beside the one who waits."""

    settings: Settings
    candidates: int

    @property
    def card(self) -> Path:
        """The file with everybody's secrets, mode 0600."""
        return self.settings.data / CARD


class NotADemo(RuntimeError):
    """The folder or the database holds something else, which a demo must not touch."""


def make_or_take_up(demo: Demo) -> dict[str, Any]:
    """Return the card of a demo that has an open sitting, making what is missing.

    Raises NotADemo where something else is there.
    """
    ensure_fonts(demo.settings.fonts)
    app = create_app(demo.settings)
    app.testing = True  # this process only prepares: it must not beat as a server does
    try:
        with app.test_request_context():
            card = json.loads(demo.card.read_text("utf-8")) if demo.card.exists() else _make(app, demo)
            with reading() as db:
                sitting = db.scalars(select(Sitting).where(Sitting.code == card["sitting"]["code"])).one()
                is_open = sitting.state is SittingState.OPEN
            if not is_open:
                card = _open_another(demo, card)
            return _as_it_stands(card)
    finally:
        app.extensions["database"].engine.dispose()


def _refuse_other_installation(demo: Demo) -> None:
    with reading() as db:
        if db.scalars(select(StaffAccount.id).limit(1)).first() is not None:
            raise NotADemo(
                f"{demo.settings.data} or its database holds an installation without {CARD}: a real one, or "
                "a demo whose making was interrupted. Nothing was changed. Give another, empty place."
            )


def _make(app: Flask, demo: Demo) -> dict[str, Any]:
    _refuse_other_installation(demo)
    people = list_people(demo.candidates + WAITING + count_finished_people())
    then = _morning(now() - timedelta(days=DAYS_BEFORE))
    keys, clock = key_ring(), ManualClock(then - timedelta(hours=20))
    with using(clock):
        with transaction() as db:
            house, secrets = build_house(db, keys, seats=demo.candidates + WAITING, at=now())
            add_candidates(db, house.organisation, people, now())
            fill_desk(db, house.staff, now())
        with transaction() as db:
            finished = _list_candidates(db)[demo.candidates + WAITING :]
            past = plan_sitting(db, keys, _again(db), finished, starts_at=then, at=now())
        clock.instant = ManualClock(then).instant
        with transaction() as db:
            open_and_admit(db, past, house.staff["proctor"], past.slips[:-ABSENT])
        run_finished_sitting(app, house, past, clock)
    card = {
        "url": demo.settings.base_url,
        "staff": [secret.to_json() for secret in secrets],
        "verify_url": f"{demo.settings.base_url}/verify",
        "finished": {"sitting": past.code, "certificates": list_issued(past.id)},
    }
    return _keep(demo, card | _open_sitting(demo.candidates))


def _open_another(demo: Demo, card: dict[str, Any]) -> dict[str, Any]:
    return _keep(demo, card | _open_sitting(len(card["candidates"]) - WAITING))


def _open_sitting(admitted: int) -> dict[str, Any]:
    at = now()
    with transaction() as db:
        house = _again(db)
        first = _list_candidates(db)[: admitted + WAITING]
        planned = plan_sitting(db, key_ring(), house, first, starts_at=at, at=at)
    with transaction() as db:
        open_and_admit(db, planned, _again(db).staff["proctor"], planned.slips[WAITING:])
    return {
        "sitting": {"code": planned.code},
        "candidates": [
            {"candidate_code": slip.candidate_code, "pin": slip.pin, "name": slip.name, "state": ""}
            for slip in planned.slips
        ],
    }


def _list_candidates(db: Session) -> Sequence[Candidate]:
    """Return the demo's people in the order in which they were made up."""
    return db.scalars(select(Candidate).order_by(Candidate.id)).all()


def _again(db: Session) -> House:
    """Read the house back from the database: a demo that is taken up has only that."""
    staff = db.scalars(select(StaffAccount)).all()
    return House(
        programme=db.scalars(select(Programme).order_by(Programme.id).limit(1)).one(),
        question_list=db.scalars(select(QuestionList).order_by(QuestionList.id).limit(1)).one(),
        rooms=db.scalars(select(Room).order_by(Room.id)).all(),
        organisation=db.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one(),
        staff={account.login_name: account for account in staff},
    )


def _as_it_stands(card: dict[str, Any]) -> dict[str, Any]:
    with reading() as db:
        for entry in card["candidates"]:
            code = entry["candidate_code"]
            booking = db.scalars(select(Booking).where(Booking.candidate_code == code)).one()
            attempt = find_attempt(db, booking.id)
            entry["state"] = attempt.state.value if attempt else "awaiting"
    return card


def _keep(demo: Demo, card: dict[str, Any]) -> dict[str, Any]:
    """Write the card whole or not at all: it is the only place where the PINs stand."""
    fresh = demo.card.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(card, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(demo.card)
    return card


def _morning(moment: datetime) -> datetime:
    """Return half past nine in Tashkent of the same day, as UTC."""
    return moment.replace(hour=4, minute=30, second=0, microsecond=0)
