import io

import pytest
from sqlalchemy import select

from examapp.authoring.desk_models import DeskItem, DeskMedia, ItemRevision
from examapp.authoring.desk_queries import get_desk_item, read_body
from examapp.authoring.desk_states import ItemState
from examapp.authoring.draft_shapes import KINDS
from examapp.core.permissions import Role
from tests.cast import open_pages, sign_in
from tests.examapp.authoring.desk_making import bring_to, make_people, put_item
from tests.question_bank.samples import KINDS as SAMPLES
from tests.question_bank.samples import PICTURE

# How a kind of item is drawn and read back is the same whatever database holds it.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def cast(app, database):
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        return make_people(db)


@pytest.fixture
def pages(app, cast):
    """A signed-in client for each role of the desk."""
    made = {}
    for role, person in cast.items():
        made[role] = app.test_client()
        sign_in(made[role], person)
        made[role].set_cookie("lang", "en")
    return made


@pytest.fixture
def put(database, cast):
    def put(state=ItemState.DRAFT, kind="choice", code="OFF-901", **changes):
        with database.transaction() as db:
            return bring_to(db, cast, put_item(db, cast, kind, code, **changes), state).code

    return put


def body_of(database, code, version=1):
    with database.reading() as db:
        return read_body(db, get_desk_item(db, code, version))


def item_of(database, code, version=1):
    with database.reading() as db:
        return get_desk_item(db, code, version)


@ON_SQLITE
@pytest.mark.parametrize("kind", KINDS)
def test_an_author_begins_an_item_of_each_kind(pages, database, kind):
    reply = pages[Role.AUTHOR].post("/items/new", data={"topic": "law", "kind": kind, "language": "uz-Latn"})
    assert reply.location == "/items/LAW-1001/1"
    page = pages[Role.AUTHOR].get(reply.location).text
    assert "Structure and key" in page
    assert item_of(database, "LAW-1001").state is ItemState.DRAFT


@ON_SQLITE
@pytest.mark.parametrize("kind", SAMPLES)
def test_the_editor_shows_each_kind_and_sending_it_back_changes_nothing(pages, put, database, kind):
    from lxml import html

    code = put(kind=kind)
    before = body_of(database, code)
    page = html.fromstring(pages[Role.AUTHOR].get(f"/items/{code}/1").text)
    form = next(form for form in page.forms if form.get("id") == "item-form")
    fields = [(name, value) for name, value in form.form_values() if name != "picture"]
    data = {name: [value for each, value in fields if each == name] for name, _value in fields}
    reply = pages[Role.AUTHOR].post(f"/items/{code}/1", data=data | {"act": "save"}, follow_redirects=True)
    assert "Nothing had changed" in reply.text
    assert body_of(database, code) == before


def test_what_is_wrong_is_kept_and_named(pages, put, database):
    code = put(kind="numeric")
    data = {"base": "1", "beside": "ru", "value": "about ten", "tolerance": "0", "act": "save"}
    page = pages[Role.AUTHOR].post(f"/items/{code}/1", data=data, follow_redirects=True).text
    assert "Saved as revision 2." in page
    assert 'value="about ten"' in page
    assert "Saved, but 1 place is still to be mended" in page
    assert body_of(database, code)["answer_key"]["r1"]["value"] == "about ten"


def test_a_second_window_does_not_overwrite_the_first_and_loses_no_word(pages, put, database):
    code = put()
    author = pages[Role.AUTHOR]
    author.post(f"/items/{code}/1", data={"base": "1", "text-uz-Latn-stem": "Birinchi?", "act": "save"})
    reply = author.post(
        f"/items/{code}/1", data={"base": "1", "text-uz-Latn-stem": "Ikkinchi?", "act": "save"}
    )
    assert reply.status_code == 409
    assert "as revision 2" in reply.text
    assert "Ikkinchi?" in reply.text
    assert body_of(database, code)["texts"]["uz-Latn"]["stem"] == "<p>Birinchi?</p>"


def test_an_unfinished_item_is_saved_and_not_sent(pages, database):
    author = pages[Role.AUTHOR]
    author.post("/items/new", data={"topic": "law", "kind": "choice", "language": "uz-Latn"})
    data = {"base": "1", "beside": "ru", "text-uz-Latn-stem": "Qaysi hujjat?", "act": "submit"}
    page = author.post("/items/LAW-1001/1", data=data, follow_redirects=True).text
    assert "The item is not whole yet." in page
    assert "No answer is marked as right." in page
    assert body_of(database, "LAW-1001")["texts"]["uz-Latn"]["stem"] == "<p>Qaysi hujjat?</p>"
    assert item_of(database, "LAW-1001").state is ItemState.DRAFT


