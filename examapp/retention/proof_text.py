"""A proof as a file: what was deleted, by whom, by which rule, with a digest of each thing; checked offline.

It holds no answer and no name of a candidate. Whoever has kept a copy of what was deleted can show by its
digest that it was that.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from examapp.core.signing import PublicVerifier
from examapp.retention.merkle import merkle_root
from question_bank.sealing import canonical_json

FORMAT: Final = "examapp-retention-proof-1"
FIRST: Final = "0" * 64
LEAF: Final = ("code", "of", "day", "count", "rows", "digest")
DELETED: Final = "deleted"


class ProofUnreadable(ValueError):
    """The file is no proof of a deletion."""


@dataclass(frozen=True)
class ProofVerdict:
    """What a check of a proof found; `reason` is empty where it holds."""

    holds: bool
    reason: str
    number: int
    kind: str
    deleted: int
    kept: int
    digest: str
    key: str


def write_file(body: str, signature: str, verifier: PublicVerifier) -> bytes:
    """Return the file that people take away."""
    return canonical_json(
        {"proof": json.loads(body), "public_key": verifier.raw.hex(), "signature": signature}
    )


def count_outcomes(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how many records were deleted and kept, and how many rows of each table went."""
    rows: Counter[str] = Counter()
    gone = [item for item in items if item["outcome"] == DELETED]
    for item in gone:
        rows.update(item["rows"])
    deleted = sum(item["count"] for item in gone)
    kept = sum(item["count"] for item in items) - deleted
    return {"deleted": deleted, "kept": kept, "rows": dict(rows)}


def find_fault(body: Mapping[str, Any], signature: str, verifier: PublicVerifier) -> str:
    """Return why a proof does not hold, or nothing: signature, two people, root and sums."""
    if not verifier.verify(canonical_json(dict(body)), signature):
        return "the signature does not hold"
    items = body["items"]
    if merkle_root([{name: item[name] for name in LEAF} for item in items]) != body["root"]:
        return "the things are not those that were approved"
    if count_outcomes(items) != {name: body[name] for name in ("deleted", "kept", "rows")}:
        return "the sums are not those of the things"
    if body["proposed_by"] == body["approved_by"]:
        return "one person proposed and approved"
    return ""


def check_file(content: bytes, trusted: PublicVerifier | None) -> ProofVerdict:
    """Check a file by a key that is trusted, else by its own, which shows only that it is whole.

    Raises ProofUnreadable.
    """
    try:
        told = json.loads(content)
        body = told["proof"]
        own = PublicVerifier(Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["public_key"])))
        if body["format"] != FORMAT:
            raise ProofUnreadable("The file is no proof of a deletion.")
        reason = find_fault(body, told["signature"], trusted or own)
        digest = hashlib.sha256(canonical_json(body)).hexdigest()
        return ProofVerdict(
            not reason,
            reason,
            int(body["number"]),
            str(body["kind"]),
            int(body["deleted"]),
            int(body["kept"]),
            digest,
            hashlib.sha256((trusted or own).raw).hexdigest(),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProofUnreadable("The file is no proof of a deletion.") from error
