"""The practice for everybody at /practice: the exam's own page over open items. No account, no cookie."""

import orjson
from flask import Blueprint, Flask, Response, jsonify, render_template, request

from examapp.core.access import public
from examapp.core.i18n import current_language
from examapp.delivery.open_practice import find_open_picture, mark_open, open_paper
from examapp.delivery.page_shell import FONTS, STYLES, read_shell
from examapp.delivery.views import send_paper, send_picture

practice_page = Blueprint("practice_page", __name__, url_prefix="/practice")


@practice_page.get("")
@public
def show_practice_page() -> str:
    """Show the page; everything after it happens inside."""
    return render_template(
        "delivery/practice_page.html",
        shell=read_shell(),
        styles=STYLES,
        fonts=FONTS,
        language=current_language(),
    )


@practice_page.get("/paper.json")
@public
def send_open_paper() -> Response:
    """Send the open items; no key or rationale is among them."""
    return send_paper(open_paper)


@practice_page.get("/pictures/<sha256>")
@public
def send_open_picture(sha256: str) -> Response:
    """Send a picture of an open item."""
    return send_picture(find_open_picture(sha256))


@practice_page.post("/marks")
@public
def mark_answers() -> Response:
    """Mark the answers and say why; nothing of them is kept."""
    return jsonify(mark_open(_read_answers(request.get_data(cache=False))))


def _read_answers(body: bytes) -> object:
    """Return the answers of a body, None where there are none.

    Not by Flask's own reader: it fails, and fills the log, over what is nested thousands deep.
    """
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return data.get("answers") if isinstance(data, dict) else None


def init_practice_page(app: Flask) -> None:
    """Register the page; what changes nothing needs no token against forged requests."""
    app.register_blueprint(practice_page)
    app.extensions["csrf"].exempt(mark_answers)
