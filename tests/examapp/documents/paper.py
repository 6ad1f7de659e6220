"""Paper for tests: fonts made once a machine, sample documents, and a reader of PDF text of our own."""

import dataclasses
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from examapp.certificates.naqsh import naqsh_drawing
from examapp.documents.certificate.context import CertificateDocument, Signatory
from examapp.documents.fonts import ensure_fonts
from examapp.documents.result_sheet.context import (
    CandidateRow,
    Fact,
    Incident,
    ItemDecision,
    Member,
    ResultSheetDocument,
    Topic,
    Total,
)

MADE_AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
POINTS_PER_MM = 72 / 25.4

LATIN_NAME = "Oʻgʻiloy Gʻulomjonovna Qoʻchqorova-Oʻrmonjonova"
CYRILLIC_NAME = "Ўғилой Ғуломжоновна Қўчқорова-Ўрмонжонова"
POSITION_UZ = (
    "Fargʻona viloyati Oltiariq tumani hokimligining axborot-kommunikatsiya texnologiyalarini joriy etish va "
    "rivojlantirish boʻlimi bosh mutaxassisi, loyihalar rahbari"
)
POSITION_RU = (
    "Главный специалист отдела внедрения и развития информационно-коммуникационных технологий хокимията "
    "Алтыарыкского района Ферганской области, руководитель проектов"
)
assert len(POSITION_UZ) >= 160
assert len(POSITION_RU) >= 160


@cache
def paper_fonts() -> Path:
    """The folder of static fonts, made once a machine: it takes eleven seconds."""
    folder = Path(tempfile.gettempdir()) / f"examapp-test-fonts-{os.getuid()}"
    ensure_fonts(folder)
    return folder


def certificate(**changes: Any) -> CertificateDocument:
    """A certificate like the one of the design, with what is named changed."""
    document = CertificateDocument(
        created_at=MADE_AT,
        rehearsal=False,
        number="KS-TK-2026-000417",
        code="7KQM-4T2D-9XHF",
        verify_url="https://attestatsiya.example/verify/7KQM-4T2D-9XHF",
        verify_address="attestatsiya.example/verify",
        naqsh=naqsh_drawing("7KQM-4T2D-9XHF"),
        issuer_uz="Davlat xizmatchilari kompyuter savodxonligini attestatsiyadan oʻtkazish komissiyasi",
        issuer_ru="Комиссия по аттестации государственных служащих на компьютерную грамотность",
        name_latn=LATIN_NAME,
        name_cyrl=CYRILLIC_NAME,
        position_uz=POSITION_UZ,
        position_ru=POSITION_RU,
        programme_uz="Minimal kompyuter savodxonligi",
        programme_ru="Минимальная компьютерная грамотность",
        tested_on=date(2026, 11, 24),
        issued_on=date(2026, 11, 26),
        valid_until=date(2031, 11, 26),
        decision="TK-2026-0147",
        signatories=(
            Signatory("A. S. Raxmatullayev", "Komissiya raisi", "Председатель комиссии"),
            Signatory("M. K. Tursunova", "Kotib", "Секретарь"),
        ),
    )
    return dataclasses.replace(document, **changes)


NAMES = (
    "Abdullayeva Munira Toxirovna",
    "Rahmonov Jasur Ilhomovich",
    "Toʻxtasinova Gulnora Rustamovna",
    "Karimov Botir Abduvohidovich",
    "Joʻrayeva Saodat Hamidovna",
    "Nazarov Oybek Qobilovich",
    "Abdurahmonova Nigora Rashidovna",
    "Ergashev Ulugʻbek Saidovich",
    "Ismoilov Sherzod Baxtiyorovich",
    "Qodirova Zulfiya Anvarovna",
)
MAXIMA = (10, 6, 10, 12, 6, 3, 3)
TOPICS = ("Huquq", "E-hujjat, imzo", "Qurilma va OT", "Ofis", "Internet, pochta", "Tarmoq", "Xavfsizlik")


def result_sheet(candidates: int = 30, **changes: Any) -> ResultSheetDocument:
    """A result sheet of so many candidates, every sixth of them absent."""
    rows = tuple(_row(number) for number in range(candidates))
    passed = sum(row.passed for row in rows)
    absent = sum(row.total is None for row in rows)
    values: dict[str, Any] = {
        "created_at": MADE_AT,
        "rehearsal": False,
        "number": "TK-2026-0147",
        "revision": 2,
        "replaces": "1-tahrir oʻrniga",
        "facts": (Fact("Dastur", "Minimal kompyuter savodxonligi"), Fact("Nazoratchi", "Yusupova D. R.")),
        "topics": tuple(Topic(title, Decimal(most)) for title, most in zip(TOPICS, MAXIMA, strict=True)),
        "maximum": Decimal(50),
        "rows": rows,
        "candidates": Total(candidates, "nomzod"),
        "totals": (
            Total(passed, "oʻtdi"),
            Total(candidates - passed - absent, "oʻtmadi"),
            Total(absent, "kelmadi"),
        ),
        "incidents": (Incident("10:02–10:08", "butun xona", "Elektr uzilishi", 6, "oʻzi hisoblangan"),),
        "item_decisions": (ItemDecision("DT-0217", "neytrallashtirildi", "Ikki toʻgʻri joy", "3 kishi"),),
        "decision": "Natijalar tasdiqlansin.",
        "members": (
            Member("Raxmatullayev A. S.", "rais", present=True, signed_at=MADE_AT),
            Member("Saidxoʻjayeva F. Q.", "aʼzo", present=True),
            Member("Xolmatov D. U.", "aʼzo", present=False),
        ),
        "digest": "9f4c21d07be855a10c3ee7d24410b6f9a8c577021f3b96de20b45e81cc07d3aa",
        "verify_url": "https://attestatsiya.example/sheets/TK-2026-0147",
    }
    return ResultSheetDocument(**{**values, **changes})


