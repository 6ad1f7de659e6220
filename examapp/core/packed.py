"""Replies that are compressed once and sent often: a centre's line carries 64 kbit/s on a bad day.

Brotli, because each browser takes it where the exam page works at all, and because a paper in five languages
is larger than the 32 KB that gzip looks back: 41 KB instead of 54. Whoever does not take it gets the content
as it is.
"""

from dataclasses import dataclass
from typing import Final, Self

import brotli
from flask import Response, make_response, request

# What is packed once and sent for months may take its time; what is packed for one person may not.
THOROUGHLY: Final = 7
QUICKLY: Final = 4


@dataclass(frozen=True, slots=True)
class Packed:
    """Content as it goes out compressed, with its type."""

    type: str
    compressed: bytes

    @classmethod
    def pack(cls, content_type: str, content: bytes, quality: int = THOROUGHLY) -> Self:
        """Compress content; the same content gives the same bytes in every process."""
        return cls(content_type, brotli.compress(content, quality=quality))

    @property
    def plain(self) -> bytes:
        """The content itself."""
        return bytes(brotli.decompress(self.compressed))


def send_packed(packed: Packed) -> Response:
    """Reply with packed content, opened for whoever does not take it compressed."""
    takes = request.accept_encodings["br"] > 0
    response = make_response(packed.compressed if takes else packed.plain)
    response.headers["Content-Type"] = packed.type
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "br"
    return response
