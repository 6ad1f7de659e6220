"""Rendering: what a template may not reach, what it must be given, what stays as it was."""

import gc
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import jinja2
import pikepdf
import pytest

from examapp.documents import rendering
from examapp.documents.drawing import Drawing, Shape, circle
from examapp.documents.embedding import EmbeddedFile
from examapp.documents.engine import WalledFetcher
from examapp.documents.errors import RenderingFailed
from tests.examapp.documents.paper import MADE_AT, check_pdf_a, paper_fonts, read_text

ROOT = Path(__file__).resolve().parents[3]
PAGE = '<!DOCTYPE html><html lang="{{ language }}"><title>Note</title><body>%s</body></html>'


@dataclass(frozen=True)
class Note:
    text: str = "Salom"
    created_at: datetime = MADE_AT

    def drawings(self) -> Mapping[str, Drawing]:
        return {"dot": Drawing(10, 10, (Shape(circle(5, 5, 4), "#1D4199"),))}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        return {}


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a document `note` with the given body; returns a function that renders it."""
    monkeypatch.setattr(rendering, "FOLDER", tmp_path)
    rendering._environment.cache_clear()
    folder = tmp_path / "note"
    folder.mkdir()

    def make(body: str, *, style: str = "", text: str = "Salom", **options: object) -> bytes:
        (folder / "template.html").write_text(PAGE % body, encoding="utf-8")
        (folder / "style.css").write_text(f'body {{ font-family: "Noto Sans Paper" }} {style}')
        return rendering.render("note", Note(text), fonts=paper_fonts(), language="uz-Latn", **options)

    yield make
    rendering._environment.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "file:///etc/../etc/hostname",
        "file://localhost/etc/hostname",
        "file:../../../../../../etc/hostname",
        "file:///%65tc/hostname",
        "http://127.0.0.1/picture.png",
        "https://example.com/picture.png",
        "ftp://example.com/picture.png",
        "//example.com/picture.png",
        "../secret.txt",
    ],
)
def test_a_template_reaches_neither_other_files_nor_a_host(note, tmp_path: Path, address: str):
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(RenderingFailed):
        note(f'<img src="{address}" alt="x">')


def test_a_style_cannot_reach_what_a_template_cannot(note):
    with pytest.raises(RenderingFailed):
        note("x", style="@import url(file:///etc/hostname);")


def test_an_attachment_link_cannot_reach_other_files(note):
    with pytest.raises(RenderingFailed):
        note('<a rel="attachment" href="file:///etc/hostname">x</a>')


def test_a_link_out_of_the_folder_is_resolved_before_it_is_judged(note, tmp_path: Path):
    (tmp_path / "note" / "inside.txt").symlink_to("/etc/hostname")
    with pytest.raises(RenderingFailed, match="/etc/hostname"):
        note('<img src="inside.txt" alt="x">')


def test_a_folder_whose_name_begins_alike_is_outside(tmp_path: Path):
    (tmp_path / "note-secret").mkdir()
    secret = tmp_path / "note-secret" / "key.txt"
    secret.write_text("key")
    with pytest.raises(PermissionError):
        WalledFetcher(tmp_path / "note").fetch(secret.as_uri())


def test_files_of_the_own_folder_and_data_addresses_are_read(tmp_path: Path):
    (tmp_path / "own.txt").write_text("own")
    fetcher = WalledFetcher(tmp_path)
    assert fetcher.fetch((tmp_path / "own.txt").as_uri()).read() == b"own"
    assert fetcher.fetch("data:text/plain,given").read() == b"given"


def test_a_picture_that_cannot_be_read_fails_the_document_instead_of_leaving_a_hole(note, tmp_path: Path):
    (tmp_path / "note" / "broken.png").write_bytes(b"no picture")
    with pytest.raises(RenderingFailed, match=r"broken\.png"):
        note('<img src="broken.png" alt="x">')


def test_a_name_that_the_context_lacks_raises(note):
    with pytest.raises(jinja2.UndefinedError):
        note("{{ document.surname }}")


def test_text_from_people_is_escaped(note):
    text = "<script>alert(1)</script> & «»"
    assert text in read_text(note("<p>{{ document.text }}</p>", text=text))


def test_what_no_font_has_is_named_and_keeps_no_paper_from_being_printed(note):
    typed = "yordam \u0378 ≥ 5 \x80\x00\u202e05+\u202c Gʻ"
    words = read_text(note("<p>{{ document.text }}</p>", text=typed))
    assert "yordam [U+0378] ≥ 5 [U+0080][U+0000][U+202E]05+[U+202C] Gʻ" in words


def test_translations_are_escaped_too_and_filled_by_name(note):
    pdf = note("<p>{{ _('Hello %(who)s', who=document.text) }}</p>", translate=lambda _: "Salom <%(who)s>")
    assert "Salom <Salom>" in read_text(pdf)


def test_an_attachment_survives_byte_for_byte_with_its_relation_and_time(note):
    content = bytes(range(256)) * 9
    pdf = note("x", attachments=[EmbeddedFile("data.json", content, "Data")])
    check_pdf_a(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        attached = document.attachments["data.json"]
        assert attached.get_file().read_bytes() == content
        assert attached.get_file().mime_type == "application/json"
        assert attached.get_file().creation_date == MADE_AT


def test_the_same_context_gives_the_same_bytes(note):
    attachments = [EmbeddedFile("data.json", b"{}", "Data")]
    first, second, other = (
        note('<img src="drawing:dot" alt="dot">', attachments=attachments),
        note('<img src="drawing:dot" alt="dot">', attachments=attachments),
        note('<img src="drawing:dot" alt="dot">', attachments=[EmbeddedFile("data.json", b"[]", "Data")]),
    )
    assert first == second != other


@pytest.mark.parametrize("body", ["<p>fits</p>", '<img src="drawing:unknown" alt="">'])
def test_the_garbage_collector_works_again_after_a_page_whether_it_was_made_or_not(note, body: str):
    with suppress(RenderingFailed):
        note(body)

    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off(note):
    gc.disable()
    try:
        note("<p>fits</p>")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_unknown_drawing_is_refused(note):
    with pytest.raises(RenderingFailed, match="drawing"):
        note('<img src="drawing:none" alt="x">')


def test_without_pango_the_module_loads_and_one_line_names_the_packages(tmp_path: Path):
    (tmp_path / "weasyprint.py").write_text("print('advice')\nraise OSError('cannot load libpango')\n")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from examapp.documents import rendering\n"
        "from examapp.documents.errors import PdfLibrariesMissing\n"
        "try:\n"
        "    rendering.render('certificate', None, fonts=Path('.'), language='ru')\n"
        "except PdfLibrariesMissing as missing:\n"
        "    print(missing)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.count("\n") == 1
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in done.stdout


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 11, 24), "24.11.2026"),
        # 20:30 in London is past midnight in Tashkent.
        (datetime(2026, 11, 24, 20, 30, tzinfo=UTC), "25.11.2026"),
    ],
)
def test_days_are_written_as_tashkent_has_them(value, expected):
    assert rendering.format_day(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("10", "10"), ("7.50", "7,5"), ("100", "100"), ("0", "0"), (None, "–")]
)
def test_points_have_a_decimal_comma_and_no_idle_zeros(value, expected):
    assert rendering.format_points(None if value is None else Decimal(value)) == expected
