"""The paper of an attempt: its sealed form over the verified list, opened once in each process.

A list or a form that is not what was sealed opens for nobody; the error names the item. What was verified
stays in memory, so that a later change in the database cannot reach a running exam.
"""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from examapp.authoring.lists import OpenedList, open_list
from examapp.authoring.vault import ListVault
from examapp.core.packed import QUICKLY, Packed
from examapp.delivery.errors import FormBroken, NotHere
from examapp.delivery.remembered import Remembered
from examapp.sittings.models import ExamFormRecord, Sitting
from examapp.sittings.queries import get_form
from question_bank.exam_form import (
    ExamForm,
    check_public_response,
    form_from_json,
    form_to_json,
    public_paper,
)
from question_bank.items import Item
from question_bank.responses import ResponseError
from question_bank.sealing import digest

# A packed paper takes some 30 KB, an opened one 60: an answer is compared with it each time.
MOST_PACKED: Final = 1_000
MOST_OPENED: Final = 6_144


@dataclass(frozen=True)
class Paper:
    """One candidate's form with the verified items that it draws on."""

    form: ExamForm
    digest: str
    opened: OpenedList

    @cached_property
    def media(self) -> frozenset[str]:
        """The SHA-256 of each picture that this form shows."""
        items = (self.opened.items[item_id] for item_id in self.form.item_ids())
        return frozenset(picture.sha256 for item in items for picture in item.media.values())

    def accepts(self, item_id: str, response: Any) -> bool:
        """Tell whether an answer names an item of this form and what that item offers."""
        try:
            check_public_response(self.form, self.opened.items, item_id, response)
        except ResponseError:
            return False
        return True

    def show(self, languages: tuple[str, ...], shown: str) -> dict[str, Any]:
        """Return the whole paper as the candidate's page gets it; no key, mapping or rationale is in it."""
        return public_paper(self.form, self.opened.items, languages, _media_url, shown)

    def picture(self, sha256: str) -> tuple[bytes, str]:
        """Return a picture of this form and its type; raises NotHere for any other."""
        if sha256 not in self.media:
            raise NotHere
        return self.opened.media[sha256], self.opened.media_types[sha256]


def _media_url(sha256: str) -> str:
    return f"/exam/api/v1/attempt/media/{sha256}"


class PaperDesk:
    """Opens papers and keeps what it has opened, lists by their digest and forms by their id."""

    def __init__(self, vault: ListVault) -> None:
        self._vault = vault
        self._lists: dict[int, OpenedList] = {}
        self._papers: Remembered[int, Paper] = Remembered(MOST_OPENED)
        self._packed: Remembered[tuple[str, tuple[str, ...], str], Packed] = Remembered(MOST_PACKED)
        self._lock = threading.Lock()

    def find(self, form_id: int) -> Paper | None:
        """Return a paper that this process has opened already."""
        return self._papers.find(form_id)

    def open(self, db: Session, form_id: int) -> Paper:
        """Return the paper of a form. Raises ListBroken or FormBroken, naming what is not as sealed."""
        paper = self._papers.find(form_id)
        if paper is None:
            record = get_form(db, form_id)
            with self._lock:  # 200 seats start at once: the list is verified for the first of them only
                paper = self._papers.find(form_id) or _lay_out(record, self._open_list(db, record.sitting_id))
                self._papers.keep(form_id, paper)
        return paper

    def pack(self, paper: Paper, languages: tuple[str, ...], shown: str) -> Packed:
        """Return a paper as it goes out to the candidate's page, made once for each language shown."""
        key = paper.digest, languages, shown
        return self._packed.find(key) or self._packed.keep(
            key, Packed.pack("application/json", orjson.dumps(paper.show(languages, shown)), QUICKLY)
        )

    def _open_list(self, db: Session, sitting_id: int) -> OpenedList:
        sitting = db.get_one(Sitting, sitting_id)
        opened = self._lists.get(sitting.list_id)
        if opened is None:
            opened = self._lists[sitting.list_id] = open_list(db, sitting.list_id, self._vault)
        return opened


def _lay_out(record: ExamFormRecord, opened: OpenedList) -> Paper:
    data = json.loads(record.body)
    try:
        form = form_from_json(data)
    except ValueError as error:
        raise FormBroken(form=record.code, named=str(error)) from error
    if not _is_sealed(record, data) or form_to_json(form) != data:
        raise FormBroken(form=record.code, named="digest")
    for item_id in form.item_ids():
        _check_item(record, form, item_id, opened.items)
    return Paper(form, record.digest, opened)


def _is_sealed(record: ExamFormRecord, data: Any) -> bool:
    """Tell whether a form's body is what was sealed; written canonically, its bytes say so by themselves."""
    written = hashlib.sha256(record.body.encode()).hexdigest()
    return written == record.digest or digest(data) == record.digest


def _check_item(record: ExamFormRecord, form: ExamForm, item_id: str, items: Mapping[str, Item]) -> None:
    place, item = form.find_item(item_id), items.get(item_id)
    if place is None or item is None or item.version != place.version:
        raise FormBroken(form=record.code, named=item_id)


def check_blueprint(paper: Paper, blueprint: Mapping[str, int], question_count: int) -> None:
    """Refuse a form that does not hold what its programme demands; raises FormBroken naming the topic."""
    held = Counter({section.topic: len(section.items) for section in paper.form.sections})
    for topic in sorted(held.keys() | blueprint.keys()):
        if held[topic] != blueprint.get(topic, 0):
            raise FormBroken(form=paper.form.code, named=f"{topic} {held[topic]}/{blueprint.get(topic, 0)}")
    if held.total() != question_count:
        raise FormBroken(form=paper.form.code, named=f"{held.total()}/{question_count}")
