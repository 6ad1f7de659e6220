"""WeasyPrint behind one wall: what a template may fetch, and how a page becomes PDF/A bytes.

Importing this module needs Pango; `rendering` is the door that works without it.
"""

import gc
import hashlib
import logging
import re
import threading
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML, Attachment
from weasyprint.pdf import pydyf
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from examapp.documents.drawing import Drawing, to_pdf_operators
from examapp.documents.embedding import EmbeddedFile
from examapp.documents.errors import LettersLacking, RenderingFailed
from examapp.documents.fonts import font_face_css

# Pango's font map belongs to one thread at a time; layout holds the interpreter's lock anyway.
_layout_lock = threading.Lock()
_weasyprint_log = logging.getLogger("weasyprint")


class WalledFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Fetches `data:` and files below the given folders after resolving links; everything else is fatal.

    WeasyPrint's own fetcher would let a template embed /etc/hostname or call a foreign host.
    """

    def __init__(self, *folders: Path) -> None:
        super().__init__(allow_redirects=False, fail_on_errors=True)
        self._folders = tuple(folder.resolve() for folder in folders)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return the resource at `url`, or raise PermissionError for what lies outside the wall."""
        scheme = url.partition(":")[0].lower()
        if scheme == "data":
            return super().fetch(url, headers)
        if scheme != "file":
            raise PermissionError(f"a document may not fetch {scheme}: addresses")
        parts = urlsplit(url)
        if parts.netloc:
            raise PermissionError("a document may not fetch files of another host")
        path = Path(unquote(parts.path)).resolve(strict=True)
        if not any(path.is_relative_to(folder) for folder in self._folders):
            raise PermissionError(f"a document may not fetch {path}")
        return URLFetcherResponse(url, path.read_bytes())


class DrawnImage:
    """A drawing where WeasyPrint expects an image: `src="drawing:name"` in a template or style.

    It has the two methods that WeasyPrint 70 calls on any image, and puts prepared operators on the page.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._operators = zlib.compress(to_pdf_operators(drawing), 9)

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        """Return width and height in CSS pixels, which a style overrides, and their ratio."""
        return self._drawing.width, self._drawing.height, self._drawing.width / self._drawing.height

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        """Put the drawing on the page as a form of its own, scaled into `width` × `height`."""
        resources = stream._resources["XObject"]  # noqa: SLF001 - as WeasyPrint's own add_group does
        name = f"drawing{len(resources)}"
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, self._drawing.width, self._drawing.height]),
            "Filter": "/FlateDecode",
        }
        resources[name] = pydyf.Stream([self._operators], extra)
        stream.transform(a=width / self._drawing.width, d=height / self._drawing.height)
        stream.draw_x_object(name)


def write_pdf(
    html: str,
    *,
    folder: Path,
    fonts: Path,
    drawings: Mapping[str, Drawing],
    created_at: datetime,
    attachments: tuple[EmbeddedFile, ...],
    pdf_variant: str,
    shared_styles: tuple[Path, ...] = (),
) -> bytes:
    """Lay out `html` with the shared and the folder's own style; the same input gives the same bytes."""
    try:
        with _layout_lock, _complaints_are_errors(), _quiet_profile(), _collector_waits():
            page = HTML(string=html, base_url=folder.as_uri() + "/", url_fetcher=WalledFetcher(folder, fonts))
            pdf = page.write_pdf(
                font_config=_font_configuration(fonts),
                stylesheets=[_stylesheet(path, fonts) for path in (*shared_styles, folder / "style.css")],
                cache={f"drawing:{name}": _drawn_image(drawing) for name, drawing in drawings.items()},
                attachments=[_to_attachment(file, created_at) for file in attachments],
                pdf_variant=pdf_variant,
                pdf_identifier=_identifier(html, attachments),
                finisher=_tidy,
            )
    except FatalURLFetchingError as refused:
        # It derives from BaseException and would pass every handler of the application.
        raise RenderingFailed(str(refused.__cause__ or refused)) from refused
    assert isinstance(pdf, bytes)
    return pdf


def _tidy(_document: object, pdf: pydyf.PDF) -> None:
    """Compress each stream once (pydyf would again for a digest) and name each attachment once."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for stream in pdf.objects:
        if not isinstance(stream, pydyf.Stream) or not stream.compress:
            continue
        stream.compress = False
        # Plain metadata can be read by tools that know nothing of PDF.
        if stream.extra.get("Type") == "/Metadata":
            continue
        content = b"\n".join(
            part if isinstance(part, bytes) else pydyf._to_bytes(part)  # noqa: SLF001
            for part in stream.stream
        )
        stream.stream = [zlib.compress(content)]
        stream.extra = {**stream.extra, "Filter": "/FlateDecode"}


# What WeasyPrint says of a character that it found in no font.
_LACKING = re.compile(r"\(U\+([0-9A-F]{4,6})\)$")


@contextmanager
def _complaints_are_errors() -> Iterator[None]:
    """Raise RenderingFailed if WeasyPrint warned: a certificate with a hole in it is worse than none.

    LettersLacking if it warned of nothing but characters that no font has.
    """
    collector = _Collector(logging.WARNING)
    _weasyprint_log.addHandler(collector)
    propagate, _weasyprint_log.propagate = _weasyprint_log.propagate, False
    try:
        yield
    finally:
        _weasyprint_log.removeHandler(collector)
        _weasyprint_log.propagate = propagate
    if collector.complaints:
        told = "; ".join(collector.complaints)
        lacking = [_LACKING.findall(one) for one in collector.complaints if one.startswith(".notdef")]
        if len(lacking) == len(collector.complaints) and all(lacking):
            raise LettersLacking(told, (int(code, 16) for codes in lacking for code in codes))
        raise RenderingFailed(told)


@contextmanager
def _quiet_profile() -> Iterator[None]:
    """Let WeasyPrint 70 leave its colour profile's file to the garbage collector, its one warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r".*sRGB2014\.icc", ResourceWarning)
        yield


@contextmanager
def _collector_waits() -> Iterator[None]:
    """Keep the garbage collector off a layout: all its boxes live until the end, and looking took a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Collector(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.complaints: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.complaints.append(record.getMessage())


# A ground lasts as long as the process and is in every certificate; what is drawn for one holder falls out.
@lru_cache(maxsize=16)
def _drawn_image(drawing: Drawing) -> DrawnImage:
    return DrawnImage(drawing)


@cache
def _font_configuration(fonts: Path) -> FontConfiguration:
    configuration = FontConfiguration()
    CSS(string=font_face_css(fonts), font_config=configuration, url_fetcher=WalledFetcher(fonts))
    return configuration


@cache
def _stylesheet(path: Path, fonts: Path) -> CSS:
    return CSS(
        filename=str(path),
        font_config=_font_configuration(fonts),
        url_fetcher=WalledFetcher(path.parent, fonts),
    )


def _identifier(html: str, attachments: tuple[EmbeddedFile, ...]) -> bytes:
    digest = hashlib.sha256(html.encode())
    for file in attachments:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()[:32].encode()


def _to_attachment(file: EmbeddedFile, created_at: datetime) -> Attachment:
    # WeasyPrint writes the hour it is given and marks it as UTC.
    moment = created_at.astimezone(UTC)
    return Attachment(
        file_obj=BytesIO(file.content),
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship=file.relationship,
    )
