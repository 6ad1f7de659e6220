import threading

import pytest
from sqlalchemy import delete

from examapp.core.errors import StorageAway
from examapp.delivery import pulse as pulse_module
from examapp.delivery.desk import AttemptDesk
from examapp.delivery.models import ServerHeartbeat
from examapp.delivery.pulse import Pulse


@pytest.fixture
def pulse(room, monkeypatch):
    """A process's pulse whose own thread is too slow to matter."""
    monkeypatch.setattr(pulse_module, "BEAT_SECONDS", 3600)
    with room.writing() as db:
        db.execute(delete(ServerHeartbeat))
    started = Pulse(room.database)
    yield started
    started.stop()


@pytest.fixture
def served(room, pulse, monkeypatch):
    """The room as a serving process has it: requests see to it that the heartbeat is fresh."""
    seat = room.started_seat()
    desk = AttemptDesk(room.database, room.app.extensions["key_ring"])
    desk.pulse = pulse
    monkeypatch.setitem(room.app.extensions, "attempt_desk", desk)
    pulse.ensure_beating()
    monkeypatch.setattr(room.app, "testing", False)
    return seat


def code_of(reply):
    return reply.status_code, reply.json["error"]["code"]


WRITING = [("heartbeat", {}), ("submit", {"last": {"lease": 1, "seq": -1}}), ("alert", {"kind": "help"})]


def last_beat(room):
    with room.writing() as db:
        return db.get_one(ServerHeartbeat, 1, populate_existing=True).instant


def test_the_first_request_of_a_process_beats(room, pulse):
    pulse.ensure_beating()
    assert last_beat(room) == room.now


def test_a_fresh_pulse_costs_no_further_beat(room, pulse, clock):
    pulse.ensure_beating()
    first = room.now
    clock.advance(milliseconds=2_499)
    pulse.ensure_beating()
    assert last_beat(room) == first


def test_after_a_standstill_the_outage_is_credited_before_anything_is_judged(room, pulse, clock):
    seat = room.started_seat()
    pulse.ensure_beating()
    clock.advance(minutes=70)
    pulse.ensure_beating()
    assert last_beat(room) == room.now
    assert (seat.state["used_ms"], seat.state["state"]) == (0, "in_progress")
    assert seat.save(0, "a").json["results"][0]["status"] == "live"


def test_a_pulse_that_cannot_write_says_so(room, pulse, monkeypatch):
    def away(*_arguments, **_more):
        raise OSError("the database is away")

    monkeypatch.setattr(pulse_module, "beat", away)
    with pytest.raises(OSError, match="away"):
        pulse.ensure_beating()


@pytest.mark.parametrize(("verb", "body"), WRITING)
def test_while_another_thread_tries_to_beat_for_long_who_writes_is_told_to_send_again(
    served, pulse, clock, monkeypatch, verb, body
):
    monkeypatch.setattr(pulse_module, "MOMENT_SECONDS", 0.01)
    clock.advance(seconds=10)
    with pulse._lock:  # as a beat that hangs in a locked database
        assert code_of(served.post(verb, body)) == (503, "retry")
        assert code_of(served.save(0, "a")) == (503, "retry")


def test_who_writes_while_a_beat_is_on_its_way_waits_for_it_and_is_not_refused(served, pulse, clock):
    clock.advance(seconds=10)
    pulse._lock.acquire()
    threading.Timer(0.05, pulse._lock.release).start()
    assert served.save(0, "a").status_code == 200


def test_while_a_beat_hangs_who_reads_is_answered(served, pulse, clock):
    clock.advance(seconds=10)
    with pulse._lock:
        assert served.get().status_code == 200
        assert served.get("/paper").status_code == 200


def test_reading_beats_nothing(room, served, pulse, clock):
    before = last_beat(room)
    clock.advance(seconds=10)
    served.get()
    assert last_beat(room) == before


def test_after_a_failed_beat_nobody_tries_again_for_a_second(served, pulse, clock, monkeypatch):
    tries = []

    def away(*_arguments, **_more):
        tries.append(1)
        raise StorageAway

    real = pulse_module.beat
    monkeypatch.setattr(pulse_module, "beat", away)
    clock.advance(seconds=10)
    assert [code_of(served.save(0, "a")) for _ in range(3)] == [(503, "retry")] * 3
    assert len(tries) == 1
    clock.advance(milliseconds=pulse_module.RETRY_MS)
    monkeypatch.setattr(pulse_module, "beat", real)
    assert served.save(0, "a").json["results"][0]["status"] == "live"


def test_who_reads_during_an_outage_is_not_told_that_the_time_is_over(served, pulse, clock):
    clock.advance(minutes=70)
    assert (served.state["used_ms"], served.state["state"]) == (0, "in_progress")
    pulse.ensure_beating()
    assert served.state["used_ms"] == 0
    clock.advance(seconds=2)
    assert served.state["used_ms"] == 2_000


def test_a_process_is_ready_while_its_heartbeat_is_young(room, served, pulse, clock):
    def ready():
        reply = room.app.test_client().get("/readyz")
        return reply.status_code, reply.json["beat_age_ms"]

    assert ready() == (200, 0)
    clock.advance(milliseconds=2_500)
    assert ready() == (200, 2_500)
    clock.advance(milliseconds=1)
    assert ready() == (503, 2_501)
    with pulse._lock:
        assert room.app.test_client().get("/healthz").status_code == 200


def test_a_process_that_has_not_beaten_yet_is_not_ready(room, monkeypatch):
    desk = AttemptDesk(room.database, room.app.extensions["key_ring"])
    monkeypatch.setitem(room.app.extensions, "attempt_desk", desk)
    reply = room.app.test_client().get("/readyz")
    assert (reply.status_code, reply.json["beat_age_ms"]) == (503, None)


def test_a_started_pulse_beats_without_any_request(room, pulse, monkeypatch):
    import threading

    beaten, real = threading.Event(), pulse_module.beat

    def beat(db, now, **more):
        beaten.set()
        return real(db, now, **more)

    monkeypatch.setattr(pulse_module, "beat", beat)
    pulse.start()
    assert beaten.wait(20)


def test_the_thread_beats_on_and_survives_a_database_that_is_away(room, pulse, clock, monkeypatch):
    import threading

    monkeypatch.setattr(pulse_module, "BEAT_SECONDS", 0.01)
    real, tries, beaten = pulse_module.beat, [], threading.Event()

    def away_once(db, now, **more):
        tries.append(now)
        if len(tries) == 2:
            raise OSError("the database is away")
        if len(tries) == 4:
            beaten.set()
        return real(db, now, **more)

    monkeypatch.setattr(pulse_module, "beat", away_once)
    pulse.ensure_beating()
    assert beaten.wait(20)
