"""Signing a sheet: each present member, alone, with the second factor or E-IMZO, over the sheet's digest.

A member's own Ed25519 key of this installation signs who signs what, when and how. Who was present may sign
after the decision, too: the signature is added and changes nothing else.
"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.errors import AppError
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing, PublicVerifier
from examapp.results.commission import count_quorum
from examapp.results.confirmation import confirm_if_complete
from examapp.results.errors import (
    NoQuorum,
    NothingToSign,
    NotPresent,
    PresenceMissing,
    SheetChanged,
    SignedAlready,
)
from examapp.results.impartiality import require_impartial
from examapp.results.models import ResultSheet, SheetMember, SheetSignature, SheetState, SignatureMethod
from examapp.results.proving import Proof, prove_by_code
from examapp.results.queries import read_content
from examapp.results.turns import note_sheet_act, turn_draft
from question_bank.sealing import canonical_json


def sign_with_code(
    db: Session,
    keys: KeyRing,
    sheet: ResultSheet,
    account: StaffAccount,
    *,
    digest_seen: str,
    typed_code: str,
    address: str,
    at: datetime,
) -> SheetSignature | AppError:
    """Sign a sheet with six digits of the telephone; the last signature that is needed confirms it.

    Wrong digits come back as a value, so that the failed try is committed. Raises what `require_able_to_sign`
    raises, SheetChanged, SheetBroken, SignInThrottled, SecondFactorUsed.
    """
    member = open_to_sign(db, sheet, account, digest_seen)
    proof = prove_by_code(db, keys, account, typed_code, address, at=at)
    if isinstance(proof, AppError):
        return proof
    return add_signature(db, keys, sheet, member, account, proof, at=at)


def open_to_sign(db: Session, sheet: ResultSheet, account: StaffAccount, digest_seen: str) -> SheetMember:
    """Hold the sheet and return who signs; raises what speaks against it."""
    if digest_seen != sheet.digest:
        raise SheetChanged
    read_content(sheet)
    if sheet.state is SheetState.DRAFT and not turn_draft(db, sheet, SheetState.DRAFT):
        db.refresh(sheet)  # confirmed a moment ago: a further signature is still welcome
    return require_able_to_sign(db, sheet, account.id)


def require_able_to_sign(db: Session, sheet: ResultSheet, staff_id: int) -> SheetMember:
    """Return the recorded presence of somebody who may sign a sheet now.

    Raises NothingToSign, PresenceMissing, NotPresent, RanTheSitting, SatTheSitting, SignedAlready, NoQuorum.
    """
    if sheet.state not in {SheetState.DRAFT, SheetState.CONFIRMED}:
        raise NothingToSign
    if not sheet.members:
        raise PresenceMissing
    member = next((one for one in sheet.members if one.staff_id == staff_id and one.present), None)
    if member is None:
        raise NotPresent
    there = [(one.staff_id, one.name) for one in sheet.members if one.present]
    require_impartial(db, sheet.sitting_id, there)
    if any(one.staff_id == staff_id for one in sheet.signatures):
        raise SignedAlready
    quorum = count_quorum(sheet, sheet.members)
    if not quorum.is_reached:
        raise NoQuorum(
            present=quorum.present, members=quorum.members, least=quorum.least, percent=quorum.over_percent
        )
    return member


def add_signature(
    db: Session,
    keys: KeyRing,
    sheet: ResultSheet,
    member: SheetMember,
    account: StaffAccount,
    proof: Proof,
    *,
    at: datetime,
) -> SheetSignature:
    """Write the signature of somebody who was recognised, and confirm the sheet if it was the last needed."""
    signer = keys.signer(f"member-{account.code}")
    row = SheetSignature(
        sheet_id=sheet.id,
        staff_id=account.id,
        staff_code=account.code,
        name=member.name,
        office=member.office,
        digest=sheet.digest,
        method=proof.method,
        at=at,
        public_key=signer.verifier.raw.hex(),
        pkcs7=proof.pkcs7,
        certificate=dict(proof.certificate) if proof.certificate else None,
    )
    row.signature = signer.sign(signed_message(sheet, row))
    db.add(row)
    db.flush()
    db.expire(sheet, ["signatures"])
    facts = {
        "digest": sheet.digest,
        "office": member.office.value,
        "method": proof.method.value,
        "public_key": row.public_key,
    }
    note_sheet_act(db, "signed", sheet, f"staff:{account.code}", at, facts)
    if sheet.state is SheetState.DRAFT:
        confirm_if_complete(db, sheet, at=at)
    return row


def signed_message(sheet: ResultSheet, row: SheetSignature) -> bytes:
    """Return the bytes that a signature covers."""
    return canonical_json(
        {
            "sheet": sheet.number,
            "revision": sheet.revision,
            "digest": row.digest,
            "member": row.staff_code,
            "name": row.name,
            "office": Role(row.office).value,
            "method": SignatureMethod(row.method).value,
            "at": row.at.isoformat(),
            "public_key": row.public_key,
        }
    )


def is_genuine(sheet: ResultSheet, row: SheetSignature) -> bool:
    """Tell whether a stored signature covers this sheet's digest, under the key that it names."""
    key = PublicVerifier(Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key)))
    return row.digest == sheet.digest and key.verify(signed_message(sheet, row), row.signature)