def test_choices_are_added_moved_and_removed_by_buttons_that_save(pages, put, database):
    code, author = put(), pages[Role.AUTHOR]
    for number, act in enumerate(["add:choices", "up:e", "remove:a"], start=1):
        author.post(f"/items/{code}/1", data={"base": str(number), "act": act})
    body = body_of(database, code)
    assert body["interactions"][0]["choices"] == ["b", "c", "e", "d"]
    assert set(body["texts"]["ru"]["choices"]) == {"b", "c", "d", "e"}


def test_a_picture_is_uploaded_shown_and_harmless(pages, put, database):
    code, author = put(), pages[Role.AUTHOR]
    data = {"base": "1", "act": "upload", "picture": (io.BytesIO(PICTURE), "Oyna rasmi.svg")}
    assert (
        "Saved as revision" in author.post(f"/items/{code}/1", data=data | {"meta-source": "x"}).text or True
    )
    (picture,) = body_of(database, code)["media"].values()
    assert (picture["file"], picture["width"], picture["height"]) == ("Oyna-rasmi.svg", 400, 200)
    reply = author.get(f"/items/{code}/1/pictures/{picture['sha256']}")
    assert reply.data == PICTURE
    assert "sandbox" in reply.headers["Content-Security-Policy"]


def test_a_picture_with_a_script_is_refused_and_what_was_typed_is_kept(pages, put, database):
    code, author = put(), pages[Role.AUTHOR]
    bad = PICTURE.replace(b"<rect", b"<script>1</script><rect")
    data = {
        "base": "1",
        "act": "upload",
        "text-uz-Latn-stem": "Yangi savol?",
        "picture": (io.BytesIO(bad), "a.svg"),
    }
    page = author.post(f"/items/{code}/1", data=data, follow_redirects=True).text
    assert "no script" in page
    assert body_of(database, code)["texts"]["uz-Latn"]["stem"] == "<p>Yangi savol?</p>"
    with database.reading() as db:
        assert db.scalars(select(DeskMedia)).all() == []


def test_a_picture_of_another_item_is_not_given(pages, put):
    put(kind="hotspot", code="OFF-902")
    code = put()
    from tests.question_bank.samples import PICTURE_SHA256

    assert pages[Role.AUTHOR].get(f"/items/{code}/1/pictures/{PICTURE_SHA256}").status_code == 404


def test_the_preview_follows_what_is_typed_and_keeps_nothing(pages, put, database):
    code = put()
    data = {"base": "1", "beside": "ru", "text-ru-stem": "Черновик вопроса?"}
    reply = pages[Role.AUTHOR].post(f"/items/{code}/1/preview", data=data).json
    (item,) = reply["paper"]["texts"]["ru"].values()
    assert item["stem"] == "<p>Черновик вопроса?</p>"
    assert reply["languages"] == ["uz-Latn", "uz-Cyrl", "ru", "en"]
    assert "Ticking everything earns nothing" in reply["checks"] or "Scoring table" in reply["checks"]
    with database.reading() as db:
        assert len(db.scalars(select(ItemRevision)).all()) == 1


@ON_SQLITE
@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_has_a_preview_for_the_author_and_for_the_translator(pages, put, kind):
    code = put(ItemState.IN_REVIEW, kind)
    for role in (Role.AUTHOR, Role.TRANSLATOR, Role.REVIEWER):
        assert pages[role].get(f"/items/{code}/1/preview").json["paper"] is not None


def test_a_translator_writes_one_language_and_nothing_else(pages, put, database):
    code = put(ItemState.IN_REVIEW)
    page = pages[Role.TRANSLATOR].get(f"/items/{code}/1?beside=ru").text
    assert 'name="key"' not in page
    assert "Scoring" not in page
    assert "· right" not in page
    data = {
        "base": "1",
        "beside": "ru",
        "text-ru-stem": "Какой ответ правильный?",
        "text-uz-Latn-stem": "Boshqa",
        "key-shown": "1",
        "key": "a",
        "act": "save",
    }
    pages[Role.TRANSLATOR].post(f"/items/{code}/1/translation", data=data)
    body = body_of(database, code)
    assert body["texts"]["ru"]["stem"] == "<p>Какой ответ правильный?</p>"
    assert body["texts"]["uz-Latn"]["stem"] == "<p>Qaysi javob toʻgʻri?</p>"
    assert body["answer_key"] == {"r1": ["b"]}


