"""Files that wait for their owner's word, after they were brought and before they are taken in.

A parked file lies in the installation's folder under a random name; only who brought it finds it.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from examapp.core.errors import NotFound
from examapp.core.signing import KeyRing

LARGEST_FILE: Final = 32 * 2**20
TOKEN_LETTERS: Final = 32


class Parking:
    """Files that wait for their owner's word, one folder each, so that a file sees no other beside it."""

    def __init__(self, data: Path, keys: KeyRing) -> None:
        self._folder = data / "imports"
        self._keys = keys

    def park(self, content: bytes, name: str, owner: str) -> str:
        """Keep a file and return the token that finds it again."""
        token = secrets.token_hex(TOKEN_LETTERS // 2)
        place = self._place(token, owner)
        place.mkdir(mode=0o700, parents=True)
        # The ending alone is kept: a stranger's name is no name for a file here.
        ending = "".join(letter for letter in Path(name).suffix.lower()[:8] if letter.isalnum())
        handle = os.open(place / f"list.{ending or 'bin'}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return token

    def find(self, token: str, owner: str) -> Path:
        """Return the parked file, or raise NotFound for another's token as for none."""
        if len(token) != TOKEN_LETTERS or not token.isalnum():
            raise NotFound
        found = sorted(self._place(token, owner).glob("list.*"))
        if not found:
            raise NotFound
        return found[0]

    def drop(self, token: str, owner: str) -> None:
        """Forget a parked file."""
        file = self.find(token, owner)
        file.unlink()
        file.parent.rmdir()

    def _place(self, token: str, owner: str) -> Path:
        return self._folder / self._keys.mac("parked import", f"{owner} {token}".encode())[:40]
