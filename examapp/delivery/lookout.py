"""Several machines that serve one installation: whether another one lives, and whether the clocks agree.

Were it asked only how old the heartbeat's row seems, two machines whose wall clocks lie some seconds apart
would credit everybody an outage at each beat, and one whose clock was set would end everybody's time.
"""

from dataclasses import dataclass
from typing import Final

from examapp.core.clock import Instant
from examapp.core.errors import StorageAway
from examapp.delivery.attempts import milliseconds

# One missed beat is a busy second, two are an outage.
GAP_MS: Final = 3_000
JUMP_MS: Final = 2_000


class ClocksDisagree(StorageAway):
    """Another machine serves this installation, and the wall clocks of the two are seconds apart."""


@dataclass
class Lookout:
    """What one process remembers of the heartbeat's row, by its own clock since boot.

    Of another machine's beat only the wall clock tells how old it is. That the row has moved since the last
    look shows that somebody lives, whatever the clocks say.
    """

    seen: Instant | None = None
    begun_at_ms: int | None = None
    moved_at_ms: int | None = None
    company_at_ms: int | None = None

    def look(self, row: Instant, now: Instant) -> None:
        """Note the row as it stands now."""
        if self.seen is None:
            self.begun_at_ms = now.boot_ms
        elif row != self.seen:
            self.moved_at_ms = now.boot_ms
            if row.boot_id != now.boot_id:
                self.company_at_ms = now.boot_ms
        self.seen = row

    def require_agreement(self, row: Instant, now: Instant) -> None:
        """Raise ClocksDisagree where another machine lives and this one's wall clock is not as that one's.

        Whoever was first goes on: a process that begins watches the row for some beats before it believes
        that another machine was away. One whose own clock was set in company steps back by itself.
        """
        apart = milliseconds(now.wall - row.wall)
        if row.boot_id == now.boot_id:
            jumped = abs(apart - (now.boot_ms - row.boot_ms)) > JUMP_MS
            disagrees = jumped and _is_young(self.company_at_ms, now)
        else:
            lives = _is_young(self.begun_at_ms, now) or _is_young(self.moved_at_ms, now)
            disagrees = abs(apart) >= GAP_MS and lives
        if disagrees:
            raise ClocksDisagree


def _is_young(at_ms: int | None, now: Instant) -> bool:
    return at_ms is not None and now.boot_ms - at_ms < GAP_MS
