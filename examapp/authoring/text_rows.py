"""The words of an item as rows that stand side by side in two languages: stem, labels, rationale, unit, alt.

A translator gets the rows in an order that says nothing, under names that say nothing, and without a mark of
what is right: the order of choices and their ids often show the key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from examapp.authoring.draft_shapes import list_gap_ids, list_ids
from examapp.authoring.item_drafts import Body, interaction_of, key_of
from examapp.authoring.typed_words import read_inline, read_paragraphs, show_typed
from question_bank.seeded import SeededStream


class RowKind(StrEnum):
    """What a row holds."""

    STEM = "stem"
    LABEL = "label"
    RATIONALE = "rationale"
    UNIT = "unit"
    ALT = "alt"


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row: `name` is that of its fields, `id` the choice or picture, `group` the list it is offered in.

    `place` counts from 1 within the group; `right` marks a label that the key names.
    """

    kind: RowKind
    name: str
    id: str = ""
    group: str = ""
    place: int = 0
    right: bool = False


def list_rows(body: Mapping[str, Any], *, blind: bool = False) -> list[TextRow]:
    """Return the rows of a body; `blind` hides order, ids and marks."""
    labels = _blind_labels(body) if blind else _labels(body)
    rows = [TextRow(RowKind.STEM, "stem"), *labels, TextRow(RowKind.RATIONALE, "rationale")]
    if interaction_of(body)["type"] in {"numeric", "slider"}:
        rows.insert(1, TextRow(RowKind.UNIT, "unit"))
    pictures = enumerate(body["media"], start=1)
    return rows + [TextRow(RowKind.ALT, f"alt-{place}", name, place=place) for place, name in pictures]


def words_of(body: Mapping[str, Any], language: str, row: TextRow) -> str:
    """Return the words of a row as HTML, empty where there are none."""
    if row.kind is RowKind.ALT:
        alt: Mapping[str, str] = body["media"][row.id]["alt"]
        return alt.get(language, "")
    text: Mapping[str, Any] = body["texts"].get(language, {})
    if row.kind is RowKind.LABEL:
        return str(text.get("choices", {}).get(row.id, ""))
    return str(text.get(row.kind.value) or "")


def typed_of(body: Mapping[str, Any], language: str, row: TextRow) -> str:
    """Return the words of a row as they are typed."""
    words = words_of(body, language, row)
    return words if row.kind in {RowKind.ALT, RowKind.UNIT} else show_typed(words)


def put_words(body: Body, language: str, row: TextRow, typed: str) -> None:
    """Write what was typed for a row; the language comes into being with its first word."""
    typed = typed.replace("\r\n", "\n")
    if typed.strip() == typed_of(body, language, row).strip():
        return
    if row.kind is RowKind.ALT:
        body["media"][row.id]["alt"][language] = " ".join(typed.split())
        return
    text = body["texts"].setdefault(language, _blank_text(body))
    if row.kind is RowKind.LABEL:
        text["choices"][row.id] = read_inline(typed)
    elif row.kind is RowKind.STEM:
        text["stem"] = read_paragraphs(typed)
    else:
        text[row.kind.value] = read_inline(typed)


def field_name(language: str, row: TextRow) -> str:
    """Return the name and id of a row's field."""
    return f"text-{language}-{row.name}"


def _blank_text(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"stem": "", "choices": dict.fromkeys(list_ids(interaction_of(body)), ""), "rationale": ""}


def _labels(body: Mapping[str, Any]) -> list[TextRow]:
    right = _right_ids(body)
    return [
        TextRow(RowKind.LABEL, f"label-{choice}", choice, group, place, choice in right)
        for group, offered in list_groups(body).items()
        for place, choice in enumerate(offered, start=1)
    ]


def list_groups(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what has labels, by list: choices, sources, targets, areas, or one list for each gap."""
    interaction = interaction_of(body)
    if interaction["type"] == "order":
        key = key_of(body)
        in_order = isinstance(key, list) and sorted(key) == sorted(interaction["choices"])
        return {"choices": key if in_order else interaction["choices"]}
    groups: dict[str, list[str]] = {
        name: list(interaction[name]) for name in ("choices", "sources", "targets") if name in interaction
    }
    if isinstance(interaction.get("gaps"), Mapping):
        groups |= {gap: list(offered) for gap, offered in interaction["gaps"].items()}
    if interaction["type"] == "hotspot":
        groups["areas"] = [area["id"] for area in interaction["areas"]]
    return groups


def _right_ids(body: Mapping[str, Any]) -> set[str]:
    """Return the labels that stand for something right by themselves; pairs are shown elsewhere."""
    kind, key = interaction_of(body)["type"], key_of(body)
    if kind in {"choice", "hotspot"} and isinstance(key, list):
        return {part for part in key if isinstance(part, str)}
    if kind == "inline_choice" and isinstance(key, Mapping):
        return set(key.values())
    return set()


def _blind_labels(body: Mapping[str, Any]) -> list[TextRow]:
    stream = SeededStream(f"{body['id']}/{body['version']}", "rows")
    rows: list[TextRow] = []
    groups = list_groups(body)
    for number, offered in enumerate(groups.values(), start=1):
        group = f"list {number}" if len(groups) > 1 else "choices"
        # Sorted first: an order drawn from the key's own order would still follow from it.
        for place, choice in enumerate(stream.shuffle(sorted(offered)), start=1):
            rows.append(TextRow(RowKind.LABEL, f"label-{len(rows) + 1}", choice, group, place))
    return rows


def list_gap_names(body: Mapping[str, Any]) -> list[str]:
    """Return the gaps whose markers the stem must hold, as they are typed: [[g1]]."""
    interaction = interaction_of(body)
    on_picture = interaction["type"] == "gap_match" and "areas" in interaction
    return [] if on_picture else [f"[[{gap}]]" for gap in list_gap_ids(interaction)]
