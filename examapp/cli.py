"""The command `examapp`: one module of `examapp.commands` a verb, imported when it is called."""

import click

from examapp.commands.lazy_group import LazyGroup, Verb, find_at

_LINES = {
    "attempt": "Recompute an attempt's chain and score.",
    "audit": "Check the audit log's chain.",
    "backup": "Write a consistent copy while serving.",
    "bank": "Check, seal, assemble, import and export question lists.",
    "candidates": "Import candidates from a file.",
    "certificates": "Issue and verify certificates.",
    "demo": "Make a demo installation and serve it.",
    "identity": "Make the key that opens encrypted backups.",
    "migrate": "Bring the database's schema to head.",
    "restore": "Make an installation from its copy.",
    "results": "Export a result sheet.",
    "serve": "Serve the application.",
    "staff": "Make the first administrator.",
    "work": "Run jobs.",
}
# The module of the verb's name holds `command`.
VERBS = {name: Verb(f"examapp.commands.{name}:command", says) for name, says in _LINES.items()}


class _ExplainingGroup(LazyGroup):
    """Says what fails around a verb in one line on standard error, and never in a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; the modules that know what may fail are imported when something did."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            failure = find_at("examapp.commands.failures:explain")(error)
            if failure is None:
                raise
            raise failure from error


@click.group(cls=_ExplainingGroup, verbs=VERBS)
def main() -> None:
    """Run one installation of the attestation. EXAMAPP_DATA names its folder (default: instance/)."""
