"""The short form on SQLite: one served application for kills, links, clocks, disks and browsers."""

import errno
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, SCREEN
from tests.examapp.delivery.making import Place
from tests.faults import browser, kills, links, real_pages, served, space
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground, new_seed, sqlite_ground
from tests.faults.links import Hall
from tests.faults.nursery import Nursery
from tests.faults.planting import one_taken_out, prove
from tests.faults.proctor import Proctor
from tests.faults.proxy import proxy
from tests.faults.serving import Serving, lend_fonts
from tests.faults.shim import COMPILER, Control, build_shim, preloading
from tests.faults.store import connect

SEATS, PLACES, PAUSE_S = 4, 16, 0.1
MOST_TRIES = 4
# So long a browser's answer that was taken out is waited for.
PATIENCE_S, SECONDS_TO_ARRIVE = 1, real_pages.SECONDS_TO_ARRIVE
FULL = f"{space.FULL} (a tmpfs of {space.SIZE_MB} MB)"
SAID: dict[str, tuple[Callable[[Control, int], None], int]] = {
    f"{space.FULL} (said by the shim)": (Control.fail_writes, errno.ENOSPC),
    f"{space.READ_ONLY} (said by the shim)": (Control.fail_writes, errno.EROFS),
    f"{space.BROKEN} (said by the shim)": (Control.fail_syncs, errno.EIO),
}
# What takes less than two seconds of anybody's time is tried once more.
TWICE = frozenset(
    {
        "served on SQLite: kill -9 of everything",
        "served on SQLite: kill -9 of the writer",
        "link: cut",
        "link: 30 % of the parts lost",
        "answers twice, in another order and again",
        "answers after the sealing, the wall clock set",
        "a second machine with the same codes",
        "a machine dies, the proctor frees the attempt",
        *SAID,
    }
)
# The wall clock is set by the shim.
CLOCKED = frozenset(kind for kind in links.KINDS if "clock" in kind)
BROWSED = tuple(f"exam page: {kind}" for kind in dict.fromkeys(browser.KINDS))
RECOMPUTED = "served on SQLite: every chain and head recomputed"
KINDS = (*served.ON_SQLITE_FILE, RECOMPUTED, *links.KINDS, FULL, *SAID, *BROWSED, *real_pages.KINDS)
PLANTED = ("disks", "served on SQLite", "links", "a browser that dies", "a page on a link", "a page reloaded")


def run(figures: Figures) -> None:
    """Serve once, and let everything happen to it."""
    chance = random.Random(new_seed())
    with (
        space.small_disk() as disk,
        tempfile.TemporaryDirectory(prefix="examapp-faults-") as place,
        sqlite_ground(PLACES, disk, migrated=True) as ground,
        serving_behind_link(ground, Path(place), chance) as hall,
    ):
        try_disks(figures, hall, disk)
        try_kills(figures, hall)
        try_links(figures, hall)
        hall.served.hall.stop.set()
        kills.verify(ground, figures, "served on SQLite")
        with sync_playwright() as driver:
            try_browsers(figures, hall, driver)


@contextmanager
def serving_behind_link(ground: Ground, folder: Path, chance: random.Random) -> Iterator[Hall]:
    """Serve a ground under the shim, where there is one, to a hall that sits behind a link."""
    control = Control(folder)
    environ = dict(os.environ)
    if COMPILER is not None:
        environ |= preloading(build_shim(folder), control, ground.folder)
    lend_fonts(ground.folder)
    proctor = Proctor(ground)
    with (
        closing(Nursery(environ)) as nursery,
        closing(Serving(ground, {}, nursery)) as serving,
        proxy(serving.port, new_seed()) as link,
    ):
        serving.hall.port, serving.hall.pause_s = link.port, PAUSE_S
        serving.start()
        serving.seat(SEATS)
        serving.wait()
        yield Hall(serving, link, control, proctor, chance)


def try_disks(figures: Figures, hall: Hall, disk: Path | None) -> None:
    """Let the disk be full, read-only, and fail to sync."""
    control = hall.control
    kinds: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        kind: (partial(fail, control, error), partial(fail, control, 0))
        for kind, (fail, error) in SAID.items()
    }
    if COMPILER is None:
        for kind in SAID:
            figures.skip(kind, "no C compiler: the shim cannot be built")
        kinds = {}
    if disk is None:
        figures.skip(FULL, "this user may not mount a tmpfs")
    else:
        kinds[FULL] = (lambda: space.fill(disk, hall.chance.randrange(65536)), (disk / "filler").unlink)
    for kind, (begin, end) in kinds.items():
        wanted = 1 + (kind in TWICE)
        for _ in range(MOST_TRIES):  # a disk may be full and the log still have room
            trial = space.try_once(hall.served, kind, begin, end)
            figures.add(trial)
            wanted -= trial.kind == kind
            if not wanted:
                break
    if not kinds:
        figures.skip("planted loss: disks", "no trial of a disk can be made")
        return
    with one_taken_out(hall.served.ground):
        prove(figures, "disks", lambda: space.try_once(hall.served, kind, begin, end))


