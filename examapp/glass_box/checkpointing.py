"""The hourly checkpoint: the chain is checked since the last one, its head signed as a row and as a file."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.orm import Session

from examapp.core.audit_check import ChainVerdict, KnownHead, verify_chain
from examapp.core.audit_checkpoints import (
    EVERY,
    Checkpoint,
    add_checkpoint,
    describe,
    find_latest,
    is_due,
)
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.signing import PrivateSigner, PublicVerifier, key_ring
from examapp.core.web import current_settings
from question_bank.sealing import canonical_json

FOLDER: Final = "checkpoints"
logger = structlog.get_logger(__name__)


def verify_since_checkpoint(db: Session, verifier: PublicVerifier) -> ChainVerdict:
    """Check the chain from the newest checkpoint on, whose signature must hold; from the start before one."""
    latest = find_latest(db)
    if latest is not None and not verifier.verify(latest.statement, latest.signature):
        return ChainVerdict(
            whole=False, links=0, unsealed=0, first_bad=latest.position, reason="checkpoint changed"
        )
    known = KnownHead(latest.position, latest.digest) if latest else None
    return verify_chain(db, verifier, known=known)


def make_checkpoint(db: Session, signer: PrivateSigner, folder: Path, at: datetime) -> Checkpoint:
    """Sign the head as a row and write it to a file of its own."""
    made = add_checkpoint(db, signer, at)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{made.number:07d}.json"
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_bytes(canonical_json(describe(made)) + b"\n")
    aside.replace(file)
    return made


class CheckpointRounds:
    """Makes the checkpoint that is due; over a chain that does not hold it makes none, and says so hourly."""

    def __init__(self) -> None:
        self._not_before: datetime | None = None

    def run(self) -> None:
        """Look whether an hour has passed, and sign what holds."""
        at = now()
        if self._not_before is not None and at < self._not_before:
            return
        with reading(steady=True) as db:
            if not is_due(db, at):
                return
            verdict = verify_since_checkpoint(db, key_ring().signer("audit").verifier)
        if not verdict.whole:
            self._not_before = at + EVERY
            logger.error("audit_chain_broken", first_bad=verdict.first_bad, reason=verdict.reason)
            return
        with transaction() as db:
            if not is_due(db, at):  # another process has made it while this one was checking
                return
            made = make_checkpoint(db, key_ring().signer("audit"), current_settings().data / FOLDER, at)
        logger.info("audit_checkpoint", number=made.number, entries=made.count, digest=made.digest)


_rounds = CheckpointRounds()


def make_due_checkpoint() -> None:
    """Make the checkpoint of this hour, if it is due."""
    _rounds.run()


SWEEPERS = (make_due_checkpoint,)
