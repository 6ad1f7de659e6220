"""Safe Exam Browser's Config Key: what it is computed from, and what of it arrives with a request.

The key is the SHA-256 of the settings as "SEB-JSON": no white space, keys in an order that ignores case, text
without any escaping. Source: the browser's developer pages and its source; the tests hold a published vector.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

# It names the program that wrote the file, and is no part of the settings.
LEFT_OUT: Final = "originatorVersion"


def write_seb_json(settings: Mapping[str, Any]) -> str:
    """Write settings as a property list holds them; raises TypeError for a date, which has no common form."""
    return _write({name: value for name, value in settings.items() if name != LEFT_OUT})


def _write(value: Any) -> str:  # noqa: PLR0911 - one line per kind of value reads best
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bytes | bytearray):
        return f'"{base64.b64encode(value).decode("ascii")}"'
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_write, value))}]"
    if isinstance(value, Mapping):
        return f"{{{','.join(_write_members(value))}}}"
    kind = "a date" if isinstance(value, datetime) else type(value).__name__
    raise TypeError(f"{kind} has no place in the settings")


def _write_members(members: Mapping[str, Any]) -> list[str]:
    return [f'"{name}":{_write(members[name])}' for name in order_names(members) if members[name] != {}]


def order_names(members: Mapping[str, Any]) -> list[str]:
    """Return the names in the order of SEB-JSON, which ignores case."""
    return sorted(members, key=lambda name: (name.lower(), name))


def compute_config_key(settings: Mapping[str, Any]) -> str:
    """Return the Config Key, 64 hex digits. It is a secret: whoever has it passes the check."""
    return hashlib.sha256(write_seb_json(settings).encode()).hexdigest()


def bind_to_address(url: str, key: str) -> str:
    """Return what arrives with a request to an address: 64 hex digits, of a Config Key or a Browser Exam Key.

    `url` is the whole address with its query; a fragment never counts.
    """
    return hashlib.sha256((url.partition("#")[0] + key).encode()).hexdigest()
