"""A machine that plays a candidate, old and new seats, a proctor, the clock and a failing server at once.

It drives the real verbs through the exam API and keeps a small model of its own: what was made, what was
acknowledged, how time went. After each step the durable store is compared with it.
"""

import json
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select, update

from examapp.core.clock import ManualClock, using
from examapp.core.db import Database, make_engine
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.closing import settle
from examapp.delivery.desk import AttemptDesk
from examapp.delivery.events import EventBody, event_id
from examapp.delivery.heartbeat import beat
from examapp.delivery.models import Attempt, ResponseEvent, SealedHead, ServerHeartbeat
from examapp.sittings.models import Sitting
from tests.examapp.delivery.clock_model import GRACE_MS, ClockModel
from tests.examapp.delivery.failing import failing_storage
from tests.examapp.delivery.making import API, MORNING, TEXT_ITEM, SmallRoom, add_places

COUNTS = {"live", "grace"}
ITEMS = [TEXT_ITEM, "NETWORKS-006", "NO-SUCH-ITEM"]
# Of each item one is right, and one is right of neither.
VALUES = ["brauzer", "1024", "3"]


@dataclass
class Made:
    """An event that some seat has made; `status` is what the store holds it as, once that is known."""

    entry: dict[str, Any]
    id: str
    acknowledged: bool = False
    status: str | None = None


