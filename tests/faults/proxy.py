"""A link of our own between pages and server: it can be cut, slow, narrow, and break connections.

What a lossy link does to TCP is delay and broken connections: here each part that is lost breaks its
connection, on the way there, before the server has heard, or on the way back, after it has.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PART = 4096


@dataclass
class Link:
    """How the link is now."""

    up: bool = True
    delay_s: float = 0.0
    bytes_a_second: float = 0.0
    lost_share: float = 0.0


class Proxy:
    """Listens on a port of its own and passes on, as the link allows."""

    def __init__(self, target: int, seed: int = 0) -> None:
        self.target, self.link, self.random = target, Link(), random.Random(seed)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut the link without a word to anybody."""
        self.link.up = False
        for each in list(self.open):
            _close(each)

    def mend(self) -> None:
        """Let the link be whole and quick."""
        self.link = Link()

    def close(self) -> None:
        self.cut()
        _close(self.listening)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listening.accept()
                if not self.link.up:
                    _close(near)
                    continue
                far = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:
                if self.listening.fileno() < 0:
                    return
                with suppress(UnboundLocalError):
                    _close(near)
                continue
            self.open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(PART):
                if not self.link.up or self.random.random() < self.link.lost_share:
                    break
                if self.link.delay_s or self.link.bytes_a_second:
                    narrow = len(part) / self.link.bytes_a_second if self.link.bytes_a_second else 0
                    time.sleep(self.link.delay_s + narrow)
                sink.sendall(part)
        for each in (source, sink):
            self.open.discard(each)
            _close(each)


def _close(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        each.close()


@contextmanager
def proxy(target: int, seed: int = 0) -> Iterator[Proxy]:
    """Run a link to a port."""
    running = Proxy(target, seed)
    try:
        yield running
    finally:
        running.close()
