import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.errors import NotFound
from examapp.organisations.errors import NameRefused, OrganisationCodeTaken, ParentRefused
from examapp.organisations.keeping import change_organisation
from examapp.organisations.models import OrganisationKind
from examapp.organisations.queries import get_organisation, list_organisations
from tests.cast import BEGINNING
from tests.examapp.organisations.making import make_organisation


def change(db, organisation, **more):
    facts = {
        "names": organisation.names,
        "kind": organisation.kind,
        "region_code": organisation.region_code,
        "parent": None,
        "actor": "staff:T",
        "at": BEGINNING,
    }
    change_organisation(db, organisation, **(facts | more))


def test_a_code_is_made_from_the_region_where_none_was_typed(database):
    with database.transaction() as db:
        assert [make_organisation(db).code for _ in range(2)] == ["FA-001", "FA-002"]


def test_a_made_code_steps_over_one_that_is_taken(database):
    with database.transaction() as db:
        make_organisation(db, code="FA-002")
        assert make_organisation(db).code == "FA-003"


def test_a_typed_code_is_kept_in_capitals_and_must_be_free(database):
    with database.transaction() as db:
        assert make_organisation(db, code=" hok-1 ").code == "HOK-1"
        with pytest.raises(OrganisationCodeTaken):
            make_organisation(db, code="HOK-1")


def test_apostrophes_and_look_alikes_in_a_name_are_set_right(database):
    with database.transaction() as db:
        organisation = make_organisation(db, "Farg`onа  viloyati hokimligi")
    assert organisation.names == {"uz-Latn": "Fargʻona viloyati hokimligi"}


def test_a_cyrillic_name_is_kept_and_rendered_in_latin(database):
    with database.transaction() as db:
        organisation = make_organisation(db, "Олтиариқ тумани ҳокимлиги")
    assert organisation.names == {
        "uz-Latn": "Oltiariq tumani hokimligi",
        "uz-Cyrl": "Олтиариқ тумани ҳокимлиги",
    }


@pytest.mark.parametrize("name", ["", "  ", "Hokim\u202elik", "Hokim\x07lik"])
def test_a_name_that_is_missing_or_holds_hidden_marks_is_refused(database, name):
    with database.transaction() as db, pytest.raises(NameRefused):
        make_organisation(db, name)


def test_an_unknown_region_is_refused(database):
    with database.transaction() as db, pytest.raises(NotFound):
        make_organisation(db, region_code="UZ-XX")


def test_an_organisation_can_be_changed_and_keeps_its_code(database):
    with database.transaction() as db:
        organisation = make_organisation(db)
        change(
            db, organisation, names={"uz-Latn": "Yangi nom", "ru": "Новое имя"}, kind=OrganisationKind.STATE
        )
    with database.reading() as db:
        kept = get_organisation(db, organisation.code)
    assert (kept.names["ru"], kept.kind, kept.code) == ("Новое имя", OrganisationKind.STATE, "FA-001")


def test_an_organisation_cannot_stand_below_itself(database):
    with database.transaction() as db:
        upper = make_organisation(db)
        lower = make_organisation(db, parent=upper)
        for parent in (upper, lower):
            with pytest.raises(ParentRefused):
                change(db, upper, parent=parent)


def test_a_regional_reader_finds_only_the_own_region(database):
    with database.transaction() as db:
        make_organisation(db)
        other = make_organisation(db, region_code="UZ-TK")
    with database.reading() as db:
        assert [item.code for item in list_organisations(db, "UZ-TK")] == [other.code]
        with pytest.raises(NotFound):
            get_organisation(db, "FA-001", "UZ-TK")


def test_adding_and_changing_stand_in_the_audit_log(database):
    with database.transaction() as db:
        change(db, make_organisation(db), region_code="UZ-TK")
        acts = db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["organisation.created", "organisation.changed"]
