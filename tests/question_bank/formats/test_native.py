import json

import pytest

from question_bank.formats.native import read_folder, read_media, write_folder
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item, raw_item


@pytest.fixture
def folder(tmp_path):
    items = {made.id: made for made in map(item, KINDS)}
    assert write_folder(items, tmp_path, {PICTURE_SHA256: PICTURE}) == ()
    return tmp_path


def _file(folder, kind):
    return folder / "items" / "office" / f"{item(kind).id}.json"


def test_a_list_comes_back_from_its_folder_equal_with_its_pictures(folder):
    items, findings = read_folder(folder)
    assert findings == ()
    assert items == {made.id: made for made in map(item, KINDS)}
    assert read_media(folder, items.values()) == ({PICTURE_SHA256: PICTURE}, ())


def test_files_are_written_as_people_edit_them(folder):
    text = _file(folder, "choice").read_text(encoding="utf-8")
    assert text == json.dumps(raw_item("choice"), ensure_ascii=False, indent=2) + "\n"


def test_pictures_whose_content_was_not_given_are_said_to_be_lost(tmp_path):
    made = item("hotspot")
    (loss,) = write_folder({made.id: made}, tmp_path)
    assert (loss.kind, loss.item) == ("media_missing", made.id)


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        (b'{\n"id": "X",\n}', "not_readable", 3),
        (b'{"id": "\xff"}', "not_readable", None),
        (b'{"id": "X", "id": "Y"}', "not_readable", None),
        (b"[]", "malformed", None),
        (b'{"id": "X"}', "malformed", None),
    ],
)
def test_a_file_that_is_no_item_is_a_finding_and_the_others_are_read(folder, content, kind, line):
    _file(folder, "choice").write_bytes(content)
    items, (finding,) = read_folder(folder)
    assert (finding.kind, finding.line) == (kind, line)
    assert len(items) == len(KINDS) - 1


def test_an_item_without_a_key_is_a_finding_of_its_own_kind(folder):
    raw = raw_item("choice")
    raw["answer_key"]["r1"] = []
    _file(folder, "choice").write_text(json.dumps(raw), encoding="utf-8")
    _, (finding,) = read_folder(folder)
    assert (finding.kind, finding.item) == ("no_key", raw["id"])


def test_an_id_in_two_files_is_a_finding_and_the_first_stays(folder):
    twin = folder / "items" / "office" / "ZZZ.json"
    twin.write_bytes(_file(folder, "choice").read_bytes())
    items, findings = read_folder(folder)
    assert [finding.kind for finding in findings] == ["wrong_place", "duplicate_id"]
    assert items[item("choice").id] == item("choice")


def test_an_item_in_the_folder_of_another_topic_is_a_finding(folder):
    (folder / "items" / "law").mkdir()
    _file(folder, "choice").rename(folder / "items" / "law" / _file(folder, "choice").name)
    _, (finding,) = read_folder(folder)
    assert (finding.kind, finding.item) == ("wrong_place", item("choice").id)


@pytest.mark.parametrize(("content", "kind"), [(None, "media_missing"), (PICTURE + b" ", "media_mismatch")])
def test_a_missing_or_changed_picture_is_a_finding(folder, content, kind):
    picture = folder / "media" / "window.svg"
    picture.unlink()
    if content is not None:
        picture.write_bytes(content)
    media, (finding,) = read_media(folder, [item("hotspot")])
    assert (finding.kind, media) == (kind, {})


def test_a_picture_outside_the_folder_is_never_read(folder):
    raw = raw_item("hotspot")
    raw["media"]["m1"]["file"] = "../media/window.svg"
    _, (finding,) = read_media(folder, [item("hotspot", media=raw["media"])])
    assert finding.kind == "media_missing"
