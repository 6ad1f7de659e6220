"""Reading lists of QTI: packages, tests and single items, of 2.0, 2.1, 2.2 and 3.0.

    read_qti(path, defaults)    a zip, an unpacked folder or one XML file; the version is found in the files

A block is one item: a file, or the files of one item in several languages as our own export writes them. An
item with several interactions that are scored apart counts as many blocks as it becomes.
"""

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
        maker = ListMaker(package, manifest, defaults)
        versions: Counter[Version] = Counter()
        for name in _list_files(package, manifest):
            _read_file(package, name, maker, versions, is_item=name in manifest.items)
        if not maker.blocks:
            raise NotReadable(
                "no_items", "No item of QTI was found in the file. Export the list as QTI 2.1 or later."
            )
        version = versions.most_common(1)[0][0] if versions else Version.V2_1
        return maker.finish(f"QTI {version}")


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
    return list(dict.fromkeys([*manifest.items, *others]))


def _read_file(
    package: Package, name: str, maker: ListMaker, versions: Counter[Version], *, is_item: bool
) -> None:
    content = package.read(name)
    if content is None:
        maker.refuse("file_missing", name, f"the manifest names {name[:80]}, which is not in the package")
        return
    try:
        node = parse_xml(content, FILE_LIMITS)
        version = version_of(node)
    except NotReadable as error:
        if len(package.names) == 1:
            raise
        maker.refuse(error.kind, name, str(error))
        return
    root = read_element(node)
    if root.name == _ITEM:
        versions[version] += 1
        maker.add(name, root)
    elif root.name == _TEST:
        _read_test(package, name, root, maker, versions)
    elif is_item:
        maker.refuse("no_item", name, f"the manifest calls {name[:80]} an item, but it is {root.name[:40]}")


def _read_test(
    package: Package, name: str, root: Element, maker: ListMaker, versions: Counter[Version]
) -> None:
    """Say what of a test is lost; beside a single file, follow it to its items."""
    maker.note("test_lost", name, "the test's order and sections are not kept, only its items")
    for word, meaning in _TEST_LOSSES.items():
        if any(True for _ in root.walk(word)):
            maker.note("test_lost", name, f"{meaning} of the test are not kept")
    if len(package.names) > 1:
        return
    for reference in root.walk("assessment-item-ref"):
        item = join_path(name, reference.get("href"))
        if item is None:
            maker.refuse("file_missing", reference.get("href"), "the test names an item outside its folder")
        elif not maker.knows(item):
            _read_file(package, item, maker, versions, is_item=True)
