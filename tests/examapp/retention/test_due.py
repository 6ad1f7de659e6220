"""What is due after its years, and what is held because something still needs it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.appeals.models import About, Appeal, AppealState
from examapp.certificates.models import Certificate
from examapp.core.db import Database
from examapp.delivery.models import Attempt
from examapp.grading.models import ItemMatter, MatterSource, MatterState
from examapp.results.models import ResultSheet, SheetState
from examapp.retention.due import read_due
from examapp.retention.errors import NothingDue, OwnHold, OwnProposal, ProposalOpen, TermProvisional
from examapp.retention.holding import lift_hold, place_hold
from examapp.retention.models import HoldKind, Kind
from examapp.retention.proposing import approve, propose
from examapp.retention.terms import years_before
from examapp.retention.things import Held
from tests.examapp.retention.making import ADMINISTRATOR, LATER, OPERATOR, approve_years
from tests.factories.closed_sitting import DRAWN_UP_AT, HELD_FROM, make_closed_sitting


def _lay(db: Session, *, confirmed: bool = True) -> Attempt:
    sitting = make_closed_sitting(db)
    if confirmed:
        db.add(_sheet(sitting.id, SheetState.CONFIRMED))
    approve_years(db)
    return db.scalars(select(Attempt).order_by(Attempt.id)).first()


def _sheet(sitting_id: int, state: SheetState, revision: int = 1) -> ResultSheet:
    return ResultSheet(
        sitting_id=sitting_id,
        number="TK-2026-0001",
        revision=revision,
        region_code="UZ-TK",
        rehearsal=False,
        state=state,
        body="{}",
        digest="ab" * 32,
        drawn_up_at=DRAWN_UP_AT,
    )


def _appeal(db: Session, attempt: Attempt) -> None:
    db.add(
        Appeal(
            number="A-1",
            booking_id=attempt.booking_id,
            attempt_id=attempt.id,
            region_code="UZ-TK",
            sheet_number="TK-2026-0001",
            sheet_revision=1,
            about=About.TOTAL,
            text="…",
            filed_at=DRAWN_UP_AT,
            answer_by=date(2026, 12, 9),
            state=AppealState.FILED,
        )
    )


def _certificate(db: Session, attempt: Attempt) -> None:
    sheet = db.scalars(select(ResultSheet)).one()
    db.add(
        Certificate(
            number="KS-TK-2026-000001",
            code="C" * 12,
            attempt_id=attempt.id,
            sheet_id=sheet.id,
            rehearsal=False,
            name_latn="A",
            name_cyrl="А",
            programme={"ru": "П"},
            level={"ru": "У"},
            tested_on=date(2026, 11, 24),
            issued_on=date(2026, 11, 27),
            valid_until=LATER.date() + timedelta(days=1),
            payload="{}",
            file_sha256="cd" * 32,
            issued_at=DRAWN_UP_AT,
        )
    )


def _matter(db: Session, attempt: Attempt) -> None:
    db.add(
        ItemMatter(
            code="MATTER1",
            list_id=attempt.sitting.list_id,
            item_id="law-1",
            source=MatterSource.STAFF,
            text="…",
            put_by="staff:S",
            put_by_name="S",
            put_at=DRAWN_UP_AT,
            state=MatterState.OPEN,
        )
    )


def _draft(db: Session, attempt: Attempt) -> None:
    db.add(_sheet(attempt.sitting_id, SheetState.DRAFT, 2))


def _court(db: Session, attempt: Attempt) -> None:
    paper = {"reason": "Sud soʻrovi boʻyicha", "document": "ajrim № 4"}
    place_hold(db, HoldKind.SITTING, attempt.sitting.code, **paper, by=OPERATOR, at=LATER)


HOLDERS = {
    Held.APPEAL: (_appeal, 1),
    Held.CERTIFICATE: (_certificate, 1),
    Held.ITEM: (_matter, 2),
    Held.UNDECIDED: (_draft, 2),
    Held.COURT: (_court, 2),
}


@pytest.mark.parametrize("held", HOLDERS)
def test_what_something_still_needs_is_held_and_the_rest_is_due(database: Database, held: Held) -> None:
    need: Callable[[Session, Attempt], None]
    need, number = HOLDERS[held]
    with database.transaction() as db:
        attempt = _lay(db)
        assert [thing.held for thing in read_due(db, Kind.ATTEMPTS, LATER).things] == [None, None]
        need(db, attempt)
        db.flush()
        found = {thing.code: thing.held for thing in read_due(db, Kind.ATTEMPTS, LATER).things}
    assert found[attempt.code] is held
    assert list(found.values()).count(held) == number


def test_an_unconfirmed_official_sitting_is_held_as_undecided(database: Database) -> None:
    with database.transaction() as db:
        _lay(db, confirmed=False)
        held = {thing.held for thing in read_due(db, Kind.ATTEMPTS, LATER).things}
    assert held == {Held.UNDECIDED}


def test_the_last_day_of_keeping_is_kept_and_the_next_one_is_due(database: Database) -> None:
    eve = HELD_FROM.replace(year=HELD_FROM.year + 6) - timedelta(days=1)
    with database.transaction() as db:
        _lay(db)
        assert not read_due(db, Kind.ATTEMPTS, eve).things
        assert read_due(db, Kind.ATTEMPTS, eve + timedelta(days=1)).things
    assert years_before(date(2028, 2, 29), 6) == date(2022, 2, 28)


def test_by_provisional_years_nothing_is_proposed(database: Database) -> None:
    with database.transaction() as db:
        make_closed_sitting(db, rehearsal=True)
        assert len(read_due(db, Kind.ATTEMPTS, LATER).things) == 2
        with pytest.raises(TermProvisional):
            propose(db, Kind.ATTEMPTS, by=OPERATOR, at=LATER)


def test_one_person_never_does_both_and_one_proposal_of_a_kind_is_open(database: Database) -> None:
    with database.transaction() as db:
        attempt = _lay(db)
        with pytest.raises(NothingDue):
            propose(db, Kind.EXCUSES, by=OPERATOR, at=LATER)
        proposal = propose(db, Kind.ATTEMPTS, by=OPERATOR, at=LATER)
        with pytest.raises(ProposalOpen):
            propose(db, Kind.ATTEMPTS, by=ADMINISTRATOR, at=LATER)
        with pytest.raises(OwnProposal):
            approve(db, proposal, by=OPERATOR, at=LATER)
        _court(db, attempt)
        hold = place_hold(
            db, HoldKind.ATTEMPT, attempt.code, reason="Sud soʻrovi", document="a", by=OPERATOR, at=LATER
        )
        with pytest.raises(OwnHold):
            lift_hold(db, hold, "Endi kerak emas", by=OPERATOR, at=LATER)
