"""The words and pictures of an item, per language, and their native form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.fields import FieldError, Fields

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an item in one language; `stem` and `choices` are a small subset of HTML."""

    stem: str
    choices: Mapping[str, str]
    rationale: str | None = None
    unit: str | None = None
    translator: str | None = None
    checked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A picture: its file's name and digest, its size in pixels, its description per language."""

    file: str
    type: str
    width: int
    height: int
    sha256: str
    alt: Mapping[str, str]


def text_from_json(fields: Fields) -> Text:
    """Read the words of one language."""
    text = Text(
        stem=fields.text("stem"),
        choices=fields.text_map("choices") if fields.has("choices") else {},
        rationale=fields.optional_text("rationale"),
        unit=fields.optional_text("unit"),
        translator=fields.optional_text("translator"),
        checked_by=fields.optional_text("checked_by"),
    )
    fields.done()
    return text


def text_to_json(text: Text) -> dict[str, Any]:
    """Write the words of one language; absent members stay absent."""
    optional = {
        "unit": text.unit,
        "rationale": text.rationale,
        "translator": text.translator,
        "checked_by": text.checked_by,
    }
    written: dict[str, Any] = {"stem": text.stem, "choices": dict(text.choices)}
    return written | {name: value for name, value in optional.items() if value is not None}


def media_from_json(fields: Fields) -> Media:
    """Read one picture's record."""
    media = Media(
        file=fields.text("file"),
        type=fields.text("type"),
        width=fields.integer("width", at_least=1),
        height=fields.integer("height", at_least=1),
        sha256=fields.text("sha256"),
        alt=fields.text_map("alt"),
    )
    fields.done()
    if not _SHA256.fullmatch(media.sha256):
        raise FieldError(fields.at("sha256"), "64 lower-case hexadecimal digits are expected")
    return media


def media_to_json(media: Media) -> dict[str, Any]:
    """Write one picture's record."""
    return {
        "file": media.file,
        "type": media.type,
        "width": media.width,
        "height": media.height,
        "sha256": media.sha256,
        "alt": dict(media.alt),
    }
