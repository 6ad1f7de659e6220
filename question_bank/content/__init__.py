"""The question list that comes with the program: a sample, approved for rehearsals, not the official annex.

    items/<topic>/<ID>.json, media/    the list, in the native format
    practice/                          three items to try the page with before the start; they never count
    open/                              one more of each other kind, for everybody who practises; likewise
    programmes/                        what each programme demands, from which its blueprint follows
    MANIFEST.json                      every item's and picture's digest, and the blueprint
    SEAL                               SHA-256 of each file, as `sha256sum --check SEAL` reads it

The files are read through the seal only: one changed byte is refused, naming the file.
"""

import hashlib
from pathlib import Path
from typing import Any

from question_bank.formats.native import read_folder, read_item_file, read_json, read_media
from question_bank.items import Item
from question_bank.parameters import ProgrammeDefinition, programme_from_json
from question_bank.sealing import SealBroken, verify_manifest

ROOT = Path(__file__).parent
MANIFEST_FILE = "MANIFEST.json"
SEAL_FILE = "SEAL"


def load_shipped_list(root: Path = ROOT) -> tuple[dict[str, Any], dict[str, Item], dict[str, bytes]]:
    """Return manifest, items by id and pictures by SHA-256; SealBroken names what is not as sealed."""
    _verify_seal(root)
    manifest: dict[str, Any] = read_json((root / MANIFEST_FILE).read_bytes())
    items, findings = read_folder(root)
    media, missing = read_media(root, items.values())
    for finding in (*findings, *missing):
        raise SealBroken("item", finding.item, finding.text)
    verify_manifest(manifest, items, media)
    return manifest, items, media


def load_practice_items(root: Path = ROOT) -> tuple[dict[str, Item], dict[str, bytes]]:
    """Return the practice items in their order, and their pictures by SHA-256; SealBroken as for the list."""
    return _load_apart(root, "practice")


def load_open_items(root: Path = ROOT) -> tuple[dict[str, Item], dict[str, bytes]]:
    """Return open items of every kind, those of the practice first; none of them is in any list."""
    return _load_apart(root, "practice", "open")


def _load_apart(root: Path, *folders: str) -> tuple[dict[str, Item], dict[str, bytes]]:
    _verify_seal(root)
    items: dict[str, Item] = {}
    for file in [found for folder in folders for found in sorted((root / folder).glob("*.json"))]:
        item, findings = read_item_file(file)
        if item is None or findings:
            raise SealBroken("item", findings[0].item, findings[0].text)
        items[item.id] = item
    media, missing = read_media(root, items.values())
    for finding in missing:
        raise SealBroken("item", finding.item, finding.text)
    return items, media


def load_programmes(root: Path = ROOT) -> dict[str, ProgrammeDefinition]:
    """Return the programmes that ship, by code; SealBroken as for the list."""
    _verify_seal(root)
    files = sorted((root / "programmes").glob("*.json"))
    found = [programme_from_json(read_json(file.read_bytes())) for file in files]
    return {definition.code: definition for definition in found}


def list_sealed_files(root: Path) -> list[Path]:
    """Return every file that the seal covers, in the order of their names."""
    files = [*(root / "items").rglob("*.json"), *(root / "practice").glob("*.json")]
    files += (root / "open").glob("*.json")
    files += (root / "programmes").glob("*.json")
    files += [file for file in (root / "media").glob("*") if file.is_file()]
    return sorted([*files, root / MANIFEST_FILE])


def _verify_seal(root: Path) -> None:
    sealed = _read_seal(root)
    there = {str(file.relative_to(root).as_posix()): file for file in list_sealed_files(root)}
    for name in sorted(sealed.keys() | there.keys()):
        if name not in sealed:
            raise _broken(name, "was not sealed")
        if name not in there or not there[name].is_file():
            raise _broken(name, "is missing")
        if hashlib.sha256(there[name].read_bytes()).hexdigest() != sealed[name]:
            raise _broken(name, "is not what was sealed")


def _read_seal(root: Path) -> dict[str, str]:
    try:
        text = (root / SEAL_FILE).read_bytes().decode("ascii")
        sealed = {name: digest for digest, name in (line.split("  ") for line in text.splitlines())}
    except (OSError, ValueError) as error:
        raise SealBroken("manifest", SEAL_FILE, "cannot be read") from error
    # A byte that still reads as an end of line is a changed byte, too.
    if text != "".join(f"{digest}  {name}\n" for name, digest in sealed.items()):
        raise SealBroken("manifest", SEAL_FILE, "is not written as a seal is")
    return sealed


def _broken(name: str, problem: str) -> SealBroken:
    part = {"items": "item", "practice": "item", "open": "item", "media": "media"}.get(
        name.split("/", maxsplit=1)[0], "manifest"
    )
    return SealBroken(part, Path(name).stem if part == "item" else Path(name).name, problem)
