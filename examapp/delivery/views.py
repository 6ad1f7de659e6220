"""The candidate's page itself: its shell, words, practice items and service worker. Anyone may load them.

What belongs to one candidate comes through the exam API alone.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
import rjsmin
from flask import Blueprint, Flask, Response, make_response, render_template
from flask_babel import force_locale, gettext

from examapp.core.access import public
from examapp.core.errors import NotFound
from examapp.core.i18n import LANGUAGE_NAMES, current_language, to_locale
from examapp.core.packed import QUICKLY, Packed, send_packed
from examapp.delivery.page_shell import FONTS, STYLES, read_shell
from examapp.delivery.page_texts import translate_page
from examapp.delivery.practice import find_practice_picture, list_practice_pictures, practice_paper

exam_page = Blueprint("exam_page", __name__, url_prefix="/exam")

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
JSON = "application/json"


def send_paper(read: Callable[[], Any]) -> Response:
    """Send a paper of practice items, read once; a browser asks again whether it still stands."""
    response = send_packed(_pack_paper(read))
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


@cache
def _pack_paper(read: Callable[[], Any]) -> Packed:
    return Packed.pack(JSON, orjson.dumps(read()))


def send_picture(picture: tuple[bytes, str] | None) -> Response:
    """Send a picture and its type, named by its digest and so for ever. Raises NotFound for none."""
    if picture is None:
        raise NotFound
    response = make_response(picture[0])
    response.headers["Content-Type"] = picture[1]
    response.headers["Cache-Control"] = FOR_EVER
    return response


@exam_page.get("/")
@public
def show_exam_page() -> Response:
    """Show the one page that a candidate sees; everything after it happens inside."""
    page = render_template(
        "delivery/exam_page.html", shell=read_shell(), styles=STYLES, fonts=FONTS, language=current_language()
    )
    return send_packed(Packed.pack("text/html; charset=utf-8", page.encode(), QUICKLY))


@exam_page.get("/shell/<version>/<path:name>")
@public
def send_shell_file(version: str, name: str) -> Response:
    """Send a script or a style, compressed where the browser takes it."""
    shell = read_shell()
    file = shell.files.get(name)
    if file is None:
        raise NotFound
    response = send_packed(file)
    # A page of another version still runs somewhere: it gets what there is, and nobody keeps it.
    response.headers["Cache-Control"] = FOR_EVER if version == shell.version else ASK_AGAIN
    return response


@exam_page.get("/texts/<language>.json")
@public
def send_texts(language: str) -> Response:
    """Send the page's words in one language."""
    if language not in LANGUAGE_NAMES:
        raise NotFound
    response = send_packed(_pack_texts(language))
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


@cache
def _pack_texts(language: str) -> Packed:
    with force_locale(to_locale(language)):
        return Packed.pack(JSON, orjson.dumps(translate_page(gettext)))


@exam_page.get("/practice.json")
@public
def send_practice() -> Response:
    """Send the practice items; no key or rationale is among them."""
    return send_paper(practice_paper)


@exam_page.get("/practice/<sha256>")
@public
def send_practice_picture(sha256: str) -> Response:
    """Send a picture of a practice item."""
    return send_picture(find_practice_picture(sha256))


@exam_page.get("/service-worker.js")
@public
def send_service_worker() -> Response:
    """Send the worker that keeps the shell; its address lets it cover the whole of /exam/."""
    shell = read_shell()
    kept = ["/exam/", *(shell.url(name) for name in shell.kept()), *FONTS, "/exam/practice.json"]
    kept += [f"/exam/texts/{language}.json" for language in LANGUAGE_NAMES] + list_practice_pictures()
    worker = rjsmin.jsmin(render_template("delivery/service_worker.js", version=shell.version, kept=kept))
    response = send_packed(Packed.pack("text/javascript; charset=utf-8", worker.encode(), QUICKLY))
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


def init_exam_page(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(exam_page)
