"""Signing a panel's decision with the second factor; the signature that makes it more than half answers."""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.appeals.deciding import newest_sheet
from examapp.appeals.errors import AppealMovedOn, DecisionChanged, DecisionSignedAlready
from examapp.appeals.item_matters import put_item
from examapp.appeals.models import Appeal, AppealDecision, AppealSignature, AppealState, Remedy
from examapp.appeals.panel import lock, require_on_panel
from examapp.appeals.remedies import make_proposal
from examapp.core.audit import record
from examapp.core.errors import AppError
from examapp.core.signing import KeyRing, PublicVerifier
from examapp.results.eimzo import EimzoSigner
from examapp.results.models import SignatureMethod
from examapp.results.proving import Proof, prove_by_code, prove_by_eimzo
from examapp.results.revising import propose_revision
from question_bank.sealing import canonical_json


def sign_decision(
    db: Session,
    keys: KeyRing,
    appeal: Appeal,
    by: SignedInStaff,
    *,
    digest_seen: str,
    typed_code: str,
    address: str,
    at: datetime,
) -> AppealSignature | AppError:
    """Sign the newest text with six digits of the telephone; more than half of the panel answers the appeal.

    Who has not signed yet may add a signature to the answer, which changes nothing else. Wrong digits come
    back as a value, so that the failed try is committed. Raises what `require_able_to_sign` raises,
    SignInThrottled, SecondFactorUsed, and what the remedy raises if the result is another one by now.
    """
    lock(db, appeal)
    decision = require_able_to_sign(db, appeal, by, digest_seen)
    account = db.get_one(StaffAccount, by.id)
    proof = prove_by_code(db, keys, account, typed_code, address, at=at)
    if isinstance(proof, AppError):
        return proof
    return add_signature(db, keys, decision, account, proof, at=at)


def sign_with_eimzo(
    db: Session,
    keys: KeyRing,
    appeal: Appeal,
    by: SignedInStaff,
    signer: EimzoSigner,
    *,
    digest_seen: str,
    at: datetime,
) -> AppealSignature:
    """Sign by a file that the state's server has found good; raises as `sign_decision`, and EimzoRefused."""
    lock(db, appeal)
    decision = require_able_to_sign(db, appeal, by, digest_seen)
    account = db.get_one(StaffAccount, by.id)
    proof = prove_by_eimzo(db, account, signer, statement_of(decision, account), at=at)
    return add_signature(db, keys, decision, account, proof, at=at)


def statement_of(decision: AppealDecision, account: StaffAccount) -> bytes:
    """Return the bytes that one of the panel signs with E-IMZO: whose word it is, on which digest."""
    return canonical_json(
        {
            "appeal": decision.appeal.number,
            "text": decision.number,
            "digest": decision.digest,
            "member": account.code,
            "name": account.display_name,
        }
    )


def require_able_to_sign(
    db: Session, appeal: Appeal, by: SignedInStaff, digest_seen: str | None = None
) -> AppealDecision:
    """Return the text that a person may sign now.

    Raises NotOnPanel, RanTheAppealedSitting, SatTheAppealedSitting, AppealMovedOn, DecisionChanged,
    DecisionSignedAlready.
    """
    require_on_panel(db, appeal, by)
    decision = appeal.decision
    if decision is None:
        raise AppealMovedOn
    if digest_seen is not None and digest_seen != decision.digest:
        raise DecisionChanged
    if any(one.staff_id == by.id for one in decision.signatures):
        raise DecisionSignedAlready
    return decision


def add_signature(
    db: Session, keys: KeyRing, decision: AppealDecision, account: StaffAccount, proof: Proof, *, at: datetime
) -> AppealSignature:
    """Write the signature of somebody who was recognised, and answer the appeal if it was the last needed."""
    signer = keys.signer(f"member-{account.code}")
    row = AppealSignature(
        staff_id=account.id,
        staff_code=account.code,
        name=account.display_name,
        digest=decision.digest,
        method=proof.method,
        pkcs7=proof.pkcs7,
        certificate=dict(proof.certificate) if proof.certificate else None,
        at=at,
        public_key=signer.verifier.raw.hex(),
    )
    row.signature = signer.sign(signed_message(decision.appeal, row))
    decision.signatures.append(row)
    db.flush()
    appeal, actor = decision.appeal, f"staff:{account.code}"
    facts = {"number": appeal.number, "digest": decision.digest, "public_key": row.public_key}
    _note(db, "signed", appeal, actor, at, facts)
    if appeal.state is AppealState.HEARD and count_missing(appeal) == 0:
        _answer(db, decision, account, at)
    return row


def count_missing(appeal: Appeal) -> int:
    """Return how many signatures the newest text still needs: more than half of the panel decides."""
    needed = len(appeal.panel) // 2 + 1
    return max(0, needed - len(appeal.decision.signatures if appeal.decision else ()))


def signed_message(appeal: Appeal, row: AppealSignature) -> bytes:
    """Return the bytes that a signature covers."""
    return canonical_json(
        {
            "appeal": appeal.number,
            "digest": row.digest,
            "member": row.staff_code,
            "name": row.name,
            "method": SignatureMethod(row.method).value,
            "at": row.at.isoformat(),
            "public_key": row.public_key,
        }
    )


def is_genuine(appeal: Appeal, row: AppealSignature) -> bool:
    """Tell whether a stored signature covers the text that it stands under, by the key that it names."""
    key = PublicVerifier(Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key)))
    return row.digest == row.decision.digest and key.verify(signed_message(appeal, row), row.signature)


def _answer(db: Session, decision: AppealDecision, account: StaffAccount, at: datetime) -> None:
    """Answer, propose the next revision of the sheet where it changes it, put the item where it asks so."""
    appeal, actor = decision.appeal, f"staff:{account.code}"
    sheet = newest_sheet(db, appeal)
    proposal = make_proposal(db, sheet, appeal, decision)
    if proposal is not None:
        appeal.outcome_revision = propose_revision(db, sheet, proposal, actor=actor, at=at).revision
    if decision.remedy is Remedy.ITEM:
        put_item(db, appeal, as_signed_in(account), at=at)
    appeal.state, appeal.answered_at = AppealState.ANSWERED, at
    db.flush()
    facts = {
        "number": appeal.number,
        "verdict": decision.verdict.value,
        "remedy": decision.remedy.value,
        "reason": decision.reason,
        "revision": appeal.outcome_revision or 0,
        "item": (appeal.item or "") if decision.remedy is Remedy.ITEM else "",
    }
    _note(db, "answered", appeal, actor, at, facts)


def _note(db: Session, act: str, appeal: Appeal, actor: str, at: datetime, facts: dict[str, Any]) -> None:
    kind, code = appeal.subject
    record(
        db,
        act=f"attempt.appeal_{act}",
        actor=actor,
        subject_kind=kind,
        subject_code=code,
        at=at,
        facts=facts,
    )
