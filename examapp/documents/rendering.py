"""From a document's folder and a frozen dataclass to PDF/A bytes.

A document is a folder here: `template.html`, `style.css`, `context.py`. Its template sees `document` (the
dataclass), `layout` (what the dataclass measured), `language` and `_`, and no row, request or clock.
"""

import contextlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from examapp.core.clock import TASHKENT
from examapp.documents.drawing import Drawing
from examapp.documents.embedding import EmbeddedFile
from examapp.documents.errors import PdfLibrariesMissing
from examapp.documents.fonts import PAPER_FILES
from examapp.documents.text_fit import font_metrics

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
# Lines, and what is seen nowhere and changes no order: soft hyphen, zero-width space, joiners, mark of order.
_UNSEEN = frozenset(map(ord, "\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# They would let a typed text turn the words around it on the paper.
_TURNING = frozenset((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


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
    pdf = engine.write_pdf(
        fill_template(name, context, fonts=fonts, language=language, translate=translate),
        folder=FOLDER / name,
        fonts=fonts.resolve(),
        drawings=context.drawings(),
        created_at=context.created_at,
        attachments=tuple(attachments),
        pdf_variant=pdf_variant,
        shared_styles=tuple(FOLDER / one for own, one in SHARED_STYLES.items() if own == name),
    )
    assert isinstance(pdf, bytes)
    return pdf


def fill_template(
    name: str, context: DocumentContext, *, fonts: Path, language: str, translate: Callable[[str], str] = str
) -> str:
    """Return the document's HTML; a name that the template uses and the context lacks raises."""

    def translate_for_template(msgid: str, **variables: object) -> Markup:
        return escape(translate(msgid)) % variables if variables else escape(translate(msgid))

    template = _environment().get_template(f"{name}/template.html")
    filled = template.render(
        document=context, layout=context.layout(fonts), language=language, _=translate_for_template
    )
    return filled if name in EXACT else name_unprintable(filled, fonts)


def name_unprintable(text: str, fonts: Path) -> str:
    """Return a text in which each character that the paper fonts lack is named, as in `[U+1F642]`.

    Whoever types one into an answer, a call or an incident must not keep a paper from being printed, and what
    was typed is to be seen.
    """
    strange = set(map(ord, text)) - _printable(fonts)
    return text.translate({code: f"[U+{code:04X}]" for code in strange}) if strange else text


@cache
def _printable(fonts: Path) -> frozenset[int]:
    found = [frozenset(font_metrics(fonts / name).advances) for name in PAPER_FILES.values()]
    return frozenset.intersection(*found) - _TURNING | _UNSEEN


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
