"""Everything about one attempt as plain values, which the JSON holds and the paper is printed from."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListSignature, QuestionList
from examapp.certificates.models import Certificate
from examapp.core.audit import AuditEntry, AuditLink
from examapp.core.audit_checkpoints import describe, find_latest
from examapp.delivery.ledger import list_rows, read_attempt_clock
from examapp.delivery.models import (
    Alert,
    Attempt,
    LateDecision,
    Lease,
    ResponseConflict,
    ResponseEvent,
    SealedHead,
    SeatSilence,
)
from examapp.delivery.papers import Paper, PaperDesk
from examapp.delivery.sealing import sealed_part
from examapp.dossiers.errors import AnswersDeleted, NeverStarted, NotMarkedYet
from examapp.dossiers.marks import mark_to_json
from examapp.dossiers.typed_answers import fold_typed
from examapp.grading.models import KeyVersion, Score
from examapp.grading.queries import latest_scores
from examapp.proctoring.models import Incident, Intervention, WithdrawnAdmission
from examapp.results.export_json import signatures_to_json
from examapp.results.mark_steps import find_score, read_steps
from examapp.results.models import Result, ResultSheet
from question_bank.items import item_to_json

FORMAT: Final = "examapp-dossier-1"


@dataclass(frozen=True)
class Gathered:
    """A dossier's content, and the verified paper that its items and pictures come from."""

    attempt: Attempt
    paper: Paper
    content: dict[str, Any]


def gather(db: Session, desk: PaperDesk, attempt: Attempt, *, taken_by: str, at: datetime) -> Gathered:
    """Read everything about a marked attempt.

    Raises NeverStarted, NotMarkedYet, AnswersDeleted, ListBroken, FormBroken.
    """
    if attempt.started_at is None:
        raise NeverStarted
    if attempt.form_id is None and attempt.form_digest is not None:
        raise AnswersDeleted
    heads = db.scalars(
        select(SealedHead).where(SealedHead.attempt_id == attempt.id).order_by(SealedHead.revision)
    ).all()
    steps = read_steps(db, attempt)
    # The score that the sheet starts from; before there is a sheet, that of the key in force.
    named = find_score(db, steps.line, attempt.id) if steps else None
    score = named or latest_scores(db, attempt.sitting_id).get(attempt.id)
    if not heads or score is None or attempt.form_id is None:
        raise NotMarkedYet
    paper = desk.open(db, attempt.form_id)
    question_list = db.get_one(QuestionList, attempt.sitting.list_id)
    answers = _answers(db, attempt, heads)
    counted = json.loads(heads[-1].facts)["answers"]
    decisions = _decisions(db, score)
    content = {
        "format": FORMAT,
        "confidential": "Holds answer keys and personal data: for nobody who must not see them.",
        "taken_by": taken_by,
        "taken_at": _moment(at),
        "attempt": _attempt(db, attempt),
        "form": json.loads(attempt.form.body) if attempt.form else {},
        "items": {name: item_to_json(paper.opened.items[name]) for name in paper.form.item_ids()},
        "manifest": json.loads(question_list.manifest),
        "answers": answers,
        "conflicts": _rows(db, ResponseConflict, attempt.id, ResponseConflict.id),
        "leases": _rows(db, Lease, attempt.id, Lease.number),
        "late_decisions": _rows(db, LateDecision, attempt.id, LateDecision.lease),
        "heads": [_head(head) for head in heads],
        "score": _score(score),
        "decisions": decisions,
        "mark": mark_to_json(steps),
        "typed": fold_typed(
            paper, {item: _response_of(answers, name) for item, name in counted.items()}, decisions
        ),
        "time_ledger": [_plain(row) for row in list_rows(db, attempt.id)],
        "silences": _rows(db, SeatSilence, attempt.id, SeatSilence.since),
        "withdrawn_admissions": _rows(db, WithdrawnAdmission, attempt.id, WithdrawnAdmission.id),
        "incidents": _incidents(db, attempt),
        "calls": _rows(db, Alert, attempt.id, Alert.id),
        "interventions": _rows(db, Intervention, attempt.id, Intervention.id),
        "results": _results(db, attempt),
        "key_history": _key_history(db, question_list, paper.form.item_ids()),
        "audit": read_entries(db, "attempt", attempt.code),
        "checkpoint": _checkpoint(db),
    }
    return Gathered(attempt, paper, content)


