from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.errors import CandidateKnown, FactsRefused, ReasonMissing
from examapp.candidates.queries import get_candidate, search_candidates
from examapp.candidates.registration import change_candidate, read_person
from examapp.core.audit import AuditEntry
from examapp.core.errors import NotFound
from tests.cast import BEGINNING
from tests.examapp.candidates.making import make_candidate, pinfl
from tests.examapp.organisations.making import make_organisation

FIELDS = {"family_name": "Karimov", "given_name": "Botir", "pinfl": pinfl(1)}


def change(db, candidate, fields, **more):
    person, _findings = read_person(fields, BEGINNING)
    change_candidate(
        db, candidate, person, organisation=candidate.organisation, actor="staff:T", at=BEGINNING, **more
    )


def test_both_names_come_from_whichever_script_was_given(database):
    with database.transaction() as db:
        latin = make_candidate(db, number=1)
        cyrillic = make_candidate(db, number=2, family_name="Қодирова", given_name="Зулфия", patronymic="")
    assert latin.name_cyrl == "Каримов Ботир Абдувоҳидович"
    assert (cyrillic.name_latn, cyrillic.name_cyrl) == ("Qodirova Zulfiya", "Қодирова Зулфия")
    assert cyrillic.names_given == {"family_name": "Қодирова", "given_name": "Зулфия", "patronymic": ""}


def test_wrong_facts_are_refused_with_every_finding(database):
    with database.transaction() as db, pytest.raises(FactsRefused) as refusal:
        make_candidate(db, family_name="", pinfl="12")
    assert [finding.kind for finding in refusal.value.findings] == ["missing", "pinfl_length"]


def test_somebody_who_is_registered_is_not_registered_again(database):
    with database.transaction() as db:
        first = make_candidate(db)
        with pytest.raises(CandidateKnown) as refusal:
            make_candidate(db, first.organisation, family_name="Boshqa")
    assert refusal.value.candidate == first.code


def test_a_document_with_birth_date_is_known_too(database):
    born = {"document": "AA1234567", "birth_date": date(1985, 3, 7)}
    with database.transaction() as db:
        first = make_candidate(db, **born)
        with pytest.raises(CandidateKnown):
            make_candidate(db, first.organisation, pinfl="", **born)


def test_somebody_similar_needs_a_reason_and_the_reason_is_kept(database):
    with database.transaction() as db:
        first = make_candidate(db, number=1)
        with pytest.raises(ReasonMissing):
            make_candidate(db, first.organisation, number=2, reason="  ")
        make_candidate(db, first.organisation, number=2, reason="Amakivachchasi")
        entry = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert "Amakivachchasi" in entry.facts
    assert first.code in entry.facts


def test_display_names_can_be_mended_by_hand(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        change(db, candidate, FIELDS, name_latn=candidate.name_latn, name_cyrl="Каримов Ботирбек")
        assert candidate.name_cyrl == "Каримов Ботирбек"
        assert candidate.name_latn == "Karimov Botir"


def test_a_mended_name_stays_when_something_else_is_changed(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        change(db, candidate, FIELDS, name_cyrl="Каримов Ботирбек")
        change(db, candidate, FIELDS | {"position": "Mutaxassis"}, name_cyrl="Каримов Ботирбек")
    assert candidate.name_cyrl == "Каримов Ботирбек"
    assert candidate.positions == {"uz-Latn": "Mutaxassis"}


def test_a_changed_part_renders_the_names_anew(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        before = (candidate.name_latn, candidate.name_cyrl)
        change(db, candidate, FIELDS | {"family_name": "Rahimov"}, name_latn=before[0], name_cyrl=before[1])
    assert (candidate.name_latn, candidate.name_cyrl) == ("Rahimov Botir", "Раҳимов Ботир")
    assert candidate.search_key == "rahimov botir"


def test_a_hidden_mark_in_a_mended_name_is_refused(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        with pytest.raises(FactsRefused):
            change(db, candidate, FIELDS, name_cyrl="Каримов\u202e")


def test_a_pinfl_of_somebody_else_cannot_be_taken(database):
    with database.transaction() as db:
        first = make_candidate(db, number=1)
        second = make_candidate(db, first.organisation, number=2, family_name="Rahimov")
        with pytest.raises(CandidateKnown):
            change(db, second, FIELDS)
        change(db, first, FIELDS)


@pytest.mark.parametrize(
    "asked", ["Kari", "карим", "KARIMOV BOTIR", "botir", "3 070385", pinfl(1), "aa1234567", "Абдув"]
)
def test_a_candidate_is_found_by_the_beginning_of_a_name_or_by_a_number(database, asked):
    with database.transaction() as db:
        candidate = make_candidate(db, document="AA1234567", birth_date=date(1985, 3, 7))
        make_candidate(
            db,
            candidate.organisation,
            number=7,
            family_name="Rahimov",
            given_name="Ali",
            pinfl=pinfl(7, date(1990, 1, 1)),
            patronymic="",
        )
        assert [item.code for item in search_candidates(db, asked).candidates] == [candidate.code]
        assert candidate.code in [item.code for item in search_candidates(db, candidate.code).candidates]


@pytest.mark.parametrize("asked", ["arimov", "%", "_", "\u202e", "\x00", "9999"])
def test_what_is_no_beginning_finds_nobody(database, asked):
    with database.transaction() as db:
        make_candidate(db)
        assert search_candidates(db, asked).total == 0


def test_a_list_has_pages(database):
    with database.transaction() as db:
        body = make_organisation(db)
        for number in range(51):
            make_candidate(db, body, number, reason="test")
        last = search_candidates(db, page=9)
    assert (last.total, last.pages, last.page, len(last.candidates)) == (51, 2, 2, 1)


def test_a_regional_reader_finds_only_the_own_region(database):
    with database.transaction() as db:
        candidate = make_candidate(db)
        assert search_candidates(db, region_code="UZ-TK").total == 0
        assert search_candidates(db, region_code="UZ-FA").total == 1
        with pytest.raises(NotFound):
            get_candidate(db, candidate.code, "UZ-TK")
