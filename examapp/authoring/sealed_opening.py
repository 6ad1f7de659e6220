"""Opening the items of a sealed list before its time: for a reason, and never without a trace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import ReasonMissing
from examapp.authoring.desk_words import letter_of
from examapp.authoring.lists import OpenedList, open_list
from examapp.authoring.models import QuestionList
from examapp.authoring.scoring_words import describe_response
from examapp.authoring.vault import ListVault
from examapp.core.audit import record
from question_bank.answer_keys import right_answers
from question_bank.interactions import list_offers
from question_bank.items import Item, text_of
from question_bank.markup import plain_text

SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """An opened item as it is shown: `labels` are (letter, words, is right), `key` the right answer."""

    code: str
    version: int
    topic: str
    stem: str
    labels: tuple[tuple[str, str, bool], ...]
    key: str


def open_sealed_items(
    db: Session,
    question_list: QuestionList,
    vault: ListVault,
    reason: str,
    *,
    account: SignedInStaff,
    at: datetime,
) -> OpenedList:
    """Return the items of a list and write into the audit log who opened them, when and why.

    Raises ReasonMissing before anything is opened, ListBroken where the list is not as it was sealed.
    """
    why = " ".join(reason.split())
    if len(why) < SHORTEST_REASON:
        raise ReasonMissing
    opened = open_list(db, question_list.id, vault)
    record(
        db,
        act="question_list.items_opened",
        actor=account.actor,
        subject_kind="question_list",
        subject_code=question_list.code,
        at=at,
        facts={"reason": why, "items": len(opened.items), "digest": opened.digest},
    )
    return opened


def show_opened(opened: OpenedList, topic: str, language: str) -> list[OpenedItem]:
    """Return the items of a topic, or all, in the words of a language, with their keys."""
    return [
        _show_item(item, language)
        for _code, item in sorted(opened.items.items())
        if not topic or item.meta.topic == topic
    ]


def _show_item(item: Item, language: str) -> OpenedItem:
    text = text_of(item, language if language in ("uz-Cyrl", *item.texts) else next(iter(item.texts)))
    key = getattr(item.answer_key, "choices", ())
    labels = [
        (letter_of(place), plain_text(text.choices[choice]), choice in key)
        for offered in list_offers(item.interaction).values()
        for place, choice in enumerate(offered, start=1)
    ]
    right = [describe_response(item, answer) for answer in right_answers(item.answer_key)]
    return OpenedItem(
        item.id, item.version, item.meta.topic, plain_text(text.stem), tuple(labels), "; ".join(right)
    )
