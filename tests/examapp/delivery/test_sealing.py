"""Which events a sealed head speaks of, once others have come beside them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from examapp.core.clock import Instant, ManualClock
from examapp.delivery.events import chain_digest
from examapp.delivery.models import Attempt
from examapp.delivery.sealed_check import verify_sealed
from examapp.delivery.sealing import sealed_part
from examapp.grading.verification import verify_attempt
from tests.examapp.delivery.making import TEXT_ITEM, SmallRoom

BEGINNING = datetime(2026, 11, 24, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    lease: int
    seq: int
    second: float
    mark: str = "0"

    @property
    def event_id(self) -> str:
        return f"{self.seq:0>64x}"[1:] + self.mark

    @property
    def received_at(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.second)


SEALED = [Held(1, 0, 1), Held(1, 2, 5), Held(1, 4, 3)]
LEASE = {"lease": 1, "last": 4, "count": 3, "chain": chain_digest(one.event_id for one in SEALED)}


@pytest.mark.parametrize(
    "later",
    [
        pytest.param([], id="nothing"),
        pytest.param([Held(1, 5, 6), Held(2, 1, 2)], id="above it, and of another lease"),
        pytest.param([Held(1, 1, 9), Held(1, 3, 8)], id="into its gaps"),
        pytest.param([Held(1, 3, 4)], id="into a gap, and was on its way at the sealing"),
        pytest.param([Held(1, 3, 4), Held(1, 1, 0)], id="two that were on their way"),
    ],
)
def test_what_was_sealed_is_told_from_what_came_beside_it(later: list[Held]) -> None:
    assert sealed_part([*later, *SEALED], LEASE) == SEALED


@pytest.mark.parametrize("hours", [-1, 24], ids=["set back by an hour", "set forward by a day"])
def test_gaps_that_were_flagged_tell_what_was_sealed_however_the_wall_clock_was_set(hours: float) -> None:
    """Forty answers with three gaps: by the order of arrival 13,244 choices would have to be tried."""
    sealed = [Held(1, seq, seq) for seq in range(44) if seq not in {10, 20, 30}]
    lease = {"lease": 1, "last": 43, "count": 41, "chain": chain_digest(one.event_id for one in sealed)}
    later = [Held(1, seq, 3600 * hours + seq) for seq in (10, 20, 30)]
    flags = {"gaps": {"1": [10, 20, 30]}}
    assert sealed_part([*sealed, *later], lease, flags) == sealed


@pytest.mark.parametrize("flags", [{}, {"gaps": 5}, {"gaps": {"1": 5}}, {"gaps": {"1": [0]}}])
def test_flags_that_were_changed_hide_nothing_that_the_chain_proves(flags: dict[str, Any]) -> None:
    assert sealed_part([*SEALED, Held(1, 3, 4)], LEASE, flags) == SEALED


def test_where_an_answer_was_changed_no_part_gives_the_chain_and_the_earliest_stand() -> None:
    changed = [SEALED[0], Held(1, 3, 5), SEALED[2], Held(1, 1, 9)]
    found = sealed_part(changed, LEASE)
    assert [one.seq for one in found] == [0, 3, 4]
    assert chain_digest(one.event_id for one in found) != LEASE["chain"]


def test_where_an_answer_was_changed_the_flags_tell_which_part_it_belongs_to() -> None:
    stranger = replace(SEALED[1], mark="f")
    found = sealed_part([SEALED[0], stranger, SEALED[2], Held(1, 1, -9)], LEASE, {"gaps": {"1": [1, 3]}})
    assert found == [SEALED[0], stranger, SEALED[2]]


JUMPS = {
    "not set": (60, 60, "manual-boot"),
    "set back by an hour": (60, -3600, "manual-boot"),
    "set forward by a day": (60, 86_400, "manual-boot"),
    "another boot, an hour back": (-900, -3600, "another-boot"),
    "another boot, a day forward": (-900, 86_400, "another-boot"),
}


@pytest.mark.parametrize(("boot_s", "wall_s", "boot"), JUMPS.values(), ids=JUMPS.keys())
def test_answers_that_come_after_the_sealing_change_nothing_however_the_clock_was_set(
    room: SmallRoom, clock: ManualClock, boot_s: int, wall_s: int, boot: str
) -> None:
    seat = room.started_seat()
    for seq in (0, 2, 4, 6, *range(7, 30)):
        clock.advance(seconds=2)
        seat.save(seq, f"sealed {seq}")
    room.terminate(seat.place)
    clock.advance(minutes=3)
    assert seat.beat().json["state"] == "terminated"
    receipt = seat.state["receipt"]
    now = clock.instant
    clock.instant = Instant(now.wall + timedelta(seconds=wall_s), now.boot_ms + boot_s * 1000, boot)
    assert seat.enter().status_code == 200  # the token of a day ago has expired; the machine is the same
    statuses = [seat.save(seq, f"later {seq}").json["results"][0]["status"] for seq in (1, 3, 5)]
    assert set(statuses) <= {"late", "late_unproven"}
    assert seat.state["receipt"] == receipt
    assert seat.state["answers"] == {TEXT_ITEM: "sealed 29"}
    with room.writing() as db:
        attempt = db.get_one(Attempt, seat.place.attempt_id)
        desk = room.desk.papers
        faults = verify_attempt(db, desk, attempt).faults
        assert [fault for fault in faults if fault != "sealed but not marked yet"] == []
        assert [fault for fault in verify_sealed(db).faults if fault.attempt == seat.place.code] == []
