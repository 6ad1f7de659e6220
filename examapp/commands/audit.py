"""`examapp audit verify`: the audit log recomputed; `audit checkpoints FILE`: what a witness takes away.

`audit proof FILE` checks the proof of a deletion, with or without an installation.
"""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from examapp.commands.failures import Failure
from examapp.commands.installation import opened_installation
from examapp.core.audit_checkpoints import (
    CheckpointsUnreadable,
    WitnessFile,
    fingerprint,
    list_checkpoints,
    read_witness_file,
    write_witness_file,
)
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.signing import PublicVerifier, key_ring
from examapp.glass_box.verifying import LogVerdict, verify_log
from examapp.retention.proof_text import ProofUnreadable, ProofVerdict, check_file
from examapp.retention.proofs import find_broken_proof, read_cut_limit, read_erased

NOTHING_VOUCHED_FOR: Final = 3


@click.group()
def command() -> None:
    """Check the audit log, or give a witness its checkpoints."""


@command.command()
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of `audit checkpoints` that a witness kept.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def verify(*, file: Path | None, as_json: bool) -> None:
    """Recompute the chain and all sealed answers: exit 0 if all is whole, 1 with the first bad index.

    With a witness's checkpoint a log is found, too, that was rebuilt with the installation's own key, cut, or
    replaced by an older copy. 2 says that there is no log to check, or no readable checkpoint; 3 that it
    is whole by its own key, but all that the witness saw was deleted since: of what is left it says nothing.
    """
    try:
        witness = read_witness_file(file) if file else None
    except CheckpointsUnreadable as refusal:
        raise Failure(str(refusal)) from refusal
    with opened_installation(), reading(steady=True) as db:
        verdict = _verify(db, key_ring().signer("audit").verifier, witness)
    click.echo(json.dumps(asdict(verdict)) if as_json else _say(verdict))
    sys.exit(_status(verdict))


def _status(verdict: LogVerdict) -> int:
    if not verdict.whole:
        return 1
    return NOTHING_VOUCHED_FOR if verdict.outlived else 0


def _verify(db: Session, verifier: PublicVerifier, witness: WitnessFile | None) -> LogVerdict:
    """Check the log, and the proofs by which a part of it, or of the answers, is gone."""
    at = now()
    erased, before = read_erased(db, verifier, at), read_cut_limit(db, at)
    key = key_ring().signer("certificates").verifier.key
    verdict = verify_log(db, verifier, witness, erased=erased, cut_before=before, payload_key=key)
    broken = find_broken_proof(db, verifier)
    if broken is None or not verdict.whole:
        return verdict
    return replace(verdict, whole=False, reason=f"proof {broken[0]} of a deletion: {broken[1]}")


def _say(verdict: LogVerdict) -> str:
    if verdict.whole:
        said = (
            f"The chain is whole: {verdict.links} entries; {verdict.unsealed} wait for the seal. "
            f"The answers of {verdict.sealed_attempts} sealed attempts are those that were sealed. "
            "Sheets and certificates are as it says."
        )
        if verdict.cut:
            said += f" {verdict.cut} older entries were deleted by an approved proposal."
        if verdict.erased:
            said += f" The answers of {verdict.erased} attempts were deleted by approved proposals."
        if verdict.witnessed is None:
            return f"{said} Without a witness's --checkpoint a log rebuilt with the key is not found."
        if verdict.outlived:
            return (
                f"{said} All that the witness saw was deleted since, so the file vouches for nothing that is "
                "left: compare with a newer one."
            )
        return f"{said} Up to entry {verdict.witnessed - 1} it is what the witness saw."
    place = "" if verdict.first_bad is None else f" at entry {verdict.first_bad}"
    of = f" (attempt {verdict.attempt})" if verdict.attempt else ""
    return f"The log does not hold{place}: {verdict.reason}{of}."


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--checkpoint",
    "witness_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of `audit checkpoints`, whose key is trusted instead of the installation's.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def proof(*, file: Path, witness_file: Path | None, as_json: bool) -> None:
    """Check the proof of a deletion: exit 0 if it holds, 1 with the reason, 2 if FILE is none.

    With --checkpoint no installation is needed: the key of the witness's file must have signed it.
    """
    try:
        verdict = check_file(file.read_bytes(), _trusted(witness_file))
    except (ProofUnreadable, CheckpointsUnreadable) as refusal:
        raise Failure(str(refusal)) from refusal
    click.echo(json.dumps(asdict(verdict)) if as_json else _say_proof(verdict))
    sys.exit(0 if verdict.holds else 1)


def _trusted(witness_file: Path | None) -> PublicVerifier:
    if witness_file is not None:
        return read_witness_file(witness_file).verifier
    with opened_installation():
        return key_ring().signer("audit").verifier


def _say_proof(verdict: ProofVerdict) -> str:
    if not verdict.holds:
        return f"The proof does not hold: {verdict.reason}."
    return (
        f"Proof {verdict.number} holds: {verdict.deleted} of {verdict.kind} deleted, {verdict.kept} kept. "
        f"Digest {verdict.digest}. Key {verdict.key}."
    )


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def checkpoints(file: Path, *, as_json: bool) -> None:
    """Write every hourly checkpoint to FILE, for a witness who keeps it out of this installation's reach."""
    with opened_installation(), reading() as db:
        signer = key_ring().signer("audit")
        made = list_checkpoints(db)
        if not made:
            raise Failure("There is no checkpoint yet: the first is made within an hour of the first act.")
        file.write_bytes(write_witness_file(db, signer))
        key = fingerprint(signer.verifier)
    newest = made[0]
    facts = {"file": str(file), "checkpoints": len(made), "entries": newest.count, "root": newest.digest}
    facts |= {"at": newest.at, "key": key}
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(f"{len(made)} checkpoints over {newest.count} entries written to {file}.")
    click.echo(f"Root {newest.digest} of {newest.at}. Key {key}.")
