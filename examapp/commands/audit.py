"""`examapp audit verify`: the audit log's chain, recomputed."""

import json
import sys

import click

from examapp.commands.installation import opened_installation
from examapp.core.audit import verify_chain
from examapp.core.db import reading
from examapp.core.signing import key_ring


@click.group()
def command() -> None:
    """Check the audit log."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def verify(*, as_json: bool) -> None:
    """Recompute the chain: exit 0 if it is whole, 1 with the first bad index, 2 without a log."""
    with opened_installation(), reading() as db:
        verdict = verify_chain(db, key_ring().signer("audit").verifier)
    if as_json:
        facts = {
            "whole": verdict.whole,
            "links": verdict.links,
            "unsealed": verdict.unsealed,
            "first_bad": verdict.first_bad,
            "reason": verdict.reason,
        }
        click.echo(json.dumps(facts))
    elif verdict.whole:
        click.echo(f"The chain is whole: {verdict.links} entries; {verdict.unsealed} wait for the seal.")
    else:
        click.echo(f"The chain is broken at entry {verdict.first_bad}: {verdict.reason}.")
    sys.exit(0 if verdict.whole else 1)
