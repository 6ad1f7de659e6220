import pytest

from examapp.organisations.models import Organisation
from examapp.organisations.recognition import OrganisationIndex
from examapp.organisations.searching import match_names


def organisation(number, code, **names):
    return Organisation(
        id=number, code=code, names={key.replace("_", "-"): name for key, name in names.items()}
    )


HOKIMLIK = organisation(1, "FA-001", uz_Latn="Fargʻona viloyati hokimligi", ru="Хокимият Ферганской области")
STATISTICS = organisation(2, "TK-001", uz_Latn="Davlat statistika qoʻmitasi")
TWIN = organisation(3, "TK-002", uz_Latn="Davlat statistika qoʻmitasi")


@pytest.mark.parametrize(
    "text",
    [
        "FA-001",
        " fa-001 ",
        "Fargʻona viloyati hokimligi",
        "farg'ona  viloyati HOKIMLIGI",
        "Фарғона вилояти ҳокимлиги",
        "«Хокимият Ферганской области»",
    ],
)
def test_an_organisation_is_known_by_code_or_by_name_in_any_script(text):
    assert OrganisationIndex([HOKIMLIK, STATISTICS]).find(text) == [HOKIMLIK]


@pytest.mark.parametrize("text", ["", "FA-01", "Vazirlik", "Hokim\u202elik"])
def test_what_names_nobody_finds_nobody(text):
    assert OrganisationIndex([HOKIMLIK]).find(text) == []


def test_a_shared_name_finds_all_who_share_it():
    assert OrganisationIndex([STATISTICS, TWIN]).find("Davlat statistika qo`mitasi") == [STATISTICS, TWIN]


def test_a_search_takes_words_in_any_order_and_script():
    assert match_names([HOKIMLIK, STATISTICS], "ҳоким фарғ") == [HOKIMLIK]
    assert match_names([HOKIMLIK, STATISTICS], "tk-001") == [STATISTICS]
    assert match_names([HOKIMLIK, STATISTICS], "") == [HOKIMLIK, STATISTICS]
    assert match_names([HOKIMLIK], "\u202e") == []
