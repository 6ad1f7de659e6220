"""The installation's fonts: static Noto instances for paper, small woff2 subsets for the pages.

The wheels hold variable fonts only. WeasyPrint needs four times the CPU with those (356 ms a certificate
against 85), so the instances are made once, at the first start, into the installation's `fonts/`. They follow
from the wheels alone: the Python environment that holds these keeps the instances, too, for the next one.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

RECIPE = "1"
"""Raise it when the instances would come out differently: the installations then make theirs anew."""

STAMP_NAME = "fonts.stamp"

KEPT = Path(sys.prefix) / "share" / "examapp-fonts"
"""Where the environment keeps what was made; only whoever may change the program may write there."""

_PACKAGES = {
    "sans": ("fontpkg-noto-sans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "serif": ("fontpkg-noto-serif", "fontpkg_noto_serif", "files/NotoSerif[wdth,wght].ttf"),
}

PAPER_FAMILIES = {"sans": "Noto Sans Paper", "serif": "Noto Serif Paper"}
"""Own family names: a system's Noto may be variable or older and must not be taken instead."""

PAPER_FILES = {
    ("sans", 400): "noto-sans-400.ttf",
    ("sans", 700): "noto-sans-700.ttf",
    ("serif", 400): "noto-serif-400.ttf",
    ("serif", 700): "noto-serif-700.ttf",
}
PAGE_FILES = {400: "noto-sans-400.woff2", 700: "noto-sans-700.woff2"}

# Latin with its European letters, Cyrillic with the Uzbek and Karakalpak ones, ʻ ʼ, punctuation, € № ™.
# More characters would cost more at the first start (kerning is merged pair by pair), and on the pages' wire.
_CHARACTER_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x1F4, 0x1F5), (0x259, 0x259), (0x2B9, 0x2BC),
    (0x400, 0x45F), (0x490, 0x4FF), (0x2000, 0x206F), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122),
)  # fmt: skip
_LAYOUT_FEATURES = ["kern", "ccmp", "locl", "mark", "liga", "tnum", "lnum"]


def ensure_fonts(folder: Path) -> None:
    """Make the static fonts in `folder` unless they are there already.

    Costs twelve CPU-seconds once in an environment. Safe to run in several processes at a time: each file is
    written aside and renamed, and the stamp, which names the packages' versions, comes last.
    """
    stamp = _expected_stamp()
    if _is_complete(folder, stamp):
        return
    folder.mkdir(parents=True, exist_ok=True)
    kept = KEPT / hashlib.sha256(stamp.encode()).hexdigest()[:16]
    if not _is_complete(kept, stamp):
        if not _may_write(kept):
            _make(folder, stamp)
            return
        _make(kept, stamp)
    _copy(kept, folder, stamp)


def _may_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _copy(kept: Path, folder: Path, stamp: str) -> None:
    for name in (*PAPER_FILES.values(), *PAGE_FILES.values()):
        _write_atomically(folder / name, (kept / name).read_bytes())
    _write_atomically(folder / STAMP_NAME, stamp.encode())


def _make(folder: Path, stamp: str) -> None:
    for kind in _PACKAGES:
        source = _subset_source(kind)
        for weight in (400, 700):
            font = _static_instance(source, kind, weight)
            _save(font, folder / PAPER_FILES[kind, weight], flavor=None)
            if kind == "sans":
                _save(font, folder / PAGE_FILES[weight], flavor="woff2")
    _write_atomically(folder / STAMP_NAME, stamp.encode())


def font_face_css(folder: Path) -> str:
    """Return the `@font-face` rules by which a document's style finds the fonts of `folder`."""
    rules = (
        f'@font-face {{ font-family: "{PAPER_FAMILIES[kind]}"; font-weight: {weight}; '
        f'src: url("{(folder.resolve() / name).as_uri()}"); }}'
        for (kind, weight), name in PAPER_FILES.items()
    )
    return "\n".join(rules)


def _expected_stamp() -> str:
    lines = [f"recipe {RECIPE}", *(f"{package[0]} {version(package[0])}" for package in _PACKAGES.values())]
    return "\n".join(lines) + "\n"


def _is_complete(folder: Path, stamp: str) -> bool:
    names: Iterable[str] = (*PAPER_FILES.values(), *PAGE_FILES.values())
    written = folder / STAMP_NAME
    return (
        written.is_file()
        and written.read_text(encoding="utf-8") == stamp
        and all((folder / name).is_file() for name in names)
    )


def _subset_source(kind: str) -> bytes:
    _, package, inner_path = _PACKAGES[kind]
    options = Options()
    options.layout_features = _LAYOUT_FEATURES
    options.notdef_outline = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in _CHARACTER_RANGES for code in range(low, high + 1)])
    narrowed = BytesIO()
    with as_file(files(package) / inner_path) as path, TTFont(path, recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.save(narrowed)
    return narrowed.getvalue()


def _static_instance(source: bytes, kind: str, weight: int) -> Any:
    # No new time stamp, so that the same wheel gives the same bytes.
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    instance = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, updateFontNames=False)
    _rename_family(instance, PAPER_FAMILIES[kind], weight)
    return instance


def _rename_family(font: Any, family: str, weight: int) -> None:
    style = "Bold" if weight == 700 else "Regular"
    wanted = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
    names = font["name"]
    for name_id in (16, 17, 21, 22, 25):
        names.removeNames(nameID=name_id)
    for name_id, text in wanted.items():
        names.removeNames(nameID=name_id)
        names.setName(text, name_id, 3, 1, 0x409)


def _save(font: Any, path: Path, *, flavor: str | None) -> None:
    font.flavor = flavor
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            font.save(stream)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _write_atomically(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
