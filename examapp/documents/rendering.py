"""From a document's folder and a frozen dataclass to PDF/A bytes.

A document is a folder here: `template.html`, `style.css`, `context.py`. Its template sees `document` (the
dataclass), `layout` (what the dataclass measured), `language` and `_`, and no row, request or clock.
"""

import contextlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from examapp.core.clock import TASHKENT
from examapp.documents.drawing import Drawing
from examapp.documents.embedding import EmbeddedFile
from examapp.documents.errors import LettersLacking, PdfLibrariesMissing

engine: ModuleType | None
try:
    # WeasyPrint prints a page of advice before it raises; our one line names the packages.
    with contextlib.redirect_stdout(io.StringIO()):
        from examapp.documents import engine
except OSError:
    engine = None

FOLDER = Path(__file__).resolve().parent
PDF_VARIANT = "pdf/a-3a"
# Documents that are dressed alike, and in what of this folder.
SHARED_STYLES: Mapping[str, str] = {
    "appeal_decision": "sitting_paper.css",
    "attempt_dossier": "question_paper.css",
    "attendance_sheet": "sitting_paper.css",
    "question_list": "question_paper.css",
    "sitting_minutes": "sitting_paper.css",
}


# A certificate is exact or is not made; its own letters are looked at before (`UnprintableLetters`).
EXACT: frozenset[str] = frozenset({"certificate"})
# Never printed: control marks, and what would turn the words around a typed text on the paper.
_CONTROL = frozenset((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)))
_TURNING = frozenset((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_MOST_ROUNDS = 4


class DocumentContext(Protocol):
    """What every document's frozen dataclass offers beside its strings, numbers and dates."""

    @property
    def created_at(self) -> datetime:
        """The moment that the file gives as its own; the same context then gives the same bytes."""

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the drawings that the template names as `drawing:…`."""

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return what depends on the letters' widths: sizes and line breaks."""


def can_render() -> bool:
    """Tell whether Pango's libraries are on this machine."""
    return engine is not None


def render(
    name: str,
    context: DocumentContext,
    *,
    fonts: Path,
    language: str,
    translate: Callable[[str], str] = str,
    attachments: Sequence[EmbeddedFile] = (),
    pdf_variant: str = PDF_VARIANT,
) -> bytes:
    """Return the document `name` as PDF bytes; the same arguments give the same bytes.

    `fonts` is the folder of `ensure_fonts`, `language` a BCP 47 tag, `translate` a catalogue's gettext (the
    msgids are English). Raises PdfLibrariesMissing without Pango, RenderingFailed for a template at fault.
    """
    if engine is None:
        raise PdfLibrariesMissing
    write = partial(
        engine.write_pdf,
        folder=FOLDER / name,
        fonts=fonts.resolve(),
        drawings=context.drawings(),
        created_at=context.created_at,
        attachments=tuple(attachments),
        pdf_variant=pdf_variant,
        shared_styles=tuple(FOLDER / one for own, one in SHARED_STYLES.items() if own == name),
    )
    html = fill_template(name, context, fonts=fonts, language=language, translate=translate)
    pdf = write(html) if name in EXACT else _write_naming(write, html)
    assert isinstance(pdf, bytes)
    return pdf


def _write_naming(write: Callable[[str], object], html: str) -> object:
    """Write a paper in which each character that no font has is named, as in `[U+1F642]`.

    Whoever types one into an answer, a call or an incident must not keep a paper from being printed, and what
    was typed is to be seen.
    """
    html = _name_characters(html, _CONTROL | _TURNING)
    for _round in range(_MOST_ROUNDS):
        try:
            return write(html)
        except LettersLacking as lacking:
            html = _name_characters(html, lacking.codes)
    return write(html)


def _name_characters(text: str, codes: Iterable[int]) -> str:
    return text.translate({code: f"[U+{code:04X}]" for code in codes})


def fill_template(
    name: str, context: DocumentContext, *, fonts: Path, language: str, translate: Callable[[str], str] = str
) -> str:
    """Return the document's HTML; a name that the template uses and the context lacks raises."""

    def translate_for_template(msgid: str, **variables: object) -> Markup:
        return escape(translate(msgid)) % variables if variables else escape(translate(msgid))

    template = _environment().get_template(f"{name}/template.html")
    return template.render(
        document=context, layout=context.layout(fonts), language=language, _=translate_for_template
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        day=format_day,
        day_and_hour=format_day_and_hour,
        moment=format_moment,
        grouped=group_digest,
        points=format_points,
        percent=format_percent,
    )
    environment.globals.update(
        page_number=Markup('<span class="page-number"></span>'),
        page_count=Markup('<span class="page-count"></span>'),
    )
    return environment


def format_day(value: date) -> str:
    """Return DD.MM.YYYY; a moment is read as a day in Tashkent."""
    if isinstance(value, datetime):
        value = value.astimezone(TASHKENT)
    return value.strftime("%d.%m.%Y")


def format_day_and_hour(value: datetime) -> str:
    """Return DD.MM.YYYY, HH:MM in Tashkent, as the pages write it."""
    return value.astimezone(TASHKENT).strftime("%d.%m.%Y, %H:%M")


def format_moment(value: datetime) -> str:
    """Return the moment in UTC as the W3C profile writes it, for the file's metadata."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def group_digest(digest: str) -> str:
    """Return hexadecimal digits in groups of four, as a person reads them aloud."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def format_points(value: Decimal | None) -> str:
    """Return points with a decimal comma and no idle zeros; a dash where nothing counts."""
    if value is None:
        return "–"
    return f"{value.normalize():f}".replace(".", ",")


def format_percent(value: Decimal | None) -> str:
    """Return `58 %` with a no-break space; a dash where nothing counts."""
    return "–" if value is None else f"{format_points(value)}\u00a0%"
