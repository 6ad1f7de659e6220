"""Reading lists of QTI: packages, tests and single items, of 2.0, 2.1, 2.2 and 3.0.

    read_qti(path, defaults)    a zip, an unpacked folder or one XML file; the version is found in the files

A block is one item: a file, or the files of one item in several languages as our own export writes them. An
item with several interactions that are scored apart counts as many blocks as it becomes.
"""

import re
from collections import Counter
from pathlib import Path

from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.qti.list_maker import ListMaker
from question_bank.formats.qti.names import Element, Version, read_element, version_of
from question_bank.formats.qti.package import (
    FILE_LIMITS,
    MANIFEST,
    Manifest,
    Package,
    join_path,
    open_package,
    read_manifest,
)
from question_bank.formats.safe_xml import parse_xml
from question_bank.sentences import say

# Reading takes about eight microseconds an element and fifty megabytes a second.
_MOST_ELEMENTS = 400_000
_MOST_BYTES = 64 * 2**20
# What macOS packs beside each file.
_OF_MACOS = re.compile(r"(^|/)(__MACOSX/|\._)")
_ITEM, _TEST = "assessment-item", "assessment-test"
_TEST_LOSSES = {
    "time-limits": "limits of time",
    "outcome-processing": "a rule for the whole test's points",
    "test-feedback": "feedback on the whole test",
    "weight": "weights of items",
    "branch-rule": "branches",
    "pre-condition": "conditions",
    "selection": "a draw of items",
}


def read_qti(path: Path, defaults: Defaults) -> ReadList:
    """Read a list of QTI, or raise NotReadable where there is no item of QTI in it at all."""
    with open_package(path) as package:
        manifest = _find_manifest(package)
        reader = _ListReader(package, ListMaker(package, manifest, defaults))
        for name in _list_files(package, manifest):
            reader.read_file(name, is_item=name in manifest.items)
        return reader.finish()


class _ListReader:
    """Reads file after file, and counts what they hold together."""

    def __init__(self, package: Package, maker: ListMaker) -> None:
        self._package = package
        self._maker = maker
        self._versions: Counter[Version] = Counter()
        self._elements = 0
        self._bytes = 0

    def finish(self) -> ReadList:
        if not self._maker.blocks:
            raise NotReadable(
                "no_items", "No item of QTI was found in the file. Export the list as QTI 2.1 or later."
            )
        version = self._versions.most_common(1)[0][0] if self._versions else Version.V2_1
        return self._maker.finish(f"QTI {version}")

    def read_file(self, name: str, *, is_item: bool) -> None:
        content = self._package.read(name)
        if content is None:
            text = say("the manifest names %(name)s, which is not in the package", name=name[:80])
            self._maker.refuse("file_missing", name, text)
            return
        self._count(size=len(content))
        try:
            node = parse_xml(content, FILE_LIMITS)
            version = version_of(node)
        except NotReadable as error:
            if len(self._package.names) == 1:
                raise
            self._maker.refuse(error.kind, name, str(error))
            return
        self._count(elements=sum(1 for _ in node.iter()))
        self._take(name, read_element(node), version, is_item=is_item)

    def _count(self, size: int = 0, elements: int = 0) -> None:
        self._bytes += size
        self._elements += elements
        if self._bytes > _MOST_BYTES or self._elements > _MOST_ELEMENTS:
            raise NotReadable(
                "too_many_elements",
                say(
                    "The files hold more than %(most_elements)s elements or %(megabytes)s MB together. "
                    "Divide the list into smaller packages.",
                    most_elements=_MOST_ELEMENTS,
                    megabytes=_MOST_BYTES // 2**20,
                ),
            )

    def _take(self, name: str, root: Element, version: Version, *, is_item: bool) -> None:
        if root.name == _ITEM:
            self._versions[version] += 1
            self._maker.add(name, root)
        elif root.name == _TEST:
            self._read_test(name, root)
        elif is_item:
            text = say(
                "the manifest calls %(name)s an item, but it is %(name_2)s",
                name=name[:80],
                name_2=root.name[:40],
            )
            self._maker.refuse("no_item", name, text)

    def _read_test(self, name: str, root: Element) -> None:
        """Say what of a test is lost; beside a single file, follow it to its items."""
        self._maker.note("test_lost", name, "the test's order and sections are not kept, only its items")
        for word, meaning in _TEST_LOSSES.items():
            if any(True for _ in root.walk(word)):
                self._maker.note(
                    "test_lost", name, say("%(meaning)s of the test are not kept", meaning=meaning)
                )
        if len(self._package.names) > 1:
            return
        for reference in root.walk("assessment-item-ref"):
            item = join_path(name, reference.get("href"))
            if item is None:
                text = "the test names an item outside its folder"
                self._maker.refuse("file_missing", reference.get("href"), text)
            elif not self._maker.knows(item):
                self.read_file(item, is_item=True)


def _find_manifest(package: Package) -> Manifest:
    name = next((name for name in package.names if name.rpartition("/")[2].lower() == MANIFEST), None)
    content = package.read(name) if name else None
    if content is None or name is None:
        return Manifest()
    manifest = read_manifest(read_element(parse_xml(content, FILE_LIMITS)))
    folder = name.rpartition("/")[0]
    if not folder:
        return manifest
    # Some tools pack the folder instead of what is in it.
    return Manifest(
        [f"{folder}/{item}" for item in manifest.items],
        {f"{folder}/{item}": extension for item, extension in manifest.extensions.items()},
    )


def _list_files(package: Package, manifest: Manifest) -> list[str]:
    others = [
        name
        for name in package.names
        if name.lower().endswith((".xml", ".qti")) and name.rpartition("/")[2].lower() != MANIFEST
    ]
    if len(package.names) == 1:
        others = [name for name in package.names if name.rpartition("/")[2].lower() != MANIFEST]
    return list(dict.fromkeys([*manifest.items, *(name for name in others if not _OF_MACOS.search(name))]))
