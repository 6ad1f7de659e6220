"""From the plain fields of the desk's page to a draft's body. What cannot be read stays as it was typed."""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from examapp.authoring.draft_shapes import fit_labels, kind_of, list_gap_ids
from examapp.authoring.item_drafts import Body, interaction_of, key_of
from examapp.authoring.text_rows import field_name, list_rows, put_words

META_FIELDS = ("topic", "subtopic", "level", "angoff", "source", "licence")
_SPACES = re.compile(r"[\s,;]+")
_LINE = re.compile(r"(.+?)\s*=\s*(\S+)")
_AREA_LINE = re.compile(r"(rect|circle|poly)\s+([\d\s,;]+)=\s*(\S+)")


class Typed(Protocol):
    """What a page sent: werkzeug's form, or a plain stand-in."""

    def __contains__(self, name: object) -> bool:
        """Tell whether a field came."""
        ...

    def __getitem__(self, name: str) -> str:
        """Return a field's first value."""
        ...

    def getlist(self, name: str) -> Sequence[str]:
        """Return all values of a field."""
        ...


def read_fields(body: Mapping[str, Any], typed: Typed, languages: Sequence[str]) -> Body:
    """Return the body with all that the page sent: structure, key, scoring, meta, and these languages."""
    changed = copy.deepcopy(dict(body))
    _read_meta(changed, typed)
    _READERS[kind_of(changed)](changed, typed)
    if "media" in typed:
        interaction_of(changed)["media"] = typed["media"]
    _read_scoring(changed, typed)
    fit_labels(changed)
    return read_words(changed, typed, languages)


def read_words(
    body: Mapping[str, Any], typed: Typed, languages: Sequence[str], *, blind: bool = False
) -> Body:
    """Return the body with the words that the page sent for some languages, and nothing else."""
    changed = copy.deepcopy(dict(body))
    for language in languages:
        for row in list_rows(changed, blind=blind):
            name = field_name(language, row)
            if name in typed:
                put_words(changed, language, row, typed[name])
    return changed


