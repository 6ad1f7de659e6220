"""How far each language of an item has come: missing, incomplete, behind the source text, or following it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from examapp.authoring.item_drafts import is_blank_text, source_digest
from examapp.authoring.text_rows import list_rows, words_of
from question_bank.items import WRITTEN_LANGUAGES


class Progress(StrEnum):
    """Where one language stands against the source text."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    STALE = "stale"
    FRESH = "fresh"


class MadeFrom(Protocol):
    """What a language was translated from."""

    @property
    def source_digest(self) -> str:
        """The digest of the source text."""
        ...


def list_languages(body: Mapping[str, Any], source_language: str) -> tuple[str, ...]:
    """Return the languages that must follow the source: those of the house, and others that have words."""
    extra = [name for name, text in body["texts"].items() if not is_blank_text(text)]
    return tuple(
        language for language in dict.fromkeys([*WRITTEN_LANGUAGES, *extra]) if language != source_language
    )


def read_progress(
    body: Mapping[str, Any], source_language: str, made_from: Mapping[str, MadeFrom]
) -> dict[str, Progress]:
    """Return how far each language but the source has come."""
    digest = source_digest(body, source_language)
    return {
        language: _progress(body, source_language, language, made_from.get(language), digest)
        for language in list_languages(body, source_language)
    }


def is_whole(body: Mapping[str, Any], source_language: str, language: str) -> bool:
    """Tell whether a language has words wherever the source text has them."""
    return all(
        words_of(body, language, row).strip()
        for row in list_rows(body)
        if words_of(body, source_language, row).strip()
    )


def has_changed(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> bool:
    """Tell whether the words of a language differ between two bodies."""
    return source_digest(before, language) != source_digest(after, language)


def _progress(
    body: Mapping[str, Any], source_language: str, language: str, made: MadeFrom | None, digest: str
) -> Progress:
    if is_blank_text(body["texts"].get(language, {"stem": "", "choices": {}})):
        return Progress.MISSING
    if made is not None and made.source_digest != digest:
        return Progress.STALE
    if made is None or not is_whole(body, source_language, language):
        return Progress.INCOMPLETE
    return Progress.FRESH
