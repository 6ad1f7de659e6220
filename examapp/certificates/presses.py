"""Many files at once: a process for each core that renders and signs, with fonts and keys kept loaded.

The presses give way to everything else on the machine, because a sitting may be running on it, and they end
with the process that started them, however that ends. A few files are made in the caller's own process: to
start a press takes as long as ten certificates.
"""

import gc
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Final

from examapp.certificates.keys import load_authority
from examapp.certificates.making import Order, Workshop, make_file
from examapp.documents.fonts import ensure_fonts

FEWEST_FOR_PRESSES: Final = 24
MOST_PRESSES: Final = 8
# Each press has one in its hands and one on its table: whoever stops the work waits for no more than those.
_AHEAD: Final = 2
_NICENESS: Final = 10

Made = tuple[Order, str | Exception]


def make_all(orders: Iterable[Order], workshop: Workshop, *, expected: int) -> Iterator[Made]:
    """Yield each order with the SHA-256 of its file, or with the exception that kept it from being made.

    `orders` is drawn from as the work goes on; the results come as they are ready, in any order. `expected`
    says how many there will be, about.
    """
    presses = min(_usable_cores(), MOST_PRESSES)
    if expected < FEWEST_FOR_PRESSES or presses < 2:
        yield from ((order, _try(order, workshop)) for order in orders)
        return
    # Made once here, and not by the presses at the same moment.
    ensure_fonts(workshop.press.fonts)
    with ProcessPoolExecutor(presses, get_context("spawn"), initializer=_begin, initargs=(workshop,)) as pool:
        yield from _work(pool, iter(orders), workshop, presses * _AHEAD)


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0))


def _work(
    pool: ProcessPoolExecutor, orders: Iterator[Order], workshop: Workshop, most: int
) -> Iterator[Made]:
    waiting: dict[Future[str | Exception], Order] = {}
    while True:
        for order in islice(orders, most - len(waiting)):
            waiting[pool.submit(_try, order, workshop)] = order
        if not waiting:
            return
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for one in done:
            yield waiting.pop(one), one.result()


def _try(order: Order, workshop: Workshop) -> str | Exception:
    try:
        return make_file(order, workshop)
    except Exception as failure:  # noqa: BLE001 - one name that cannot be printed must not hold up the others
        return failure


def _begin(workshop: Workshop) -> None:
    """Prepare a press: low priority, its end tied to the parent's, the signing key in memory."""
    os.nice(_NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load_authority(workshop.keys)
    gc.freeze()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
