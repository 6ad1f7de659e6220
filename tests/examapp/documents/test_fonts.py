"""Fonts: static instances with every letter, made once and whole or not at all."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from examapp.documents import fonts
from examapp.documents.fonts import PAGE_FILES, PAPER_FILES, ensure_fonts, font_face_css
from tests.examapp.documents.paper import paper_fonts

LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    "ЎўҚқҒғҲҳӘәӨөҮүҢңІіҺһÁáǴǵÍıÓóŃńÚúƏəŞşĞğÇçÖöÜüŽž"
    "ʻʼ№«»„“”‘’–—…·•€™%+−"
).replace("−", "")


class FakeFont:
    flavor: str | None = None

    def __init__(self, content: bytes) -> None:
        self.content = content

    def save(self, stream: BytesIO) -> None:
        stream.write(self.content + (self.flavor or "").encode())


@pytest.fixture
def quick_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, int]]:
    """Instances of a few bytes instead of seconds, nothing kept; returns the list of what was made."""
    made: list[tuple[str, int]] = []

    def fake_instance(_source: bytes, kind: str, weight: int) -> FakeFont:
        made.append((kind, weight))
        return FakeFont(f"{kind} {weight} ".encode())

    (tmp_path / "a file").touch()
    monkeypatch.setattr(fonts, "KEPT", tmp_path / "a file" / "kept")
    monkeypatch.setattr(fonts, "_subset_source", lambda kind: kind.encode())
    monkeypatch.setattr(fonts, "_static_instance", fake_instance)
    return made


@pytest.mark.parametrize("name", [*PAPER_FILES.values(), *PAGE_FILES.values()])
def test_lesson_38_each_font_is_static_and_has_every_letter_in_use(name: str):
    with TTFont(paper_fonts() / name) as font:
        assert "fvar" not in font
        missing = {letter for letter in LETTERS if ord(letter) not in font.getBestCmap()}
    assert not missing


def test_paper_fonts_carry_names_of_their_own():
    with TTFont(paper_fonts() / "noto-serif-700.ttf") as font:
        names = font["name"]
        assert names.getBestFamilyName() == "Noto Serif Paper"
        assert names.getBestSubFamilyName() == "Bold"


def test_figures_have_one_width():
    with TTFont(paper_fonts() / "noto-sans-400.ttf") as font:
        table, widths = font.getBestCmap(), font["hmtx"].metrics
        assert len({widths[table[ord(figure)]][0] for figure in "0123456789"}) == 1


def test_page_fonts_are_small_enough_for_a_slow_line():
    assert all((paper_fonts() / name).stat().st_size < 40_000 for name in PAGE_FILES.values())


def test_what_is_there_is_not_made_again(tmp_path: Path, quick_fonts: list[tuple[str, int]]):
    ensure_fonts(tmp_path / "fonts")
    assert len(quick_fonts) == 4
    ensure_fonts(tmp_path / "fonts")
    assert len(quick_fonts) == 4


def test_a_missing_file_or_another_version_makes_them_anew(
    tmp_path: Path, quick_fonts: list[tuple[str, int]]
):
    folder = tmp_path / "fonts"
    ensure_fonts(folder)
    (folder / "noto-sans-400.woff2").unlink()
    ensure_fonts(folder)
    assert len(quick_fonts) == 8
    (folder / "fonts.stamp").write_text("fontpkg-noto-sans 1.0\n")
    ensure_fonts(folder)
    assert len(quick_fonts) == 12
    assert (folder / "noto-sans-400.woff2").read_bytes() == b"sans 400 woff2"


def test_the_next_installation_of_an_environment_copies_what_the_first_has_made(
    tmp_path: Path, quick_fonts: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fonts, "KEPT", tmp_path / "kept")
    ensure_fonts(tmp_path / "first")
    ensure_fonts(tmp_path / "second")
    assert len(quick_fonts) == 4
    first, second = (
        {one.name: one.read_bytes() for one in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert first == second
    monkeypatch.setattr(fonts, "RECIPE", "another")
    ensure_fonts(tmp_path / "second")
    assert len(quick_fonts) == 8


@pytest.mark.usefixtures("quick_fonts")
def test_a_failure_on_the_way_leaves_no_stamp_and_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(_font: FakeFont, stream: BytesIO) -> None:
        stream.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(FakeFont, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        ensure_fonts(tmp_path / "fonts")
    assert list((tmp_path / "fonts").iterdir()) == []


def test_a_document_finds_all_four_fonts_by_address():
    css = font_face_css(paper_fonts())
    assert css.count("@font-face") == 4
    for name in PAPER_FILES.values():
        assert (paper_fonts() / name).as_uri() in css
