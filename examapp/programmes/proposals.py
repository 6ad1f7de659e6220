"""How a programme comes to be and how its policy changes: the operator proposes, the chair approves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.errors import NotFound
from examapp.core.i18n import N_
from examapp.programmes.errors import (
    BlueprintMismatch,
    DocumentMissing,
    PolicyValueWrong,
    ProgrammeCodeTaken,
    ProposalPassed,
    ProposerCannotApprove,
)
from examapp.programmes.models import PolicyStatus, PolicyValue, Programme
from examapp.programmes.policy import read_policy
from examapp.programmes.policy_key import PolicyKey
from examapp.programmes.policy_keys import KEYS, POLICY_KEYS
from examapp.programmes.standing import list_standing
from question_bank.blueprint import TOPICS
from question_bank.content import load_programmes

COUNTS_WRONG = N_(
    "The counts per topic add up to %(sum)s, but the exam has %(count)s questions. Correct the counts, or "
    "propose another number of questions first."
)


@dataclass(frozen=True)
class Document:
    """The paper on which a value stands."""

    title: str
    number: str
    dated: date


def create_programme(
    db: Session,
    *,
    code: str,
    titles: Mapping[str, str],
    levels: Mapping[str, str],
    actor: str,
    at: datetime,
    blueprint: Mapping[str, int] | None = None,
) -> Programme:
    """Make a programme; every policy value starts as its provisional default. Raises ProgrammeCodeTaken.

    `blueprint` is what follows from the programme's own parameters, instead of the default.
    """
    if db.scalars(select(Programme.id).where(Programme.code == code)).first() is not None:
        raise ProgrammeCodeTaken(taken=code)
    programme = Programme(code=code, titles=dict(titles), levels=dict(levels), created_at=at)
    db.add(programme)
    db.flush()
    own = {} if blueprint is None else _blueprint_values(blueprint)
    for key in POLICY_KEYS:
        db.add(
            PolicyValue(
                programme_id=programme.id,
                key=key.key,
                value={"value": own.get(key.key, key.default)},
                source=key.source,
                status=PolicyStatus.PROVISIONAL,
                proposed_by="system",
                proposed_at=at,
            )
        )
    db.flush()
    facts = {"titles": dict(titles), "policy_values": len(POLICY_KEYS)}
    record(
        db,
        act="programme.created",
        actor=actor,
        subject_kind="programme",
        subject_code=code,
        at=at,
        facts=facts,
    )
    return programme


def create_shipped_programme(db: Session, code: str, *, actor: str, at: datetime) -> Programme:
    """Make one of the programmes that ship as data, with the blueprint of its parameters; or NotFound."""
    definition = load_programmes().get(code)
    if definition is None:
        raise NotFound
    return create_programme(
        db,
        code=definition.code,
        titles=definition.titles,
        levels=definition.levels,
        blueprint=definition.blueprint.cells,
        actor=actor,
        at=at,
    )


def _blueprint_values(blueprint: Mapping[str, int]) -> dict[str, Any]:
    checked = KEYS["exam.blueprint"].kind.check(dict.fromkeys(TOPICS, 0) | dict(blueprint))
    return {"exam.blueprint": checked, "exam.question_count": sum(blueprint.values())}


def propose_value(
    db: Session, programme: Programme, key: str, value: Any, *, document: Document, actor: str, at: datetime
) -> PolicyValue:
    """Propose a value with its document; it governs rehearsals at once only where none is approved yet.

    Raises PolicyValueWrong where the value or the document does not do.
    """
    entry = _get_key(key)
    checked = entry.kind.check(value)
    if key == "exam.blueprint":
        _check_sum(checked, _expected_count(db, programme, at), COUNTS_WRONG)
    return _add(db, programme, entry, checked, _check_document(document, at), actor, at)


def propose_as_they_stand(
    db: Session, programme: Programme, keys: Sequence[str], *, document: Document, actor: str, at: datetime
) -> list[PolicyValue]:
    """Propose several values, unchanged, under one document: the order that adopts the whole policy."""
    checked = _check_document(document, at)
    wanted = {_get_key(key).key for key in keys}
    return [
        _add(db, programme, standing.key, standing.value, checked, actor, at)
        for standing in list_standing(db, programme.id, at)
        if standing.key.key in wanted
    ]


def approve_value(db: Session, row: PolicyValue, *, actor: str, at: datetime) -> None:
    """Approve one proposal; see `approve_values`."""
    approve_values(db, [row], actor=actor, at=at)


def approve_values(db: Session, rows: Sequence[PolicyValue], *, actor: str, at: datetime) -> None:
    """Approve proposals of one programme together: from now on they govern.

    Raises ProposerCannotApprove, DocumentMissing, ProposalPassed, and BlueprintMismatch where the number of
    questions and the counts per topic would disagree afterwards.
    """
    for row in rows:
        _approve_one(db, row, actor, at)
    for programme_id in {row.programme_id for row in rows}:
        policy = read_policy(db, programme_id, at)
        _check_sum(policy.blueprint, policy.question_count, BlueprintMismatch.message)


def _approve_one(db: Session, row: PolicyValue, actor: str, at: datetime) -> None:
    if is_one_of(db, actor, [row.proposed_by]):
        raise ProposerCannotApprove
    if not row.document:
        raise DocumentMissing
    newest = next(
        item for item in list_standing(db, row.programme_id, at) if item.key.key == row.key
    ).proposal
    swapped = db.scalar(
        update(PolicyValue)
        .where(PolicyValue.id == row.id, PolicyValue.status == PolicyStatus.PROVISIONAL)
        .values(status=PolicyStatus.APPROVED, approved_by=actor, approved_at=at)
        .returning(PolicyValue.id)
    )
    if newest is None or newest.id != row.id or swapped is None:
        raise ProposalPassed
    db.refresh(row)
    _note(db, "policy.approved", row, actor, at)


def _add(
    db: Session,
    programme: Programme,
    key: PolicyKey,
    value: Any,
    document: Document,
    actor: str,
    at: datetime,
) -> PolicyValue:
    row = PolicyValue(
        programme_id=programme.id,
        key=key.key,
        value={"value": value},
        source=key.source,
        status=PolicyStatus.PROVISIONAL,
        document=document.title,
        document_number=document.number,
        document_date=document.dated,
        proposed_by=actor,
        proposed_at=at,
    )
    db.add(row)
    db.flush()
    _note(db, "policy.proposed", row, actor, at)
    return row


def _note(db: Session, act: str, row: PolicyValue, actor: str, at: datetime) -> None:
    programme = db.get_one(Programme, row.programme_id)
    facts = {
        "key": row.key,
        "value": row.value["value"],
        "document": f"{row.document}, {row.document_number}, {row.document_date}",
    }
    record(
        db, act=act, actor=actor, subject_kind="programme", subject_code=programme.code, at=at, facts=facts
    )


def _get_key(key: str) -> PolicyKey:
    if key not in KEYS:
        raise NotFound
    return KEYS[key]


def _check_document(document: Document, at: datetime) -> Document:
    title, number = " ".join(document.title.split()), " ".join(document.number.split())
    if not title:
        raise PolicyValueWrong(
            N_("Name the document, for example: order of the operator."), member="document"
        )
    if not number:
        raise PolicyValueWrong(N_("Type the document's number."), member="document_number")
    if document.dated > at.astimezone(TASHKENT).date():
        raise PolicyValueWrong(
            N_("The document's date lies in the future. Correct it."), member="document_date"
        )
    return Document(title, number, document.dated)


def _expected_count(db: Session, programme: Programme, at: datetime) -> int:
    """Return the number of questions that is proposed, else the one in force."""
    standing = next(
        item for item in list_standing(db, programme.id, at) if item.key.key == "exam.question_count"
    )
    row = standing.proposal or standing.row
    count: int = row.value["value"] if row is not None else standing.value
    return count


def _check_sum(blueprint: Mapping[str, int], count: int, sentence: str) -> None:
    if sum(blueprint.values()) != count:
        raise BlueprintMismatch(sentence, sum=sum(blueprint.values()), count=count)
