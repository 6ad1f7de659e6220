import pytest

from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.desk_errors import DraftChanged, NewerVersionThere, WrongState
from examapp.authoring.desk_history import compare_bodies
from examapp.authoring.desk_locking import read_approved_items, read_pictures, seal_items
from examapp.authoring.desk_queries import get_desk_item, list_revisions, read_body, read_translations
from examapp.authoring.desk_states import ItemState
from examapp.authoring.desk_writing import begin_item, begin_next_version, save_draft
from examapp.authoring.translations import Progress, read_progress
from examapp.core.errors import Forbidden
from examapp.core.permissions import Role
from tests.cast import add_person
from tests.examapp.authoring.desk_making import AT, MEDIA, bring_to, put_item


@pytest.fixture
def author(people):
    return people[Role.AUTHOR]


def progress_of(db, item):
    return read_progress(read_body(db, item), item.source_language, read_translations(db, item))


def save(db, item, author, change, **more):
    body = read_body(db, item)
    change(body)
    return save_draft(db, item, body, base=item.revision, account=author, at=AT, **more)


def put_stem(language, words):
    def change(body):
        body["texts"][language]["stem"] = f"<p>{words}</p>"

    return change


def test_codes_follow_the_topic_and_are_given_once(db, author):
    codes = [
        begin_item(db, kind="choice", topic=topic, language="uz-Latn", account=author, at=AT).code
        for topic in ("law", "law", "internet")
    ]
    assert codes == ["LAW-1001", "LAW-1002", "INET-1001"]


def test_every_save_is_a_revision_and_the_same_twice_is_none(db, people, author):
    item = put_item(db, people)
    assert save(db, item, author, put_stem("uz-Latn", "Yangi?"))
    assert not save(db, item, author, put_stem("uz-Latn", "Yangi?"))
    assert [revision.number for revision in list_revisions(db, item)] == [2, 1]
    assert read_body(db, item, 1)["texts"]["uz-Latn"]["stem"] == "<p>Qaysi javob toʻgʻri?</p>"


def test_a_save_on_an_older_revision_is_refused(db, people, author):
    item = put_item(db, people)
    save(db, item, author, put_stem("uz-Latn", "Bir?"))
    body = read_body(db, item)
    body["texts"]["uz-Latn"]["stem"] = "<p>Ikki?</p>"
    with pytest.raises(DraftChanged):
        save_draft(db, item, body, base=1, account=author, at=AT)


def test_code_and_version_are_no_matter_of_the_body(db, people, author):
    item = put_item(db, people)
    save(db, item, author, lambda body: body.update(id="LAW-001", version=7, max_points="2"))
    assert (read_body(db, item)["id"], read_body(db, item)["version"]) == ("OFF-901", 1)


def test_a_changed_source_leaves_the_translations_behind(db, people, author):
    item = put_item(db, people)
    save(db, item, author, put_stem("uz-Latn", "Yangi?"))
    assert progress_of(db, item) == {"ru": Progress.STALE, "en": Progress.STALE}


def test_a_declared_language_follows_the_source_again(db, people, author):
    item = put_item(db, people)
    save(db, item, author, put_stem("uz-Latn", "Yangi?"))
    save(db, item, author, lambda _body: None, confirmed=["en"])
    assert progress_of(db, item) == {"ru": Progress.STALE, "en": Progress.FRESH}


def test_a_word_mended_in_a_language_that_lags_behind_does_not_make_it_follow(db, people, author):
    item = put_item(db, people)
    save(db, item, author, put_stem("uz-Latn", "Yangi?"))
    save(db, item, author, put_stem("ru", "Новый?"))
    assert progress_of(db, item)["ru"] is Progress.STALE


def test_a_language_with_an_empty_place_is_incomplete(db, people, author):
    item = put_item(db, people)
    save(db, item, author, lambda body: body["texts"]["ru"]["choices"].update(a=""))
    assert progress_of(db, item)["ru"] is Progress.INCOMPLETE


@pytest.mark.parametrize("state", [state for state in ItemState if state is not ItemState.DRAFT])
def test_nothing_but_a_draft_is_saved(db, people, author, state):
    item = bring_to(db, people, put_item(db, people), state)
    with pytest.raises(WrongState):
        save(db, item, author, put_stem("uz-Latn", "Yangi?"))


@pytest.mark.parametrize("state", [ItemState.APPROVED, ItemState.SEALED, ItemState.RETIRED])
def test_the_next_version_is_a_draft_and_the_approved_one_stays(db, people, author, state):
    item = bring_to(db, people, put_item(db, people), state)
    before, digest = read_body(db, item), item.digest
    begun = begin_next_version(db, item, account=author, at=AT)
    save(db, begun, author, put_stem("uz-Latn", "Ikkinchi talqin?"))
    assert (begun.version, begun.state, begun.digest) == (2, ItemState.DRAFT, None)
    assert (item.state, item.digest, read_body(db, item)) == (state, digest, before)
    assert progress_of(db, begun) == {"ru": Progress.STALE, "en": Progress.STALE}


def test_a_next_version_is_begun_once_and_by_an_author_of_the_one_before(db, people, author):
    item = bring_to(db, people, put_item(db, people), ItemState.APPROVED)
    with pytest.raises(Forbidden):
        other = as_signed_in(add_person(db, Role.AUTHOR, suffix="2"))
        begin_next_version(db, item, account=other, at=AT)
    begin_next_version(db, item, account=author, at=AT)
    with pytest.raises(NewerVersionThere):
        begin_next_version(db, item, account=author, at=AT)


def test_lists_are_given_the_newest_approved_version_of_each_item_with_its_pictures(db, people, author):
    item = bring_to(db, people, put_item(db, people, "hotspot"), ItemState.SEALED)
    put_item(db, people, code="OFF-902")
    begun = begin_next_version(db, item, account=author, at=AT)
    assert {code: found.version for code, found in read_approved_items(db).items()} == {"OFF-901": 1}
    bring_to(db, people, begun, ItemState.APPROVED)
    items = read_approved_items(db)
    assert {code: found.version for code, found in items.items()} == {"OFF-901": 2}
    assert read_pictures(db, items) == MEDIA


def test_sealing_twice_is_a_success_and_a_draft_is_not_sealed(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.SEALED)
    seal_items(db, [("OFF-901", 1)], account=people[Role.SEALING_OFFICIAL], at=AT)
    assert item.state is ItemState.SEALED
    put_item(db, people, code="OFF-902")
    with pytest.raises(WrongState):
        seal_items(db, [("OFF-902", 1)], account=people[Role.SEALING_OFFICIAL], at=AT)
    assert get_desk_item(db, "OFF-902", 1).state is ItemState.DRAFT


def test_a_difference_names_place_language_and_the_changed_words(app, people, db):
    item = put_item(db, people)
    before, after = read_body(db, item), read_body(db, item)
    after["texts"]["en"]["stem"] = "<p>Which answer is wrong?</p>"
    after["answer_key"]["r1"] = ["c"]
    with app.test_request_context("/?lang=en"):
        found = compare_bodies(before, after)
    assert [(one.label, one.language) for one in found] == [("Question", "en"), ("Key", "")]
    assert ("wrong", True) in found[0].after
    assert ("right", True) in found[0].before
