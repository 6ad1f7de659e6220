"""`./run faults tampering`: eight kinds of tampering with answers and audit log, each found and named.

Each trial changes the database at a random place in one transaction, asks the product's own verification, and
takes the change back. Forgers differ in what they have: a hand in the tables only, the knowledge how ids,
chains and sealed heads are computed, or the installation's signing key as well. A witness holds a checkpoint.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

import examapp
from examapp.core.audit import (
    GENESIS,
    AuditCheckpoint,
    AuditEntry,
    AuditHead,
    AuditLink,
    head_statement,
    link_digest,
    record,
    seal_new_entries,
)
from examapp.core.audit_checkpoints import (
    WitnessFile,
    add_checkpoint,
    read_witness_file,
    write_witness_file,
)
from examapp.core.clock import ManualClock, using
from examapp.core.db import Base, Database, make_engine
from examapp.core.settings import Settings
from examapp.core.signing import PrivateSigner
from examapp.delivery.events import EventBody, chain_digest, event_id
from examapp.delivery.models import Attempt, ResponseEvent, SealedHead
from examapp.glass_box.verifying import verify_log
from question_bank.sealing import canonical_json, digest
from tests.conftest import SECRET, import_all_models
from tests.examapp.delivery.making import MORNING, TEXT_ITEM, make_room

SEATS, ANSWERS, OTHER_ACTS, ACTS_A_BATCH = 4, 8, 120, 7
EVENT_COLUMNS = [column.name for column in ResponseEvent.__table__.columns]


class Forger(IntEnum):
    """What a forger has; each has what those before have."""

    HANDS = 0
    CHAINS = 1
    HEADS = 2
    KEY = 3


@dataclass(frozen=True)
class Ground:
    """A log with sealed attempts, its signer, and what a witness took away."""

    database: Database
    signer: PrivateSigner
    witness: WitnessFile
    entries: Sequence[int]
    seals: Mapping[int, int]
    events: Mapping[int, Sequence[Any]]


@dataclass(frozen=True)
class Trial:
    """One trial's database, dice and forger."""

    db: Session
    dice: random.Random
    ground: Ground
    forger: Forger

    def place(self, spare: int = 0) -> int:
        """A random index of the log."""
        return self.dice.randrange(len(self.ground.entries) - spare)

    def attempt(self) -> int:
        return self.dice.choice(sorted(self.ground.seals))


@contextmanager
def open_ground(url: str, folder: Path) -> Iterator[Ground]:
    """Make the ground: seats that handed in, other acts around them, everything sealed and checkpointed."""
    import_all_models()
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    settings = Settings(
        data=folder, database_url=url, secret_key=SECRET, base_url="http://localhost", log_level="CRITICAL"
    )
    app = examapp.create_app(settings)
    app.testing = True
    database, signer = app.extensions["database"], app.extensions["key_ring"].signer("audit")
    clock = ManualClock(MORNING)
    with using(clock):
        room = make_room(app, clock, seats=SEATS)
        for number, place in enumerate(room.places):
            seat = room.started_seat(place)
            for seq in range(ANSWERS):
                assert seat.save(seq, f"javob {number} {seq}").status_code == 200
                clock.advance(seconds=1)
                _act(database, signer, clock, OTHER_ACTS // (SEATS * ANSWERS))
            assert seat.submit(ANSWERS - 1).status_code == 200
        clock.advance(seconds=1)  # no two acts are alike: to swap such would change nothing
        _act(database, signer, clock, ACTS_A_BATCH)
    file = folder / "witness.json"
    with database.transaction() as db:
        while seal_new_entries(db, signer, clock.read().wall):
            pass
        add_checkpoint(db, signer, clock.read().wall + timedelta(hours=1))
        file.write_bytes(write_witness_file(db, signer))
    with database.reading() as db:
        entries = db.scalars(select(AuditLink.entry_id).order_by(AuditLink.position)).all()
        yield Ground(database, signer, read_witness_file(file), entries, _seals(db), _events(db))
    engine.dispose()
    database.engine.dispose()


def _act(database: Database, signer: PrivateSigner, clock: ManualClock, count: int) -> None:
    at = clock.read().wall
    with database.transaction() as db:
        for number in range(count):
            facts = {"number": number, "name": "Oʻgʻiloy"}
            code = f"{at.isoformat()}-{number}"
            record(
                db,
                act="test.acted",
                actor="system",
                subject_kind="thing",
                subject_code=code,
                at=at,
                facts=facts,
            )
        seal_new_entries(db, signer, at)


def _seals(db: Session) -> dict[int, int]:
    rows = db.execute(
        select(Attempt.id, AuditLink.position)
        .join(AuditEntry, AuditEntry.subject_code == Attempt.code)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.act == "attempt.sealed")
    )
    return {row.id: row.position for row in rows}


