"""One call to an address outside: signed, without redirects, and never into an inner network.

The name is resolved here, every address that it has is looked at, and the connection goes to the one that was
looked at: a name that points elsewhere a moment later leads nowhere.
"""

import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import SplitResult, urlsplit

from examapp.webhooks.errors import AddressRefused, CallFailed

SECONDS: Final = 10
LONGEST_URL: Final = 500
# Addresses that wrap one of IPv4: what they lead to cannot be seen from them.
_WRAPPING: Final = tuple(
    ipaddress.ip_network(text) for text in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
)


def read_url(typed: str, *, private: bool) -> str:
    """Return the address as it is kept. Raises AddressRefused; `private` allows http and inner networks."""
    url = typed.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused from error
    schemes = {"https", "http"} if private else {"https"}
    plain = parts.username is None and parts.password is None and not parts.fragment
    if parts.scheme not in schemes or not parts.hostname or not plain or port == 0 or len(url) > LONGEST_URL:
        raise AddressRefused
    if not url.isascii() or any(letter.isspace() for letter in url):
        raise AddressRefused
    if not private and not _may_be_public(parts.hostname):
        raise AddressRefused
    return url


def _may_be_public(host: str) -> bool:
    """Tell whether a host is not plainly an inner one; names are looked up at each call."""
    try:
        return is_public(host)
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the open network; ValueError for what is none."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.teredo is not None or any(ip in network for network in _WRAPPING):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast


def sign_body(secret: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers by which the receiver knows whose call it is, and when it was made."""
    moment = str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Attestation-Timestamp": moment, "X-Attestation-Signature": f"sha256={signature}"}


def call(url: str, body: bytes, headers: dict[str, str], *, private: bool) -> int:
    """Send a body and return the status, 200 to 299. Raises CallFailed for everything else."""
    parts = urlsplit(url)
    try:
        address = _look_up(parts, private=private)
        connection = _PinnedConnection(parts, address)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            status = connection.getresponse().status
            if connection.was_cut:  # what came by then may look like a whole status
                raise TimeoutError
        finally:
            connection.close()
    except (OSError, HTTPException, UnicodeError) as error:
        raise CallFailed(type(error).__name__) from error
    if not 200 <= status < 300:
        raise CallFailed(f"HTTP {status}")
    return status


def _look_up(parts: SplitResult, *, private: bool) -> str:
    """Return one of the host's addresses. Raises CallFailed if any of them is an inner one."""
    found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(is_public(address) for address in addresses):
        raise CallFailed("inner address")
    return addresses[0]


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


class _PinnedConnection(HTTPConnection):
    """A connection to the address that was looked at, under the name that was typed."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        assert parts.hostname
        super().__init__(parts.hostname, _port(parts), timeout=SECONDS)
        self._address, self._encrypted = address, parts.scheme == "https"
        self._end: threading.Timer | None = None
        self.was_cut = False

    def connect(self) -> None:
        """Connect, and prove the other side's name by its certificate."""
        plain = socket.create_connection((self._address, self.port), timeout=SECONDS)
        self.sock = plain
        # A timeout of the socket begins anew with each byte: whoever sends one now and then would hold up
        # the calls to everybody else for days.
        self._end = threading.Timer(SECONDS, self._cut)
        self._end.daemon = True
        self._end.start()
        if self._encrypted:
            # The wrapped socket takes the plain one's place before the handshake: that can be cut too.
            self.sock = ssl.create_default_context().wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def close(self) -> None:
        """Close, and leave nothing behind that would cut another one's connection."""
        if self._end is not None:
            self._end.cancel()
        super().close()

    def _cut(self) -> None:
        self.was_cut = True
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                # Below TLS: its own shutdown takes the reader's state away while the reader is at it.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
