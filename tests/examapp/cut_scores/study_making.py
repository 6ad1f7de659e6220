"""A small sealed list, three judges, a chair with a second factor, and a study led to any step by verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import find_secret, keep_secret, new_secret
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.authoring.models import QuestionList
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.cut_scores.conducting import begin_second_round, close_round, open_study
from examapp.cut_scores.judging import open_ballot, save_estimate, save_mark, submit_ballot
from examapp.cut_scores.models import CutScoreStudy, SealedCutScore, StudyState
from examapp.cut_scores.recording import compose_record, seal_record
from question_bank.blueprint import Blueprint
from question_bank.cut_score import Method, record_digest
from question_bank.equal_forms.parameters import ItemParameters
from question_bank.items import Item
from tests.cast import add_person
from tests.examapp.authoring.ceremony_ground import AT, Ceremony, digits_of, prepare
from tests.question_bank.samples import item, raw_item

WHO: dict[str, Any] = {"actor": "staff:OPERATOR", "at": AT}
# Estimates of three judges for each of four items, in two rounds.
ROUND_ONE = {
    "OFF-001": (60, 50, 70),
    "OFF-002": (40, 45, 35),
    "OFF-003": (90, 20, 80),
    "OFF-004": (50, 50, 50),
}
ROUND_TWO = ROUND_ONE | {"OFF-003": (80, 60, 70)}
ITEMS = tuple(ROUND_ONE)


def small_items() -> dict[str, Item]:
    """Four items of different kinds in two topics, with stems of their own."""
    made = {}
    for item_id, kind in zip(ITEMS, ("choice", "hotspot", "text_entry", "order"), strict=True):
        texts = raw_item(kind)["texts"]
        for text in texts.values():
            text["stem"] = text["stem"].replace("<p>", f"<p>{item_id}: ", 1)
        topic = "law" if item_id == ITEMS[-1] else "office"
        made[item_id] = item(kind, item_id, topic, texts=texts)
    return made


@dataclass
class Ground:
    """Ids of what stands; rows are read anew in each transaction."""

    database: Database
    keys: KeyRing
    ceremony: Ceremony
    judge_ids: list[int]
    chair_id: int
    study_id: int = 0

    def question_list(self, db: Session) -> QuestionList:
        return self.ceremony.found(db)

    def accounts(self, db: Session) -> list[StaffAccount]:
        return [db.get_one(StaffAccount, judge_id) for judge_id in self.judge_ids]

    def judge(self, db: Session, place: int) -> SignedInStaff:
        return as_signed_in(self.accounts(db)[place])

    def chair(self, db: Session) -> StaffAccount:
        return db.get_one(StaffAccount, self.chair_id)

    def secret_of_chair(self, db: Session) -> str:
        return find_secret(self.chair(db), self.keys) or ""

    def study(self, db: Session) -> CutScoreStudy:
        return db.get_one(CutScoreStudy, self.study_id)

    def open(self, db: Session, method: Method = Method.ANGOFF, **changes: Any) -> CutScoreStudy:
        measured = parameters() if method is Method.BOOKMARK else ()
        wanted = {"judges": self.accounts(db), "parameters": measured, **WHO, **changes}
        study = open_study(db, self.question_list(db), wanted.pop("judges"), method=method, **wanted)
        self.study_id = study.id
        return study

    def rate(
        self, db: Session, place: int, estimates: Mapping[str, tuple[int, ...]], *, submit: bool = True
    ) -> None:
        """Let a judge open, fill in and hand in a ballot of the round that is open."""
        study, judge = self.study(db), self.judge(db, place)
        open_ballot(db, study, judge, at=AT)
        for item_id, said in estimates.items():
            save_estimate(db, study, judge, item_id, said[place], at=AT)
        if submit:
            submit_ballot(db, study, judge, at=AT)

    def mark(self, db: Session, place: int, item_id: str) -> None:
        study, judge = self.study(db), self.judge(db, place)
        open_ballot(db, study, judge, at=AT)
        save_mark(db, study, judge, item_id, at=AT)
        submit_ballot(db, study, judge, at=AT)

    def lead_to(self, db: Session, state: StudyState) -> CutScoreStudy:
        """Lead a fresh study of Angoff's method to a state."""
        study = self.study(db) if self.study_id else self.open(db)
        for reached, estimates in ((StudyState.ROUND_ONE, ROUND_ONE), (StudyState.ROUND_TWO, ROUND_TWO)):
            if study.state is state:
                return study
            if study.state is StudyState.DISCUSSION:
                begin_second_round(db, study, **WHO)
                if study.state is state:
                    return study
            if study.state is reached:
                for place in range(len(self.judge_ids)):
                    self.rate(db, place, estimates)
                close_round(db, study, **WHO)
        if state is StudyState.SEALED:
            assert isinstance(self.seal(db), SealedCutScore)
        return study

    def seal(self, db: Session, *, at: datetime = AT, **changes: Any) -> Any:
        study, chair = self.study(db), self.chair(db)
        wanted = {
            "digest_seen": record_digest(compose_record(db, study)),
            "typed_code": digits_of(chair, self.keys, at),
            "address": "127.0.0.1",
            "at": at,
        }
        return seal_record(db, self.keys, study, chair, **{**wanted, **changes})

    def seal_another(self, db: Session) -> SealedCutScore:
        """Hold one more study of the list, a day later."""
        self.study_id = 0
        self.lead_to(db, StudyState.CLOSED)
        sealed = self.seal(db, at=AT + timedelta(days=1))
        assert isinstance(sealed, SealedCutScore)
        return sealed


def parameters() -> list[ItemParameters]:
    places = zip(ITEMS, ("-1.0", "-0.2", "0.4", "1.1"), strict=True)
    return [ItemParameters(item_id, "office", difficulty=Decimal(place)) for item_id, place in places]


def list_acts(db: Session, study: CutScoreStudy) -> list[str]:
    query = select(AuditEntry.act).where(AuditEntry.subject_code == study.code).order_by(AuditEntry.id)
    return [act.removeprefix("cut_score.") for act in db.scalars(query)]


def add_panel(db: Session, keys: KeyRing) -> tuple[list[int], int]:
    """Make two members of the commission and a reviewer, and a chair with a second factor."""
    roles = (Role.COMMISSION_MEMBER, Role.REVIEWER, Role.COMMISSION_MEMBER)
    judges = [add_person(db, role, suffix=f"-judge{place}") for place, role in enumerate(roles, start=1)]
    chair = add_person(db, Role.COMMISSION_CHAIR, suffix="-sealing")
    keep_secret(chair, new_secret(), keys)
    return [judge.id for judge in judges], chair.id


def lay_ground(database: Database, settings: Settings) -> Ground:
    """Compose and seal a list of four items, and make the panel."""
    ceremony = prepare(database, settings)
    with database.transaction() as db:
        ceremony.compose(db, items=small_items(), blueprint=Blueprint({"law": 1, "office": 2}))
        for place in (0, 1):
            ceremony.sign(db, place)
        judges, chair = add_panel(db, ceremony.vault.keys)
    return Ground(database, ceremony.vault.keys, ceremony, judges, chair)
