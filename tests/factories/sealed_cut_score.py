"""A sealed cut score of any list, its ballots laid by rows and sealed by the verb: what forms begin with."""

from datetime import datetime
from itertools import count

import pyotp
from sqlalchemy import insert
from sqlalchemy.orm import Session

from examapp.accounts.second_factor import keep_secret, new_secret
from examapp.authoring.models import QuestionList
from examapp.core.clock import TASHKENT
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing
from examapp.cut_scores.models import (
    CutScoreBallot,
    CutScoreJudge,
    CutScoreStudy,
    CutScoreTurn,
    SealedCutScore,
    StudyState,
)
from examapp.cut_scores.queries import list_versions
from examapp.cut_scores.recording import compose_record, seal_record
from question_bank.cut_score import Method, record_digest
from tests.cast import add_person

_NUMBERS = count(1)
JUDGES = 3


def seal_cut_score(
    db: Session,
    keys: KeyRing,
    question_list: QuestionList,
    *,
    at: datetime,
    lowest: int = 40,
    without: str = "",
) -> SealedCutScore:
    """Seal a cut score of a list; the judges' estimates lie between `lowest` and 42 above it.

    `without` is an item that nobody rates.
    """
    number = next(_NUMBERS)
    study = CutScoreStudy(
        code=f"STUDY-{number}",
        list_id=question_list.id,
        method=Method.ANGOFF,
        state=StudyState.CLOSED,
        opened_by="staff:OPERATOR",
        opened_at=at,
        held_on=at.astimezone(TASHKENT).date(),
    )
    db.add(study)
    db.flush()
    versions = list_versions(db, study)
    for place in range(JUDGES):
        judge = add_person(db, Role.COMMISSION_MEMBER, suffix=f"-{number}-{place}")
        whose = {"study_id": study.id, "account_id": judge.id}
        db.add(CutScoreJudge(**whose, place=place + 1, name=f"{judge.display_name} ({judge.code})"))
        db.flush()
        db.add(CutScoreTurn(**whose, round=2, opened_at=at, saved_at=at, submitted_at=at))
        db.flush()
        rows = [
            {
                **whose,
                "round": 2,
                "item_id": item,
                "version": versions[item],
                "estimate": lowest + row * 7 % 41 + place,
                "saved_at": at,
            }
            for row, item in enumerate(versions)
            if item != without
        ]
        db.execute(insert(CutScoreBallot), rows)
    chair = add_person(db, Role.COMMISSION_CHAIR, suffix=f"-{number}")
    secret = new_secret()
    keep_secret(chair, secret, keys)
    sealed = seal_record(
        db,
        keys,
        study,
        chair,
        digest_seen=record_digest(compose_record(db, study)),
        typed_code=pyotp.TOTP(secret).at(at),
        address="127.0.0.1",
        at=at,
    )
    assert isinstance(sealed, SealedCutScore)
    return sealed
