"""The Merkle root over the lines of a deletion, as RFC 6962 draws the tree: one line proves itself alone.

A leaf is SHA-256 over 0x00 and the line's canonical JSON, an inner node over 0x01 and its two children; of a
row of nodes the left part is the largest power of two that is smaller than the whole.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from question_bank.sealing import canonical_json


def merkle_root(lines: Sequence[dict[str, Any]]) -> str:
    """Return the root as hex digits; that of no line at all is SHA-256 of nothing."""
    level = [hashlib.sha256(b"\x00" + canonical_json(line)).digest() for line in lines]
    return _root(level).hex() if level else hashlib.sha256().hexdigest()


def _root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(leaves[:left]) + _root(leaves[left:])).digest()
