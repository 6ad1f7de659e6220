"""The final record: made of the second round, sealed by the commission's chair, read unchanged or not at all.

The chair seals it because the chair approves the policy, and who passes is a matter of the policy; the
signature is the installation's own, as under question lists.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import accept_totp
from examapp.accounts.sign_in import note_failure, refuse_while_throttled
from examapp.authoring.errors import CodeRefused
from examapp.authoring.models import QuestionList
from examapp.core.errors import AppError, Forbidden
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing
from examapp.cut_scores.errors import RecordBroken, RecordChanged
from examapp.cut_scores.models import CutScoreStudy, SealedCutScore, StudyState
from examapp.cut_scores.panel_ballots import measured_items, read_ballots, read_marks
from examapp.cut_scores.steps import hold, move, note_act, refusal_of
from question_bank.angoff import ROUNDS, close_angoff
from question_bank.bookmark import close_bookmark
from question_bank.cut_score import (
    CutScoreError,
    CutScoreRecord,
    Method,
    record_digest,
    record_from_json,
    record_to_json,
)
from question_bank.sealing import canonical_json

STATEMENT_FORMAT = 1
_PURPOSE = "cut-scores"


def compose_record(db: Session, study: CutScoreStudy) -> CutScoreRecord:
    """Make the record of a closed study; the same every time. Raises WrongStep before that."""
    if study.state not in {StudyState.CLOSED, StudyState.SEALED} or study.held_on is None:
        raise refusal_of(study)
    list_digest = db.get_one(QuestionList, study.list_id).digest
    if study.method is Method.ANGOFF:
        return close_angoff(read_ballots(db, study), held_on=study.held_on, list_digest=list_digest)
    return close_bookmark(
        measured_items(study),
        read_marks(db, study, ROUNDS),
        held_on=study.held_on,
        rounds=ROUNDS,
        list_digest=list_digest,
    )


def seal_record(
    db: Session,
    keys: KeyRing,
    study: CutScoreStudy,
    chair: StaffAccount,
    *,
    digest_seen: str,
    typed_code: str,
    address: str,
    at: datetime,
) -> SealedCutScore | AppError:
    """Seal the record as the chair saw it.

    A wrong second factor comes back as a value, so that the failed try is committed. Raises Forbidden for
    whoever is not the chair, RecordSealed, WrongStep, RecordChanged.
    """
    if chair.role is not Role.COMMISSION_CHAIR:
        raise Forbidden
    if hold(db, study) is not StudyState.CLOSED:
        raise refusal_of(study)
    record = compose_record(db, study)
    if record_digest(record) != digest_seen:
        raise RecordChanged
    refuse_while_throttled(db, chair.login_name, address, at)
    if not accept_totp(chair, typed_code, keys, at):
        note_failure(db, chair.login_name, address, at)
        return CodeRefused()
    move(db, study, StudyState.CLOSED, StudyState.SEALED)
    sealed = _sign(db, keys, study, record, chair, at)
    note_act(db, study, "sealed", f"staff:{chair.code}", at, digest=sealed.digest)
    return sealed


def find_in_force(db: Session, list_id: int) -> SealedCutScore | None:
    """Return the newest sealed record of a list, from which forms made now take their scores, or None."""
    return db.scalars(
        select(SealedCutScore)
        .where(SealedCutScore.list_id == list_id)
        .order_by(SealedCutScore.sealed_at.desc(), SealedCutScore.id.desc())
    ).first()


def find_by_digest(db: Session, digest: str) -> SealedCutScore | None:
    """Return the sealed record of a digest, or None."""
    return db.scalars(select(SealedCutScore).where(SealedCutScore.digest == digest)).first()


def read_record(sealed: SealedCutScore) -> CutScoreRecord:
    """Return what a stored record says, if it is what its digest names; raises RecordBroken."""
    try:
        record = record_from_json(json.loads(sealed.body))
    except (ValueError, CutScoreError) as broken:
        raise RecordBroken(digest=sealed.digest[:8]) from broken
    whole = canonical_json(record_to_json(record)).decode() == sealed.body
    if not whole or record_digest(record) != sealed.digest:
        raise RecordBroken(digest=sealed.digest[:8])
    return record


def verify_record(db: Session, keys: KeyRing, sealed: SealedCutScore) -> CutScoreRecord:
    """Return what a record says, if this installation has sealed it so for this list; raises RecordBroken."""
    record, verifier = read_record(sealed), keys.signer(_PURPOSE).verifier
    right_list = record.list_digest == db.get_one(QuestionList, sealed.list_id).digest
    message = canonical_json(record_statement(db, sealed))
    if not right_list or not verifier.verify(message, sealed.signature):
        raise RecordBroken(digest=sealed.digest[:8])
    return record


def record_statement(db: Session, sealed: SealedCutScore) -> dict[str, Any]:
    """Return the statement under the signature: which list, which record, who sealed it, and when."""
    return {
        "format": STATEMENT_FORMAT,
        "study": db.get_one(CutScoreStudy, sealed.study_id).code,
        "list": db.get_one(QuestionList, sealed.list_id).code,
        "record": sealed.digest,
        "sealed_by": sealed.sealed_by,
        "name": sealed.sealed_name,
        "sealed_at": sealed.sealed_at.isoformat(),
    }


def _sign(
    db: Session,
    keys: KeyRing,
    study: CutScoreStudy,
    record: CutScoreRecord,
    chair: StaffAccount,
    at: datetime,
) -> SealedCutScore:
    signer = keys.signer(_PURPOSE)
    sealed = SealedCutScore(
        study_id=study.id,
        list_id=study.list_id,
        body=canonical_json(record_to_json(record)).decode(),
        digest=record_digest(record),
        key_id=signer.verifier.key_id,
        sealed_by=chair.code,
        sealed_name=chair.display_name,
        sealed_at=at,
    )
    sealed.signature = signer.sign(canonical_json(record_statement(db, sealed)))
    db.add(sealed)
    db.flush()
    return sealed
