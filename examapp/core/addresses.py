"""Where a request or a server is: on this machine or elsewhere."""

import ipaddress
from collections.abc import Mapping
from typing import Any, Final

# What a reverse proxy says of the request that it hands on.
_FORWARDING: Final = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)

# What a provider gives to one household or one office.
_NETWORK_BITS: Final = 64


def is_loopback(host: str) -> bool:
    """Tell whether a host, with or without the brackets of IPv6, is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_from_here(environ: Mapping[str, Any]) -> bool:
    """Tell whether a WSGI request was made on this machine, for this machine's own name.

    A proxy here makes every request come from loopback: then its headers tell, or the public name in Host.
    """
    peer = environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR") or environ.get("REMOTE_ADDR", "")
    host = environ.get("HTTP_HOST", "")
    name = host.partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(peer) and is_loopback(name) and not any(key in environ for key in _FORWARDING)


def counted_place(address: str) -> str:
    """Return what a throttle counts of an address: of IPv6 its network, for a household has 2⁶⁴ of them.

    An IPv4 address that is written as one of IPv6 counts as itself; what is no address stays as it is.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, _NETWORK_BITS), strict=False))
