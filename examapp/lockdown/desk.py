"""What one serving process needs at hand for the check; nothing here is a truth.

What is remembered may be ten seconds old where a check passes, and is read anew before any check fails. Where
no locked browser is asked for, a call costs one look into a dictionary.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.db import Database
from examapp.core.signing import KeyRing
from examapp.delivery.models import Attempt
from examapp.delivery.remembered import Remembered
from examapp.lockdown.checking import Arrived, Expected, Fault, Mode, PageRule, find_fault
from examapp.lockdown.configurations import find_newest, mode_of, read_config_key
from examapp.lockdown.exam_keys import list_keys
from examapp.lockdown.exceptions import is_excepted
from examapp.lockdown.failures import note_failure
from examapp.lockdown.pages import find_page, page_path
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting

REMEMBERED_MS: Final = 10_000
# A browser that keeps on asking is counted once in so long, so that it cannot fill the log.
COUNTED_AFTER_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Watch:
    """What a sitting's policy asks for; it never changes once the sitting is published."""

    mode: Mode
    signals: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    expected: Expected
    at_ms: int


class LockdownDesk:
    """The check of calls in one process."""

    def __init__(self, database: Database, keys: KeyRing, base_url: str) -> None:
        self.base_url = base_url
        self._database = database
        self._keys = keys
        self._watches: dict[int, Watch] = {}
        self._kept: Remembered[int, _Kept] = Remembered()
        self._config_keys: Remembered[tuple[int, int], str] = Remembered()
        self._counted: Remembered[int, int] = Remembered()

    def is_known_open(self, attempt_id: int) -> bool:
        """Tell whether an attempt is known to need no locked browser; most calls are asked no more."""
        watch = self._watches.get(attempt_id)
        return watch is not None and watch.mode is not Mode.SAFE_EXAM_BROWSER

    def watch_of(self, attempt_id: int) -> Watch | None:
        """Return what is asked of an attempt, or None if there is no such attempt.

        It is remembered, so ask for a genuine token alone: whoever has entered changes the sitting no more.
        """
        watch = self._watches.get(attempt_id)
        if watch is None:
            with self._database.reading() as db:
                attempt = db.get(Attempt, attempt_id)
                if attempt is None:
                    return None
                signals = policy_from_snapshot(attempt.sitting.policy or {}).signals
                watch = self._watches[attempt_id] = Watch(mode_of(attempt.sitting), signals)
        return watch

    def check(self, attempt_id: int, arrived: Arrived, rule: PageRule, now: Instant) -> Fault | None:
        """Return what is wrong with a call; None also where two people have let the attempt go on without."""
        kept = self._kept.find(attempt_id)
        if kept is not None and 0 <= now.boot_ms - kept.at_ms <= REMEMBERED_MS:
            fault = find_fault(arrived, kept.expected, rule)
            if fault is None:
                return None
        with self._database.reading() as db:
            expected = self._read_expected(db, attempt_id)
            self._kept.keep(attempt_id, _Kept(expected, now.boot_ms))
            fault = find_fault(arrived, expected, rule)
            return None if fault is None or is_excepted(db, attempt_id) else fault

    def is_excepted(self, attempt_id: int) -> bool:
        """Tell whether an attempt may go on without the locked browser."""
        with self._database.reading() as db:
            return is_excepted(db, attempt_id)

    def count(self, attempt_id: int, fault: Fault, agent: str, now: Instant) -> None:
        """Count a failed check, at most once in a few seconds."""
        last = self._counted.find(attempt_id)
        if last is not None and 0 <= now.boot_ms - last < COUNTED_AFTER_MS:
            return
        self._counted.keep(attempt_id, now.boot_ms)
        with self._database.transaction() as db:
            note_failure(db, attempt_id, fault, agent, now)

    def config_key_of(self, db: Session, sitting_id: int) -> str:
        """Return the Config Key of a sitting's newest configuration, or the empty text."""
        newest = find_newest(db, sitting_id)
        if newest is None:
            return ""
        place = (sitting_id, newest.revision)
        return self._config_keys.find(place) or self._config_keys.keep(
            place, read_config_key(self._keys, newest)
        )

    def exam_keys_of(self, db: Session, sitting: Sitting) -> tuple[str, ...]:
        """Return the Browser Exam Keys that a sitting's centre allows."""
        return tuple(one.exam_key for one in list_keys(db, sitting.room.centre_id))

    def _read_expected(self, db: Session, attempt_id: int) -> Expected:
        sitting = db.get_one(Attempt, attempt_id).sitting
        page = find_page(db, attempt_id)
        return Expected(
            config_key=self.config_key_of(db, sitting.id),
            exam_keys=self.exam_keys_of(db, sitting),
            page=page,
            page_url=self.base_url + page_path(page),
            entry_url=self.base_url + page_path(""),
        )
