"""What a candidate of the demo must answer, right or wrong on purpose: read from the demo's own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp import create_app
from examapp.authoring.vault import ListVault
from examapp.core.db import reading
from examapp.core.settings import load_settings
from examapp.core.signing import key_ring
from examapp.delivery.event_log import load_answers
from examapp.delivery.models import Attempt
from examapp.delivery.papers import Paper, PaperDesk
from examapp.delivery.practice import practice_paper
from examapp.delivery.sealing import find_receipt
from examapp.demo.answers import right_answer, wrong_answer
from examapp.sittings.models import Booking
from question_bank.content import load_practice_items
from question_bank.exam_form import FormItem
from question_bank.items import LANGUAGES
from tests.journeys.serving import Served


@dataclass(frozen=True)
class Question:
    """One item as the candidate gets it, with an answer that earns everything and one that earns nothing."""

    id: str
    interaction: dict[str, Any]
    right: Any
    wrong: Any


@dataclass(frozen=True)
class KnownPaper:
    """A candidate's attempt and the questions of its form, in the form's order."""

    attempt: str
    paper: Paper
    questions: list[Question]


@contextmanager
def own_eyes(served: Served) -> Iterator[Session]:
    """Look into the installation's own database beside the server; nothing is written."""
    app = create_app(load_settings(served.environ))
    try:
        with app.app_context(), reading() as db:
            yield db
    finally:
        app.extensions["database"].engine.dispose()


def know_paper(served: Served, candidate_code: str) -> KnownPaper:
    """Read a candidate's form."""
    with own_eyes(served) as db:
        booking = db.scalars(select(Booking).where(Booking.candidate_code == candidate_code)).one()
        attempt = db.scalars(select(Attempt).where(Attempt.booking_id == booking.id)).one()
        assert booking.form_id is not None
        paper = PaperDesk(ListVault(key_ring())).open(db, booking.form_id)
        code = attempt.code
    shown = paper.show(LANGUAGES, "uz-Latn")
    questions = []
    for section in shown["form"]["sections"]:
        for item in section["items"]:
            known, place = paper.opened.items[item["id"]], paper.form.find_item(item["id"])
            assert place is not None
            right, wrong = right_answer(known, place), wrong_answer(known, place)
            questions.append(Question(item["id"], item["interactions"][0], right, wrong))
    return KnownPaper(code, paper, questions)


def read_receipt(served: Served, attempt_code: str) -> str:
    """The receipt code of an attempt as the server has sealed it."""
    with own_eyes(served) as db:
        attempt = db.scalars(select(Attempt).where(Attempt.code == attempt_code)).one()
        receipt = find_receipt(db, attempt.id)
    assert receipt is not None
    return receipt.code


def tell_other_answers(served: Served, known: KnownPaper) -> str:
    """Say where an attempt holds something else than the right answer: number, kind, both answers."""
    with own_eyes(served) as db:
        attempt = db.scalars(select(Attempt).where(Attempt.code == known.attempt)).one()
        held = load_answers(db, attempt.id, attempt.state)
        given = {item: event.response for item, event in held.items()}
    return "\n".join(
        f"{number} {question.interaction['type']}: {given.get(question.id)} for {question.right}"
        for number, question in enumerate(known.questions, start=1)
        if _in_order(given.get(question.id)) != _in_order(question.right)
    )


def _in_order(response: Any) -> Any:
    """Pairs mean the same in any order; choices in a row may not."""
    pairs = isinstance(response, list) and response and isinstance(response[0], list)
    return sorted(response) if pairs else response


def know_practice() -> list[Question]:
    """The three practice items; they stand under the bank's own ids."""
    items, _media = load_practice_items()
    questions = []
    for section in practice_paper()["form"]["sections"]:
        for item in section["items"]:
            known, interaction = items[item["id"]], item["interactions"][0]
            names = {each["id"]: each["id"] for list_ in _lists(interaction) for each in list_}
            names |= {gap["id"]: gap["id"] for gap in interaction.get("gaps", [])}
            place = FormItem(known.id, known.version, "", {}, names)
            questions.append(Question(known.id, interaction, right_answer(known, place), None))
    return questions


def _lists(interaction: dict[str, Any]) -> list[list[dict[str, Any]]]:
    plain = [interaction.get(name, []) for name in ("choices", "sources", "targets", "areas")]
    return plain + [gap.get("choices", []) for gap in interaction.get("gaps", [])]
