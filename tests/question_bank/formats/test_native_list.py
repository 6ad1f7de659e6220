import base64
import hashlib
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.native_list import read_native
from question_bank.formats.native_writing import write_native
from question_bank.formats.yaml_text import YamlError, read_yaml, write_yaml
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item, raw_item

ITEMS = {made.id: made for made in map(item, KINDS)}
MEDIA = {PICTURE_SHA256: PICTURE}


@pytest.mark.parametrize("name", ["folder", "list.zip", "list.json", "list.yaml"])
def test_lesson_32_every_form_of_the_native_format_loses_nothing(tmp_path, name):
    assert write_native(ITEMS, MEDIA, tmp_path / name) == ()
    read_list = read_native(tmp_path / name, Defaults())
    assert (read_list.items, read_list.media, read_list.findings) == (ITEMS, MEDIA, ())
    assert read_list.blocks == len(ITEMS)


def test_a_zip_of_the_same_list_has_the_same_bytes(tmp_path):
    for name in ("one.zip", "two.zip"):
        write_native(ITEMS, MEDIA, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize("name", ["folder", "list.zip", "list.json"])
def test_pictures_that_were_not_given_are_lost_by_name(tmp_path, name):
    losses = write_native(ITEMS, {}, tmp_path / name)
    assert {loss.kind for loss in losses} == {"media_missing"}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"answer_key": {"r1": []}}, "no_key"),
        ({"id": "../../etc"}, "malformed"),
        ({"version": 1.5}, "malformed"),
        ({"max_points": 1}, "malformed"),
        ({"texts": {}}, "malformed"),
    ],
)
def test_a_broken_item_is_refused_and_the_others_are_read(tmp_path, changes, kind):
    (tmp_path / "list.json").write_text(json.dumps([{**raw_item("choice"), **changes}, raw_item("order")]))
    read_list = read_native(tmp_path / "list.json", Defaults())
    assert [refusal.kind for refusal in read_list.refusals] == [kind]
    assert len(read_list.items) == 1


def test_half_a_surrogate_is_refused(tmp_path):
    raw = raw_item("choice")
    raw["texts"]["en"]["stem"] = "\ud800"
    (tmp_path / "list.json").write_text(json.dumps(raw))
    assert [refusal.kind for refusal in read_native(tmp_path / "list.json", Defaults()).refusals] == [
        "malformed"
    ]


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"a": NaN}', b'[{"id": 1e999}'],
)
def test_a_file_that_is_no_json_is_not_readable(tmp_path, content):
    (tmp_path / "list.json").write_bytes(content)
    with pytest.raises(NotReadable) as refusal:
        read_native(tmp_path / "list.json", Defaults())
    assert refusal.value.kind == "not_json"


def test_a_topic_never_leads_out_of_the_folder(tmp_path):
    made = item("choice", topic="../../x")
    write_native({made.id: made}, {}, tmp_path / "list")
    assert [file.relative_to(tmp_path / "list").parts[0] for file in (tmp_path / "list").rglob("*.json")] == [
        "items"
    ]
    assert read_native(tmp_path / "list", Defaults()).items == {made.id: made}


def test_an_id_that_stands_twice_is_refused(tmp_path):
    (tmp_path / "list.json").write_text(json.dumps([raw_item("choice"), raw_item("choice")]))
    assert [refusal.kind for refusal in read_native(tmp_path / "list.json", Defaults()).refusals] == [
        "duplicate_id"
    ]


def test_files_of_a_zip_that_say_nothing_are_told(tmp_path):
    write_native(ITEMS, MEDIA, tmp_path / "list.zip")
    with zipfile.ZipFile(tmp_path / "list.zip", "a") as archive:
        archive.writestr("notes.txt", "x")
    findings = read_native(tmp_path / "list.zip", Defaults()).findings
    assert [(finding.kind, "notes.txt" in finding.text) for finding in findings] == [("file_ignored", True)]


def test_yaml_as_people_write_it_is_read(tmp_path):
    text = """# one item
- id: OFF-1
  version: 1
  interactions:
  - {"id": "r1", "type": "choice", "max_choices": 1, "choices": ["a", "b"]}
  answer_key:
    r1: ["b"]
  scoring: {"rule": "match_correct"}
  max_points: "1"
  texts:
    en:
      stem: Which is right?   # a remark
      choices:
        a: 'it''s'
        b: |-
          two
          lines
  media: {}
  meta:
    topic: no
    subtopic: x
    level: know
    enemies: []
    source: own
    licence: MIT
"""
    (tmp_path / "list.yaml").write_text(text)
    (made,) = read_native(tmp_path / "list.yaml", Defaults()).items.values()
    assert made.texts["en"].choices == {"a": "it's", "b": "two\nlines"}
    assert made.meta.topic == "no"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x 1", 1),
        ("a: 1\nb: *x", 2),
        ("a: !!python/object:os.system x", 1),
        ("%YAML 1.2\na: 1", 1),
        ("a: 1\na: 2", 2),
        ("a:\n  b: 1\n c: 2", 3),
        ("a: [x, y]", 1),
        ("a: 'open", 1),
        ("\n".join(" " * depth + "- a:" for depth in range(0, 400, 4)), 21),
    ],
)
def test_what_is_not_read_of_yaml_is_refused_with_its_line(text, line):
    with pytest.raises(YamlError) as refusal:
        read_yaml(text)
    assert refusal.value.line == line


_SCALARS = st.one_of(st.text(max_size=12), st.integers(-(10**9), 10**9), st.booleans(), st.none())
_KEYS = st.text(min_size=1, max_size=8)


@given(
    st.recursive(
        st.dictionaries(_KEYS, _SCALARS, min_size=1, max_size=3),
        lambda inner: st.one_of(
            st.dictionaries(_KEYS, st.one_of(_SCALARS, inner), min_size=1, max_size=3),
            st.dictionaries(
                _KEYS, st.lists(st.one_of(_SCALARS, inner), min_size=1, max_size=3), min_size=1, max_size=2
            ),
        ),
        max_leaves=6,
    )
)
def test_yaml_comes_back_as_it_was_written(value):
    assert read_yaml(write_yaml(value)) == [value]


@pytest.mark.parametrize(
    "words",
    ["<img src='http://foreign.example/x.png'>", "<p onclick='x()'>x</p>", "<script>x</script>", "<svg/>"],
)
def test_an_item_whose_words_could_do_more_than_be_read_is_refused(tmp_path, words):
    raw = raw_item("choice")
    raw["texts"]["ru"]["stem"] += words
    (tmp_path / "list.json").write_text(json.dumps(raw))
    read_list = read_native(tmp_path / "list.json", Defaults())
    assert [refusal.kind for refusal in read_list.refusals] == ["unsafe_html"]


def test_an_item_with_a_drawing_that_acts_is_refused(tmp_path):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><script>x</script></svg>'
    sha256 = hashlib.sha256(drawing).hexdigest()
    raw = raw_item("hotspot")
    raw["media"]["m1"]["sha256"] = sha256
    whole = {"items": [raw], "media": {sha256: base64.b64encode(drawing).decode()}}
    (tmp_path / "list.json").write_text(json.dumps(whole))
    read_list = read_native(tmp_path / "list.json", Defaults())
    assert [refusal.kind for refusal in read_list.refusals] == ["picture_unsafe"]
    assert read_list.items == {}
