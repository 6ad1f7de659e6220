"""`python -m tests.load.audit_log`: CPU seconds of checking an audit log of 100,000 entries."""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from examapp.core.audit import ROWS_PER_SEALING, AuditLink, record, seal_new_entries
from examapp.core.audit_check import KnownHead, verify_chain
from examapp.core.audit_checkpoints import (
    add_checkpoint,
    compare_with_witness,
    read_witness_file,
    write_witness_file,
)
from examapp.core.db import Base, Database, make_engine
from examapp.core.signing import KeyRing, PrivateSigner
from tests.conftest import import_all_models

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
SINCE_CHECKPOINT = 1_000


@contextmanager
def measured(what: str) -> Iterator[None]:
    before = time.process_time()
    yield
    print(f"{what}: {time.process_time() - before:.3f} s")


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        import_all_models()
        engine = make_engine(f"sqlite:///{folder}/log.sqlite3")
        Base.metadata.create_all(engine)
        database, signer = Database(engine), KeyRing(folder / "keys", "s").signer("audit")
        with measured(f"{asked.entries} entries written and sealed, {ROWS_PER_SEALING} at a time"):
            _fill(database, signer, asked.entries)
        with database.reading() as db:
            _check(db, signer, asked.entries, folder / "witness.json")
        engine.dispose()


def _fill(database: Database, signer: PrivateSigner, entries: int) -> None:
    for first in range(0, entries, ROWS_PER_SEALING):
        with database.transaction() as db:
            for number in range(first, min(first + ROWS_PER_SEALING, entries)):
                facts = {"ending": "button", "reason": ""}
                record(
                    db,
                    act="attempt.ended",
                    actor="staff:ABCDEFGH",
                    subject_kind="attempt",
                    subject_code=str(number),
                    at=AT,
                    facts=facts,
                )
            seal_new_entries(db, signer, AT)
    with database.transaction() as db:
        add_checkpoint(db, signer, AT)


def _check(db: Session, signer: PrivateSigner, entries: int, file: Path) -> None:
    with measured("the whole chain"):
        assert verify_chain(db, signer.verifier).whole
    place = max(0, entries - SINCE_CHECKPOINT - 1)
    known = KnownHead(place, db.get_one(AuditLink, place).digest)
    with measured(f"the last {entries - place - 1} entries"):
        assert verify_chain(db, signer.verifier, known=known).whole
    with measured("a witness's file written"):
        file.write_bytes(write_witness_file(db, signer))
    with measured(f"and compared ({file.stat().st_size} bytes)"):
        assert compare_with_witness(db, signer.verifier, read_witness_file(file)) is None


if __name__ == "__main__":
    main()
