"""From files of items to a list: ids, languages of one item put together, everything counted."""

import re
from collections.abc import Mapping
from typing import Any

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, ReadList
from question_bank.formats.qti.item_reader import Reading, read_item
from question_bank.formats.qti.language import language_of
from question_bank.formats.qti.machine import Budget
from question_bank.formats.qti.marking_twins import Twins
from question_bank.formats.qti.merging import apply_patch, join_languages
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.package import Extension, Manifest, Package, reader_beside
from question_bank.formats.qti.scoring import find_difference, rename_ids
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.qti.stimuli import put_stimuli
from question_bank.formats.refusal import Refusal
from question_bank.items import Item, ItemError, item_from_json, item_to_json
from question_bank.markup import clean_html
from question_bank.scripts import is_forbidden_mark
from question_bank.sentences import say
from question_bank.transliteration import to_latin

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]+")
_FILE = re.compile(r"[^/\\\x00-\x1f]{1,120}")
_LONGEST_ID = 32


class ListMaker:
    """Collects what the files of a package hold, and makes the list of it."""

    def __init__(self, package: Package, manifest: Manifest, defaults: Defaults) -> None:
        self._package = package
        self._manifest = manifest
        self._defaults = defaults
        self._budget = Budget()
        self._twins = Twins()
        self._items: dict[str, Item] = {}
        self._own: dict[str, dict[str, Any]] = {}
        self._failed: set[str] = set()
        self._refusals: list[Finding] = []
        self._notes: list[Finding] = []
        self._media: dict[str, bytes] = {}
        self._files: set[str] = set()

    @property
    def blocks(self) -> int:
        """How many blocks were taken so far."""
        return len(self._items) + len(self._own) + len(self._refusals)

    def knows(self, name: str) -> bool:
        """Tell whether a file was read already."""
        return name in self._files

    def refuse(self, kind: str, name: str, text: str, line: int | None = None) -> None:
        """Take a block that cannot become an item."""
        self._files.add(name)
        self._refusals.append(Finding(kind, name[:80], text, line))

    def note(self, kind: str, name: str, text: str) -> None:
        """Take a finding on a file."""
        self._files.add(name)
        self._notes.append(Finding(kind, name[:80], text))

    def add(self, name: str, root: Element) -> None:
        """Take the file of an item."""
        self._files.add(name)
        extension = self._manifest.extensions.get(name)
        language = extension.language if extension else language_of(root, self._defaults)
        source = ItemSource(root, reader_beside(self._package, name), language)
        try:
            put_stimuli(source)
            readings = read_item(source, self._defaults, self._budget, self._twins)
            if extension is not None and len(readings.kept) == 1:
                self._add_own(readings.kept[0], source, extension)
                return
            made = self._make_items(readings.kept, source, of=len(readings.kept) + len(readings.refused))
        except Refusal as error:
            self._refuse_item(name, root, extension, error.kind, error.text)
        except ItemError as error:
            self._refuse_item(name, root, extension, error.kind, error.problem)
        else:
            self._items |= made
            self._media |= source.contents
            for refusal in readings.refused:
                self._refuse_item(name, root, None, refusal.kind, f"one of its interactions: {refusal.text}")

    def finish(self, format_name: str) -> ReadList:
        """Return the list."""
        for item_id, native in self._own.items():
            try:
                self._items[item_id] = item_from_json(native)
            except ItemError as error:
                self._refusals.append(Finding(error.kind, item_id, error.problem))
        used = {picture.sha256 for item in self._items.values() for picture in item.media.values()}
        return ReadList(
            format=format_name,
            blocks=len(self._items) + len(self._refusals),
            items=self._items,
            refusals=tuple(self._refusals),
            findings=tuple(self._notes),
            media={digest: content for digest, content in self._media.items() if digest in used},
        )

    def _make_items(self, readings: list[Reading], source: ItemSource, of: int) -> dict[str, Item]:
        wish = source.root.get("identifier")
        made: dict[str, Item] = {}
        notes: list[Finding] = []
        for place, reading in enumerate(readings, start=1):
            item_id = self._choose_id(f"{wish[:_LONGEST_ID]}-{place}" if of > 1 else wish, made)
            native = item_to_json(reading.item) | {"id": item_id}
            if of == 1 and item_id != wish:
                source.note(
                    "id_changed",
                    say("the identifier %(wish)r became %(item_id)s", wish=wish[:60], item_id=item_id),
                )
            made[item_id] = item_from_json(_add_latin(native, source))
            notes += [Finding(kind, item_id, text, source.root.line) for kind, text in source.notes]
        self._notes += notes
        return made

    def _add_own(self, reading: Reading, source: ItemSource, extension: Extension) -> None:
        """Take one language of an item that we wrote, and what the manifest adds to it."""
        native = apply_patch(item_to_json(reading.item) | {"id": extension.item_id}, extension.patch)
        item = item_from_json(native)
        _check_patched(item, source)
        if not _is_marked_alike(reading.item, item):
            case = rename_ids(reading.case, reading.item.interaction, item.interaction)
            difference = find_difference(case, item, source.note)
            if difference is not None:
                raise Refusal(
                    "scoring_not_representable",
                    say("the manifest's additions: %(difference)s", difference=difference),
                )
        native = item_to_json(item)
        if item.id in self._failed:
            return
        if item.id in self._items:
            raise Refusal("duplicate_id", say("the id %(id)s stands in another file too", id=item.id))
        known = self._own.get(item.id)
        joined = native if known is None else join_languages(known, native)
        if joined is None:
            raise Refusal(
                "languages_differ", say("two languages of %(id)s differ in more than their words", id=item.id)
            )
        self._own[item.id] = joined
        self._media |= source.contents
        kept = [note for note in source.notes if note[0] == "picture_missing"]
        self._notes += [Finding(kind, item.id, text, source.root.line) for kind, text in kept]

    def _refuse_item(
        self, name: str, root: Element, extension: Extension | None, kind: str, text: str
    ) -> None:
        """Refuse a file; of our own items all languages go together, as one block."""
        item_id = extension.item_id if extension else root.get("identifier") or name
        if extension is not None:
            self._own.pop(item_id, None)
            if item_id in self._failed:
                return
            self._failed.add(item_id)
        self._refusals.append(
            Finding(kind, item_id[:80], say("%(name)s: %(text)s", name=name[:80], text=text), root.line)
        )

    def _choose_id(self, wish: str, made: Mapping[str, Item]) -> str:
        taken = {*self._items, *self._own, *made}
        plain = _NOT_IN_ID.sub("-", wish).strip("-._")[:_LONGEST_ID]
        candidate = wish if _ID.fullmatch(wish) else plain or self._defaults.id_stem
        number = 1
        chosen = candidate
        while chosen in taken:
            number += 1
            chosen = f"{candidate[:_LONGEST_ID]}-{number}"
        return chosen


