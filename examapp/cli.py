"""The command `examapp`: one module of `examapp.commands` a verb, imported when it is called."""

import importlib

import click

from examapp.commands.failures import explain

# Verb → what its line in `examapp --help` says. The module of the same name holds `command`.
VERBS = {
    "attempt": "Recompute an attempt's chain and score.",
    "audit": "Check the audit log's chain.",
    "backup": "Write a consistent copy while serving.",
    "bank": "Check, seal, assemble, import and export question lists.",
    "candidates": "Import candidates from a file.",
    "certificates": "Issue and verify certificates.",
    "demo": "Make a demo installation and serve it.",
    "migrate": "Bring the database's schema to head.",
    "restore": "Make an installation from its copy.",
    "results": "Export a result sheet.",
    "serve": "Serve the application.",
    "staff": "Make the first administrator.",
    "work": "Run jobs.",
}


class _LazyGroup(click.Group):
    """A group that imports a verb's module only when that verb is asked for, so that each starts fast."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; what fails around it is one line on standard error, and never a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            failure = explain(error)
            if failure is None:
                raise
            raise failure from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"examapp.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(sorted(VERBS.items()))


@click.group(cls=_LazyGroup)
def main() -> None:
    """Run one installation of the attestation. EXAMAPP_DATA names its folder (default: instance/)."""