def _row(number: int) -> CandidateRow:
    name = NAMES[number % len(NAMES)]
    if number % 6 == 5:
        return CandidateRow(name, (None,) * len(MAXIMA), None, None, "Kelmadi, sababli", passed=False)
    points = tuple(Decimal(most - (number + topic) % 3) for topic, most in enumerate(MAXIMA))
    total = sum(points, Decimal(0))
    return CandidateRow(name, points, total, total * 2, "Oʻtdi", passed=True)


@dataclass(frozen=True)
class Run:
    """A piece of text on a page: where its baseline begins (mm from the upper left corner), its size."""

    text: str
    x: float
    y: float
    points: float
    font: str


def read_runs(pdf: bytes) -> list[list[Run]]:
    """Return each page's text as it is drawn, read through the fonts' ToUnicode tables."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [list(_page_runs(page)) for page in document.pages]


def read_text(pdf: bytes) -> str:
    """Return the whole text, lines joined by single spaces."""
    return " ".join(" ".join(run.text for page in read_runs(pdf) for run in page).split())


def squeeze(text: str) -> str:
    """Return the text without white space, for what may break into lines anywhere."""
    return "".join(text.split())


def _page_runs(page: Any) -> Any:
    height = float(page.mediabox[3])
    tables = {name: _to_unicode(font) for name, font in page.resources.Font.items()}
    names = {name: str(font.BaseFont) for name, font in page.resources.Font.items()}
    stack, matrix, font, size, place = [], pikepdf.Matrix(), "", 1.0, pikepdf.Matrix()
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*(float(n) for n in operands)) @ matrix
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tm":
                place = pikepdf.Matrix(*(float(n) for n in operands))
            case "TJ" | "Tj":
                seen = place @ matrix
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                text = "".join(
                    _decode(bytes(part), tables[font]) for part in parts if isinstance(part, pikepdf.String)
                )
                x, y = seen.e / POINTS_PER_MM, (height - seen.f) / POINTS_PER_MM
                yield Run(text, x, y, abs(seen.d) * size, names[font])


def _decode(codes: bytes, table: dict[int, str]) -> str:
    return "".join(table[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2))


def _to_unicode(font: Any) -> dict[int, str]:
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(font.ToUnicode):
        if str(operator) == "endbfchar":
            pairs = [bytes(value) for value in operands]
            for code, text in zip(pairs[::2], pairs[1::2], strict=True):
                table[int.from_bytes(code, "big")] = text.decode("utf-16-be")
    return table


def check_pdf_a(pdf: bytes) -> None:
    """Assert what PDF/A-3a asks and can be seen without a validator (ISO 19005-3)."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == str(document.docinfo["/Title"])
        (intent,) = root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert root.MarkInfo.Marked
        assert root.Lang
        assert root.StructTreeRoot.K
        assert root.ViewerPreferences.DisplayDocTitle
        assert len(document.trailer.ID) == 2
        assert "/Encrypt" not in document.trailer
        _check_fonts(document)
        _check_attachments(document)
        _check_nothing_runs(document)
        for page in document.pages:
            _check_marked(page)


def _check_fonts(document: Any) -> None:
    fonts = [font for page in document.pages for font in page.resources.Font.values()]
    assert fonts
    for font in fonts:
        (descendant,) = font.DescendantFonts
        descriptor = descendant.FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert "Noto" in str(font.BaseFont)
        assert font.ToUnicode


def _check_attachments(document: Any) -> None:
    embedded = list(document.attachments)
    associated = list(document.Root.get("/AF", []))
    assert len(associated) == len(embedded)
    for file in associated:
        assert file.AFRelationship == "/Data"
        assert file.EF.F.Subtype


def _check_nothing_runs(document: Any) -> None:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            assert not {"/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch"} & set(item.keys())


def _check_marked(page: Any) -> None:
    """Everything that leaves ink is tagged content or an artifact (ISO 19005-2, 6.7.3.2)."""
    depth = 0
    for _operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
        assert depth or name not in {"Tj", "TJ", "f", "f*", "S", "s", "B", "Do"}, f"{name} is not marked"
