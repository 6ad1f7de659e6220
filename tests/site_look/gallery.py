"""A small application that shows every component of the look, with the core's own languages and headers."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import fontpkg_noto_sans
from flask import Blueprint, Flask, Response, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from examapp.core.headers import init_headers
from examapp.core.i18n import current_language, init_i18n
from tests.site_look.gallery_words import PEOPLE, RUSSIAN, UZBEK

HERE = Path(__file__).parent
EXAMAPP = HERE.parent.parent / "examapp"
LETTERS = [*range(0x20, 0x180), *range(0x400, 0x4FF), 0x2BB, 0x2BC, *range(0x2010, 0x2040), 0x2116]
blueprint = Blueprint("gallery", __name__)


class TickListField(SelectMultipleField):
    """A list of tick boxes, as the rooms build them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def build_form() -> FlaskForm:
    """Return a form with every kind of field, two of them wrong."""
    words = sample_words()
    labels = words.labels

    class SampleForm(FlaskForm):
        pinfl = StringField(labels[0], default="4120968512003")
        post = SelectField(labels[1], choices=[SelectChoice("", "–"), SelectChoice("a", "A")])
        day = DateField(labels[2], format="%d.%m.%Y")
        region = SelectField(labels[3], choices=[SelectChoice("1", words.region)])
        note = TextAreaField(labels[4])
        language = RadioField(
            labels[5], choices=[SelectChoice("uz", "Oʻzbekcha"), SelectChoice("ru", "Русский")], default="uz"
        )
        rooms = TickListField(
            labels[6], choices=[SelectChoice("204", "204"), SelectChoice("205", "205")], default=["204"]
        )
        agree = BooleanField(labels[7])
        sheet = FileField(labels[8])

    form = SampleForm(formdata=None)
    if "good" not in request.args:
        form.pinfl.errors = [words.errors[0]]
        form.language.errors = [words.errors[1]]
    return form


def sample_words() -> SimpleNamespace:
    """Return the sample texts in the language of the page."""
    return RUSSIAN if current_language() == "ru" else UZBEK


@blueprint.route("/")
def staff_page() -> str:
    """Show every component in the frame of staff."""
    words = sample_words()
    bars = [
        {"label": words.bars[0], "value": 8, "of": 10},
        {"label": words.bars[1], "value": 5, "of": 6},
        {"label": words.bars[2], "value": 4, "of": 10, "weak": True},
    ]
    return render_template(
        "gallery_staff.html",
        w=words,
        form=build_form(),
        people=PEOPLE,
        bars=bars,
        page_url=lambda page: f"?page={page}",
        rehearsal="rehearsal" in request.args,
    )


@blueprint.route("/public")
def public_page() -> str:
    """Show the public frame with a verdict."""
    verdict = "revoked" if current_language() == "ru" else "valid"
    return render_template("gallery_public.html", w=sample_words(), verdict=verdict)


@blueprint.route("/error/<int:status>")
def error_page(status: int) -> str:
    """Show an error page."""
    return render_template(
        "errors/page.html", status=status, reference="7KQM-4T2D" if status == 500 else None
    )


pulse = {"count": 0, "status": 200}


@blueprint.route("/part")
def live_part() -> Response:
    """Answer what the live part asks for, with a number that grows."""
    pulse["count"] += 1
    html = f'<p id="pulse-count">{pulse["count"]}</p><button id="pulse-button" type="button">…</button>'
    return Response(html, status=pulse["status"])


@blueprint.route("/post", methods=["POST"])
def take_post() -> str:
    """Say what arrived."""
    files = [f"{name}={file.filename}" for name, file in request.files.items()]
    return " ".join([*sorted(request.form), *files])


@functools.cache
def font_bytes(weight: int) -> bytes:
    """Return Noto Sans of one weight, as the application serves it."""
    folder = Path(fontpkg_noto_sans.__file__).parent / "files"
    # The whole font takes seconds to instance; the letters of the gallery, without features, a part of one.
    subsetter = Subsetter(
        Options(layout_features=[], hinting=False, drop_tables=["GPOS", "GSUB", "GDEF", "HVAR"])
    )
    subsetter.populate(unicodes=LETTERS)
    buffer = BytesIO()
    with TTFont(folder / "NotoSans[wdth,wght].ttf", lazy=True) as font:
        subsetter.subset(font)
        instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        font.save(buffer)
    return buffer.getvalue()


@blueprint.route("/fonts/noto-sans-<int:weight>.woff2")
def font(weight: int) -> Response:
    """Serve the font that every page asks for."""
    return Response(font_bytes(weight), mimetype="font/woff2")


def create_gallery() -> Flask:
    """Build the application of the gallery."""
    app = Flask("gallery", static_folder=str(EXAMAPP / "static"), static_url_path="/static")
    settings = SimpleNamespace(default_language="uz-Latn", https=False)
    app.config.update(SETTINGS=settings, SECRET_KEY="gallery", TEMPLATES_AUTO_RELOAD=False)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(HERE / "templates"), FileSystemLoader(EXAMAPP / "templates")]
    )
    CSRFProtect(app)
    init_i18n(app)
    init_headers(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        navigation=staff_navigation, public_navigation=public_navigation, staff_head=staff_head
    )
    return app


def staff_navigation() -> list[dict[str, object]]:
    """Return the rows of the staff navigation."""
    icons = ["home", "file", "chat", "pencil", "shield"]
    rows = zip(sample_words().rooms, icons, strict=True)
    return [
        {"label": label, "url": "/", "icon": icon, "active": index == 1, "count": 3 if index == 1 else 0}
        for index, (label, icon) in enumerate(rows)
    ]


def public_navigation() -> list[dict[str, object]]:
    """Return the public pages."""
    pages = sample_words().pages
    return [
        {"label": label, "url": "/public", "icon": "", "active": label == pages[-1], "count": 0}
        for label in pages
    ]


def staff_head() -> dict[str, str]:
    """Return who is signed in."""
    words = sample_words()
    return {
        "person": "Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna",
        "role": words.role,
        "body": words.body,
        "sign_out_url": "/post",
    }


@contextmanager
def serve_gallery() -> Iterator[str]:
    """Serve the gallery on a free port for the length of the block; yields its address."""
    for weight in (400, 700):
        font_bytes(weight)  # made once, before the browser asks for both at the same time
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
