from sqlalchemy import select

from examapp.authoring.desk_intake import Intake, take_in_items
from examapp.authoring.desk_models import DeskItem, DeskMedia
from examapp.authoring.desk_queries import get_desk_item, read_body, read_translations
from examapp.authoring.desk_states import ItemState
from examapp.authoring.translations import Progress, read_progress
from examapp.core.permissions import Role
from question_bank.content import load_shipped_list
from question_bank.items import item_from_json, item_to_json
from tests.examapp.authoring.desk_making import AT, MEDIA, clean_raw
from tests.question_bank.samples import PICTURE


def take(db, people, *raws, media=MEDIA):
    items = {raw["id"]: item_from_json(raw) for raw in raws}
    return take_in_items(db, items, media, account=people[Role.AUTHOR], at=AT)


def test_an_imported_item_is_a_draft_of_whoever_imported_it(db, people):
    (result,) = take(db, people, clean_raw("hotspot"))
    item = get_desk_item(db, "OFF-901", 1)
    assert (result.taken, result.findings) == (True, ())
    assert (item.state, item.owner_id) == (ItemState.DRAFT, people[Role.AUTHOR].id)
    assert read_body(db, item) == clean_raw("hotspot")
    assert db.scalars(select(DeskMedia.content)).all() == [PICTURE]


def test_whole_languages_count_as_translated(db, people):
    take(db, people, clean_raw("choice"))
    item = get_desk_item(db, "OFF-901", 1)
    progress = read_progress(read_body(db, item), "uz-Latn", read_translations(db, item))
    assert progress == {"ru": Progress.FRESH, "en": Progress.FRESH}


def test_a_missing_language_stays_missing_and_the_source_may_be_another(db, people):
    raw = clean_raw("choice")
    raw["texts"] = {"ru": raw["texts"]["ru"]}
    (result,) = take(db, people, raw)
    item = get_desk_item(db, "OFF-901", 1)
    assert item.source_language == "ru"
    assert {finding.kind for finding in result.findings} == {"missing_translation"}


def test_a_code_that_is_there_is_skipped_and_nothing_is_overwritten(db, people):
    take(db, people, clean_raw("choice"))
    again = take(db, people, clean_raw("order"), clean_raw("choice", "OFF-902"))
    assert [(result.code, result.outcome) for result in again] == [
        ("OFF-901", Intake.CODE_EXISTS),
        ("OFF-902", Intake.TAKEN),
    ]
    assert read_body(db, get_desk_item(db, "OFF-901", 1)) == clean_raw("choice")


def test_an_item_without_its_picture_or_with_a_harmful_one_is_skipped(db, people):
    (missing,) = take(db, people, clean_raw("hotspot"), media={})
    bad = {next(iter(MEDIA)): PICTURE.replace(b"<rect", b"<script/><rect")}
    (refused,) = take(db, people, clean_raw("hotspot"), media=bad)
    assert (missing.outcome, refused.outcome) == (Intake.PICTURE_MISSING, Intake.PICTURE_REFUSED)
    assert "script" in refused.reason
    assert db.scalars(select(DeskItem)).all() == []


def test_the_whole_sample_list_can_be_taken_in_and_reads_back_the_same(db, people):
    _manifest, items, media = load_shipped_list()
    results = take_in_items(db, items, media, account=people[Role.AUTHOR], at=AT)
    assert all(result.taken and not result.findings for result in results)
    for code, item in items.items():
        assert read_body(db, get_desk_item(db, code, item.version)) == item_to_json(item)
