"""How much a campaign may do: so many trials, so many minutes, whichever ends first."""

import time


class Budget:
    """Counts down; a part of it counts in the whole, too."""

    def __init__(self, trials: int, minutes: float, whole: "Budget | None" = None) -> None:
        self._left = trials
        self._end = time.monotonic() + 60 * minutes
        self._whole = whole

    def goes_on(self) -> bool:
        """Whether there is anything left."""
        own = self._left > 0 and time.monotonic() < self._end
        return own and (self._whole is None or self._whole.goes_on())

    def take(self) -> bool:
        """Take one trial, if there is one."""
        if not self.goes_on() or (self._whole is not None and not self._whole.take()):
            return False
        self._left -= 1
        return True

    def part(self, trials: int) -> "Budget":
        """Return a part of so many trials."""
        return Budget(trials, (self._end - time.monotonic()) / 60, self)
