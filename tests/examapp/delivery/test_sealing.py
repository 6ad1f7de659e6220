"""Which events a sealed head speaks of, once others have come beside them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from examapp.delivery.events import chain_digest
from examapp.delivery.sealing import sealed_part

BEGINNING = datetime(2026, 11, 24, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    lease: int
    seq: int
    second: float

    @property
    def event_id(self) -> str:
        return f"{self.seq:064x}"

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


def test_where_an_answer_was_changed_no_part_gives_the_chain_and_the_earliest_stand() -> None:
    changed = [SEALED[0], Held(1, 3, 5), SEALED[2], Held(1, 1, 9)]
    found = sealed_part(changed, LEASE)
    assert [one.seq for one in found] == [0, 3, 4]
    assert chain_digest(one.event_id for one in found) != LEASE["chain"]