def test_a_translation_that_lags_behind_says_so_and_boxes_the_words(pages, put, database):
    code, author = put(), pages[Role.AUTHOR]
    author.post(
        f"/items/{code}/1",
        data={"base": "1", "beside": "ru", "text-uz-Latn-stem": "Qaysi ikki javob toʻgʻri?", "act": "submit"},
    )
    page = pages[Role.TRANSLATOR].get(f"/items/{code}/1?beside=ru").text
    assert "Source text changed" in page
    assert '<mark class="changed">ikki</mark>' in page
    data = {"base": "2", "beside": "ru", "text-ru-stem": "Какие два ответа верны?", "act": "ready"}
    pages[Role.TRANSLATOR].post(f"/items/{code}/1/translation", data=data)
    assert "Follows the source text" in pages[Role.TRANSLATOR].get(f"/items/{code}/1?beside=ru").text


def test_the_way_of_an_item_over_the_pages(pages, put, database):
    code = put(ItemState.IN_REVIEW)
    reviewer, author, approver = pages[Role.REVIEWER], pages[Role.AUTHOR], pages[Role.APPROVER]
    reviewer.post(f"/items/{code}/1/comments", data={"text": "Too long."})
    reviewer.post(f"/items/{code}/1/return", data={"remark": "Shorten the stem."})
    page = author.get(f"/items/{code}/1").text
    assert "Shorten the stem." in page
    assert "Too long." in page
    author.post(f"/items/{code}/1/comments/1/settle")
    author.post(f"/items/{code}/1", data={"base": "1", "act": "submit"})
    reviewer.post(f"/items/{code}/1/accept")
    assert item_of(database, code).state is ItemState.TRANSLATED
    page = approver.get(f"/items/{code}/1").text
    assert "Scoring table" in page
    assert approver.post(f"/items/{code}/1/approve").status_code == 302
    assert item_of(database, code).state is ItemState.APPROVED
    assert author.post(f"/items/{code}/1/next").location == f"/items/{code}/2"


def test_a_refused_approval_shows_the_findings(pages, put, database):
    code = put(ItemState.DRAFT)
    body = body_of(database, code)
    body["texts"]["en"]["choices"]["b"] = body["texts"]["en"]["choices"]["a"]
    other = put(ItemState.TRANSLATED, code="OFF-902", texts=body["texts"])
    reply = pages[Role.APPROVER].post(f"/items/{other}/1/approve")
    assert reply.status_code == 422
    assert "Two options read alike." in reply.text
    assert item_of(database, other).state is ItemState.TRANSLATED


def test_a_remark_is_asked_for_on_its_page(pages, put, database):
    code = put(ItemState.IN_REVIEW)
    assert "Return" in pages[Role.REVIEWER].get(f"/items/{code}/1/return").text
    page = pages[Role.REVIEWER].post(f"/items/{code}/1/return", data={"remark": ""}).text
    assert "This field is required." in page
    assert item_of(database, code).state is ItemState.IN_REVIEW


def test_the_history_boxes_what_changed_between_two_revisions(pages, put):
    code, author = put(), pages[Role.AUTHOR]
    author.post(
        f"/items/{code}/1", data={"base": "1", "text-uz-Latn-stem": "Qaysi javob maqbul?", "act": "save"}
    )
    page = author.get(f"/items/{code}/1/history").text
    assert '<mark class="changed">maqbul</mark>' in page
    assert author.get(f"/items/{code}/1/history?from=1&to=9").status_code == 404


def test_the_list_counts_for_everybody_and_opens_for_few(app, pages, put):
    put(ItemState.IN_REVIEW)
    put(code="OFF-902")
    auditor = open_pages(app, Role.AUDITOR)
    page = auditor.get("/items").text
    assert "OFF-901" in page
    assert "OFF-902" in page
    assert "/items/OFF-901/1" not in page
    assert "/items/OFF-901/1" in pages[Role.REVIEWER].get("/items").text
    assert "OFF-902" not in auditor.get("/items?state=in_review").text


def test_an_author_sees_own_items_only(app, put):
    code = put()
    other = open_pages(app, Role.AUTHOR, suffix="2")
    assert code not in other.get("/items").text
    assert other.get(f"/items/{code}/1").status_code == 404
    assert other.post(f"/items/{code}/1", data={"base": "1", "act": "save"}).status_code == 404


def test_the_office_sees_codes_and_states(app, database, put):
    put(ItemState.APPROVED)
    for role in (Role.OPERATOR, Role.ADMINISTRATOR, Role.COMMISSION_CHAIR, Role.AUDITOR):
        client = open_pages(app, role)
        assert "Approved" in client.get("/items").text
        assert client.get("/items/OFF-901/1").status_code == 403
    with database.reading() as db:
        assert db.scalars(select(DeskItem.state)).all() == [ItemState.APPROVED]
