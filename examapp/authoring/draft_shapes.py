"""The structure of a draft, changed step by step: kinds, choices, gaps, areas; labels follow their ids."""

import copy
import string
from collections.abc import Mapping
from typing import Any

from examapp.authoring.item_drafts import INTERACTION_ID, Body, interaction_of, key_of

# Gaps that are areas of a picture are edited unlike gaps of the text, so the page offers two kinds.
ON_PICTURE = "gap_match_picture"
KINDS = (
    *("choice", "order", "match", "gap_match", ON_PICTURE, "inline_choice", "text_entry"),
    *("numeric", "hotspot", "select_point", "slider"),
)
RULES = {
    "choice": ("match_correct", "map_response"),
    "order": ("match_correct", "per_pair"),
    "match": ("match_correct", "per_pair", "map_response"),
    "gap_match": ("match_correct", "per_pair", "map_response"),
    "inline_choice": ("match_correct", "per_pair", "map_response"),
    "text_entry": ("match_correct", "map_response"),
    "numeric": ("numeric", "match_correct"),
    "hotspot": ("match_correct", "map_response"),
    "select_point": ("match_correct", "map_response_point"),
    "slider": ("numeric", "match_correct"),
}
_FRESH_AREA = {"shape": "rect", "coords": [10, 10, 110, 60]}
_SHAPES: dict[str, dict[str, Any]] = {
    "choice": {"max_choices": 1, "choices": ["a", "b", "c", "d"]},
    "order": {"choices": ["a", "b", "c"]},
    "match": {"sources": ["s1", "s2"], "targets": ["t1", "t2", "t3"]},
    "gap_match": {"choices": ["a", "b", "c"], "gaps": ["g1", "g2"]},
    ON_PICTURE: {"choices": ["a", "b"], "media": "", "areas": [{"id": "g1", **_FRESH_AREA}]},
    "inline_choice": {"gaps": {"g1": ["g1a", "g1b"]}},
    "text_entry": {"max_length": 40},
    "numeric": {},
    "hotspot": {"media": "", "max_choices": 1, "areas": [{"id": "h1", **_FRESH_AREA}]},
    "select_point": {"media": "", "max_choices": 1},
    "slider": {"lower": "0", "upper": "100", "step": "5"},
}
_KEYS: dict[str, Any] = {"order": ["a", "b", "c"], "inline_choice": {}, "select_point": [dict(_FRESH_AREA)]}


def empty_body(code: str, *, kind: str, topic: str, language: str) -> Body:
    """Return the body of a new item of a kind, with nothing in it but its structure."""
    body: Body = {
        "id": code,
        "version": 1,
        "interactions": [],
        "answer_key": {},
        "scoring": {},
        "max_points": "1",
        "texts": {language: {"stem": "", "choices": {}, "rationale": ""}},
        "media": {},
        "meta": {
            "topic": topic,
            "subtopic": "",
            "level": "know",
            "enemies": [],
            "angoff": "",
            "source": "",
            "licence": "",
        },
    }
    return _take_shape(body, kind)


def kind_of(body: Mapping[str, Any]) -> str:
    """Return the kind as the page offers it."""
    interaction = interaction_of(body)
    return (
        ON_PICTURE if interaction["type"] == "gap_match" and "areas" in interaction else interaction["type"]
    )


def change_kind(body: Body, kind: str) -> Body:
    """Return the body with another kind; words that still have a place stay, choices keep their ids."""
    if kind not in KINDS or kind == kind_of(body):
        return body
    before, changed = interaction_of(body), _take_shape(copy.deepcopy(body), kind)
    interaction = interaction_of(changed)
    if "choices" in before and "choices" in interaction:
        interaction["choices"] = list(before["choices"])
        if kind == "order":
            changed["answer_key"] = {interaction["id"]: list(before["choices"])}
    if interaction.get("media") == "" and changed["media"]:
        interaction["media"] = next(iter(changed["media"]))
    return fit_labels(changed)


def _take_shape(body: Body, kind: str) -> Body:
    plain = "gap_match" if kind == ON_PICTURE else kind
    body["interactions"] = [{"id": INTERACTION_ID, "type": plain, **copy.deepcopy(_SHAPES[kind])}]
    key = copy.deepcopy(_KEYS.get(kind, []))
    if kind in {"numeric", "slider"}:
        key = {"value": "", "tolerance": "0"}
    body["answer_key"] = {INTERACTION_ID: key}
    body["scoring"] = {"rule": RULES[plain][0]}
    return fit_labels(body)


def list_ids(interaction: Mapping[str, Any]) -> list[str]:
    """Return the ids that need a label, in the order of the structure."""
    ids = [*interaction.get("choices", []), *interaction.get("sources", []), *interaction.get("targets", [])]
    gaps = interaction.get("gaps")
    if isinstance(gaps, Mapping):
        ids += [choice for offered in gaps.values() for choice in offered]
    if interaction["type"] == "hotspot":
        ids += [area["id"] for area in interaction["areas"]]
    return ids


