"""The protocol machine with what lies beside the page, and machines that begin near an attempt's end.

Beside the page lie rescue files, people's decisions and marks.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import select

from examapp.delivery import late_answers
from examapp.delivery.models import Attempt
from examapp.delivery.rescue import take_in
from examapp.grading.marking_many import Marker
from examapp.grading.models import Score
from examapp.grading.verification import verify_attempt
from tests.examapp.delivery.clock_model import GRACE_MS
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM
from tests.examapp.delivery.protocol_machine import ITEMS, VALUES, Made, ProtocolMachine
from tests.examapp.delivery.rescuing import seal

RIGHT = {TEXT_ITEM: "brauzer", "NETWORKS-006": "1024"}
LATE = {"late", "late_unproven", "stale_lease"}
MOST_AT_ONCE = 32
_ANSWERS = st.tuples(st.sampled_from(ITEMS[:2]), st.sampled_from(VALUES), st.booleans())


class WholeMachine(ProtocolMachine):
    """One attempt from the first answer to its mark, whichever way its answers come."""

    def _at_the_end(self) -> None:
        self._what_was_never_acknowledged_comes_in()
        if self.finished:
            self._the_mark_is_that_of_the_sealed_answers()
        super()._at_the_end()

    @precondition(lambda self: any(self.queues.values()))
    @rule(data=st.data())
    def carry_in_a_rescue_file(self, data: Any) -> None:
        self._carry_in(*self._choose(data))

    def _carry_in(self, lease: int, chosen: list[Made]) -> None:
        """Take a file in twice: it brings what is new once, and after that nothing."""
        content = seal(self.room, self.seats[lease], [made.entry for made in chosen])
        told = self._take_in(content)
        fresh = self._judge(lease, chosen)
        assert (told.added, told.disagreeing) == (fresh, 0)
        for made in chosen:
            made.acknowledged = True
        before = self._read_log()
        again = self._take_in(content)
        assert (again.added, again.known, again.disagreeing) == (0, len(chosen), 0)
        assert self._read_log() == before

    def _take_in(self, content: bytes) -> Any:
        room = self.room
        return take_in(room.database, room.desk, room.sitting_code, content, actor=PROCTOR, now=room.now)

    def _list_late(self) -> list[tuple[int, int]]:
        return [
            (lease, made.entry["seq"])
            for lease, queue in self.queues.items()
            for made in queue
            if made.status in LATE and (lease, made.entry["seq"]) not in self.decided
        ]

    @precondition(lambda self: self.finished and self.heads and self._list_late())
    @rule(data=st.data(), counts=st.booleans())
    def decide_on_a_late_answer(self, data: Any, counts: bool) -> None:
        lease, seq = data.draw(st.sampled_from(self._list_late()))
        self._decide(lease, seq, counts=counts)

    def _decide(self, lease: int, seq: int, *, counts: bool) -> None:
        with self.room.writing() as db:
            late_answers.decide_late(
                db, self.place.attempt_id, lease=lease, seq=seq, counts=counts,
                reason="seen", actor=PROCTOR, now=self.room.now,
            )  # fmt: skip
        self.decided[lease, seq] = counts
        self.sealed_answers = self._count()
        self.let_time_pass(seconds=1)

    def _what_was_never_acknowledged_comes_in(self) -> None:
        """Bring in what still lies in a queue: from one seat by a save, from another by a file."""
        for lease, queue in self.queues.items():
            waiting = [made for made in queue if not made.acknowledged]
            for first in range(0, len(waiting), MOST_AT_ONCE):
                bring = self._carry_in if lease % 2 else self._send
                bring(lease, waiting[first : first + MOST_AT_ONCE])
        made = {(lease, one.entry["seq"]) for lease, queue in self.queues.items() for one in queue}
        assert self._read_log().keys() == made

    def _the_mark_is_that_of_the_sealed_answers(self) -> None:
        """Mark it, compare with the answers that count, and recompute everything from the log."""
        answers = self._expected_answers()
        desk = self.room.desk.papers
        with self.room.writing() as db:
            Marker(desk).mark(db, [self.place.attempt_id], self.room.now.wall)
        with self.room.writing() as db:
            verdict = verify_attempt(db, desk, db.get_one(Attempt, self.place.attempt_id))
            newest = select(Score).filter_by(attempt_id=self.place.attempt_id).order_by(Score.id.desc())
            points = db.scalars(newest).first().points
        assert verdict.faults == ()
        assert int(points) == sum(answers.get(item) == right for item, right in RIGHT.items())


class SealedMachine(WholeMachine):
    """Begins where an attempt was moved and handed in, and answers come from the seat that was left."""

    @initialize(
        left=st.lists(_ANSWERS, min_size=2, max_size=4),
        taken_up=st.lists(_ANSWERS, max_size=3),
        sent=st.integers(0, 1),
        in_files=st.booleans(),
        decisions=st.lists(st.booleans(), max_size=3),
        true=st.booleans(),
    )
    def start_attempt(
        self,
        left: list[Any],
        taken_up: list[Any],
        sent: int,
        in_files: bool,
        decisions: list[bool],
        true: bool,
    ) -> None:
        super().start_attempt()
        self._make(1, left)
        queue = self.queues[1]
        if sent:
            self._send(1, queue[:sent])
        self._show(1, len(queue) - 1, queue[-1].id if true else "f" * 64)
        self.move_to_another_seat()
        if taken_up:
            self._make(2, taken_up)
            self._send(2, self.queues[2])
        assert self.seats[2].submit(len(taken_up) - 1, lease=2).status_code == 200
        self._end("button")
        self.handed_in, self.state = True, "submitted"
        self.a_sealed_head_never_changes()
        self.the_state_is_as_the_model_says()
        (self._carry_in if in_files else self._send)(1, queue[sent:])
        for (lease, seq), counts in zip(self._list_late(), decisions, strict=False):
            self._decide(lease, seq, counts=counts)
            self.a_sealed_head_never_changes()


class LateMachine(ProtocolMachine):
    """Begins where it matters which heads were announced: with answers that arrive after the end."""

    @initialize(
        values=st.lists(_ANSWERS, min_size=2, max_size=4),
        shown=st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=3),
        data=st.data(),
    )
    def start_attempt(
        self, values: list[tuple[str, str, bool]], shown: list[tuple[int, bool]], data: Any
    ) -> None:
        super().start_attempt()
        self._make(1, values)
        queue = self.queues[1]
        for seq, true in shown:
            self._show(1, seq, queue[seq].id if true and seq < len(queue) else "f" * 64)
        self.let_time_pass(seconds=3600 + GRACE_MS // 1000 + 1)
        for place in data.draw(st.permutations(range(len(queue)))):
            self._send(1, [queue[place]])


class WalkMachine(ProtocolMachine):
    """Begins where a candidate was sent to another computer, and goes on with all that may happen."""

    @initialize(
        worked=st.sampled_from([0, 600]),
        stored=st.booleans(),
        paused=st.booleans(),
        moves=st.sampled_from([1, 2]),
        walked=st.sampled_from([5, 130, 3000]),
        shows=st.sampled_from([None, True, False]),
    )
    def start_attempt(
        self, *, worked: int, stored: bool, paused: bool, moves: int, walked: int, shows: bool | None
    ) -> None:
        super().start_attempt()
        if stored:
            self._make(1, [(TEXT_ITEM, "brauzer", False)])
            self._send(1, self.queues[1])
        if worked:
            self.let_time_pass(seconds=worked)
        if paused:
            self.pause()
        for _ in range(moves):
            self._leave_the_seat()
            self.let_time_pass(seconds=walked)
        self.the_state_is_as_the_model_says()
        if shows is not None:
            self._arrive()
            self.let_time_pass(seconds=130)
            self.the_state_is_as_the_model_says()
            if shows:
                self._show_the_first_item()

    @precondition(lambda self: self.running and self.time_left and self.lease < 5)
    @rule()
    def leave_the_seat(self) -> None:
        self._leave_the_seat()

    @precondition(lambda self: self.running and self.lease not in self.seats)
    @rule()
    def arrive(self) -> None:
        self._arrive()

    @precondition(lambda self: self.running and self.lease in self.seats)
    @rule()
    def show_the_first_item(self) -> None:
        self._show_the_first_item()

    @precondition(lambda self: self.walking and self.state == "in_progress" and self.time_left)
    @rule()
    def wait_for_nobody_any_longer(self) -> None:
        self.room.resume(self.place)
        self._close("walk", self.now_ms)
        self.walking = False
