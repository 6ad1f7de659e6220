"""`examapp attempt verify CODE`: recompute chain and score; `dossier`: all in a file; `rescue`: take in."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from examapp.authoring.vault import ListVault
from examapp.commands.failures import Failure
from examapp.commands.installation import opened_installation
from examapp.commands.owner_files import only_for_owner
from examapp.core.clock import now, read_instant
from examapp.core.db import database, reading, transaction
from examapp.core.errors import AppError
from examapp.core.settings import LANGUAGES
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.delivery.attempts import get_attempt
from examapp.delivery.desk import AttemptDesk
from examapp.delivery.papers import PaperDesk
from examapp.delivery.rescue import take_in
from examapp.dossiers.printing import print_dossier
from examapp.dossiers.taking import Taken, make_dossier, note_taken, read_reason
from examapp.grading.verification import verify_attempt
from examapp.results.corrections import added_points
from examapp.results.mark_steps import MarkSteps, read_steps
from examapp.retention.proofs import read_erased

_WHOLE: Final = "Everything is as it was recorded."
_ERASED: Final = "Its answers were deleted by an approved proposal."


@click.group()
def command() -> None:
    """Recompute what was recorded of an attempt, or take in what was rescued."""


@command.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def verify(code: str, *, as_json: bool) -> None:
    """Recompute ids, chain, heads, scores and mark: exit 0 if all are as recorded, 1 naming each fault.

    The mark of the newest result sheet follows from decisions on items, the score, what appeals corrected and
    an annulment, in this order. 2 says that there is no such attempt, or no database to read it from.
    """
    with opened_installation() as app, app.test_request_context(), reading() as db:
        try:
            attempt = get_attempt(db, code)
        except AppError as refusal:
            raise Failure(f"There is no attempt {code}.") from refusal
        desk = PaperDesk(ListVault(key_ring()))
        verdict = verify_attempt(db, desk, attempt)
        erased = attempt.code in read_erased(db, key_ring().signer("audit").verifier, now())
        steps = None if erased else read_steps(db, attempt)
    faults = (*verdict.faults, *(steps.faults if steps else ()))
    if as_json:
        facts = {
            "attempt": verdict.attempt,
            "whole": not faults,
            "events": verdict.events,
            "sealed_heads": verdict.heads,
            "points": verdict.points,
            "maximum": verdict.maximum,
            "faults": list(faults),
            "erased": erased,
            "sheet": _steps_to_json(steps) if steps else None,
        }
        click.echo(json.dumps(facts))
    else:
        click.echo(f"Attempt {verdict.attempt}: {verdict.events} events, {verdict.heads} sealed heads.")
        click.echo(f"Score {verdict.points} of {verdict.maximum}." if verdict.points else "No score.")
        for said in (
            *(_say_steps(steps) if steps else ()),
            *(faults or (_ERASED if erased else _WHOLE,)),
        ):
            click.echo(said)
    sys.exit(1 if faults else 0)


def _steps_to_json(steps: MarkSteps) -> dict[str, Any]:
    """Write what the newest sheet says of the attempt, recomputed; points are decimals as strings."""
    scored = steps.recomputed.scored
    return {
        "number": steps.content.number,
        "revision": steps.content.revision,
        "decisions": [[one.item, one.decision] for one in steps.decisions],
        "score": str(steps.score.points) if steps.score else None,
        "corrections": [
            {topic: str(p) for topic, p in added_points(one).items()} for one in steps.corrections
        ],
        "annulled": steps.annulled is not None,
        "points": str(scored.points) if scored else None,
        "maximum": str(scored.maximum) if scored else None,
        "outcome": steps.recomputed.outcome.value,
    }


def _say_steps(steps: MarkSteps) -> list[str]:
    """Return the steps of a mark as lines for a terminal."""
    decided = ", ".join(f"{one.item} {one.decision}" for one in steps.decisions) or "none"
    said = [
        f"Sheet {steps.content.number}, revision {steps.content.revision}. Decisions on items: {decided}."
    ]
    for one in steps.corrections:
        given = ", ".join(f"{topic} {points:+f}" for topic, points in added_points(one).items())
        said.append(f"Corrected by an appeal: {given or 'nothing any more'} ({one.why}).")
    if steps.annulled:
        said.append(f"Annulled: {steps.annulled.why}.")
    scored = steps.recomputed.scored
    mark = f"{scored.points} of {scored.maximum}, " if scored else ""
    return [*said, f"Mark {mark}{steps.recomputed.outcome.value}."]


@command.command()
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--reason", default="taken at the console", help="What it is for; it stands in the audit log.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Of the paper.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def dossier(code: str, file: Path | None, *, reason: str, language: str | None, as_json: bool) -> None:
    """Write everything about an attempt to FILE (CODE-dossier.zip), with a script that recomputes its mark.

    It holds answer keys and personal data. That it was taken stands in the audit log.
    """
    place = file or Path(f"{code}-dossier.zip")
    with opened_installation() as app, app.test_request_context(query_string={"lang": language or ""}):
        try:
            taken = _make_dossier(code, read_reason(reason))
        except AppError as refusal:
            raise Failure(refusal.sentence()) from refusal
        with transaction() as db:
            note_taken(db, taken, actor="console", at=now())
    with only_for_owner():
        place.write_bytes(taken.content)
    facts = {"file": str(place), "attempt": taken.attempt, **taken.facts}
    click.echo(json.dumps(facts) if as_json else f"{place}: {len(taken.content)} bytes. It is confidential.")


def _make_dossier(code: str, reason: str) -> Taken:
    at, fonts = now(), current_settings().fonts
    with reading(steady=True) as db:
        return make_dossier(
            db,
            PaperDesk(ListVault(key_ring())),
            key_ring().signer("audit"),
            get_attempt(db, code),
            lambda session, gathered: print_dossier(session, gathered, fonts, at),
            reason=reason,
            taken_by="console",
            at=at,
        )


@command.command()
@click.argument("sitting")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def rescue(sitting: str, file: Path, *, as_json: bool) -> None:
    """Take in a SITTING's rescue FILE: exit 0 if all of it is held, 1 if answers disagree, 2 if not readable.

    Taken in twice it is taken in once.
    """
    with opened_installation() as app, app.test_request_context():
        desk: AttemptDesk = app.extensions["attempt_desk"]
        try:
            done = take_in(database(), desk, sitting, file.read_bytes(), actor="console", now=read_instant())
        except AppError as refusal:
            raise Failure(refusal.sentence()) from refusal
    if as_json:
        click.echo(json.dumps(asdict(done)))
    else:
        click.echo(f"Attempt {done.attempt}: {done.added} added, {done.known} here before.")
        if done.disagreeing:
            click.echo(f"{done.disagreeing} disagree with what is held; both are kept.")
    sys.exit(1 if done.disagreeing else 0)
