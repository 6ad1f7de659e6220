"""Groups of verbs whose modules are imported when they are called, so that each verb starts fast."""

import gc
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb's command is, as `module:name`, and what its line in the help says."""

    place: str
    says: str


class LazyGroup(click.Group):
    """A group that imports a verb's module only when that verb is asked for."""

    def __init__(self, *, verbs: Mapping[str, Verb], **options: Any) -> None:
        super().__init__(**options)
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs by the alphabet."""
        del ctx
        return sorted(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a verb, or None where there is none."""
        del ctx
        if cmd_name not in self._verbs:
            return None
        command: click.Command = find_at(self._verbs[cmd_name].place)
        if not isinstance(command, LazyGroup):
            _begin_to_collect()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs' lines without importing one."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.says) for name, verb in sorted(self._verbs.items())])


def _begin_to_collect() -> None:
    """Let the collector look from now on, where `__main__` has stopped it, at what is made from now on.

    What a thousand modules bring with them stays; to look at it while they load, and once more at the end,
    is a third of what the start of a verb costs.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def find_at(place: str) -> Any:
    """Return what is at `module:name`, importing the module now."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