def _events(db: Session) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in db.execute(
        select(ResponseEvent.__table__).order_by(ResponseEvent.attempt_id, ResponseEvent.seq)
    ):
        found.setdefault(row.attempt_id, []).append(dict(row._mapping))
    return found


# The log: entries in another order, with or without what must follow from it.


def _relay(trial: Trial, order: Sequence[int], first: int) -> None:
    """Lay the links from `first` on anew over entries in this order; who has the key signs again as well."""
    db, signer = trial.db, trial.ground.signer
    db.execute(delete(AuditLink).where(AuditLink.position >= first))
    previous = db.scalar(select(AuditLink.digest).where(AuditLink.position == first - 1)) or GENESIS
    rows = {row.id: row for row in db.execute(select(AuditEntry.__table__))}
    links = []
    for position in range(first, len(order)):
        own = link_digest(position, previous, rows[order[position]])
        links.append({"position": position, "entry_id": order[position], "previous": previous, "digest": own})
        previous = own
    if links:
        db.execute(insert(AuditLink), links)
    if trial.forger is Forger.KEY and order:
        _sign_again(db, signer, first, len(order) - 1, previous)


def _sign_again(db: Session, signer: PrivateSigner, first: int, last: int, head: str) -> None:
    at = MORNING + timedelta(hours=2)
    db.execute(delete(AuditHead).where(AuditHead.position >= min(first, last)))
    db.execute(delete(AuditCheckpoint))
    db.add(
        AuditHead(position=last, digest=head, at=at, signature=signer.sign(head_statement(last, head, at)))
    )
    db.flush()
    add_checkpoint(db, signer, at)


def _forge_entry(trial: Trial, place: int) -> None:
    changed: dict[str, Any] = trial.dice.choice(
        [
            {"actor": "staff:NOBODY"},
            {"act": "test.other"},
            {"subject_code": "SOMEBODY-ELSE"},
            {"facts": '{"forged":true}'},
            {"at": MORNING - timedelta(days=1)},
        ]
    )
    entry = trial.ground.entries[place]
    trial.db.execute(update(AuditEntry).where(AuditEntry.id == entry).values(**changed))


def _drop_entries(trial: Trial, first: int, last: int) -> None:
    db = trial.db
    db.execute(delete(AuditLink).where(AuditLink.position >= first, AuditLink.position < last))
    db.execute(delete(AuditEntry).where(AuditEntry.id.in_(trial.ground.entries[first:last])))


# Answers: events as rows, and what must follow from them.


def _put_events(trial: Trial, attempt: int, events: Sequence[dict[str, Any]]) -> None:
    """Replace an attempt's events; who knows how computes ids, chain and sealed head again."""
    db, events = trial.db, [dict(one) for one in events]
    owner = db.execute(select(Attempt.code, Attempt.form_digest).where(Attempt.id == attempt)).one()
    if trial.forger >= Forger.CHAINS:
        for event in events:
            event["event_id"] = event_id(
                EventBody(
                    attempt=owner.code,
                    form_digest=owner.form_digest,
                    response=json.loads(event["response"]),
                    **{
                        name: event[name]
                        for name in ("lease", "seq", "item", "tick", "since_tick_ms", "prev")
                    },
                )
            )
    db.execute(delete(ResponseEvent).where(ResponseEvent.attempt_id == attempt))
    db.execute(insert(ResponseEvent), [event | {"attempt_id": attempt} for event in events])
    if trial.forger >= Forger.HEADS:
        _seal_again(trial, attempt, events)