class ProtocolMachine(ClockModel, RuleBasedStateMachine):
    """One attempt under everything that can happen to it, beside another that must not notice."""

    shared: ClassVar[SmallRoom]

    @initialize()
    def start_attempt(self) -> None:
        self.clock = ManualClock(MORNING)
        self.time = using(self.clock)
        self.time.__enter__()
        database = self.shared.app.extensions["database"]
        self.room = replace(self.shared, clock=self.clock, database=database)
        with self.room.writing() as db:
            sitting = db.get_one(Sitting, self.room.sitting_id)
            self.room.places = add_places(db, self.room.app.extensions["key_ring"], sitting, 2)
            db.execute(update(Attempt).values(state="awaiting", check_at=None))
            self._keep_beating(db)
        seat = self.room.started_seat(self.room.places[0])
        self.other = self.room.started_seat(self.room.places[1])
        assert self.other.save(0, "theirs").status_code == 200
        self.place, self.seats, self.queues = seat.place, {1: seat}, {1: []}
        self.now_ms, self.state, self.lease, self.handed_in = 0, "in_progress", 1, False
        self.stops: list[tuple[str, int, int | None]] = []
        self.added_ms, self.credited_ms, self.ended_ms = 0, 0, None
        self.walking = self.unseated = False
        self.announced: dict[int, set[tuple[int, str]]] = {}
        # Of each head, the oldest first, what was sealed; and what counts by the newest.
        self.heads: list[str] = []
        self.sealed_answers: dict[str, str] | None = None
        self.decided: dict[tuple[int, int], bool] = {}
        self.any_stored = False

    def teardown(self) -> None:
        """Look at the end, and give the time back whatever was found: later tests read it, too."""
        if not hasattr(self, "time"):
            return
        try:
            if hasattr(self, "place"):
                self._at_the_end()
        finally:
            self.time.__exit__(None, None, None)

    def _at_the_end(self) -> None:
        self._everything_sent_again_changes_nothing()
        assert self.other.state["answers"] == {TEXT_ITEM: "theirs"}

    # --- what the candidate's seats do

    def _proved(self, lease: int, here: list[Made]) -> set[int]:
        """Return the seqs that an announced head leads to, going from each head down by hand."""
        by_seq = {made.entry["seq"]: made for made in here}
        proved = set()
        for seq, shown in self.announced.get(lease, ()):
            at, wanted = seq, shown
            while at in by_seq and by_seq[at].id == wanted:
                proved.add(at)
                at, wanted = at - 1, by_seq[at].entry.get("prev")
        return proved

    def _expected(self, lease: int, made: Made, sent_with: list[Made]) -> str:
        if made.entry["item"] not in ITEMS[:2]:
            return "refused"
        if lease < self.lease:
            return "stale_lease"
        if self.running and self.time_left:
            return "live"
        here = [one for one in self.queues[lease] if one.status is not None or one in sent_with]
        proved = made.entry["seq"] in self._proved(lease, here)
        if self.handed_in:
            return "late" if proved else "over"
        in_grace = self.over_ms <= GRACE_MS
        if in_grace and not self.finished:
            return "grace"
        return "late" if in_grace or proved else "late_unproven"

    def _stored(self, lease: int) -> set[int]:
        return {made.entry["seq"] for made in self.queues[lease] if made.status is not None}

    def _shown(self, lease: int, made: Made) -> str:
        assert made.status is not None
        missing = set(range(made.entry["seq"])) - self._stored(lease)
        return "gap" if missing and made.status in COUNTS else made.status

    @rule(
        data=st.data(),
        values=st.lists(
            st.tuples(st.sampled_from(ITEMS), st.sampled_from(VALUES), st.booleans()), min_size=1, max_size=4
        ),
    )
    def answer_and_send_some(self, data: Any, values: list[tuple[str, str, bool]]) -> None:
        """Make some answers, and perhaps send some of what was ever made, in any order and number."""
        lease = data.draw(st.sampled_from(sorted(self.seats)))
        queue = self.queues[lease]
        self._make(lease, values)
        places = data.draw(st.lists(st.integers(0, len(queue) - 1), max_size=6))
        if places:
            self._send(lease, [queue[place] for place in places])

    def _make(self, lease: int, values: list[tuple[str, str, bool]]) -> None:
        queue = self.queues[lease]
        for item, value, chained in values:
            entry = self.seats[lease].text(len(queue), value, lease=lease, item=item)
            if chained and queue:
                entry["prev"] = queue[-1].id
            queue.append(Made(entry, self._id(entry)))

    def _id(self, entry: dict[str, Any]) -> str:
        return event_id(
            EventBody(
                self.place.code, entry["lease"], entry["seq"], entry["item"], entry["response"],
                self.place.form_digest, None, None, entry.get("prev"),
            )
        )  # fmt: skip

    def _choose(self, data: Any) -> tuple[int, list[Made]]:
        lease = data.draw(st.sampled_from([lease for lease, queue in self.queues.items() if queue]))
        queue = self.queues[lease]
        places = data.draw(st.lists(st.integers(0, len(queue) - 1), min_size=1, max_size=6))
        return lease, [queue[place] for place in places]

    @precondition(lambda self: any(self.queues.values()))
    @rule(data=st.data())
    def send_all_that_is_not_acknowledged(self, data: Any) -> None:
        lease = data.draw(st.sampled_from([lease for lease, queue in self.queues.items() if queue]))
        waiting = [made for made in self.queues[lease] if not made.acknowledged][:32]
        if waiting:
            self._send(lease, waiting)

    def _send(self, lease: int, chosen: list[Made]) -> None:
        reply = self.seats[lease].put(*(made.entry for made in chosen))
        assert reply.status_code in {200, 422}, reply.json
        self._judge(lease, chosen)
        results = reply.json["results"]
        assert [result["seq"] for result in results] == [made.entry["seq"] for made in chosen]
        for made, result in zip(chosen, results, strict=True):
            assert result["id"] == made.id
            assert result["status"] == self._shown(lease, made), (result, made)
            made.acknowledged = True
        assert reply.status_code == (422 if any(made.status == "refused" for made in chosen) else 200)
        whole = self._stored(lease)
        highest = next(n for n in range(999) if n not in whole) - 1
        assert reply.json["acknowledged"] == {"lease": lease, "seq": highest}, (
            reply.json,
            sorted(whole),
            sorted(self._read_log()),
        )
        assert reply.json["used_ms"] == self.used_ms

    def _judge(self, lease: int, chosen: list[Made]) -> int:
        """Note as what the store must hold these from now on; returns how many are new to it."""
        fresh = [made for made in chosen if made.status is None]
        for made in fresh:
            made.status = self._expected(lease, made, chosen)
        self.any_stored = True
        return len({made.id for made in fresh})

    @precondition(lambda self: any(self.queues.values()))
    @rule(data=st.data(), at_commit=st.booleans())
    def send_while_nothing_can_be_stored(self, data: Any, at_commit: bool) -> None:
        lease, chosen = self._choose(data)
        with failing_storage(self.room.database, at_commit=at_commit):
            reply = self.seats[lease].put(*(made.entry for made in chosen))
        held = self._read_log()
        if reply.status_code != 503:
            for made in chosen:  # acknowledged although nothing could be stored: the next check finds it
                made.acknowledged = True
                if made.status is None and (lease, made.entry["seq"]) in held:
                    raise RuntimeError("the storage did not fail")
            return
        # Unknown: not acknowledged, perhaps stored. Whatever is there must be what was sent.
        for made in chosen:
            if made.status is None and (lease, made.entry["seq"]) in held:
                made.status = self._expected(lease, made, chosen)
                self.any_stored = True

    @precondition(lambda self: any(made.status for queue in self.queues.values() for made in queue))
    @rule(data=st.data())
    def send_another_answer_under_a_taken_seq(self, data: Any) -> None:
        taken = [(lease, made) for lease, queue in self.queues.items() for made in queue if made.status]
        lease, made = data.draw(st.sampled_from(taken))
        reply = self.seats[lease].put(made.entry | {"response": made.entry["response"] + "other"})
        assert reply.status_code == 409
        assert reply.json["results"][0]["status"] == "conflict"

    @rule(data=st.data(), ahead=st.sampled_from([0, 0, 0, 1, 5]))
    def heartbeat(self, data: Any, ahead: int) -> None:
        """Show the last event that was made, or one that nobody has made and that lies ahead of it."""
        lease = data.draw(st.sampled_from(sorted(self.seats)))
        queue = self.queues[lease]
        if queue or ahead:
            self._show(lease, len(queue) - 1 + ahead, "f" * 64 if ahead else queue[-1].id)
        else:
            self._look_at(self.seats[lease].beat())

    def _show(self, lease: int, seq: int, shown: str) -> None:
        if lease == self.lease and self.running and self.time_left:
            self.announced.setdefault(lease, set()).add((seq, shown))
        self._look_at(self.seats[lease].beat(lease, seq, shown))

    def _look_at(self, reply: Any) -> None:
        self._settle_model()
        assert reply.status_code == 200
        assert (reply.json["state"], reply.json["used_ms"]) == (self.state, self.used_ms)

    @rule(data=st.data(), last=st.integers(-1, 12))
    def hand_in(self, data: Any, last: int) -> None:
        lease = data.draw(st.sampled_from(sorted(self.seats)))
        reply = self.seats[lease].submit(last, lease=lease)
        if self.finished:
            assert reply.status_code == 200
            return
        missing = sorted(set(range(last + 1)) - self._stored(lease))
        if lease < self.lease:
            assert (reply.status_code, reply.json["error"]["code"]) == (409, "needs_proctor")
        elif missing:
            assert (reply.status_code, reply.json.get("missing")) == (409, missing)
        elif self.state == "paused":
            assert (reply.status_code, reply.json["error"]["code"]) == (409, "paused")
        else:
            assert reply.status_code == 200, reply.json
            if self.state == "in_progress":
                self._end("button" if self.time_left else "time")
            self.handed_in = True
            self.state = {"button": "submitted", "time": "timed_out", "proctor": "terminated"}[self.ending]

    # --- what the proctor, the clock and the machine room do

    @rule(seconds=st.sampled_from([1, 5, 110, 130, 600, 1500, 3000]))
    def let_time_pass(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)
        self.now_ms += seconds * 1000
        with self.room.writing() as db:
            self._keep_beating(db)

    def _keep_beating(self, db: Any) -> None:
        db.merge(ServerHeartbeat(id=1, instant=self.clock.read()))

    @rule()
    def sweep(self) -> None:
        with self.room.writing() as db:
            settle(db, lock_attempt(db, self.place.attempt_id), self.room.now)
        self._settle_model()

    @precondition(lambda self: self.state == "in_progress" and self.time_left)
    @rule()
    def pause(self) -> None:
        self.room.pause(self.place)
        self.stops.append(("pause", self.now_ms, None))
        self.state = "paused"

    @precondition(lambda self: self.state == "paused")
    @rule()
    def go_on(self) -> None:
        self.room.resume(self.place)
        self._close("pause", self.now_ms)
        self.state = "in_progress"

    @precondition(lambda self: self.running and self.time_left)
    @rule(minutes=st.sampled_from([1, 5, 30]))
    def give_time(self, minutes: int) -> None:
        self.room.extend(self.place, minutes)
        self.added_ms += minutes * 60_000

    @precondition(lambda self: self.running and self.time_left and self.lease < 4)
    @rule()
    def move_to_another_seat(self) -> None:
        self._leave_the_seat()
        self._arrive()
        self._show_the_first_item()

    def _leave_the_seat(self) -> None:
        used = self.used_ms
        self.room.take_over(self.place)
        self._close("walk", self.now_ms)
        self.stops.append(("walk", self.now_ms, None))
        if not self.any_stored:
            self.added_ms += used - self.credited_ms
            self.credited_ms = used
        self.lease, self.walking, self.unseated = self.lease + 1, True, False

    def _arrive(self) -> None:
        """Enter there; the clock waits for the first item on the screen, half a minute at most."""
        self._settle_model()
        seat = self.room.seat(self.place)
        assert seat.enter().json["lease"] == self.lease
        self.seats[self.lease], self.queues[self.lease] = seat, []
        if self.walking:
            self._close("walk", self.now_ms + 30_000)
        self.walking, self.unseated = False, self.walking

    def _show_the_first_item(self) -> None:
        assert self.seats[self.lease].post("shown").status_code == 200
        if self.unseated:
            self._close("walk", self.now_ms)
        self.unseated = False

    @precondition(lambda self: self.running and self.time_left)
    @rule()
    def end_by_the_proctor(self) -> None:
        self.room.terminate(self.place)
        self._end("proctor")

    @rule(seconds=st.sampled_from([4, 90, 1200]))
    def crash_and_come_back(self, seconds: int) -> None:
        """The process dies and another starts: memory is lost, the outage is credited to who was running."""
        affected = self.state in {"in_progress", "closing"}
        affected = affected and self.over_ms <= GRACE_MS
        self.clock.advance(seconds=seconds)
        extensions = self.room.app.extensions
        extensions["database"].engine.dispose()
        extensions["database"] = Database(make_engine(self.room.app.config["SETTINGS"].database_url))
        extensions["attempt_desk"] = AttemptDesk(extensions["database"], extensions["key_ring"])
        self.room.database = extensions["database"]
        with self.room.writing() as db:
            beat(db, self.room.now, at_start=True)
        if affected:
            self.stops.append(("outage", self.now_ms, self.now_ms + seconds * 1000))
        self.now_ms += seconds * 1000

    @rule(
        verb=st.sampled_from(
            ["responses", "heartbeat", "submit", "alert", "start", "shown", "language", "consent"]
        ),
        body=st.one_of(
            st.binary(max_size=40),
            st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5).map(
                lambda value: json.dumps(
                    {"entries": value, "head": value, "last": value, "kind": value}
                ).encode()
            ),
        ),
    )
    def say_nonsense(self, verb: str, body: bytes) -> None:
        method = "PUT" if verb == "responses" else "POST"
        client = self.room.app.test_client()
        headers = (
            self.seats[min(self.seats)].headers if self.lease > 1 else {"Authorization": "Bearer nonsense"}
        )
        reply = client.open(f"{API}/attempt/{verb}", method=method, data=body, headers=headers)
        assert reply.status_code in {200, 400, 401, 409, 413, 422, 503}
        if reply.status_code == 200 and verb == "heartbeat":  # of these only it lets time have its due
            self._settle_model()

    # --- what must always hold

    def _read_log(self) -> dict[tuple[int, int], tuple[str, str, str]]:
        """Read the durable store past everything that the process remembers."""
        with self.room.database.engine.connect() as connection:
            events = ResponseEvent.__table__.c
            wanted = select(events.lease, events.seq, events.event_id, events.item, events.response)
            rows = connection.execute(wanted.where(events.attempt_id == self.place.attempt_id))
            return {(row.lease, row.seq): (row.event_id, row.item, row.response) for row in rows}

    @invariant()
    def acknowledged_is_durable_and_unchanged(self) -> None:
        if not hasattr(self, "place"):
            return
        held = self._read_log()
        for lease, queue in self.queues.items():
            for made in queue:
                if made.acknowledged:
                    sent = (made.id, made.entry["item"], json.dumps(made.entry["response"]))
                    assert held.get((lease, made.entry["seq"])) == sent
        known = {
            (lease, made.entry["seq"]): made.id for lease, queue in self.queues.items() for made in queue
        }
        assert all(known.get(key) == row[0] for key, row in held.items())

    @invariant()
    def the_state_is_as_the_model_says(self) -> None:
        if not hasattr(self, "place"):
            return
        state = self.seats[max(self.seats)].state
        assert (state["state"], state["lease"]) == (self.state, self.lease)
        assert (state["used_ms"], state["limit_ms"]) == (self.used_ms, self.limit_ms)
        assert state["answers"] == self._expected_answers()

    def _expected_answers(self) -> dict[str, str]:
        """Return what counts: once it is sealed nothing that comes in changes it, but people's decisions."""
        if not self.finished:
            return self._count()
        if self.sealed_answers is None:
            self.sealed_answers = self._count()
            self.let_time_pass(seconds=1)  # what comes now was received later
        return self.sealed_answers

    def _count(self) -> dict[str, str]:
        answers = {}
        for lease in sorted(self.queues):
            stored = self._stored(lease)
            whole = next(n for n in range(999) if n not in stored)
            proved = self._proved(lease, [made for made in self.queues[lease] if made.status is not None])
            for made in self.queues[lease]:
                seq = made.entry["seq"]
                counts = made.status in COUNTS or (made.status == "stale_lease" and seq in proved)
                counts = counts or self.decided.get((lease, seq), False)
                if counts and (seq < whole or not self.running):
                    answers[made.entry["item"]] = made.entry["response"]
        return answers

    @invariant()
    def a_sealed_head_never_changes(self) -> None:
        if not hasattr(self, "place") or not self.finished:
            return
        with self.room.writing() as db:
            heads = db.scalars(
                select(SealedHead).filter_by(attempt_id=self.place.attempt_id).order_by(SealedHead.revision)
            ).all()
            assert [head.revision for head in heads] == list(range(1 + len(self.decided)))
            digests = [head.digest for head in heads]
            assert digests[: len(self.heads)] == self.heads
            if not self.heads:
                gaps = {
                    str(lease): sorted(set(range(max(stored))) - stored)
                    for lease in self.queues
                    if (stored := self._stored(lease)) and len(stored) != max(stored) + 1
                }
                assert heads[0].flags.get("gaps", {}) == gaps
            self.heads = digests

    def _everything_sent_again_changes_nothing(self) -> None:
        before = self._read_log()
        for lease, queue in self.queues.items():
            known = [made for made in queue if made.acknowledged]
            for start in range(0, len(known), 32):
                self._send(lease, known[start : start + 32])
        assert self._read_log() == before


def make_machine(room: SmallRoom, kind: type[ProtocolMachine] = ProtocolMachine) -> type[ProtocolMachine]:
    """Return a machine class that plays in one room; the room opens with it."""
    room.open()
    return type("Machine", (kind,), {"shared": room})
