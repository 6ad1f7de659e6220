import pytest
from sqlalchemy import delete

from examapp.delivery import pulse as pulse_module
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
