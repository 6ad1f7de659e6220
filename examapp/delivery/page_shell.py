"""The shell of the candidate's page: its scripts and styles under one version, shortened and compressed once.

Every file's address holds a digest of all of them, so that a page never mixes two versions and a browser
may keep each file for ever. The service worker keeps the whole set; a reload without a link lives on it.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import rjsmin

from examapp.core.packed import Packed

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
FOLDER: Final = "exam"
# What other pages add to the exam's: the practice for everybody, the rehearsal of a room. A candidate's
# computer need not have it.
PRACTICE: Final = "exam/open_practice/"
REHEARSAL: Final = "exam/rehearsal/"
APART: Final = (PRACTICE, REHEARSAL)
SHARED: Final = ("site/tokens.css",)
STYLES: Final = ("site/tokens.css", "exam/base.css", "exam/item.css", "exam/exam.css", "exam/screens.css")
FONTS: Final = ("/fonts/noto-sans-400.woff2", "/fonts/noto-sans-700.woff2")
TYPES: Final = {".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True, slots=True)
class Shell:
    """All files by name (`exam/main.js`), and the digest that names this set."""

    version: str
    files: dict[str, Packed]

    def url(self, name: str) -> str:
        """Return a file's address, which is a new one for each version."""
        return f"/exam/shell/{self.version}/{name}"

    def kept(self) -> list[str]:
        """Return the names of the files that a candidate's computer keeps."""
        return [name for name in self.files if not name.startswith(APART)]

    def modules(self, part: str = "") -> list[str]:
        """Return the names of all scripts of the exam's page and of a part apart, to be fetched at once."""
        names = [
            name for name in self.files if not name.startswith(APART) or (part and name.startswith(part))
        ]
        return [name for name in names if name.endswith(".js")]


@cache
def read_shell() -> Shell:
    """Read and compress the shell; once in a process."""
    paths = [path for path in sorted((STATIC / FOLDER).rglob("*")) if path.suffix in TYPES]
    paths += [STATIC / name for name in SHARED]
    contents = {path.relative_to(STATIC).as_posix(): _read_short(path) for path in paths}
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    files = {
        name: Packed.pack(f"{TYPES[Path(name).suffix]}; charset=utf-8", content)
        for name, content in contents.items()
    }
    return Shell(digest.hexdigest()[:16], files)


def _read_short(path: Path) -> bytes:
    """Return a file as it is sent: a script without comments and indents, which are a third of its weight."""
    text = path.read_text()
    return (rjsmin.jsmin(text) if path.suffix == ".js" else text).encode()
