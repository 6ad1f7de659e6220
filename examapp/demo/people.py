"""The people of the demo: staff for each role, and as many candidates as are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from examapp.core.permissions import Role

REGION = "UZ-TK"

STAFF: tuple[tuple[Role, str, str], ...] = (
    (Role.ADMINISTRATOR, "administrator", "Sobirov Aziz Karimovich"),
    (Role.OPERATOR, "operator", "Mirzayeva Dilnoza Gʻayratovna"),
    (Role.WORKING_BODY, "working-body", "Yusupov Rustam Olimovich"),
    (Role.ORGANISATION_HEAD, "organisation-head", "Hakimov Nodir Saidovich"),
    (Role.HR_OFFICER, "hr-officer", "Qodirova Zulfiya Anvarovna"),
    (Role.AUTHOR, "author", "Nazarov Oybek Qobilovich"),
    (Role.TRANSLATOR, "translator", "Ergasheva Lola Mahmudovna"),
    (Role.REVIEWER, "reviewer", "Toʻxtasinova Gulnora Rustamovna"),
    (Role.APPROVER, "approver", "Abdullayev Sardor Botirovich"),
    (Role.SEALING_OFFICIAL, "sealing-official", "Joʻrayev Otabek Hamidovich"),
    (Role.SEALING_OFFICIAL, "sealing-official-2", "Sharipova Zamira Tolibovna"),
    (Role.PROCTOR, "proctor", "Yusupova Dilfuza Raximovna"),
    (Role.SECRETARY, "secretary", "Tursunova Malika Komilovna"),
    (Role.COMMISSION_CHAIR, "chair", "Raxmatullayev Anvar Sobirovich"),
    (Role.COMMISSION_MEMBER, "member-1", "Ibragimova Nargiza Toxirovna"),
    (Role.COMMISSION_MEMBER, "member-2", "Yoʻldoshev Baxtiyor Xolmatovich"),
    (Role.COMMISSION_MEMBER, "member-3", "Saidxoʻjayeva Feruza Qodirovna"),
    (Role.COMMISSION_MEMBER, "member-4", "Nurmatov Erkin Joʻrayevich"),
    (Role.COMMISSION_MEMBER, "member-5", "Abdurazzoqova Muhabbat Shavkatovna"),
    (Role.COMMISSION_MEMBER, "member-6", "Xolmatov Davron Umarovich"),
    (Role.COMMISSION_MEMBER, "member-7", "Karimova Shahnoza Ilhomovna"),
    (Role.AUDITOR, "auditor", "Saidova Munira Ilhomovna"),
)

# The longest name stands first, so that whoever tries the demo sees at once that it fits everywhere.
_FIRST = ("Qoʻchqorova-Oʻrmonjonova", "Oʻgʻiloy", "Gʻulomjonovna")
_WOMEN = ("Munira", "Gulnora", "Saodat", "Nigora", "Zulfiya", "Lola", "Feruza", "Hilola", "Nafisa", "Raʼno")
_MEN = ("Jasur", "Botir", "Oybek", "Ulugʻbek", "Sherzod", "Abror", "Davron", "Rustam", "Temur", "Komil")
_FAMILIES = (
    *("Abdullayev", "Rahmonov", "Toʻxtasinov", "Karimov", "Joʻrayev", "Nazarov", "Abdurahmonov"),
    "Ergashev",
    *(
        "Ismoilov",
        "Qodirov",
        "Xoʻjayev",
        "Saidov",
        "Mirzayev",
        "Yoʻldoshev",
        "Usmonov",
        "Gʻaniyev",
        "Sobirov",
    ),
    *("Oripov", "Xudoyberganov", "Tursunov", "Alimov", "Boʻriyev", "Raximov", "Sheraliyev", "Nosirov"),
    *("Hamidov", "Zokirov", "Normatov", "Shodmonov", "Madaminov"),
)
_FATHERS = ("Toxir", "Ilhom", "Rustam", "Abduvohid", "Hamid", "Qobil", "Rashid", "Said", "Baxtiyor", "Anvar")
_POSITIONS = (
    ("Bosh mutaxassis", "Главный специалист"),
    ("Yetakchi mutaxassis", "Ведущий специалист"),
    ("Boʻlim boshligʻi", "Начальник отдела"),
    ("Hokim oʻrinbosari", "Заместитель хокима"),
)
_PINFL_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True)
class DemoPerson:
    """One made-up civil servant."""

    family_name: str
    given_name: str
    patronymic: str
    pinfl: str
    birth_date: date
    position_uz: str
    position_ru: str


def list_people(number: int) -> list[DemoPerson]:
    """Return so many different people, always the same ones in the same order."""
    names = _names()
    return [_person(index, *next(names)) for index in range(number)]


def _names() -> Iterator[tuple[str, str, str]]:
    yield _FIRST
    for turn in count():
        for index, family in enumerate(_FAMILIES):
            father = _FATHERS[(index + 3 * turn) % len(_FATHERS)]
            if (index + turn) % 2:
                yield family, _MEN[(index + turn // 2) % len(_MEN)], f"{father}ovich"
            else:
                yield f"{family}a", _WOMEN[(index + turn // 2) % len(_WOMEN)], f"{father}ovna"


def _person(index: int, family: str, given: str, patronymic: str) -> DemoPerson:
    born = date(1968, 1, 5) + timedelta(days=211 * (index % 47) + index)
    position = _POSITIONS[index % len(_POSITIONS)]
    woman = patronymic.endswith("ovna")
    return DemoPerson(family, given, patronymic, _pinfl(index, born, woman=woman), born, *position)


def _pinfl(index: int, born: date, *, woman: bool) -> str:
    """Return a made-up PINFL with a right check digit: sex and century, birth date, area, number, check."""
    body = f"{4 if woman else 3}{born:%d%m%y}{100 + index // 1000:03d}{index % 1000:03d}"
    total = sum(int(digit) * _PINFL_WEIGHTS[place % 3] for place, digit in enumerate(body))
    return f"{body}{total % 10}"
