"""A file that somebody dropped on the page: judged by its bytes, told by what the register says."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from examapp.certificates.keys import read_or_make_authority
from examapp.certificates.lookup import Found, look_up_number
from examapp.certificates.register import find_entry
from examapp.certificates.states import CertificateStatus
from examapp.certificates.verification import FileVerdict, Standing, judge_file
from examapp.core.i18n import in_tashkent
from examapp.core.signing import KeyRing


@dataclass(frozen=True)
class FileFinding:
    """The verdict on a dropped file, and what the register says of the number that it bears."""

    verdict: FileVerdict
    found: Found

    @property
    def is_issued(self) -> bool:
        """Whether it is, byte for byte, the file that was issued."""
        return self.verdict.standing not in {Standing.NOT_GENUINE, Standing.UNKNOWN}

    def to_json(self) -> dict[str, Any]:
        """Write what programs are given: as of a code, and whether the file is the issued one."""
        return {
            **self.found.to_json(),
            "file": "issued" if self.is_issued else "not_issued",
            "file_reason": self.verdict.check.value if not self.verdict.another_file else "another_file",
            "sha256": self.verdict.sha256,
        }


def check_file(db: Session, data: bytes, keys: KeyRing, *, at: datetime) -> FileFinding:
    """Judge a file against this installation's own anchor and register; never raises for its bytes."""
    today = in_tashkent(at).date()
    verdict = judge_file(
        data,
        anchor=read_or_make_authority(Path(keys.folder), at=at).anchor,
        payload_key=keys.signer("certificates").verifier.key,
        find_entry=lambda number: find_entry(db, number),
        today=today,
    )
    if verdict.payload is None:
        return FileFinding(verdict, Found(CertificateStatus.UNKNOWN))
    return FileFinding(verdict, look_up_number(db, verdict.payload.number, today))
