"""The practice items as the candidate's page gets them: the shape of a real paper, and nothing to send.

They are shown in the bank's own order and under its own ids; keys and rationales stay behind all the same.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from question_bank.content import load_practice_items
from question_bank.exam_form import ExamForm, FormItem, Section, public_paper
from question_bank.interactions import list_gaps, list_labelled, list_offers
from question_bank.items import LANGUAGES, Item

PICTURES: Final = "/exam/practice/"


@cache
def practice_paper() -> dict[str, Any]:
    """Return the practice paper in all languages."""
    items, _media = load_practice_items()
    form = ExamForm("practice", "practice", (Section("practice", public_places(items)),))
    return public_paper(form, items, LANGUAGES, lambda sha256: PICTURES + sha256)


@cache
def find_practice_picture(sha256: str) -> tuple[bytes, str] | None:
    """Return a practice picture and its type, or None where there is no such picture."""
    items, media = load_practice_items()
    for item in items.values():
        for picture in item.media.values():
            if picture.sha256 == sha256:
                return media[sha256], picture.type
    return None


def list_practice_pictures() -> list[str]:
    """Return the addresses of the practice pictures, for the page's shell to keep."""
    items, _media = load_practice_items()
    return [PICTURES + picture.sha256 for item in items.values() for picture in item.media.values()]


def public_places(items: Mapping[str, Item]) -> tuple[FormItem, ...]:
    """Return a form's places for items that are shown in their own order and under their own ids."""
    return tuple(_place(item) for item in items.values())


def _place(item: Item) -> FormItem:
    interaction = item.interaction
    ids = {name: name for name in (*list_labelled(interaction), *list_gaps(interaction))}
    return FormItem(item.id, item.version, "", list_offers(interaction), ids)
