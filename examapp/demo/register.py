"""The demo's register of training institutions: some near, some far, one that nobody has checked for long."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.training.entry_facts import read_entry
from examapp.training.keeping import Keeper, add_institution
from examapp.training.models import InstitutionKind
from question_bank.blueprint import TOPICS

LONG_AGO: Final = timedelta(days=230)


def _place(
    uz: str,
    ru: str,
    kind: InstitutionKind,
    district: str,
    address: str,
    topics: Sequence[str],
    **contacts: str,
) -> dict[str, Any]:
    return {
        "names": {"uz-Latn": uz, "ru": ru},
        "kind": kind.value,
        "district_code": district,
        "address": address,
        "topics": topics,
        "contacts": contacts,
    }


# Region → its places; the numbers of the telephones and licences are made up.
PLACES: Final = (
    (
        "UZ-TK",
        _place(
            "Namuna raqamli texnologiyalar universiteti malaka oshirish markazi",
            "Центр повышения квалификации Образцового университета цифровых технологий",
            InstitutionKind.HIGHER,
            "1726269",
            "Namuna koʻchasi, 108",
            TOPICS,
            phone="+998 71 200 01 01",
            website="university.example.uz",
        ),
    ),
    (
        "UZ-TK",
        _place(
            "«Kompyuter savodxonligi» oʻquv markazi",
            "Учебный центр «Компьютерная грамотность»",
            InstitutionKind.PRIVATE,
            "1726294",
            "Namuna koʻchasi, 12",
            ("devices", "office", "internet"),
            phone="+998 71 200 01 02",
        ),
    ),
    (
        "UZ-TK",
        _place(
            "Davlat xizmatchilari uchun axborot xavfsizligi kursi",
            "Курс информационной безопасности для государственных служащих",
            InstitutionKind.SECURITY_COURSE,
            "1726266",
            "Namuna koʻchasi, 3",
            ("security", "networks"),
            email="kurs@example.uz",
        ),
    ),
    (
        "UZ-SA",
        _place(
            "Samarqand axborot texnologiyalari kolleji",
            "Самаркандский колледж информационных технологий",
            InstitutionKind.COLLEGE,
            "",
            "Namuna koʻchasi, 21",
            ("law", "edoc", "devices", "office"),
            phone="+998 66 200 01 04",
        ),
    ),
)


def fill_register(db: Session, keeper: StaffAccount, at: datetime) -> None:
    """Add the places, the last of them long ago, so that it is due for a check."""
    by = as_signed_in(keeper)
    for number, (region_code, place) in enumerate(PLACES, start=1):
        facts = read_entry(
            **(place | {"district_code": place["district_code"] or None}),
            region_code=region_code,
            languages=("uz", "ru"),
            licence=f"Litsenziya № {100 + number}, 12.03.2025",
        )
        checked_at = at - LONG_AGO if number == len(PLACES) else at
        add_institution(db, facts, by=Keeper(by.actor, by.display_name, by.role), at=checked_at)