def read_whole(typed: str) -> int | str:
    """Return a whole number, or what was typed instead of one."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def read_coords(typed: str) -> list[int] | str:
    """Return whole numbers separated by spaces or commas, or what was typed instead."""
    parts = [read_whole(part) for part in _SPACES.split(typed.strip()) if part]
    numbers = [part for part in parts if isinstance(part, int)]
    return numbers if len(numbers) == len(parts) else typed.strip()


def _read_meta(body: Body, typed: Typed) -> None:
    meta = body["meta"]
    for name in META_FIELDS:
        if f"meta-{name}" in typed:
            meta[name] = " ".join(typed[f"meta-{name}"].split())
    if "angoff" in meta:
        meta["angoff"] = meta["angoff"].replace(",", ".")
    if "meta-enemies" in typed:
        meta["enemies"] = [enemy for enemy in _SPACES.split(typed["meta-enemies"].strip()) if enemy]
    if "max_points" in typed:
        body["max_points"] = typed["max_points"].strip().replace(",", ".")


def _set_key(body: Body, key: Any) -> None:
    body["answer_key"] = {interaction_of(body)["id"]: key}


def _read_marks(body: Body, typed: Typed) -> None:
    interaction = interaction_of(body)
    if "max_choices" in typed:
        interaction["max_choices"] = read_whole(typed["max_choices"])
    if "key-shown" in typed:
        _set_key(body, list(typed.getlist("key")))


def _read_areas(body: Body, typed: Typed) -> None:
    for area in interaction_of(body)["areas"]:
        _read_area(area, typed, f"area-{area['id']}")


def _read_area(area: dict[str, Any], typed: Typed, name: str) -> None:
    if f"{name}-coords" in typed:
        area["shape"] = typed[f"{name}-shape"]
        area["coords"] = read_coords(typed[f"{name}-coords"])


def _read_hotspot(body: Body, typed: Typed) -> None:
    _read_marks(body, typed)
    _read_areas(body, typed)


def _read_match(body: Body, typed: Typed) -> None:
    sources = interaction_of(body)["sources"]
    if any(f"pair-{source}" in typed for source in sources):
        _set_key(body, [[source, typed[f"pair-{source}"]] for source in sources if _is_chosen(typed, source)])


def _read_gap_match(body: Body, typed: Typed) -> None:
    interaction = interaction_of(body)
    if "areas" in interaction:
        _read_areas(body, typed)
    gaps = list_gap_ids(interaction)
    if any(f"pair-{gap}" in typed for gap in gaps):
        _set_key(body, [[typed[f"pair-{gap}"], gap] for gap in gaps if _is_chosen(typed, gap)])
        interaction.pop("reuse", None)
        if "reuse" in typed:
            interaction["reuse"] = True


def _read_inline_choice(body: Body, typed: Typed) -> None:
    gaps = list_gap_ids(interaction_of(body))
    if any(f"pair-{gap}" in typed for gap in gaps):
        _set_key(body, {gap: typed[f"pair-{gap}"] for gap in gaps if _is_chosen(typed, gap)})


def _is_chosen(typed: Typed, name: str) -> bool:
    return f"pair-{name}" in typed and bool(typed[f"pair-{name}"])


def _read_text_entry(body: Body, typed: Typed) -> None:
    if "max_length" in typed:
        interaction_of(body)["max_length"] = read_whole(typed["max_length"])
    if "variants" in typed:
        _set_key(body, [line.strip() for line in typed["variants"].splitlines() if line.strip()])


def _read_numeric(body: Body, typed: Typed) -> None:
    interaction = interaction_of(body)
    for name in ("lower", "upper", "step"):
        if name in interaction and name in typed:
            interaction[name] = _decimal(typed[name])
    if "value" in typed and "tolerance" in typed:
        _set_key(body, {"value": _decimal(typed["value"]), "tolerance": _decimal(typed["tolerance"])})


def _read_select_point(body: Body, typed: Typed) -> None:
    if "max_choices" in typed:
        interaction_of(body)["max_choices"] = read_whole(typed["max_choices"])
    for number, place in enumerate(key_of(body) or []):
        _read_area(place, typed, f"place-{number}")


def _decimal(typed: str) -> str:
    return typed.strip().replace(",", ".")


def _read_nothing(_body: Body, _typed: Typed) -> None:
    """Read nothing: the rows of an order are moved, not typed."""


def _read_scoring(body: Body, typed: Typed) -> None:
    if "rule" not in typed:
        return
    rule = typed["rule"]
    if rule not in {"map_response", "map_response_point"}:
        body["scoring"] = {"rule": rule}
        return
    before = body["scoring"]
    scoring = {name: before.get(name, "0") for name in ("default", "lower")}
    scoring["upper"] = before.get("upper", body["max_points"])
    for name in scoring:
        if f"scoring-{name}" in typed:
            scoring[name] = _decimal(typed[f"scoring-{name}"])
    lines = next(iter(typed.getlist("scoring-lines")), "")
    read = _read_mapping if rule == "map_response" else _read_valued_areas
    member = "mapping" if rule == "map_response" else "areas"
    body["scoring"] = {"rule": rule, member: read(lines), **scoring}


def _read_mapping(lines: str) -> dict[str, str] | str:
    found = [_LINE.fullmatch(line.strip()) for line in lines.splitlines() if line.strip()]
    if not all(found):
        return lines
    return {match[1]: _decimal(match[2]) for match in found if match}


def _read_valued_areas(lines: str) -> list[dict[str, Any]] | str:
    found = [_AREA_LINE.fullmatch(line.strip()) for line in lines.splitlines() if line.strip()]
    if not all(found):
        return lines
    return [
        {"shape": match[1], "coords": read_coords(match[2]), "value": _decimal(match[3])}
        for match in found
        if match
    ]


def show_scoring_lines(body: Mapping[str, Any]) -> str:
    """Return the values of a mapping rule as they are typed, one a line."""
    values = body["scoring"].get("mapping", body["scoring"].get("areas", {}))
    if isinstance(values, str):
        return values
    if isinstance(values, Mapping):
        return "\n".join(f"{part} = {value}" for part, value in values.items())
    return "\n".join(f"{area['shape']} {show_coords(area)} = {area['value']}" for area in values)


def show_coords(area: Mapping[str, Any]) -> str:
    """Return an area's numbers as they are typed."""
    coords = area["coords"]
    return coords if isinstance(coords, str) else " ".join(map(str, coords))


_READERS: Mapping[str, Callable[[Body, Typed], None]] = {
    "choice": _read_marks,
    "order": _read_nothing,
    "match": _read_match,
    "gap_match": _read_gap_match,
    "gap_match_picture": _read_gap_match,
    "inline_choice": _read_inline_choice,
    "text_entry": _read_text_entry,
    "numeric": _read_numeric,
    "hotspot": _read_hotspot,
    "select_point": _read_select_point,
    "slider": _read_numeric,
}
