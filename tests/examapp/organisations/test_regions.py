import pytest

from examapp.core.errors import NotFound
from examapp.organisations.regions import REGIONS, get_region, list_regions, region_name


def test_there_are_fourteen_regions_with_codes_of_their_own():
    assert (
        len(REGIONS)
        == len({region.code for region in REGIONS})
        == len({region.soato for region in REGIONS})
        == 14
    )


def test_regions_stand_in_soato_order():
    assert [region.soato for region in REGIONS] == sorted(region.soato for region in REGIONS)


def test_a_region_is_found_by_its_iso_code():
    assert get_region("UZ-TK").soato == "1726"
    with pytest.raises(NotFound):
        get_region("UZ-XX")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("uz-Latn", "Fargʻona viloyati"),
        ("uz-Cyrl", "Фарғона вилояти"),
        ("ru", "Ферганская область"),
        ("en", "Fergana Region"),
    ],
)
def test_a_region_has_a_name_in_each_language(app, language, name):
    with app.test_request_context(f"/?lang={language}"):
        assert region_name("UZ-FA") == name


def test_a_bound_person_chooses_from_one_region():
    assert [region.code for region in list_regions("UZ-QR")] == ["UZ-QR"]
    assert list_regions() == REGIONS
