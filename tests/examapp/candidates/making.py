"""Lists and candidates of the tests."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
from sqlalchemy.orm import Session

from examapp.candidates.identity import pinfl_check_digit
from examapp.candidates.models import Candidate
from examapp.candidates.registration import create_candidate
from examapp.organisations.models import Organisation
from tests.cast import BEGINNING
from tests.examapp.organisations.making import make_organisation

HEADINGS = (
    "Familiya",
    "Ism",
    "Otasining ismi",
    "JShShIR",
    "Hujjat",
    "Tugʻilgan sana",
    "Tashkilot",
    "Lavozim",
    "Til",
)
TODAY = date(2026, 11, 2)


def pinfl(number: int, born: date = date(1985, 3, 7), *, woman: bool = False) -> str:
    """Return a PINFL with a right check digit; `number` sets people of one birth date apart."""
    century = {1900: 3, 2000: 5}[born.year // 100 * 100] + woman
    digits = f"{century}{born:%d%m%y}{512 + number // 1000:03d}{number % 1000:03d}"
    return digits + str(pinfl_check_digit(digits))


def row(number: int = 1, **more: Any) -> list[Any]:
    """Return a row of our template that can be taken as it is, with some cells replaced."""
    cells = {
        "family": "Karimov",
        "given": "Botir",
        "patronymic": "Abduvohidovich",
        "pinfl": pinfl(number),
        "document": f"AA{1000000 + number}",
        "born": "07.03.1985",
        "organisation": "FA-001",
        "position": "Bosh mutaxassis",
        "language": "uz-Latn",
    }
    return list((cells | more).values())


def csv_file(
    *rows: Sequence[Any], headings: Sequence[str] = HEADINGS, delimiter: str = ";", encoding: str = "utf-8"
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    workbook = openpyxl.Workbook()
    for cells in [headings, *rows]:
        workbook.active.append(list(cells))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def make_candidate(
    db: Session, organisation: Organisation | None = None, number: int = 1, **more: Any
) -> Candidate:
    facts: dict[str, Any] = {
        "family_name": "Karimov",
        "given_name": "Botir",
        "patronymic": "Abduvohidovich",
        "pinfl": pinfl(number),
        "actor": "staff:T",
        "at": BEGINNING,
    }
    organisation = organisation or make_organisation(db)
    return create_candidate(db, organisation=organisation, **(facts | more))


def totals(receipt: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return created, matched, changed, refused, having checked that they add up to the rows."""
    found = tuple(receipt[name] for name in ("created", "matched", "changed", "refused"))
    assert sum(found) == receipt["rows"] == len(receipt["receipt"])
    return found


def kinds(receipt: dict[str, Any], place: int = 0) -> list[str]:
    """Return the kinds of the findings of one line."""
    return [finding["kind"] for finding in receipt["receipt"][place]["findings"]]
