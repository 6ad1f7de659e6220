"""The native format: a folder with one JSON file an item, and the pictures beside them.

    items/<topic>/<ID>.json     UTF-8, two spaces, members in the order that `item_to_json` writes
    media/<file>                the pictures, by the names that the items give

It loses nothing. Nothing is dropped silently either: what cannot be read becomes a finding that names it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from question_bank.findings import Finding
from question_bank.items import Item, ItemError, item_from_json, item_to_json
from question_bank.sealing import digest_item
from question_bank.sentences import say


class DuplicateMemberError(ValueError):
    """A JSON object names a member twice; readers of JSON differ on which one counts."""


def read_folder(path: Path) -> tuple[dict[str, Item], tuple[Finding, ...]]:
    """Read every item below `items/`; return those that could be made, by id, and what was found wrong."""
    items: dict[str, Item] = {}
    findings: list[Finding] = []
    for file in sorted((path / "items").rglob("*.json")):
        item, wrong = read_item_file(file)
        findings += wrong
        if item is None:
            continue
        if item.id in items:
            findings.append(
                Finding(
                    "duplicate_id",
                    item.id,
                    say("%(name)s: the id stands in another file too", name=file.name),
                )
            )
            continue
        if file.parent.name != folder_of_topic(item.meta.topic):
            text = say(
                "lies in %(name)s, its topic is %(topic)s", name=file.parent.name, topic=item.meta.topic
            )
            findings.append(Finding("wrong_place", item.id, text))
        items[item.id] = item
    return items, tuple(findings)


def read_item_file(file: Path) -> tuple[Item | None, list[Finding]]:
    """Read one item's file; without an item the findings say why."""
    return read_item_content(file.read_bytes(), file.stem)


def read_item_content(content: bytes, stem: str) -> tuple[Item | None, list[Finding]]:
    """Read one item from the bytes of a file named `stem`; without an item the findings say why."""
    try:
        item = item_from_json(read_json(content))
        digest_item(item)
    except json.JSONDecodeError as error:
        return None, [Finding("not_readable", stem, say("not JSON: %(msg)s", msg=error.msg), error.lineno)]
    except RecursionError:
        return None, [Finding("not_readable", stem, "nested too deep")]
    except ItemError as error:
        return None, [Finding(error.kind, error.item_id, error.problem)]
    except ValueError as error:
        return None, [Finding("not_readable", stem, str(error))]
    if item.id != stem:
        return item, [Finding("wrong_place", item.id, say("stands in a file named %(stem)s", stem=stem))]
    return item, []


def folder_of_topic(topic: str) -> str:
    """Return the name of the folder that a topic's items lie in, which never leads elsewhere."""
    return quote(topic, safe=" ").replace(".", "%2E") or "%"


def read_media(path: Path, items: Iterable[Item]) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Read the pictures that the items name, by SHA-256; a missing or different file is a finding."""
    media: dict[str, bytes] = {}
    findings: list[Finding] = []
    for item in items:
        for picture in item.media.values():
            file = path / "media" / picture.file
            # A name that climbs out of the folder is as good as missing.
            if Path(picture.file).name != picture.file or not file.is_file():
                findings.append(
                    Finding("media_missing", item.id, say("%(file)s is not in media/", file=picture.file))
                )
                continue
            content = file.read_bytes()
            if hashlib.sha256(content).hexdigest() != picture.sha256:
                findings.append(
                    Finding("media_mismatch", item.id, say("%(file)s has another SHA-256", file=picture.file))
                )
                continue
            media[picture.sha256] = content
    return media, tuple(findings)


def write_folder(
    items: Mapping[str, Item], path: Path, media: Mapping[str, bytes] | None = None
) -> tuple[Finding, ...]:
    """Write items and their pictures; return what was lost: only pictures whose content was not given."""
    losses: list[Finding] = []
    for item in items.values():
        file = path / "items" / folder_of_topic(item.meta.topic) / f"{item.id}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(write_item(item), encoding="utf-8")
        for picture in item.media.values():
            content = (media or {}).get(picture.sha256)
            if Path(picture.file).name != picture.file:
                losses.append(
                    Finding(
                        "media_missing", item.id, say("%(file)s cannot be a file's name", file=picture.file)
                    )
                )
                continue
            if content is None:
                losses.append(
                    Finding("media_missing", item.id, say("%(file)s was not given", file=picture.file))
                )
                continue
            (path / "media").mkdir(exist_ok=True)
            (path / "media" / picture.file).write_bytes(content)
    return tuple(losses)


def write_item(item: Item) -> str:
    """Write one item's file."""
    return json.dumps(item_to_json(item), ensure_ascii=False, indent=2) + "\n"


def read_json(content: bytes) -> Any:
    """Parse JSON strictly: UTF-8, and no member twice."""
    return json.loads(content.decode(), object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DuplicateMemberError(f"the member {twice!r} stands twice in one object")
    return members
