"""An attempt's clock as a person would reckon it: milliseconds counted one stop at a time."""

from itertools import pairwise

GRACE_MS = 120_000


class ClockModel:
    """The part of a machine's model that knows of time, by the moments that the machine notes.

    `stops` are (kind, since, until or None while it lasts); all in milliseconds since the start.
    """

    now_ms: int
    ended_ms: int | None
    added_ms: int
    state: str
    ending: str
    stops: list[tuple[str, int, int | None]]
    walking: bool
    unseated: bool

    def _stopped(self, start: int, end: int) -> int:
        edges = sorted({start, end, *(e for _, a, b in self.stops for e in (a, b or end) if start < e < end)})
        return sum(
            b - a
            for a, b in pairwise(edges)
            if any(from_ <= a and (until is None or until >= b) for _, from_, until in self.stops)
        )

    @property
    def limit_ms(self) -> int:
        return 60 * 60_000 + self.added_ms

    def _used(self, until: int) -> int:
        return until - self._stopped(0, until)

    @property
    def used_ms(self) -> int:
        until = self.now_ms if self.ended_ms is None else self.ended_ms
        return min(self._used(until), self.limit_ms)

    @property
    def time_left(self) -> bool:
        return self.ended_ms is None and self._used(self.now_ms) < self.limit_ms

    @property
    def over_ms(self) -> int:
        """Running time since the end: since the limit, or since the attempt was ended before it."""
        total = self._used(self.now_ms)
        ended = self.limit_ms if self.ended_ms is None else min(self.limit_ms, self._used(self.ended_ms))
        return max(0, total - ended)

    @property
    def running(self) -> bool:
        return self.state in {"in_progress", "paused"}

    @property
    def finished(self) -> bool:
        return self.state in {"submitted", "timed_out", "terminated"}

    def _settle_model(self) -> None:
        if self.state == "in_progress" and not self.time_left:
            self._end("time")
        if self.state == "closing" and self.over_ms > GRACE_MS:
            self.state = {"time": "timed_out", "proctor": "terminated"}[self.ending]

    def _end(self, ending: str) -> None:
        self._close("pause", self.now_ms)
        self._close("walk", self.now_ms)
        self.walking = self.unseated = False
        self.state, self.ending, self.ended_ms = "closing", ending, self.now_ms

    def _close(self, kind: str, at: int) -> None:
        """End the stop of a kind, if one is open or would end later."""
        self.stops = [(k, a, at if k == kind and (b is None or b > at) else b) for k, a, b in self.stops]
