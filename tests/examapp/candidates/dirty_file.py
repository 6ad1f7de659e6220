"""A real list's 54 rows, each with one outcome that is known beforehand, and who is registered already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from examapp.candidates.eligibility import PastResults
from examapp.candidates.list_models import CandidateList
from examapp.candidates.models import Candidate
from examapp.candidates.positions import add_position
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from tests.examapp.candidates.list_ground import AT, YEAR, Ground, make_list, put
from tests.examapp.candidates.making import make_candidate, pinfl, row

CREATED, MATCHED, CHANGED, REFUSED = "created", "matched", "changed", "refused"
BORN = date(1985, 3, 7)


@dataclass(frozen=True)
class Case:
    """One row: its cells, what becomes of it, and the finding that says why."""

    outcome: str
    finding: str
    cells: dict[str, Any]


def _case(number: int, outcome: str, finding: str = "", **cells: Any) -> Case:
    """A row of its own person, unless cells say otherwise; the family name tells people apart."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    family = f"Xalil{letters[number // 26]}{letters[number % 26]}ov"
    return Case(outcome, finding, {"number": number, "family": family} | cells)


def known(number: int, **cells: Any) -> dict[str, Any]:
    """The cells of somebody who is registered: see `lay_people`."""
    return {"number": number, "family": KNOWN[number], "pinfl": pinfl(number), "document": ""} | cells


KNOWN = {
    201: "Alimov",
    202: "Boboyev",
    203: "Davronov",
    204: "Egamov",
    205: "Fozilov",
    206: "Gulomov",
    207: "Hasanov",
    208: "Ibodov",
    209: "Jalilov",
    210: "Komilov",
    211: "Latipov",
    212: "Mavlonov",
    213: "Qarshibayev",
}

CASES = (
    _case(1, CREATED),
    _case(2, CREATED, "apostrophe", family="Ko'chqorova", given="O`g‘iloy"),
    _case(3, CREATED, "look_alike", family="Rаhmonov"),
    _case(4, CREATED, "space", family="Tursunov  "),
    _case(5, CREATED, "space", given="Botir\u00a0Ali"),
    _case(6, CREATED, "zero_width", family="Zok\u200birov"),
    _case(7, REFUSED, "hidden_mark", family="Zoki\u202erov"),
    _case(8, REFUSED, "pinfl_scientific", pinfl="4,12068E+13"),
    _case(9, REFUSED, "pinfl_scientific", pinfl=41206800000000),
    _case(10, CREATED, "pinfl_number", pinfl=int(pinfl(10))),
    _case(11, REFUSED, "pinfl_length", pinfl=pinfl(11)[:-1]),
    _case(12, REFUSED, "pinfl_signs", pinfl="O" + pinfl(12)[1:]),
    _case(13, CREATED, "pinfl_check", pinfl=pinfl(13)[:-1] + str((int(pinfl(13)[-1]) + 1) % 10)),
    _case(14, CREATED, "pinfl_spaces", pinfl=f"{pinfl(14)[:1]} {pinfl(14)[1:7]} {pinfl(14)[7:]}"),
    _case(15, REFUSED, "formula", pinfl="=A1"),
    _case(16, REFUSED, "cell_error", pinfl="#N/A"),
    _case(17, CREATED, "", pinfl=""),
    _case(18, REFUSED, "identity_missing", pinfl="", document="", born=""),
    _case(19, REFUSED, "identity_missing", pinfl="", born=""),
    _case(20, CREATED, "document_written", document="АА 1000020"),
    _case(21, REFUSED, "document_shape", document="A1000021"),
    _case(22, REFUSED, "date_unreadable", born="mart 1985"),
    _case(23, REFUSED, "date_unreadable", born="31.02.1985"),
    _case(24, REFUSED, "date_impossible", born="07.03.2020"),
    _case(25, CREATED, "", born=BORN),
    _case(26, CREATED, "pinfl_birth", born="08.03.1985"),
    _case(27, REFUSED, "missing", family=""),
    _case(28, REFUSED, "missing", given=""),
    _case(29, REFUSED, "not_a_name", family="Karim0v"),
    _case(30, CREATED, "case", family="TOʻRAYEV"),
    _case(31, CREATED, "", family="Қодирова", given="Зулфия", patronymic="Анваровна"),
    _case(32, CREATED, "transliterated", family="Шerматov"),
    _case(33, REFUSED, "too_long", family="A" + "b" * 90),
    Case(MATCHED, "found_by_pinfl", known(201)),
    Case(CHANGED, "found_by_pinfl", known(202, position="Bosh mutaxassis, arxiv")),
    Case(MATCHED, "found_by_document", known(203, pinfl="", document="AB2000203")),
    Case(CHANGED, "found_by_pinfl", known(204, family="Egamberdiyev")),
    _case(38, CREATED, "similar", family="Qarshiboev"),
    Case(REFUSED, "possible_duplicate", known(213, family="Qarshiboyev", pinfl="", document="AC3000039")),
    _case(1, MATCHED, "repeats_row"),
    _case(1, REFUSED, "contradicts_row", family="Boshqayev"),
    Case(MATCHED, "registered_elsewhere", known(205)),
    Case(MATCHED, "listed_elsewhere", known(206)),
    _case(44, REFUSED, "document_of_another", document="AB2000212"),
    _case(45, REFUSED, "other_organisation", organisation="TK-001"),
    _case(46, CREATED, "", organisation="Олтиариқ тумани ҳокимлиги"),
    _case(47, CREATED, "", organisation=""),
    Case(REFUSED, "certificate_valid", known(207)),
    Case(MATCHED, "certificate_ends", known(208)),
    Case(MATCHED, "wait_after_failure", known(209)),
    Case(REFUSED, "wait_beyond_year", known(210)),
    _case(52, CREATED, "position_not_listed", position="Haydovchi"),
    _case(53, CREATED, "language_unknown", language="klingoncha"),
    Case(MATCHED, "listed_before", known(211)),
)
PAST = {
    207: PastResults(valid_until=date(2029, 3, 14)),
    208: PastResults(valid_until=date(YEAR, 6, 30)),
    209: PastResults(failed_on=date(YEAR, 1, 20)),
    210: PastResults(failed_on=date(YEAR, 11, 20)),
}


def cells_of_case(case: Case) -> list[Any]:
    cells = dict(case.cells)
    return row(cells.pop("number"), **cells)


def lay_people(db: Session, ground: Ground) -> CandidateList:
    """Register who is known, lay last year's list and the other body's; return the list to be filled."""
    own = db.get_one(Organisation, ground.own.id)
    add_position(
        db, db.get_one(Programme, ground.programme.id), {"uz-Latn": "Bosh mutaxassis"}, actor="t", at=AT
    )
    last_year, born = make_list(db, ground), {"birth_date": "07.03.1985"}
    for number, family in KNOWN.items():
        facts: dict[str, Any] = {"positions": {"uz-Latn": "Bosh mutaxassis"}, "family_name": family}
        facts["birth_date"] = BORN
        if number in {203, 212}:
            facts["document"] = f"AB2000{number}"
        if number not in {205, 206, 211}:
            make_candidate(db, own, number, **facts, reason="Another person.")
    other = make_list(db, ground, "other")
    put(db, other, ground.hr, 206, family_name=KNOWN[206], patronymic="Abduvohidovich")
    elsewhere = db.get_one(Organisation, ground.other.id)
    make_candidate(db, elsewhere, 205, family_name=KNOWN[205])
    put(db, last_year, ground.hr, 211, family_name=KNOWN[211], patronymic="Abduvohidovich", **born)
    db.flush()
    last_year.year = YEAR - 1
    db.flush()
    return make_list(db, ground)


def past_of(db: Session) -> Mapping[int, PastResults]:
    """Return the earlier results by candidate."""
    numbers = {pinfl(number): past for number, past in PAST.items()}
    return {
        candidate.id: numbers[candidate.pinfl]
        for candidate in db.query(Candidate)
        if candidate.pinfl in numbers
    }
