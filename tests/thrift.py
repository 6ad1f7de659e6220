"""What a test process does once instead of in every test: compile routes, templates, SQL; hash cheaply.

An application of its own for each test costs a tenth of a second in routes and templates that are always the
same, a database of its own as much again in SQL that another has compiled before, the shipped list as much in
300 files that are read through their seal, and a password 50 ms on purpose. Nothing here changes what a test
sees.
"""

import gc
import sys
from collections.abc import Callable
from copy import deepcopy
from functools import cache, wraps
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from examapp.accounts import passwords
from question_bank import content
from question_bank.items import Item

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_STATEMENTS = 3000
# Young objects of a test die by themselves; to look at all that was imported so often finds nothing.
_SELDOM = 20_000, 20, 50


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


def _remember_rules(compile_rule: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """Compile a route once; another application's rule of the same words gets what it came to."""
    kept: dict[tuple[object, ...], tuple[Any, ...]] = {}

    def compile_once(rule: Rule) -> None:
        made_of = rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes
        if made_of not in kept:
            compile_rule(rule)
            builders = rule._build.__func__, rule._build_unknown.__func__
            kept[made_of] = rule._parts, rule._trace, rule._converters, set(rule.arguments), builders
            return
        rule._parts, rule._trace, rule._converters, arguments, (build, build_unknown) = kept[made_of]
        rule.arguments |= arguments
        rule._build, rule._build_unknown = build.__get__(rule), build_unknown.__get__(rule)

    return compile_once


def _share_compiled_sql() -> None:
    """Let all engines of one kind of database use what one of them has compiled; all are made alike."""
    kept: dict[str, LRUCache[Any, Any]] = {}
    begin = Engine.__init__

    @wraps(begin)
    def begin_sharing(engine: Engine, *arguments: Any, **more: Any) -> None:
        begin(engine, *arguments, **more)
        engine._compiled_cache = kept.setdefault(engine.dialect.name, LRUCache(_STATEMENTS))

    def is_alike(one: DefaultDialect, other: object) -> bool:
        return type(one) is type(other)

    Engine.__init__ = begin_sharing
    DefaultDialect.__eq__ = is_alike
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))


def _keep_shipped_list() -> None:
    """Read the shipped list through its seal once; each caller gets dictionaries of its own."""
    load = content.load_shipped_list
    kept = cache(load)

    def load_once(root: Path = content.ROOT) -> tuple[dict[str, Any], dict[str, Item], dict[str, bytes]]:
        if root != content.ROOT:
            return load(root)
        manifest, items, media = kept()
        return deepcopy(manifest), dict(items), dict(media)

    for module in list(sys.modules.values()):  # who has imported it by name has it by name
        if getattr(module, "load_shipped_list", None) is load:
            module.load_shipped_list = load_once


def be_thrifty() -> None:
    """Install it in this process; what a test starts as a process of its own is as it is served."""
    Rule.compile = _remember_rules(Rule.compile)
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": _InMemory()}
    _share_compiled_sql()
    _keep_shipped_list()
    gc.set_threshold(*_SELDOM)
    passwords._hasher = _CHEAP
    passwords._NOBODY = _CHEAP.hash("nobody's password")
