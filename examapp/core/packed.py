"""Replies that are compressed once and sent often: a centre's line carries 64 kbit/s on a bad day."""

import gzip
from dataclasses import dataclass
from typing import Final, Self

from flask import Response, make_response, request

# What is packed once and sent for months is worth the longest look; what is packed for one person is not.
THOROUGHLY: Final = 9
QUICKLY: Final = 4


@dataclass(frozen=True, slots=True)
class Packed:
    """Content as it goes out compressed, with its type."""

    type: str
    compressed: bytes

    @classmethod
    def pack(cls, content_type: str, content: bytes, level: int = THOROUGHLY) -> Self:
        """Compress content; the same content gives the same bytes in every process."""
        return cls(content_type, gzip.compress(content, level, mtime=0))  # no time stamp inside

    @property
    def plain(self) -> bytes:
        """The content itself."""
        return gzip.decompress(self.compressed)


def send_packed(packed: Packed) -> Response:
    """Reply with packed content, opened for whoever does not take it compressed."""
    takes = request.accept_encodings["gzip"] > 0
    response = make_response(packed.compressed if takes else packed.plain)
    response.headers["Content-Type"] = packed.type
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    return response
