"""Papers that everybody may ask for, drawn once for what they say and then handed out as they were drawn.

A public page must not let strangers burn the processor: a paper costs a second, its bytes cost nothing. One
paper is drawn at a time; who asks meanwhile waits for that.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from question_bank.sealing import digest

# Four languages of five years, whole and of each region; the oldest fall out when a schedule has changed.
MOST_KEPT: Final = 320


class KeptPapers:
    """The newest papers of one process, by the digest of what they say."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._papers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, says: Any, draw: Callable[[], bytes]) -> bytes:
        """Return the paper that says this, drawn now if nobody has asked before; `says` is plain JSON."""
        key = digest(says)
        with self._lock:
            paper = self._papers.get(key)
            if paper is None:
                paper = self._papers[key] = draw()
            self._papers.move_to_end(key)
            while len(self._papers) > self._most:
                self._papers.popitem(last=False)
            return paper
