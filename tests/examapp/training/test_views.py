"""The pages of training: read by everybody without a cookie, kept by those whose office it is."""

import pytest

from examapp.core.permissions import Role
from examapp.training.models import Part
from examapp.training.queries import get_institution
from examapp.training.versions import find_draft, get_demanded, list_versions
from tests.cast import open_pages
from tests.examapp.training.making import add

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIELDS = {
    "name_latn": "Fargʻona markazi",
    "kind": "centre",
    "region_code": "UZ-FA",
    "district_code": "",
    "address": "Navoiy koʻchasi, 5",
    "phone": "+998 73 244 10 10",
    "topics": ["law"],
    "languages": ["uz"],
    "licence": "№ 117",
}


def test_the_public_pages_set_no_cookie_and_narrow_by_region_and_topic(client, database) -> None:
    with database.transaction() as db:
        add(db)
        add(db, names={"uz-Latn": "Toshkent kursi"}, region_code="UZ-TK", district_code=None, topics=["law"])
    for address in (
        "/training",
        "/training.json",
        "/training.csv",
        "/requirements",
        "/requirements/minimum/parameters/1",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    page = client.get("/training?region=UZ-TK&topic=law").text
    assert "Toshkent kursi" in page
    assert "raqamli texnologiyalar markazi" not in page
    assert [one["code"] for one in client.get("/training.json?region=UZ-FA").json["institutions"]] == [
        "T-FA-001"
    ]
    demanded = client.get("/requirements").text
    assert 'href="/training?topic=law"' in demanded
    # The form sends the district of the region that was chosen before.
    assert "Toshkent kursi" in client.get("/training?region=UZ-TK&district=1730203").text
    assert "texnologiyalar markazi" in client.get("/training?region=UZ-FA&district=1730203").text
    assert "texnologiyalar markazi" not in client.get("/training?region=UZ-FA&district=1730212").text
    assert client.get("/training?kind=nonsense&region=%00").status_code == 200
    assert client.get("/requirements/minimum/nothing").status_code == 404


def test_a_keeper_adds_changes_checks_and_withdraws(app, database) -> None:
    pages = open_pages(app, Role.APPROVER)
    assert (
        "Its code is T-FA-001"
        in pages.post("/training/register/new", data=FIELDS, follow_redirects=True).text
    )
    refused = pages.post(
        "/training/register/T-FA-001", data=FIELDS | {"email": "nobody", "address": "Yangi"}
    ).text
    assert "This is no e-mail address" in refused
    assert 'value="Yangi"' in refused
    other_district = pages.post(
        "/training/register/T-FA-001", data=FIELDS | {"district_code": "1726266"}
    ).text
    assert "field wrong" in other_district
    page = pages.post(
        "/training/register/T-FA-001", data=FIELDS | {"licence": "№ 200"}, follow_redirects=True
    ).text
    assert "№ 117 → № 200" in page
    pages.post("/training/register/T-FA-001/check")
    assert (
        "Write why"
        not in pages.post("/training/register/T-FA-001/withdraw", data={"reason": "yopilgan"}).text
    )
    with database.reading() as db:
        assert get_institution(db, "T-FA-001").withdrawn_at is not None
    pages.post("/training/register/T-FA-001/restore")
    assert "Fargʻona markazi" in app.test_client().get("/training").text


def test_a_regional_keeper_sees_the_own_region_only(app, database) -> None:
    with database.transaction() as db:
        add(db)
    pages = open_pages(app, Role.OPERATOR, region_code="UZ-TK")
    assert "T-FA-001" not in pages.get("/training/register/").text
    assert pages.get("/training/register/T-FA-001").status_code == 404
    assert pages.post("/training/register/T-FA-001/check").status_code == 404


def test_a_version_is_written_by_one_and_published_by_another(app, database) -> None:
    writer = open_pages(app, Role.WORKING_BODY)
    place = "/requirements/drafts/minimum/parameters"
    writer.post(f"{place}/begin")
    row = {
        "rows-0-topic": "law",
        "rows-0-number": "x",
        "rows-0-uz": "Qonun",
        "rows-0-ru": "Закон",
        "rows-0-en": "",
    }
    typed = {"edition": "0", "note": "yangi", "document": "", **row}
    refused = writer.post(f"{place}/edit", data=typed).text
    assert "Row 1: the number must be a whole one" in refused
    assert "Qonun" in refused
    page = writer.post(f"{place}/edit", data=typed | {"rows-0-number": "12"}, follow_redirects=True).text
    assert "A test has other numbers of questions." in page
    assert "Another person reads and publishes it." in page
    assert writer.post(f"{place}/publish", data={"edition": "1"}).status_code == 403
    second = open_pages(app, Role.APPROVER)
    assert second.post(f"{place}/edit", data=typed).status_code == 403
    assert (
        "Version 2 is published."
        in second.post(f"{place}/publish", data={"edition": "1"}, follow_redirects=True).text
    )
    with database.reading() as db:
        assert list_versions(db, get_demanded(db, "minimum"), Part.PARAMETERS)[0].number == 2
    public = app.test_client().get("/requirements/minimum/parameters/2?lang=en").text
    assert "What is new against version 1" in public
    assert "Qonun" in app.test_client().get("/requirements").text


def test_a_curriculum_says_hours_and_what_one_can_do_and_keeps_them_when_it_is_written_anew(app, database):
    public = app.test_client().get("/requirements/minimum/curriculum/1?lang=en").text
    assert "What one can do afterwards" in public
    assert "Hours by topic" in public
    here = next(link for link in public.split("<a ") if 'aria-current="page"' in link)
    assert here.startswith('href="/requirements')
    writer = open_pages(app, Role.WORKING_BODY)
    place = "/requirements/drafts/minimum/curriculum"
    writer.post(f"{place}/begin")
    row = {"topic": "law", "number": "6", "practice": "7", "uz": "Qonun", "ru": "Закон", "en": ""}
    row |= {"outcome_uz": "Topadi", "outcome_ru": "Находит", "outcome_en": ""}
    typed = {"edition": "0", "note": "yangi", "document": ""} | {f"rows-0-{k}": v for k, v in row.items()}
    assert "cannot be more than all hours" in writer.post(f"{place}/edit", data=typed).text
    page = writer.post(f"{place}/edit", data=typed | {"rows-0-practice": "4"}, follow_redirects=True).text
    assert "Topadi" in page
    with database.reading() as db:
        draft = find_draft(db, get_demanded(db, "minimum"), Part.CURRICULUM)
    assert draft.rows == [
        {"topic": "law", "number": 6, "texts": {"uz-Latn": "Qonun", "ru": "Закон"}}
        | {"practice": 4, "outcomes": {"uz-Latn": "Topadi", "ru": "Находит"}}
    ]