def list_gap_ids(interaction: Mapping[str, Any]) -> list[str]:
    """Return the ids of what is filled: gaps of the stem, or areas of the picture."""
    if interaction["type"] == "gap_match" and "areas" in interaction:
        return [area["id"] for area in interaction["areas"]]
    return list(interaction.get("gaps", []))


def fit_labels(body: Body) -> Body:
    """Give each id a label in each language, and drop the labels of ids that are gone."""
    wanted = list_ids(interaction_of(body))
    for text in body["texts"].values():
        text["choices"] = {choice: text["choices"].get(choice, "") for choice in wanted}
    return body


def add_part(body: Body, what: str) -> Body:
    """Add a choice, source, target, gap, area or place; `gap:<id>` adds a choice to a gap's own list."""
    changed = copy.deepcopy(body)
    interaction = interaction_of(changed)
    if what in {"choices", "sources", "targets"} and what in interaction:
        interaction[what].append(_new_id(interaction, what[0] if what != "choices" else ""))
        if interaction["type"] == "order":
            changed["answer_key"][interaction["id"]].append(interaction["choices"][-1])
    elif what == "gaps" and isinstance(interaction.get("gaps"), list):
        interaction["gaps"].append(_new_id(interaction, "g"))
    elif what == "gaps" and "gaps" in interaction:
        gap = _new_id(interaction, "g")
        interaction["gaps"][gap] = [f"{gap}a", f"{gap}b"]
    elif what == "areas" and "areas" in interaction:
        mark = "h" if interaction["type"] == "hotspot" else "g"
        interaction["areas"].append({"id": _new_id(interaction, mark), **copy.deepcopy(_FRESH_AREA)})
    elif what == "places" and interaction["type"] == "select_point":
        changed["answer_key"][interaction["id"]].append(copy.deepcopy(_FRESH_AREA))
    elif what.startswith("gap:") and what[4:] in interaction.get("gaps", {}):
        gap = what[4:]
        interaction["gaps"][gap].append(_new_id(interaction, gap, letters=True))
    return fit_labels(changed)


def _new_id(interaction: Mapping[str, Any], stem: str, *, letters: bool = False) -> str:
    taken = {*list_ids(interaction), *list_gap_ids(interaction)}
    marks = list(string.ascii_lowercase) if letters or not stem else []
    marks += [str(number) for number in range(1, 200)]
    return next(f"{stem}{mark}" for mark in marks if f"{stem}{mark}" not in taken and mark)


def remove_part(body: Body, name: str) -> Body:
    """Take out a choice, gap, area or place (`place:<number>`), with its label and its part of the key."""
    changed = copy.deepcopy(body)
    interaction, key = interaction_of(changed), key_of(changed)
    if name.startswith("place:") and name[6:].isdecimal() and isinstance(key, list):
        changed["answer_key"][interaction["id"]] = [
            place for number, place in enumerate(key) if number != int(name[6:])
        ]
        return changed
    for member in ("choices", "sources", "targets"):
        if member in interaction:
            interaction[member] = [choice for choice in interaction[member] if choice != name]
    gaps = interaction.get("gaps")
    if isinstance(gaps, list):
        interaction["gaps"] = [gap for gap in gaps if gap != name]
    elif gaps is not None:
        interaction["gaps"] = {
            gap: [choice for choice in offered if choice != name]
            for gap, offered in gaps.items()
            if gap != name
        }
    if "areas" in interaction:
        interaction["areas"] = [area for area in interaction["areas"] if area["id"] != name]
    changed["answer_key"][interaction["id"]] = _key_without(key, name)
    return fit_labels(changed)


def _key_without(key: Any, name: str) -> Any:
    if isinstance(key, Mapping):
        return {gap: choice for gap, choice in key.items() if name not in (gap, choice)}
    if isinstance(key, list):
        return [part for part in key if part != name and not (isinstance(part, list) and name in part)]
    return key


def move_part(body: Body, name: str, steps: int) -> Body:
    """Move a choice up (-1) or down (1); for an order the rows stand in their right order."""
    changed = copy.deepcopy(body)
    interaction = interaction_of(changed)
    if interaction["type"] == "order":
        lists = [changed["answer_key"][interaction["id"]]]
    else:
        lists = [interaction[member] for member in ("choices", "sources", "targets") if member in interaction]
        if isinstance(interaction.get("gaps"), Mapping):
            lists += list(interaction["gaps"].values())
    for offered in lists:
        if name in offered:
            place = offered.index(name)
            aim = min(max(place + steps, 0), len(offered) - 1)
            offered.insert(aim, offered.pop(place))
    return fit_labels(changed)
