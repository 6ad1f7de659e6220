"""A draft's body: JSON in the native shape that may still be wrong, and how an item is made of it.

Numbers that cannot be read stay the text that was typed, empty languages are left out of the item, and each
part is read by itself, so that an author sees all that is wrong at once.
"""

import copy
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.answer_keys import key_from_json
from question_bank.fields import FieldError, Fields
from question_bank.interaction_format import interaction_from_json
from question_bank.interactions import Interaction
from question_bank.items import Item, ItemError, item_from_json
from question_bank.scoring_rules import rule_from_json
from question_bank.sealing import digest

Body = dict[str, Any]
INTERACTION_ID = "r1"

_QUOTED = re.compile(r"'([^']*)'")
_PLACES = (
    (re.compile(r"item\.interactions"), "structure"),
    (re.compile(r"item\.answer_key|answer_key"), "key"),
    (re.compile(r"item\.scoring|scoring"), "scoring"),
    (re.compile(r"item\.max_points"), "max_points"),
    (re.compile(r"item\.meta\.(\w+)"), "meta-{0}"),
    (re.compile(r"item\.texts\.([\w-]+)"), "text-{0}-stem"),
    (re.compile(r"item\.media"), "pictures"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why no item can be made yet: the part of the page, and a sentence with what it names."""

    place: str
    problem: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """What a body gives: the item, or the faults that stand in its way."""

    item: Item | None
    faults: tuple[Fault, ...]


def load_body(text: str) -> Body:
    """Read a stored body."""
    body: Body = json.loads(text)
    return body


def dump_body(body: Mapping[str, Any]) -> str:
    """Write a body as it is stored; members keep their order, which is that of the page."""
    return json.dumps(body, ensure_ascii=False)


def interaction_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one interaction of a body."""
    found: dict[str, Any] = body["interactions"][0]
    return found


def key_of(body: Mapping[str, Any]) -> Any:
    """Return the answer key of a body, None where there is none yet."""
    return body["answer_key"].get(interaction_of(body)["id"])


def read_draft(body: Mapping[str, Any]) -> ReadDraft:
    """Make an item of a body, or say everything that stands in its way."""
    whole = tidy(body)
    try:
        return ReadDraft(item_from_json(whole), ())
    except ItemError as error:
        faults = tuple(_list_faults(whole))
        return ReadDraft(None, faults or (_fault(*error.problem.split(": ", 1)),))


def tidy(body: Mapping[str, Any]) -> Body:
    """Return a body without what was left blank: languages, descriptions, optional texts."""
    whole = copy.deepcopy(dict(body))
    whole["texts"] = {
        language: _tidy_text(text) for language, text in whole["texts"].items() if not is_blank_text(text)
    }
    for picture in whole["media"].values():
        picture["alt"] = {language: words for language, words in picture["alt"].items() if words.strip()}
    meta = whole["meta"]
    meta["enemies"] = [enemy for enemy in meta["enemies"] if enemy]
    if not meta.get("angoff"):
        meta.pop("angoff", None)
    return whole


def is_blank_text(text: Mapping[str, Any]) -> bool:
    """Tell whether a language holds no word at all."""
    words = [text["stem"], text.get("rationale"), text.get("unit"), *text["choices"].values()]
    return not any((word or "").strip() for word in words)


def source_digest(body: Mapping[str, Any], language: str) -> str:
    """Return the digest of what is translated: the words of one language, and its pictures' descriptions."""
    text = body["texts"].get(language, {})
    words = {name: text.get(name) or "" for name in ("stem", "rationale", "unit")}
    alt = {name: picture["alt"].get(language, "") for name, picture in body["media"].items()}
    return digest({"words": words, "choices": dict(text.get("choices", {})), "alt": alt})


def _tidy_text(text: Mapping[str, Any]) -> dict[str, Any]:
    optional = ("rationale", "unit", "translator", "checked_by")
    return {
        name: value
        for name, value in text.items()
        if name not in optional or (isinstance(value, str) and value.strip())
    }


def _list_faults(body: Mapping[str, Any]) -> list[Fault]:
    faults: list[Fault] = []

    def attempt(read: Callable[[], object]) -> object:
        try:
            return read()
        except FieldError as error:
            faults.append(_fault(error.path, error.problem))
            return None

    interaction = attempt(
        lambda: interaction_from_json(Fields(body["interactions"][0], "item.interactions[0]"))
    )
    if interaction is not None:
        attempt(lambda: _read_key(body, interaction))
    attempt(lambda: rule_from_json(Fields(body["scoring"], "item.scoring")))
    attempt(lambda: Fields(body, "item").decimal("max_points"))
    if "angoff" in body["meta"]:
        attempt(lambda: Fields(body["meta"], "item.meta").decimal("angoff"))
    if not body["texts"]:
        faults.append(_fault("item.texts.uz-Latn", "at least one language is expected"))
    return faults


def _read_key(body: Mapping[str, Any], interaction: Any) -> object:
    found: Interaction = interaction
    keys = body["answer_key"]
    if not keys.get(found.id):
        raise FieldError("item.answer_key", "no answer is marked as right")
    return key_from_json(Fields(keys, "item.answer_key"), found)


def _fault(path: str, problem: str = "") -> Fault:
    place = "structure"
    for pattern, name in _PLACES:
        found = pattern.match(path)
        if found:
            place = name.format(*found.groups())
            break
    quoted = _QUOTED.search(problem)
    return Fault(place, _QUOTED.sub("%(name)s", problem, count=1), quoted[1] if quoted else "")
