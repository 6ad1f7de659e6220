"""The item that a candidate calls about, as it stands on that candidate's screen: same order, same language.

It comes from the sealed paper by the very function that writes the candidate's, so no key, mapping or
rationale is in it. Only an item that a call names is shown, and each showing stands in the audit log.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.delivery.attempt_view import read_languages
from examapp.delivery.models import Alert, Attempt
from examapp.delivery.papers import Paper, PaperDesk
from examapp.proctoring.errors import NoItemToShow
from examapp.sittings.models import Sitting
from question_bank.exam_form import ExamForm, Section, public_paper


@dataclass(frozen=True, slots=True)
class SeenItem:
    """One item of one paper: its id, its number on the screen of so many, the language that was read."""

    id: str
    number: int
    of: int
    language: str


def get_call(db: Session, sitting: Sitting, code: str) -> tuple[Alert, Attempt]:
    """Return a call and its attempt; one of another sitting raises NotFound."""
    found = db.execute(
        select(Alert, Attempt)
        .join(Attempt, Attempt.id == Alert.attempt_id)
        .where(Alert.code == code, Attempt.sitting_id == sitting.id)
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def find_seen_item(db: Session, desk: PaperDesk, alert: Alert, attempt: Attempt) -> tuple[SeenItem, Paper]:
    """Return what a call names, with the paper; raises NoItemToShow."""
    if alert.item is None or attempt.form_id is None:
        raise NoItemToShow
    paper = desk.open(db, attempt.form_id)
    items = list(paper.form.item_ids())
    if alert.item not in items:
        raise NoItemToShow
    language = alert.language or read_languages(db, attempt.id)[1]
    return SeenItem(alert.item, items.index(alert.item) + 1, len(items), language), paper


def find_item_numbered(db: Session, desk: PaperDesk, attempt: Attempt, number: int | None) -> SeenItem | None:
    """Return the item that stands under a number on a candidate's screen, or None."""
    if attempt.form_id is None or number is None:
        return None
    items = list(desk.open(db, attempt.form_id).form.item_ids())
    if not 1 <= number <= len(items):
        return None
    return SeenItem(items[number - 1], number, len(items), read_languages(db, attempt.id)[1])


def show_item(paper: Paper, seen: SeenItem, media_url: Callable[[str], str]) -> dict[str, Any]:
    """Return the paper of this one item, in the one language."""
    sections = tuple(
        Section(section.topic, tuple(place for place in section.items if place.id == seen.id))
        for section in paper.form.sections
    )
    alone: ExamForm = replace(paper.form, sections=tuple(section for section in sections if section.items))
    return public_paper(alone, paper.opened.items, (seen.language,), media_url)


def note_showing(db: Session, sitting: Sitting, attempt: Attempt, seen: SeenItem, hand: Any) -> None:
    """Write into the audit log that the proctor has seen this item."""
    record(
        db,
        act="room.item_shown",
        actor=hand.actor,
        subject_kind="attempt",
        subject_code=attempt.code,
        at=hand.now.wall,
        facts={"sitting": sitting.code, "item": seen.id, "number": seen.number, "language": seen.language},
    )
