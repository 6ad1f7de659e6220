"""Small items of every kind, in the native format, for tests; each call gives fresh data to break."""

import hashlib
from typing import Any

from question_bank.items import Item, item_from_json

PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><rect width="400" height="200"/></svg>'
)
PICTURE_SHA256 = hashlib.sha256(PICTURE).hexdigest()

_INTERACTIONS: dict[str, dict[str, Any]] = {
    "choice": {"max_choices": 1, "choices": ["a", "b", "c", "d"]},
    "multiple": {"max_choices": 3, "choices": ["a", "b", "c", "d"]},
    "order": {"choices": ["a", "b", "c", "d"]},
    "match": {"sources": ["s1", "s2", "s3"], "targets": ["t1", "t2", "t3", "t4"]},
    "gap_match": {"choices": ["a", "b", "c", "d"], "gaps": ["g1", "g2"]},
    "inline_choice": {"gaps": {"g1": ["g1a", "g1b", "g1c"], "g2": ["g2a", "g2b"]}},
    "text_entry": {"max_length": 40},
    "numeric": {},
    "hotspot": {
        "media": "m1",
        "max_choices": 1,
        "areas": [
            {"id": "h1", "shape": "rect", "coords": [10, 10, 90, 60]},
            {"id": "h2", "shape": "circle", "coords": [200, 100, 40]},
            {"id": "h3", "shape": "rect", "coords": [300, 100, 390, 190]},
        ],
    },
    "select_point": {"media": "m1", "max_choices": 1},
    "slider": {"lower": "0", "upper": "100", "step": "5"},
}
_KEYS: dict[str, Any] = {
    "choice": ["b"],
    "multiple": ["a", "c"],
    "order": ["c", "a", "d", "b"],
    "match": [["s1", "t2"], ["s2", "t4"], ["s3", "t1"]],
    "inline_choice": {"g1": "g1b", "g2": "g2a"},
    "text_entry": ["oʻchirish", "удалить"],
    "numeric": {"value": "1024", "tolerance": "0.5"},
    "hotspot": ["h2"],
    "gap_match": [["b", "g1"], ["d", "g2"]],
    "select_point": [{"shape": "rect", "coords": [100, 40, 160, 90]}],
    "slider": {"value": "40", "tolerance": "0"},
}
KINDS = tuple(_INTERACTIONS)


def raw_item(kind: str, item_id: str = "", topic: str = "office") -> dict[str, Any]:
    """Make the native data of one valid item of a kind ("multiple" is a choice of several)."""
    interaction = {
        "id": "r1",
        "type": "choice" if kind == "multiple" else kind,
        **_fresh(_INTERACTIONS[kind]),
    }
    labels = _labels(interaction)
    stem = {
        "uz-Latn": "<p>Qaysi javob toʻgʻri?</p>",
        "ru": "<p>Какой ответ верен?</p>",
        "en": "<p>Which answer is right?</p>",
    }
    gaps = "".join(f"[[{gap}]] " for gap in interaction.get("gaps", {}))
    return {
        "id": item_id or f"OFF-{KINDS.index(kind) + 1:03}",
        "version": 1,
        "interactions": [interaction],
        "answer_key": {"r1": _fresh(_KEYS[kind])},
        "scoring": {"rule": "numeric" if kind == "numeric" else "match_correct"},
        "max_points": "1",
        "texts": {
            language: {
                "stem": f"{text}{gaps}",
                "choices": {label: f"{_WORD[language]} {label}" for label in labels},
                **({"unit": "KB"} if kind in {"numeric", "slider"} else {}),
                "rationale": f"secret rationale of {kind}",
            }
            for language, text in stem.items()
        },
        "media": _media() if kind in {"hotspot", "select_point"} else {},
        "meta": {
            "topic": topic,
            "subtopic": "sample",
            "level": "know",
            "enemies": [],
            "angoff": "0.62",
            "source": "own",
            "licence": "MIT",
        },
    }


def item(kind: str, item_id: str = "", topic: str = "office", **changes: Any) -> Item:
    """Make one valid item of a kind, members replaced by `changes`."""
    return item_from_json({**raw_item(kind, item_id, topic), **changes})


_WORD = {"uz-Latn": "Javob", "ru": "Ответ", "en": "Answer"}


def _labels(interaction: dict[str, Any]) -> list[str]:
    labels = [
        *interaction.get("choices", []),
        *interaction.get("sources", []),
        *interaction.get("targets", []),
    ]
    if interaction["type"] == "inline_choice":
        labels += [choice for choices in interaction["gaps"].values() for choice in choices]
    return labels + [area["id"] for area in interaction.get("areas", [])]


def _media() -> dict[str, Any]:
    return {
        "m1": {
            "file": "window.svg",
            "type": "image/svg+xml",
            "width": 400,
            "height": 200,
            "sha256": PICTURE_SHA256,
            "alt": {"uz-Latn": "Dastur oynasi", "ru": "Окно программы", "en": "A program window"},
        }
    }


def _fresh(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _fresh(member) for name, member in value.items()}
    return [_fresh(member) for member in value] if isinstance(value, list) else value