def _seal_again(trial: Trial, attempt: int, events: Sequence[dict[str, Any]]) -> None:
    db = trial.db
    head = db.get_one(SealedHead, (attempt, 0))
    facts = json.loads(head.facts)
    chain = chain_digest(event["event_id"] for event in events)
    last = max(event["seq"] for event in events)
    facts["leases"] = [{"lease": 1, "count": len(events), "last": last, "chain": chain}]
    facts["answers"] = {event["item"]: event["event_id"] for event in events}
    head.facts, head.digest = canonical_json(facts).decode(), digest(facts)
    db.flush()
    if trial.forger is Forger.KEY:
        place = trial.ground.seals[attempt]
        entry = db.get_one(AuditEntry, trial.ground.entries[place])
        entry.facts = canonical_json(json.loads(entry.facts) | {"digest": head.digest}).decode()
        db.flush()
        _relay(trial, trial.ground.entries, place)


# The eight kinds; each returns the first index that no longer holds.


def change_an_answer(trial: Trial) -> int:
    attempt = trial.attempt()
    events = [dict(one) for one in trial.ground.events[attempt]]
    changed = trial.dice.choice(events)
    changed["response"] = json.dumps(f"boshqa {trial.dice.random()}")
    _put_events(trial, attempt, events)
    return trial.ground.seals[attempt]


def delete_something(trial: Trial) -> int:
    if trial.dice.random() < 0.5:
        attempt = trial.attempt()
        events = list(trial.ground.events[attempt])
        events.remove(trial.dice.choice(events))
        _put_events(trial, attempt, events)
        return trial.ground.seals[attempt]
    place = trial.place()
    _drop_entries(trial, place, place + 1)
    if trial.forger is not Forger.HANDS:
        order = [one for number, one in enumerate(trial.ground.entries) if number != place]
        _relay(trial, order, place)
    return place


def insert_something(trial: Trial) -> int:
    if trial.dice.random() < 0.5:
        attempt = trial.attempt()
        events = list(trial.ground.events[attempt])
        events.append(events[-1] | {"seq": ANSWERS, "response": '"qoʻshilgan"', "item": TEXT_ITEM})
        _put_events(trial, attempt, events)
        return trial.ground.seals[attempt]
    place = trial.place()
    made = AuditEntry(
        at=MORNING, actor="staff:X", act="test.forged", subject_kind="thing", subject_code="X", facts="{}"
    )
    trial.db.add(made)
    trial.db.flush()
    order = [*trial.ground.entries[:place], made.id, *trial.ground.entries[place:]]
    _relay(trial, order, place)
    return place


def reorder(trial: Trial) -> int:
    if trial.dice.random() < 0.5:
        attempt = trial.attempt()
        events = [dict(one) for one in trial.ground.events[attempt]]
        first, second = trial.dice.sample(events, 2)
        first["seq"], second["seq"] = second["seq"], first["seq"]
        _put_events(trial, attempt, sorted(events, key=lambda event: event["seq"]))
        return trial.ground.seals[attempt]
    first_place, second_place = sorted(trial.dice.sample(range(len(trial.ground.entries)), 2))
    order = list(trial.ground.entries)
    order[first_place], order[second_place] = order[second_place], order[first_place]
    if trial.forger is Forger.HANDS:
        links = {first_place: order[first_place], second_place: order[second_place]}
        trial.db.execute(update(AuditLink).where(AuditLink.position == first_place).values(entry_id=-1))
        for position in (second_place, first_place):
            trial.db.execute(
                update(AuditLink).where(AuditLink.position == position).values(entry_id=links[position])
            )
    else:
        _relay(trial, order, first_place)
    return first_place


def cut_the_tail(trial: Trial) -> int:
    place = trial.place()
    _drop_entries(trial, place, len(trial.ground.entries))
    if trial.forger is not Forger.HANDS:
        trial.db.execute(delete(AuditHead).where(AuditHead.position >= place))
        trial.db.execute(delete(AuditCheckpoint).where(AuditCheckpoint.position >= place))
        _relay(trial, trial.ground.entries[:place], place)
    return place


