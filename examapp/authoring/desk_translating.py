"""A translator's work: the words of one language of an item in review, and nothing else of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import LanguageNotReady
from examapp.authoring.desk_models import DeskItem, RevisionPart
from examapp.authoring.desk_queries import read_body
from examapp.authoring.desk_review import complete_if_ready
from examapp.authoring.desk_saving import keep_revision, mark_translated, require_state
from examapp.authoring.desk_states import ItemState
from examapp.authoring.item_drafts import Body
from examapp.authoring.translations import has_changed, is_whole
from examapp.core.errors import Forbidden
from question_bank.items import LANGUAGES


def save_translation(
    db: Session,
    item: DeskItem,
    typed: Mapping[str, Any],
    language: str,
    *,
    base: int,
    ready: bool,
    account: SignedInStaff,
    at: datetime,
) -> bool:
    """Keep the words of one language out of `typed`, a body; return whether all languages are ready now.

    `ready` declares that they follow the source text; with the reviewer's acceptance and every language
    ready the item moves on. Raises Forbidden for the source language, DraftChanged, WrongState.
    """
    require_state(item, ItemState.IN_REVIEW)
    if language == item.source_language or language not in LANGUAGES:
        raise Forbidden
    before = read_body(db, item)
    body = _take_language(before, typed, language)
    if has_changed(before, body, language):
        keep_revision(
            db,
            item,
            body,
            part=RevisionPart.TRANSLATING,
            base=base,
            account=account,
            at=at,
            note=language,
        )
    if ready and is_whole(body, item.source_language, language):
        mark_translated(db, item, body, language, account, at)
        return complete_if_ready(db, item, account, at)
    return False


def refuse_unready(item: DeskItem, body: Mapping[str, Any], language: str) -> None:
    """Raise LanguageNotReady where a language lacks words that the source text has."""
    if not is_whole(body, item.source_language, language):
        raise LanguageNotReady


def _take_language(before: Body, typed: Mapping[str, Any], language: str) -> Body:
    """Return the stored body with one language of another; structure, key and other words stay."""
    body = {**before, "texts": dict(before["texts"]), "media": dict(before["media"])}
    if language in typed["texts"]:
        body["texts"][language] = typed["texts"][language]
    for name, picture in before["media"].items():
        words = typed["media"][name]["alt"].get(language, picture["alt"].get(language, ""))
        body["media"][name] = {**picture, "alt": {**picture["alt"], language: words}}
    return body
