"""Whether a candidate's time is explained by programme, accommodation and the rows of the ledger alone.

Pure. The clock itself adds the same parts, but from the attempt's own row. Here they are compared with the
sitting's policy and the approved accommodations, so that a row that was changed by another hand is seen.
"""

from collections.abc import Collection
from dataclasses import dataclass

from examapp.candidates.accommodation_rules import Needs, extra_time_ms


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an attempt that has started counts with, in milliseconds; `added_ms` is the sum of its ledger."""

    duration_ms: int
    accommodation_ms: int
    added_ms: int
    limit_ms: int


def is_explained(
    allowance: Allowance, *, programme_ms: int, needs: Needs | None, allowed_percents: Collection[int]
) -> bool:
    """Tell whether policy, approved accommodations and ledger come to the limit that the clock counts with.

    Two candidates of a sitting whose allowances are explained differ by ledger and accommodation alone. Of an
    attempt that has ended `needs` is None, because what was granted then may have been withdrawn since: its
    extra time is one of those that the policy knows.
    """
    possible = (
        {extra_time_ms(programme_ms, needs, allowed_percents)}
        if needs is not None
        else {0, *(extra_time_ms(programme_ms, Needs(one), allowed_percents) for one in allowed_percents)}
    )
    return (
        allowance.duration_ms == programme_ms
        and allowance.accommodation_ms in possible
        and allowance.limit_ms == programme_ms + allowance.accommodation_ms + allowance.added_ms
    )
