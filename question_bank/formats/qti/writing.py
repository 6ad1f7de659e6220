"""Writing lists as packages of QTI 3.0 or 2.2, which other programs read and ours reads back without loss.

    write_qti(items, media, path, version)    a zip: one file an item and language, the pictures, a manifest

What QTI has no word for (topic, version, rationale, who checked it, how a key is meant) travels in the
manifest, in each item's resource:

    <metadata>
      <bank:bankItem xmlns:bank="urn:question-bank:qti:1" item="OFF-001" language="ru">{…}</bank:bankItem>
    </metadata>

Its text is a JSON merge patch (RFC 7396) from the item that a reader of the file makes to the item as it was,
in the native format and in this language. Words, choices, keys and points are QTI's own, and whoever changes
them there changes the item.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults
from question_bank.formats.picture_check import ENDINGS
from question_bank.formats.qti.item_reader import read_item
from question_bank.formats.qti.item_writer import write_item
from question_bank.formats.qti.machine import Budget
from question_bank.formats.qti.manifest_writer import Resource, write_manifest
from question_bank.formats.qti.marking_twins import Twins
from question_bank.formats.qti.merging import apply_patch, make_patch
from question_bank.formats.qti.names import Version, read_element
from question_bank.formats.qti.output import write_document
from question_bank.formats.qti.package import MANIFEST
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.refusal import Refusal
from question_bank.formats.safe_xml import parse_xml
from question_bank.items import Item, ItemError, item_to_json
from question_bank.markup import clean_html
from question_bank.sentences import say

VERSIONS = (Version.V3_0, Version.V2_2)

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.-]")


def write_qti(
    items: Mapping[str, Item], media: Mapping[str, bytes], path: Path, version: str = Version.V3_0
) -> tuple[Finding, ...]:
    """Write a package and return what was lost; `media` maps SHA-256 to content.

    ValueError for a version that is not written.
    """
    if version not in VERSIONS:
        raise ValueError(f"QTI {version} is not written; one of {', '.join(VERSIONS)} is")
    package = _PackageWriter(Version(version), media)
    for item in items.values():
        package.add(item)
    files = package.list_files()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return tuple(package.losses)


class _PackageWriter:
    def __init__(self, version: Version, media: Mapping[str, bytes]) -> None:
        self.losses: list[Finding] = []
        self._version = version
        self._media = media
        self._pictures: dict[str, str] = {}
        self._resources: list[Resource] = []
        self._documents: dict[str, str] = {}
        self._twins = Twins()

    def add(self, item: Item) -> None:
        for picture in item.media.values():
            if picture.sha256 not in self._pictures:
                self._pictures[picture.sha256] = self._choose_name(picture.file, picture.type, picture.sha256)
            if picture.sha256 not in self._media:
                self.losses.append(
                    Finding("media_missing", item.id, say("%(file)s was not given", file=picture.file))
                )
        for language in item.texts:
            self._add_language(item, language)

    def list_files(self) -> Iterator[tuple[str, bytes]]:
        pictures = {digest: name for digest, name in self._pictures.items() if digest in self._media}
        yield MANIFEST, write_manifest(self._resources, list(pictures.values()), self._version).encode()
        yield from ((name, text.encode()) for name, text in self._documents.items())
        yield from ((name, self._media[digest]) for digest, name in pictures.items())

    def _add_language(self, item: Item, language: str) -> None:
        identifier = f"{_NOT_IN_NAME.sub('-', item.id)}.{_NOT_IN_NAME.sub('-', language)}"
        if not identifier[0].isalpha():
            identifier = f"_{identifier}"
        name = f"items/{identifier}.xml"
        paths = {digest: f"../{picture}" for digest, picture in self._pictures.items()}
        text = write_document(write_item(item, language, self._version, identifier, paths), self._version)
        wanted = _in_language(item, language)
        if _clean_words(wanted["texts"][language]):
            self.losses.append(
                Finding(
                    "html_cleaned",
                    item.id,
                    say("%(language)s: markup outside the subset is lost", language=language),
                )
            )
        patch = self._find_patch(text, language, wanted)
        if patch is None:
            self.losses.append(
                Finding(
                    "not_read_back",
                    item.id,
                    say("%(language)s: our own reader cannot tell its scoring from QTI", language=language),
                )
            )
        pictures = [
            self._pictures[picture.sha256] for picture in item.media.values() if picture.sha256 in self._media
        ]
        extension = None if patch is None else json.dumps(patch, ensure_ascii=False, sort_keys=True)
        self._documents[name] = text
        self._resources.append(Resource(identifier, name, tuple(pictures), item.id, language, extension))

    def _find_patch(self, text: str, language: str, wanted: dict[str, Any]) -> dict[str, Any] | None:
        by_address = {f"../{name}": self._media.get(digest) for digest, name in self._pictures.items()}
        source = ItemSource(read_element(parse_xml(text.encode())), by_address.get, language)
        try:
            (reading,) = read_item(source, Defaults(), Budget(), self._twins).kept
        except (Refusal, ItemError):
            return None
        read = item_to_json(reading.item) | {"id": wanted["id"]}
        patch = make_patch(read, wanted)
        return patch if apply_patch(read, patch) == wanted else None

    def _choose_name(self, file: str, kind: str, digest: str) -> str:
        plain = file if _PLAIN_FILE.fullmatch(file) else f"{digest[:12]}.{ENDINGS.get(kind, 'bin')}"
        taken = set(self._pictures.values())
        return f"media/{plain}" if f"media/{plain}" not in taken else f"media/{digest[:12]}-{plain}"


def _clean_words(text: dict[str, Any]) -> bool:
    """Clean the words in place; tell whether anything changed."""
    before = json.dumps(text, sort_keys=True)
    for name in ("stem", "rationale"):
        if name in text:
            text[name] = clean_html(text[name])
    text["choices"] = {choice: clean_html(label) for choice, label in text["choices"].items()}
    return json.dumps(text, sort_keys=True) != before


def _in_language(item: Item, language: str) -> dict[str, Any]:
    """Return the native form with one language; the first brings descriptions of languages without words."""
    native = item_to_json(item)
    is_first = language == next(iter(item.texts))
    for picture in native["media"].values():
        picture["alt"] = {
            tongue: alt
            for tongue, alt in picture["alt"].items()
            if tongue == language or (is_first and tongue not in item.texts)
        }
    return native | {"texts": {language: native["texts"][language]}}
