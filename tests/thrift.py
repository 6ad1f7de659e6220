"""What a test process does once instead of in every test: compile routes and templates, and hash cheaply.

An application of its own for each test costs a tenth of a second in routes and templates that are always the
same, and a password 50 ms on purpose. Nothing here changes what a test sees.
"""

from collections.abc import Callable
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from examapp.accounts import passwords

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class _InMemory(BytecodeCache):
    """Compiled templates of this process, by a key that covers name and source."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get(bucket.key)
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def _remember_builders(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    kept: dict[tuple[object, ...], Any] = {}

    def remembering(rule: Rule, append_unknown: bool = True) -> Any:
        key = rule.rule, append_unknown, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return remembering


def be_thrifty() -> None:
    """Install it in this process; what a test starts as a process of its own is as it is served."""
    Rule._compile_builder = _remember_builders(Rule._compile_builder)
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": _InMemory()}
    passwords._hasher = _CHEAP
    passwords._NOBODY = _CHEAP.hash("nobody's password")