def read_entries(db: Session, kind: str, code: str) -> list[dict[str, Any]]:
    """Return the log's entries about a thing, each with its place in the chain."""
    rows = db.execute(
        select(AuditEntry, AuditLink)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_code == code)
        .order_by(AuditEntry.id)
    )
    return [
        {
            "position": link.position if link else None,
            "previous": link.previous if link else None,
            "at": entry.at.isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "act": entry.act,
            "subject_kind": entry.subject_kind,
            "subject_code": entry.subject_code,
            "facts": entry.facts,
            "digest": link.digest if link else None,
        }
        for entry, link in rows
    ]


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _plain(row: Any) -> dict[str, Any]:
    """Write a row's own columns without the numbers by which tables know each other."""
    hidden = {"id", "attempt_id", "sitting_id"}
    values = {one.key: getattr(row, one.key) for one in row.__mapper__.column_attrs if one.key not in hidden}
    return {name: _moment(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _rows(db: Session, model: Any, attempt_id: int, *order: Any) -> list[dict[str, Any]]:
    return [
        _plain(row)
        for row in db.scalars(select(model).where(model.attempt_id == attempt_id).order_by(*order))
    ]


def _attempt(db: Session, attempt: Attempt) -> dict[str, Any]:
    candidate, sitting = attempt.booking.candidate, attempt.sitting
    return {
        "code": attempt.code,
        "form_digest": attempt.form_digest,
        "form": attempt.form.code if attempt.form else None,
        "sitting": sitting.code,
        "rehearsal": sitting.rehearsal,
        "programme": sitting.programme.titles,
        "region": sitting.room.centre.region_code,
        "centre": sitting.room.centre.names,
        "room": sitting.room.name,
        "seat": attempt.booking.workstation.number,
        "candidate": {
            "code": candidate.code,
            "name_latn": candidate.name_latn,
            "name_cyrl": candidate.name_cyrl,
            "organisation": candidate.organisation.names,
        },
        "language": attempt.language,
        "consent": attempt.consent,
        "state": attempt.state.value,
        "ending": attempt.ending.value if attempt.ending else None,
        "end_reason": attempt.end_reason,
        "admitted_at": _moment(attempt.admitted_at),
        "started_at": _moment(attempt.started_at),
        "ended_at": _moment(attempt.ended_at),
        "duration_ms": attempt.duration_ms,
        "accommodation_ms": attempt.accommodation_ms,
        "limit_ms": read_attempt_clock(db, attempt).limit_ms,
    }


def _answers(db: Session, attempt: Attempt, heads: Sequence[SealedHead]) -> list[dict[str, Any]]:
    """Write each event; `sealed_by` is the number of the first head that holds it, else that of the next."""
    events = db.scalars(
        select(ResponseEvent)
        .where(ResponseEvent.attempt_id == attempt.id)
        .order_by(ResponseEvent.lease, ResponseEvent.seq)
    ).all()
    sealed_by: dict[str, int] = {}
    for number, head in enumerate(heads):
        for lease in json.loads(head.facts)["leases"]:
            for event in sealed_part(events, lease, head.flags):
                sealed_by.setdefault(event.event_id, number)
    return [
        {
            "id": event.event_id,
            "lease": event.lease,
            "seq": event.seq,
            "item": event.item,
            "response": json.loads(event.response),
            "tick": event.tick,
            "since_tick_ms": event.since_tick_ms,
            "prev": event.prev,
            "made_ms": event.made_ms,
            "received_at": _moment(event.received_at),
            "used_ms": event.used_ms,
            "status": event.status.value,
            "after_gap": event.after_gap,
            "sealed_by": sealed_by.get(event.event_id, len(heads)),
        }
        for event in events
    ]


def _response_of(answers: Sequence[Mapping[str, Any]], name: str) -> Any:
    return next((one["response"] for one in answers if one["id"] == name), None)


def _head(head: SealedHead) -> dict[str, Any]:
    return _plain(head) | {"facts": json.loads(head.facts)}


def _score(score: Score) -> dict[str, Any]:
    return _plain(score) | {"items": {row.item_id: row.points for row in score.items}}


def _decisions(db: Session, score: Score) -> list[dict[str, Any]]:
    """Return the decisions on items under which a score was marked, by item."""
    version = db.get(KeyVersion, score.key_version)
    return sorted(version.decisions, key=lambda one: str(one["item"])) if version else []


def _incidents(db: Session, attempt: Attempt) -> list[dict[str, Any]]:
    own = (Incident.attempt_id == attempt.id) | Incident.attempt_id.is_(None)
    found = select(Incident).where(Incident.sitting_id == attempt.sitting_id, own).order_by(Incident.id)
    return [_plain(row) | {"whole_room": row.attempt_id is None} for row in db.scalars(found)]


def _results(db: Session, attempt: Attempt) -> list[dict[str, Any]]:
    rows = db.execute(
        select(ResultSheet, Result.outcome)
        .join(Result, Result.sheet_id == ResultSheet.id)
        .where(Result.attempt_id == attempt.id)
        .order_by(ResultSheet.revision)
    )
    certificates = select(Certificate).where(Certificate.attempt_id == attempt.id).order_by(Certificate.id)
    return [
        {
            "sheet": sheet.number,
            "revision": sheet.revision,
            "digest": sheet.digest,
            "state": sheet.state.value,
            "outcome": outcome.value,
            "signatures": signatures_to_json(sheet, with_files=True),
        }
        for sheet, outcome in rows
    ] + [
        {"certificate": one.number, "issued_on": one.issued_on.isoformat(), "sha256": one.file_sha256}
        for one in db.scalars(certificates)
    ]


def _key_history(db: Session, question_list: QuestionList, served: Collection[str]) -> dict[str, Any]:
    """Return who sealed the list, and what the log says of it and of the items that this attempt had.

    Matters of other items quote other people's complaints, which are nobody's business here.
    """
    entries = read_entries(db, "question_list", question_list.code)
    officials = db.scalars(select(ListSignature).where(ListSignature.list_id == question_list.id))
    return {
        "list": question_list.code,
        "digest": question_list.digest,
        "key_id": question_list.key_id,
        "signature": question_list.signature,
        "officials": [
            {
                "name": one.name,
                "at": _moment(one.at),
                "public_key": one.public_key,
                "signature": one.signature,
            }
            for one in officials
        ],
        "audit": [
            one
            for one in entries
            if not one["act"].startswith("item_matter.") or json.loads(one["facts"])["item"] in served
        ],
    }


def _checkpoint(db: Session) -> dict[str, Any] | None:
    latest = find_latest(db)
    return describe(latest) if latest else None
