"""What differs between two revisions of an item: words in each language, structure, key, scoring, facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from examapp.authoring.desk_words import say_row
from examapp.authoring.item_drafts import interaction_of, key_of
from examapp.authoring.text_rows import TextRow, list_rows, typed_of
from examapp.authoring.word_changes import Parts, mark_changes
from question_bank.items import LANGUAGES


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs: what it is, in which language, and both sides with the changed words marked."""

    label: str
    language: str
    before: Parts
    after: Parts


def compare_bodies(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return every place at which two bodies differ."""
    found = [
        difference
        for language in LANGUAGES
        for row in _all_rows(before, after)
        if (difference := _compare_words(before, after, language, row)) is not None
    ]
    sections = (
        (gettext("Structure"), interaction_of),
        (gettext("Key"), key_of),
        (gettext("Scoring"), lambda body: {**body["scoring"], "max_points": body["max_points"]}),
        (gettext("Facts"), lambda body: body["meta"]),
        (gettext("Pictures"), _list_pictures),
    )
    for label, part_of in sections:
        left, right = flatten(part_of(before)), flatten(part_of(after))
        if left != right:
            found.append(Difference(label, "", *mark_changes(left, right)))
    return found


def flatten(value: Any) -> str:
    """Return a piece of JSON as words on one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {flatten(member)}" for name, member in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(
            f"({flatten(part)})" if isinstance(part, list | dict) else str(part) for part in value
        )
    return "" if value is None else str(value)


def _list_pictures(body: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{picture['file']} {picture['sha256'][:12]}" for name, picture in body["media"].items()}


def _all_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[TextRow]:
    """Return the rows of the newer body, and those of the older that it no longer has."""
    rows = list_rows(after)
    known = {(row.kind, row.id) for row in rows}
    return rows + [row for row in list_rows(before) if (row.kind, row.id) not in known]


def _compare_words(
    before: Mapping[str, Any], after: Mapping[str, Any], language: str, row: TextRow
) -> Difference | None:
    left, right = _words(before, language, row), _words(after, language, row)
    return None if left == right else Difference(say_row(row), language, *mark_changes(left, right))


def _words(body: Mapping[str, Any], language: str, row: TextRow) -> str:
    has_picture = not row.name.startswith("alt-") or row.id in body["media"]
    return typed_of(body, language, row) if has_picture else ""
