"""The practice for everybody: open items of every kind, and their marks with the reason of each.

None of these items is in any list, so that their keys may be told. Nothing is kept: answers come, are marked
and are forgotten.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from examapp.core.errors import AppError
from examapp.core.i18n import N_
from examapp.delivery.practice import public_places
from question_bank.content import load_open_items
from question_bank.exam_form import ExamForm, Section, public_paper
from question_bank.items import LANGUAGES, text_of
from question_bank.scoring import ItemScore, score_response

PICTURES: Final = "/practice/pictures/"


class AnswersUnreadable(AppError):
    """What was sent is no set of answers to the open items."""

    status = 422
    code = "answers_unreadable"
    message = N_("These answers could not be read. Load the page again and repeat the practice.")


@cache
def open_paper() -> dict[str, Any]:
    """Return the paper of the open items in all languages, in the shape of a real one and without keys."""
    items, _media = load_open_items()
    form = ExamForm("practice", "practice", (Section("", public_places(items)),))
    return public_paper(form, items, LANGUAGES, lambda sha256: PICTURES + sha256)


@cache
def find_open_picture(sha256: str) -> tuple[bytes, str] | None:
    """Return a picture of the open items and its type, or None where there is no such picture."""
    items, media = load_open_items()
    types = {picture.sha256: picture.type for item in items.values() for picture in item.media.values()}
    return (media[sha256], types[sha256]) if sha256 in types else None


def mark_open(answers: object) -> dict[str, Any]:
    """Return the marks of the answers, by item in their order, each with its explanation in all languages.

    Whatever an answer is, it is marked; items that nobody knows raise AnswersUnreadable.
    """
    items, _media = load_open_items()
    if not isinstance(answers, Mapping) or not set(answers) <= set(items):
        raise AnswersUnreadable
    scores = [score_response(item, answers.get(name)) for name, item in items.items()]
    return {
        "points": _plain(sum((score.points for score in scores), Decimal(0))),
        "maximum": _plain(sum((score.maximum for score in scores), Decimal(0))),
        "items": [
            {
                "item": score.item_id,
                "outcome": _outcome(score),
                "points": _plain(score.points),
                "maximum": _plain(score.maximum),
                "why": {tag: text_of(items[score.item_id], tag).rationale for tag in LANGUAGES},
            }
            for score in scores
        ],
    }


def _outcome(score: ItemScore) -> str:
    if not score.answered:
        return "empty"
    if score.points == score.maximum:
        return "right"
    return "partly" if score.points > 0 else "wrong"


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}".replace(".", ",")
