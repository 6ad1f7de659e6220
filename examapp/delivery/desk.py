"""What one serving process needs at hand for attempts: keys, opened papers, the store, what it remembers.

Nothing here is a truth: every part can be thrown away at any moment and is filled again from the database.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.authoring.errors import ListBroken
from examapp.authoring.vault import ListVault
from examapp.core.clock import Instant
from examapp.core.db import Database
from examapp.core.fault_points import Point, reached
from examapp.core.gate import Gate
from examapp.core.packed import Packed
from examapp.core.signing import KeyRing
from examapp.delivery.answer_store import open_store
from examapp.delivery.attempt_facts import AttemptFacts, RememberedFacts, load_facts
from examapp.delivery.attempt_view import (
    POLL_MS,
    ShownRows,
    choose_poll,
    read_device,
    read_languages,
    read_shown_rows,
    write_answers,
    write_moment,
    write_state,
)
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.closing import settle
from examapp.delivery.errors import FormBroken, NeedsProctor, NotStarted, TokenRefused
from examapp.delivery.event_log import list_leases, load_answers
from examapp.delivery.heartbeat import read_last_beat
from examapp.delivery.messages import SentBatch
from examapp.delivery.papers import Paper, PaperDesk
from examapp.delivery.pulse import Pulse
from examapp.delivery.remembered import Remembered
from examapp.delivery.rescue_seal import describe_rescue
from examapp.delivery.responses import Save, Saved, prepare
from examapp.delivery.room_view import count_seats, read_place, read_room_now
from examapp.delivery.sightings import Seen, Sighting
from examapp.delivery.starting import find_booked_form, find_form_to_start
from examapp.delivery.states import AttemptState
from examapp.delivery.ticks import SeatHead, issue_tick
from examapp.delivery.timing import LedgerKind, read_clock
from examapp.delivery.tokens import AttemptToken
from examapp.sittings.models import SittingState

# Python computes in one thread at a time. When a hall enters, starts or hands in at one moment, a writer
# would wait for it behind everybody else who computes, and with it whoever waits for the turn to write, the
# heartbeat, too. Three keep the processor busy while one of them waits for the disk.
AT_ONCE: Final = 3
_NO_FORM: Final = -1


class AttemptDesk:
    """The parts of one process, and the two calls that are made most often."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self.database = database
        self.keys = keys
        self.token_key = keys.derive("attempt-token")
        self.tick_key = keys.derive("attempt-tick")
        self.papers = PaperDesk(ListVault(keys))
        self.pulse = Pulse(database)
        self.remembered = RememberedFacts()
        self.gate = Gate(AT_ONCE, database.patience)
        self._store = open_store(database, self.remembered)
        self._rows: Remembered[int, ShownRows] = Remembered()
        # What never changes once a sitting is published: how many are booked; and what stands around one
        # version of an attempt at one seat.
        self._seats: dict[int, int] = {}
        self._places: Remembered[tuple[int, int, int], dict[str, Any]] = Remembered()
        self._polls: dict[int, int] = {}
        self._laid_out: Remembered[int, int] = Remembered()
        self._rescues: dict[str, dict[str, str | int]] = {}

    def reading(self, work: Callable[[Session], Any]) -> Any:
        """Run a piece of reading in a session of its own."""
        with self.database.glancing() as db:
            return work(db)

    def facts_of(self, token: AttemptToken) -> AttemptFacts:
        """Return facts of a token's attempt, possibly of an earlier version; raises TokenRefused."""
        facts = self.remembered.find(token.attempt_id)
        return self._load_facts(token) if facts is None or facts.form_id is None else facts

    def _load_facts(self, token: AttemptToken) -> AttemptFacts:
        facts: AttemptFacts | None = self.reading(lambda db: load_facts(db, token.attempt_id))
        if facts is None or facts.code != token.code:
            raise TokenRefused
        return self.remembered.remember(facts)

    def paper_of(self, token: AttemptToken) -> tuple[AttemptFacts, Paper]:
        """Return the paper of a started attempt; raises NotStarted before the start, admitted or not."""
        facts = self.facts_of(token)
        if facts.form_id is None:
            raise NotStarted
        form_id = facts.form_id
        paper = self.papers.find(form_id) or self.reading(lambda db: self.papers.open(db, form_id))
        return facts, paper

    def paper_of_seat(self, token: AttemptToken) -> tuple[AttemptFacts, Paper]:
        """Return the paper to the machine that holds the seat; raises NeedsProctor for any other.

        Whoever has read the three codes can enter somewhere else before the start, or after the end: the
        questions are for the candidate's own seat alone.
        """
        facts, paper = self.paper_of(token)
        if facts.device != token.device:  # what is remembered may be older than a takeover
            facts = self._load_facts(token)
        if facts.device != token.device:
            raise NeedsProctor
        return facts, paper

    def lay_out_paper(self, token: AttemptToken) -> None:
        """Open the paper of whoever is about to start, before they stand in the way of all who write."""
        if self.papers.find(self._laid_out.find(token.attempt_id) or _NO_FORM) is not None:
            return  # where the form was changed since, the start itself opens the other
        form_id = self.reading(lambda db: find_form_to_start(db, token.attempt_id))
        if form_id is not None and self.papers.find(form_id) is None:
            self.reading(lambda db: self.papers.open(db, form_id))

    def _lay_out_ahead(self, facts: AttemptFacts) -> None:
        """Open and pack the paper of whoever waits for the room, once: all of them start at one moment.

        A paper that does not verify is refused at the start, where it can be said.
        """
        if facts.state is not AttemptState.AUTHORISED or self._laid_out.find(facts.attempt_id):
            return
        form_id = self.reading(lambda db: find_booked_form(db, facts.attempt_id))
        self._laid_out.keep(facts.attempt_id, form_id or _NO_FORM)
        if form_id is not None:
            with suppress(ListBroken, FormBroken), self.database.glancing() as db:
                self._pack_paper(db, facts.attempt_id, self.papers.open(db, form_id), None)

    def save(self, token: AttemptToken, batch: SentBatch, now: Instant) -> tuple[int, dict[str, Any]]:
        """Save a batch of answers; the status and the reply are built after it is durable."""
        reached(Point.SAVE_ARRIVED)
        facts, paper = self.paper_of(token)
        entries = prepare(facts, paper, self.tick_key, batch)
        reached(Point.SAVE_PREPARED)
        saved = self._store.save(Save(token.attempt_id, token.device, batch.lease, entries, now))
        reached(Point.SAVE_STORED)
        reply = self._acknowledge(saved)
        reached(Point.SAVE_REPLIED)
        return saved.http_status, reply

    def _acknowledge(self, saved: Saved) -> dict[str, Any]:
        decision = saved.decision
        return {
            "acknowledged": {"lease": saved.lease, "seq": decision.next_seq - 1},
            "results": [
                {"seq": entry.sent.seq, "id": entry.id, "status": status}
                for entry, status in zip(saved.entries, decision.statuses, strict=True)
            ],
            "used_ms": decision.reading.used_ms,
            "limit_ms": decision.reading.limit_ms,
            "state": saved.facts.state.value,
            "version": saved.facts.version,
            "next_poll_ms": self._polls.get(saved.facts.sitting_id, POLL_MS),
        }

    def see(self, token: AttemptToken, head: SeatHead | None, now: Instant) -> dict[str, Any]:
        """Take a seat's heartbeat and return the state with a tick."""
        seen = self._store.see(Sighting(token.attempt_id, token.device, head, now))
        if seen.facts.code != token.code:
            raise TokenRefused
        if _time_demands(seen):
            self._settle(token.attempt_id, now)
            seen = self._store.see(Sighting(token.attempt_id, token.device, head, now))
        tick = None
        if seen.number:
            tick = issue_tick(
                self.tick_key,
                attempt=token.code,
                number=seen.number,
                used_ms=seen.reading.used_ms,
                at=now.wall,
                head=head,
            )
        self._lay_out_ahead(seen.facts)
        heads = {str(lease): next_seq - 1 for lease, next_seq in seen.next_seqs.items()}
        return self._write_state(token.attempt_id, seen, now) | {
            "attempt": token.code,
            "head": heads,
            "tick": tick,
        }

    def _settle(self, attempt_id: int, now: Instant) -> None:
        with self.database.transaction() as db:
            settle(db, lock_attempt(db, attempt_id), now)

    def _write_state(self, attempt_id: int, seen: Seen, now: Instant) -> dict[str, Any]:
        rows = self._rows.find(attempt_id)
        if rows is None or rows.version != seen.facts.version:
            rows = self._rows.keep(attempt_id, self.reading(lambda db: read_shown_rows(db, seen.facts)))
        poll = self._choose_poll(seen.facts.sitting_id, seen.console_seen_at, now)
        is_open = seen.sitting_state == SittingState.OPEN.value
        return write_state(seen.facts, seen.reading, rows, now, sitting_open=is_open, next_poll_ms=poll)

    def _choose_poll(self, sitting_id: int, console_seen_at: datetime | None, now: Instant) -> int:
        if sitting_id not in self._seats:  # bookings stand from the sitting's publication on
            self._seats[sitting_id] = self.reading(lambda db: count_seats(db, sitting_id))
        poll = self._polls[sitting_id] = choose_poll(console_seen_at, self._seats[sitting_id], now)
        return poll

    def read_state(
        self, token: AttemptToken, now: Instant, known: AttemptFacts | None = None
    ) -> dict[str, Any]:
        """Return the whole state with the answers that are held; changes nothing.

        `known` are the facts that the caller has just written. The heads are read before the events: a head
        must never promise what the answers do not show.
        """
        attempt_id = token.attempt_id
        with self.database.glancing() as db:
            as_of = self._find_last_sure_moment(db, now)
            facts = known or load_facts(db, attempt_id)
            if facts is None or facts.code != token.code:
                raise TokenRefused
            room = read_room_now(db, attempt_id)
            rows = self._rows.find(attempt_id)
            if rows is None or rows.version != facts.version:
                rows = self._rows.keep(attempt_id, read_shown_rows(db, facts))
            leases = list_leases(db, attempt_id)
            answers = load_answers(db, attempt_id, facts.state, leases)
            key = attempt_id, facts.version, room.workstation_id
            # A start raises the version by one and changes nothing of the place.
            last = attempt_id, facts.version - 1, room.workstation_id
            before = self._places.find(last) if _has_just_started(known) else None
            place = self._places.find(key) or self._places.keep(key, before or read_place(db, attempt_id))
        self.remembered.remember(facts)
        self._lay_out_ahead(facts)
        poll = self._choose_poll(facts.sitting_id, room.console_seen_at, now)
        reading = read_clock(facts.clock, as_of)
        state = write_state(facts, reading, rows, now, sitting_open=room.sitting_open, next_poll_ms=poll)
        admitted_at = write_moment(room.admitted_at) if room.admitted_at else None
        return (
            state
            | write_answers(answers)
            | {
                "attempt": facts.code,
                "head": {str(lease.number): lease.next_seq - 1 for lease in leases},
                "language": room.language,
                "consent": room.consent,
                "room": place
                | {"admitted_at": admitted_at, "rescue": self._describe_rescue(place["sitting"])},
            }
        )

    def _describe_rescue(self, sitting_code: str) -> dict[str, str | int]:
        """Return what the page needs for a rescue file; dear to compute, and the same for a whole room."""
        if sitting_code not in self._rescues:
            self._rescues[sitting_code] = describe_rescue(self.keys, sitting_code)
        return self._rescues[sitting_code]

    def _find_last_sure_moment(self, db: Session, now: Instant) -> Instant:
        """Return now, or where this process's heartbeat is late the last one: what passed since is an outage.

        It must be asked before the attempt is read: the outage may be credited in between.
        """
        if self.pulse.is_fresh() or not self.pulse.has_started:
            return now
        return read_last_beat(db) or now

    def show_paper(self, token: AttemptToken, language: str | None) -> Packed:
        """Return the whole paper, in the form the language asked for, or the candidate's own.

        The seat is asked of the database: a takeover in another process leaves what is remembered as it was.
        """
        facts, paper = self.paper_of_seat(token)
        with self.database.glancing() as db:
            if read_device(db, facts.attempt_id) != token.device:
                raise NeedsProctor
            return self._pack_paper(db, facts.attempt_id, paper, language)

    def _pack_paper(self, db: Session, attempt_id: int, paper: Paper, language: str | None) -> Packed:
        languages, own = read_languages(db, attempt_id)
        shown = language or own
        return self.papers.pack(paper, languages, shown if shown in languages else languages[0])


def _has_just_started(known: AttemptFacts | None) -> bool:
    return known is not None and known.clock.entries[-1].kind is LedgerKind.STARTED


def _time_demands(seen: Seen) -> bool:
    """Tell whether time has ended an attempt, or its grace, before the sweeper came."""
    if seen.facts.state is AttemptState.IN_PROGRESS:
        return seen.reading.has_begun and not seen.reading.time_left
    return seen.facts.state is AttemptState.CLOSING and seen.reading.over_ms > seen.facts.grace_ms
