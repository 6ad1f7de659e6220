"""The native format written: as a folder, a zip of it, or one JSON or YAML file."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from question_bank.findings import Finding
from question_bank.formats.native import (
    folder_of_topic,
    write_folder,
    write_item,
)
from question_bank.formats.yaml_text import write_yaml
from question_bank.items import Item, item_to_json
from question_bank.sentences import say

_YAML = (".yaml", ".yml")


def write_native(items: Mapping[str, Item], media: Mapping[str, bytes], path: Path) -> tuple[Finding, ...]:
    """Write as the ending of `path` asks: `.zip`, `.json`, `.yaml`, else a folder; return what is lost."""
    ending = path.suffix.lower()
    if ending == ".zip":
        return _write_zip(items, media, path)
    if ending not in {".json", *_YAML}:
        path.mkdir(parents=True, exist_ok=True)
        return write_folder(items, path, media)
    pictures, losses = _pictures_of(items, media)
    document = {
        "items": [item_to_json(item) for item in items.values()],
        "media": {name: base64.b64encode(content).decode() for name, content in pictures.items()},
    }
    text = (
        json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        if ending == ".json"
        else write_yaml(document)
    )
    path.write_text(text, encoding="utf-8")
    return losses


def _pictures_of(
    items: Mapping[str, Item], media: Mapping[str, bytes]
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    named = [(item, picture) for item in items.values() for picture in item.media.values()]
    there = {picture.sha256: media[picture.sha256] for _, picture in named if picture.sha256 in media}
    losses = [
        Finding("media_missing", item.id, say("%(file)s was not given", file=picture.file))
        for item, picture in named
        if picture.sha256 not in media
    ]
    return there, tuple(losses)


def _write_zip(items: Mapping[str, Item], media: Mapping[str, bytes], path: Path) -> tuple[Finding, ...]:
    """Write the zip with the same bytes for the same list: no clock stands in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)

        losses = _put_list(items, media, put)
    path.write_bytes(buffer.getvalue())
    return losses


def _put_list(
    items: Mapping[str, Item], media: Mapping[str, bytes], put: Callable[[str, bytes], None]
) -> tuple[Finding, ...]:
    losses: list[Finding] = []
    pictures: dict[str, str] = {}
    for item in items.values():
        put(f"items/{folder_of_topic(item.meta.topic)}/{item.id}.json", write_item(item).encode())
        for picture in item.media.values():
            content = media.get(picture.sha256)
            if content is None:
                losses.append(
                    Finding("media_missing", item.id, say("%(file)s was not given", file=picture.file))
                )
            elif picture.file not in pictures and Path(picture.file).name == picture.file:
                pictures[picture.file] = picture.sha256
                put(f"media/{picture.file}", content)
            elif pictures.get(picture.file) != picture.sha256:
                losses.append(
                    Finding(
                        "media_missing",
                        item.id,
                        say("%(file)s cannot be this picture's name", file=picture.file),
                    )
                )
    return tuple(losses)
