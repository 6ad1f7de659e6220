"""What a certificate says: strings and dates, and how large its name may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.errors import UnprintableLetters
from examapp.documents.fonts import PAPER_FILES
from examapp.documents.ornament import certificate_ground
from examapp.documents.qr import qr_drawing
from examapp.documents.text_fit import (
    MM_PER_POINT,
    FontMetrics,
    font_metrics,
    lines_needed,
    split_evenly,
)

NAME_WIDTH_MM = 226.0
NAME_LETTERS = 48
_NAME_SIZES = (19.0, 17.0, 15.0, 13.0, 11.0)
# By the number of lines: line height in ems, and where the last line ends on the page.
_NAME_PLACES = {1: (1.34, 87.7), 2: (1.2, 89.0)}

_COLUMN_WIDTH_MM = 109.0
_COLUMN_HEIGHT_MM = 29.0
_COLUMN_STEPS = ((10.0, 5.2), (9.0, 4.6), (8.5, 4.2), (8.0, 3.8))
"""Points and line height in mm of the two columns; 8 pt is the least that paper may have."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signs: name as on paper, office in Uzbek and Russian."""

    name: str
    office_uz: str
    office_ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one language says of the holder, a paragraph each: post, sentence around the programme, level."""

    post: str
    before: str = ""
    programme: str
    after: str
    level: str

    def paragraphs(self) -> tuple[str, ...]:
        """Return the paragraphs that are there, as they are read."""
        sentence = f"{self.before}{self.programme}{self.after}"
        return tuple(text for text in (self.post, sentence, self.level) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDocument:
    """One certificate. No score and no PINFL ever stand here (rules, certificate.fields).

    `code` is grouped as people read it; `qr_text` goes into the QR code and begins with `verify_url`, whose
    short printed form is `verify_address`. An empty position, level or pass rule leaves its place out.
    """

    created_at: datetime
    rehearsal: bool
    number: str
    code: str
    verify_url: str
    qr_text: str = ""
    verify_address: str
    naqsh: Drawing
    issuer_uz: str
    issuer_ru: str
    name_latn: str
    name_cyrl: str
    organisation_uz: str = ""
    organisation_ru: str = ""
    position_uz: str = ""
    position_ru: str = ""
    programme_uz: str
    programme_ru: str
    level_uz: str = ""
    level_ru: str = ""
    tested_on: date
    issued_on: date
    valid_until: date
    decision: str
    pass_rule: str = ""
    signatories: tuple[Signatory, ...]

    def drawings(self) -> Mapping[str, Drawing]:
        """Return ground, naqsh and QR code."""
        return {
            "ground": certificate_ground(rehearsal=self.rehearsal),
            "naqsh": self.naqsh,
            "qr": qr_drawing(self.qr_text or self.verify_url),
        }

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Choose the sizes; raises UnprintableLetters for a letter that the paper fonts lack."""
        bold = font_metrics(fonts / PAPER_FILES["serif", 700])
        book = font_metrics(fonts / PAPER_FILES["serif", 400])
        sans = font_metrics(fonts / PAPER_FILES["sans", 400])
        self._refuse_missing_letters(bold, sans)
        name_lines, name_points = _fit_name(self.name_latn, bold)
        leading, foot_mm = _NAME_PLACES[len(name_lines)]
        columns = {"uz": self._uzbek_lines(), "ru": self._russian_lines()}
        return {
            "name_lines": name_lines,
            "name_points": name_points,
            "name_leading": leading,
            "name_top": round(foot_mm - len(name_lines) * name_points * leading * MM_PER_POINT, 2),
            "other_points": _fit_line(self.name_cyrl, book, (14, 12, 10.5, 9, 8)),
            "signatory_step": round(min(19.1, 38.2 / max(len(self.signatories), 1)), 2),
            "columns": columns,
            "column_type": _fit_columns(sans, *columns.values()),
        }

    def _uzbek_lines(self) -> Column:
        return Column(
            post=_post(self.organisation_uz, self.position_uz),
            programme=f"«{self.programme_uz}»",
            after=" dasturi boʻyicha attestatsiyadan oʻtdi.",
            level=self.level_uz and f"Daraja: {self.level_uz}",
        )

    def _russian_lines(self) -> Column:
        return Column(
            post=_post(self.organisation_ru, self.position_ru),
            before="прошёл (прошла) аттестацию по программе ",
            programme=f"«{self.programme_ru}»",
            after=".",
            level=self.level_ru and f"Уровень: {self.level_ru}",
        )

    def _refuse_missing_letters(self, *metrics: FontMetrics) -> None:
        letters = {letter for text in self._texts() for letter in text}
        missing = {letter for letter in letters if any(ord(letter) not in font.advances for font in metrics)}
        if missing:
            raise UnprintableLetters(missing)

    def _texts(self) -> Iterator[str]:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                yield value
        for signatory in self.signatories:
            yield from (signatory.name, signatory.office_uz, signatory.office_ru)


def _fit_name(name: str, bold: FontMetrics) -> tuple[tuple[str, ...], float]:
    """Return the name's lines and size: 23 pt, then 19, then two lines, then smaller."""
    if len(name) <= NAME_LETTERS and bold.width_mm(name, 23) <= NAME_WIDTH_MM:
        return (name,), 23
    if bold.width_mm(name, 19) <= NAME_WIDTH_MM:
        return (name,), 19
    lines = split_evenly(name, bold)
    if max(bold.width_mm(line, _NAME_SIZES[-1]) for line in lines) > NAME_WIDTH_MM:
        # Nothing to break at: better in the middle of a word than over the frame.
        lines = name[: len(name) // 2], name[len(name) // 2 :]
    widest = max(bold.width_mm(line, 1) for line in lines)
    return lines, next((size for size in _NAME_SIZES if widest * size <= NAME_WIDTH_MM), _NAME_SIZES[-1])


def _fit_line(text: str, font: FontMetrics, sizes: tuple[float, ...]) -> float:
    return next((size for size in sizes if font.width_mm(text, size) <= NAME_WIDTH_MM), sizes[-1])


def _post(organisation: str, position: str) -> str:
    # A dot and no comma: both are names as they were given, and the second one begins with a capital.
    return " · ".join(part for part in (organisation, position) if part)


def _fit_columns(sans: FontMetrics, *columns: Column) -> str:
    """Return the type of both columns as CSS: the largest in which the longer one keeps to its height."""
    points, leading = _COLUMN_STEPS[-1]
    for points, leading in _COLUMN_STEPS:
        # A tenth more than measured: the programme's name is bold.
        lines = max(
            sum(lines_needed(text, sans, points * 1.1, _COLUMN_WIDTH_MM) for text in column.paragraphs())
            for column in columns
        )
        if lines * leading <= _COLUMN_HEIGHT_MM:
            break
    return f"font-size: {points}pt; line-height: {leading}mm"