def try_kills(figures: Figures, hall: Hall) -> None:
    """Kill the application, its writer, and the room."""
    for kind, what in served.ON_SQLITE_FILE.items():
        for _ in range(1 + (kind in TWICE)):
            figures.add(served.try_once(kind, what.act, hall.served, hall.chance))
    with one_taken_out(hall.served.ground):
        prove(
            figures,
            "served on SQLite",
            lambda: served.try_once("", lambda *_: time.monotonic(), hall.served, hall.chance),
        )


def try_links(figures: Figures, hall: Hall) -> None:
    """Let link, clock and machines do what they do."""
    for kind, what in links.KINDS.items():
        if kind in CLOCKED and COMPILER is None:
            figures.skip(kind, "no C compiler: the shim that sets the clock cannot be built")
            continue
        for _ in range(1 + (kind in TWICE)):
            figures.add(links.try_once(kind, what.act, hall))
    with one_taken_out(hall.served.ground):
        prove(figures, "links", lambda: links.try_once("", lambda _: (time.monotonic(), []), hall))


def try_browsers(figures: Figures, hall: Hall, driver: Playwright) -> None:
    """Sit down with the whole browser and with the shell, each on places that nobody has had."""
    ground = hall.served.ground
    free = iter([place for place in ground.room.places if not ground.noted[place.attempt_id].sent])
    try_whole_browser(figures, hall, driver, next(free))
    shell = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try_pages(figures, hall, shell, free)
    shell.close()


def try_whole_browser(figures: Figures, hall: Hall, driver: Playwright, place: Place) -> None:
    """Kill the browser, close its tab, load its page anew, each after some answers."""
    with tempfile.TemporaryDirectory(prefix="examapp-faults-", ignore_cleanup_errors=True) as profile:
        page = browser.launch(driver, Path(profile)).pages[0]
        page.set_default_timeout(browser.SLOW)
        browser.sit(page, hall.served, place, hall.link.port)
        words = driver, Path(profile), hall.served, place, hall.link
        for kind in (browser.KINDS[0], *dict.fromkeys(browser.KINDS)):
            trial, page = browser.try_once(page, kind, *words, new_seed())
            figures.add(trial)
        browser.SECONDS_TO_ARRIVE = PATIENCE_S
        with taking_out(hall.served.ground, place) as take_out:
            trial, page = browser.try_once(page, browser.KINDS[-1], *words, new_seed(), take_out)
        prove(figures, "a browser that dies", lambda: trial)
        page.context.close()


def try_pages(figures: Figures, hall: Hall, shell: Browser, free: Iterator[Place]) -> None:
    """Let pages answer on bad links and with wrong clocks, and load one anew at every step."""
    place, context = next(free), shell.new_context(viewport=SCREEN)
    page = context.new_page()
    page.set_default_timeout(browser.SLOW)
    browser.sit(page, hall.served, place, hall.link.port)
    words = hall.served, place, hall.link, hall.chance
    for kind in real_pages.LINKS:
        figures.add(real_pages.try_link(page, kind, *words))
    real_pages.SECONDS_TO_ARRIVE = PATIENCE_S
    with taking_out(hall.served.ground, place) as take_out:
        trial = real_pages.try_link(page, "", *words, take_out)
    prove(figures, "a page on a link", lambda: trial)
    context.close()
    real_pages.SECONDS_TO_ARRIVE = SECONDS_TO_ARRIVE
    for kind in real_pages.CLOCKS:
        figures.add(real_pages.try_kind(shell, kind, hall.served, next(free), hall.link))
    place = next(free)
    figures.add(real_pages.try_kind(shell, real_pages.RELOADED, hall.served, place, hall.link))
    prove(figures, "a page reloaded", lambda: compare_with_one_taken_out(hall.served, place))


def compare_with_one_taken_out(serving: Serving, place: Place) -> Trial:
    """Compare a whole way once more, after one of its answers was taken out."""
    with connect(serving.ground.url) as connection:
        asked = "SELECT response FROM response_event WHERE attempt_id = ?"
        made = [json.loads(row[0]) for row in connection.execute(asked, (place.attempt_id,))]
    with one_taken_out(serving.ground, place.attempt_id):
        lost, _ = real_pages.compare(serving, place, made)
    return Trial("", len(made), lost)


@contextmanager
def taking_out(ground: Ground, place: Place) -> Iterator[Callable[[], object]]:
    """Give what takes one of a candidate's answers out when it is called; it is put back at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(one_taken_out(ground, place.attempt_id))
