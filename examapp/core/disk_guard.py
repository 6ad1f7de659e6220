"""Nothing large is taken in while the disk is short: what is left belongs to answers."""

from typing import Final

from flask import Flask, request

from examapp.core.disk import read_disk
from examapp.core.web import EXAM_API

# A form's words are small; a file with a list, a picture or a document is not.
LARGE_BODY: Final = 256 * 1024


def init_disk_guard(app: Flask) -> None:
    """Refuse large bodies outside of the exam API below the limit of free space."""
    disk = read_disk(app.config["SETTINGS"])

    @app.before_request
    def guard() -> None:
        if (request.content_length or 0) > LARGE_BODY and not request.path.startswith(EXAM_API):
            disk.refuse_if_short()
