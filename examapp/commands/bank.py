"""`examapp bank`: the list that ships, those that an installation signed, and lists in files."""

import click

from examapp.commands.lazy_group import LazyGroup, Verb

VERBS = {
    "assemble": Verb(
        "examapp.commands.bank_assemble:assemble", "Make equal forms; print how equal they are."
    ),
    "check": Verb("examapp.commands.bank_lists:check", "Check the shipped list and every installed one."),
    "export": Verb("examapp.commands.bank_export:export", "Write a list to a file; print what is lost."),
    "import": Verb("examapp.commands.bank_import:import_", "Read a list from a file; print what is found."),
    "seal": Verb("examapp.commands.bank_lists:seal", "Take the shipped sample list in, signed."),
    "simulate": Verb("examapp.commands.bank_assemble:simulate", "Write a simulated bank of parameters."),
}


@click.group(cls=LazyGroup, verbs=VERBS)
def command() -> None:
    """Check, seal, import and export question lists."""
