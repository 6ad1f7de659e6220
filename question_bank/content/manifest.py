"""Seals the shipped list anew after its items were changed: `python -m question_bank.content.manifest`.

It refuses a list with findings; the digests it writes are the list's identity, so they change by intent only.
Of its own list it asks more than of a stranger's: in every language, the rendered one included, chance must
make as much difference between keys and other options in one list of twenty, and enemies name each other.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from question_bank.blueprint import DEFAULT_BLUEPRINT
from question_bank.content import MANIFEST_FILE, ROOT, SEAL_FILE, list_sealed_files
from question_bank.findings import Finding
from question_bank.formats.native import read_folder, read_media
from question_bank.items import LANGUAGES, Item
from question_bank.key_spread import measure_keys
from question_bank.list_quality import tell_spread
from question_bank.quality import check_list
from question_bank.sealing import build_manifest
from question_bank.sentences import say

LIST_ID = "SAMPLE"
LIKELY = 0.05


def check_own(items: Mapping[str, Item]) -> Iterator[Finding]:
    """Yield what is asked of the shipped list alone."""
    for language in LANGUAGES:
        for spread in measure_keys(items.values(), language):
            if spread.likelihood < LIKELY:
                yield tell_spread(spread, language)
    for item in items.values():
        for enemy in item.meta.enemies:
            if enemy in items and item.id not in items[enemy].meta.enemies:
                yield Finding("one_sided_enemy", item.id, say("%(enemy)s does not name it", enemy=enemy))


def rebuild_manifest(path: Path = ROOT) -> tuple[Finding, ...]:
    """Write MANIFEST.json and SEAL from the folder, unless something is found wrong; return the findings."""
    items, findings = read_folder(path)
    media, missing = read_media(path, items.values())
    findings = (*findings, *missing, *check_list(items))
    findings = findings or tuple(check_own(items))
    if not findings:
        manifest = build_manifest(LIST_ID, items, media, DEFAULT_BLUEPRINT)
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (path / MANIFEST_FILE).write_text(text, encoding="utf-8")
        (path / SEAL_FILE).write_text(_write_seal(path), encoding="ascii")
    return findings


def _write_seal(path: Path) -> str:
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(path).as_posix()}\n"
        for file in list_sealed_files(path)
    )


def main() -> int:
    """Seal the shipped list; print what is found wrong and return 1, or 0."""
    findings = rebuild_manifest()
    for finding in findings:
        sys.stdout.write(f"{finding.item}: {finding.kind}: {finding.text}\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
