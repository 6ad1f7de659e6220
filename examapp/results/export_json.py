"""A sheet as JSON: the very body that was signed, and beside it who sat over it, signed and decided."""

import json
from typing import Any

from examapp.results.models import ResultSheet
from question_bank.sealing import canonical_json


def sheet_to_json(sheet: ResultSheet) -> bytes:
    """Return the signed body itself: canonical JSON of `sheet` has the SHA-256 that stands beside it."""
    decision = sheet.decision
    return canonical_json(
        {
            "sheet": json.loads(sheet.body),
            "digest": sheet.digest,
            "state": sheet.state.value,
            "commission": {"code": sheet.commission.code, "names": sheet.commission.names}
            if sheet.commission
            else None,
            "signatures": signatures_to_json(sheet),
            "members": [
                {"name": member.name, "office": member.office.value, "present": member.present}
                for member in sheet.members
            ],
            "decision": {
                "chair": decision.chair_name,
                "at": decision.at.isoformat(),
                "digest": decision.digest,
                "members": decision.members,
                "present": decision.present,
            }
            if decision
            else None,
        }
    )


def signatures_to_json(sheet: ResultSheet, *, with_files: bool = False) -> list[dict[str, Any]]:
    """Write who signed a revision, and what the member's own key signed.

    `with_files` adds the files of E-IMZO: they name the member's PINFL, which no sheet does.
    """
    return [
        {
            "member": one.staff_code,
            "name": one.name,
            "office": one.office.value,
            "digest": one.digest,
            "method": one.method.value,
            "at": one.at.isoformat(),
            "public_key": one.public_key,
            "signature": one.signature,
            **({"pkcs7": one.pkcs7, "certificate": one.certificate} if with_files and one.pkcs7 else {}),
        }
        for one in sheet.signatures
    ]