def _is_marked_alike(read: Item, patched: Item) -> bool:
    """Tell whether a patch left alone all that points come from, which was compared when it was read."""
    return (read.interaction, read.answer_key, read.scoring, read.max_points, _units_of(read)) == (
        patched.interaction,
        patched.answer_key,
        patched.scoring,
        patched.max_points,
        _units_of(patched),
    )


def _units_of(item: Item) -> set[str]:
    return {text.unit for text in item.texts.values() if text.unit}


def _check_patched(item: Item, source: ItemSource) -> None:
    """Refuse what a manifest may not add: markup that does things, names that lead elsewhere."""
    for text in item.texts.values():
        for words in (text.stem, text.rationale or "", *text.choices.values()):
            if clean_html(words) != words:
                raise Refusal("unclean_html", "the manifest adds markup that is not kept")
        if any(is_forbidden_mark(sign) and sign not in "\t\n\r" for sign in f"{text.unit}{text.stem}"):
            raise Refusal("control_mark", "the manifest adds control or direction marks")
    for picture in item.media.values():
        if not _FILE.fullmatch(picture.file):
            raise Refusal(
                "malformed", say("the picture's name %(file)r is no plain name", file=picture.file[:60])
            )
        if picture.sha256 not in source.contents:
            source.note("picture_missing", say("%(file)s is not in the package", file=picture.file))


def _add_latin(native: dict[str, Any], source: ItemSource) -> dict[str, Any]:
    """Render Uzbek Latin where only Cyrillic came: forms and Karakalpak readers stand on the Latin text."""
    texts = native["texts"]
    if "uz-Cyrl" not in texts or "uz-Latn" in texts:
        return native
    source.note("latin_rendered", "written in Cyrillic; the Latin text was made from it and is to be checked")
    written = texts["uz-Cyrl"]
    latin: dict[str, Any] = {
        name: to_latin(value) for name, value in written.items() if isinstance(value, str)
    }
    latin["choices"] = {name: to_latin(label) for name, label in written["choices"].items()}
    return native | {"texts": {"uz-Latn": latin, **texts}}