def rebuild_with_the_key(trial: Trial) -> int:
    place = trial.place()
    _forge_entry(trial, place)
    _relay(Trial(trial.db, trial.dice, trial.ground, Forger.KEY), trial.ground.entries, place)
    return place


def swap_two_candidates(trial: Trial) -> int:
    one, other = trial.dice.sample(sorted(trial.ground.seals), 2)
    mine, theirs = ([dict(event) for event in trial.ground.events[attempt]] for attempt in (one, other))
    for seq in trial.dice.sample(range(ANSWERS), trial.dice.randint(1, ANSWERS)):
        mine[seq], theirs[seq] = theirs[seq], mine[seq]
    _put_events(trial, one, mine)
    _put_events(trial, other, theirs)
    return min(trial.ground.seals[one], trial.ground.seals[other])


def restore_an_old_copy(trial: Trial) -> int:
    """Leave what a copy made after so many entries would hold, with its head signed as it was then."""
    place = max(1, trial.place())
    later = [attempt for attempt, sealed in trial.ground.seals.items() if sealed >= place]
    trial.db.execute(delete(SealedHead).where(SealedHead.attempt_id.in_(later)))
    trial.db.execute(delete(ResponseEvent).where(ResponseEvent.attempt_id.in_(later)))
    _drop_entries(trial, place, len(trial.ground.entries))
    _relay(Trial(trial.db, trial.dice, trial.ground, Forger.KEY), trial.ground.entries[:place], place)
    return place


KINDS: Mapping[str, Callable[[Trial], int]] = {
    "change an answer": change_an_answer,
    "delete": delete_something,
    "insert": insert_something,
    "re-order": reorder,
    "cut the tail": cut_the_tail,
    "rebuild the chain with the key": rebuild_with_the_key,
    "swap two candidates' events": swap_two_candidates,
    "restore an old copy": restore_an_old_copy,
}


def try_once(ground: Ground, kind: str, seed: str) -> str:
    """Tamper once and take it back; returns `found`, or what went wrong."""
    dice = random.Random(seed)
    forger = Forger(dice.randrange(len(Forger)))
    with Session(ground.database.engine, expire_on_commit=False) as db:
        if ground.database.is_sqlite:
            db.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        expected = KINDS[kind](Trial(db, dice, ground, forger))
        verdict = verify_log(db, ground.signer.verifier, ground.witness)
        db.rollback()
    if verdict.whole:
        return f"not found ({forger.name}, {seed})"
    if verdict.first_bad != expected:
        return f"named {verdict.first_bad} for {expected}: {verdict.reason} ({forger.name}, {seed})"
    return "found"


def run(ground: Ground, trials: int, seed: str) -> dict[str, Counter[str]]:
    """Try each kind so many times; what was untouched must be whole before and after."""
    counts: dict[str, Counter[str]] = {}
    _require_whole(ground)
    for kind in KINDS:
        counts[kind] = Counter(try_once(ground, kind, f"{seed} {kind} {n}") for n in range(trials))
    _require_whole(ground)
    return counts


def _require_whole(ground: Ground) -> None:
    with ground.database.reading() as db:
        verdict = verify_log(db, ground.signer.verifier, ground.witness)
    assert verdict.whole, verdict


def main(words: Sequence[str]) -> int:
    """Run the campaign; 0 where all was found and named rightly."""
    parser = argparse.ArgumentParser(prog="./run faults tampering", description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="of each kind")
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="examapp-tampering-") as name:
        folder = Path(name)
        with open_ground(f"sqlite:///{folder}/log.sqlite3", folder) as ground:
            before = time.process_time()
            counts = run(ground, asked.trials, asked.seed)
            spent = time.process_time() - before
            print(f"{len(ground.entries)} entries, {len(ground.seals)} sealed attempts, {spent:.0f} s of CPU")
    for kind, counted in counts.items():
        print(f"{kind}: {counted.pop('found', 0)} found, {counted.total()} not")
        for what, number in counted.most_common(5):
            print(f"  {number} × {what}")
    return int(any(counted.total() for counted in counts.values()))
