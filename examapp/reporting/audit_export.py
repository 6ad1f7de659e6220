"""Everything that an auditor may see, by area, as a ZIP of CSV and JSON that is sent as it is read.

Nothing of it lies in memory or on the disk as a whole: some rows are read, written, compressed and sent, then
the next. The log keeps that it was begun, and at its end how many rows it had and the SHA-256 of the file.
"""

import csv
import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.signing import PublicVerifier
from examapp.core.spreadsheet_text import inert_text
from examapp.reporting.deadline_cases import list_cases
from examapp.reporting.deadlines import Case
from examapp.reporting.export_tables import Table, list_tables
from examapp.results.models import ResultSheet
from examapp.retention.models import Proof
from examapp.retention.proof_text import write_file
from examapp.sittings.models import Sitting

ROWS_AT_ONCE: Final = 500
_CASE_HEADS: Final = (
    *("rule", "code", "names", "due", "done", "state", "days_late"),
    *("people", "late_people"),
)


class _Outlet:
    """What the ZIP is written to: it cannot be read back or sought in, and is emptied as it fills."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._hashed = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._hashed.update(data)
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: `take` empties."""

    def take(self) -> bytes:
        """Return what has come since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken

    @property
    def digest(self) -> str:
        """SHA-256 of everything so far."""
        return self._hashed.hexdigest()


def note_begun(db: Session, *, actor: str, at: datetime) -> None:
    """Write into the log that somebody takes everything, before the first byte leaves."""
    _note(db, "audit_export.taken", actor, at, {})


def note_sent(db: Session, facts: dict[str, Any], *, actor: str, at: datetime) -> None:
    """Write into the log what was sent to its end: rows by area, and the file's SHA-256."""
    _note(db, "audit_export.sent", actor, at, facts)


def _note(db: Session, act: str, actor: str, at: datetime, facts: dict[str, Any]) -> None:
    record(db, act=act, actor=actor, subject_kind="export", subject_code="all", at=at, facts=facts)


def stream_export(
    db: Session, verifier: PublicVerifier, *, actor: str, at: datetime
) -> Generator[bytes, None, dict[str, dict[str, int] | str]]:
    """Yield the ZIP piece by piece, and return how many rows each area has and the file's SHA-256.

    `verifier` checks what the installation signs: its public key stands in each proof of a deletion.
    """
    counts: dict[str, int] = {}
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload] # a file that is only written
        for table in list_tables():
            counts[table.name] = yield from _stream_table(db, archive, outlet, table)
        cases = ([getattr(case, head) for head in _CASE_HEADS] for case in _deadlines(db, at))
        counts["deadlines"] = yield from _stream_rows(archive, outlet, "deadlines", _CASE_HEADS, cases)
        counts["result_sheets"] = yield from _stream_sheets(db, archive, outlet)
        counts["deletion_proofs"] = yield from _stream_proofs(db, archive, outlet, verifier)
        about = {"made_at": at.isoformat(), "made_by": actor, "rows": counts}
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1))
    yield outlet.take()
    return {"rows": counts, "sha256": outlet.digest}


def _stream_table(
    db: Session, archive: ZipFile, outlet: _Outlet, table: Table
) -> Generator[bytes, None, int]:
    found = db.execute(table.query.execution_options(yield_per=ROWS_AT_ONCE))
    number = yield from _stream_rows(archive, outlet, table.name, list(found.keys()), found)
    return number


def _stream_rows(
    archive: ZipFile, outlet: _Outlet, name: str, heads: Sequence[str], rows: Iterable[Iterable[Any]]
) -> Generator[bytes, None, int]:
    number = 0
    with archive.open(f"{name}.csv", "w", force_zip64=True) as member:
        member.write(_write_csv([heads]))
        left = iter(rows)
        while some := list(islice(left, ROWS_AT_ONCE)):
            member.write(_write_csv([_plain(cell) for cell in row] for row in some))
            number += len(some)
            yield outlet.take()
    return number


def _write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return inert_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return value.isoformat() if hasattr(value, "isoformat") else inert_text(str(value))


def _deadlines(db: Session, at: datetime) -> Iterator[Case]:
    """Yield the cases of all years; those of one year at a time are in memory."""
    first = db.scalars(select(Sitting.starts_at).order_by(Sitting.starts_at).limit(1)).first()
    oldest, newest = ((first or at).astimezone(TASHKENT).year, at.astimezone(TASHKENT).year)
    for year in range(oldest, newest + 2):
        yield from list_cases(db, year, None, at)


def _stream_sheets(db: Session, archive: ZipFile, outlet: _Outlet) -> Generator[bytes, None, int]:
    """Write each revision's body as it was signed: the file's SHA-256 is the sheet's digest."""
    number = 0
    query = select(ResultSheet.number, ResultSheet.revision, ResultSheet.body).order_by(ResultSheet.id)
    for row in db.execute(query.execution_options(yield_per=10)):
        archive.writestr(f"result_sheets/{row.number}-{row.revision}.json", row.body)
        number += 1
        yield outlet.take()
    return number


def _stream_proofs(
    db: Session, archive: ZipFile, outlet: _Outlet, verifier: PublicVerifier
) -> Generator[bytes, None, int]:
    """Write each proof of a deletion as `examapp audit proof FILE` reads it."""
    number = 0
    for proof in db.scalars(select(Proof).order_by(Proof.number).execution_options(yield_per=10)):
        content = write_file(proof.body, proof.signature, verifier)
        archive.writestr(f"deletion_proofs/{proof.number}.json", content)
        number += 1
        yield outlet.take()
    return number
