import json
import zipfile

import pytest

from question_bank.content import load_shipped_list
from question_bank.formats.contract import Defaults
from question_bank.formats.qti.names import read_element
from question_bank.formats.qti.reading import read_qti
from question_bank.formats.qti.writing import write_qti
from question_bank.formats.safe_xml import parse_xml
from question_bank.items import item_from_json
from question_bank.sealing import digest_item
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item, raw_item

MEDIA = {PICTURE_SHA256: PICTURE}
VERSIONS = ("3.0", "2.2")
_PLACE = {"shape": "rect", "coords": [100, 40, 160, 90]}
_OTHER = {"shape": "poly", "coords": [200, 10, 250, 10, 220, 60]}


def _mapped(entries, default="0", lower="0", upper="1"):
    return {"rule": "map_response", "mapping": entries, "default": default, "lower": lower, "upper": upper}


# Kind, and what is changed of its sample: every rule with every kind that it fits.
VARIANTS = {
    "order per pair": ("order", {"scoring": {"rule": "per_pair"}, "max_points": "2"}),
    "match per pair": ("match", {"scoring": {"rule": "per_pair"}}),
    "gaps per pair": ("gap_match", {"scoring": {"rule": "per_pair"}}),
    "lists per pair": ("inline_choice", {"scoring": {"rule": "per_pair"}}),
    "choices mapped": (
        "multiple",
        {"scoring": _mapped({"a": "0.5", "c": "0.5", "b": "-0.5"}, "-1", "-0.50")},
    ),
    "one choice mapped": (
        "choice",
        {"scoring": _mapped({"b": "1.00", "c": "0.25"}, upper="1.00"), "max_points": "1.0"},
    ),
    "match mapped": (
        "match",
        {
            "scoring": _mapped({"s1 t2": "1", "s2 t4": "1", "s3 t1": "1", "s1 t1": "-1"}, upper="3"),
            "max_points": "3",
        },
    ),
    "gaps mapped": (
        "gap_match",
        {"scoring": _mapped({"b g1": "1", "d g2": "1"}, "-1", "-2", "2"), "max_points": "2"},
    ),
    "lists mapped": (
        "inline_choice",
        {"scoring": _mapped({"g1 g1b": "1", "g2 g2a": "1", "g1 g1c": "-1"}, upper="2"), "max_points": "2"},
    ),
    "texts mapped": ("text_entry", {"scoring": _mapped({"oʻchirish": "1", "удалить": "0.5"})}),
    "slider with tolerance": (
        "slider",
        {"answer_key": {"r1": {"value": "40", "tolerance": "5"}}, "scoring": {"rule": "numeric"}},
    ),
    "point mapped": (
        "select_point",
        {
            "scoring": {
                "rule": "map_response_point",
                "areas": [
                    {**_PLACE, "value": "1"},
                    {"shape": "circle", "coords": [300, 100, 20], "value": "0.5"},
                ],
                "default": "0",
                "lower": "0",
                "upper": "1",
            }
        },
    ),
    "two points": (
        "select_point",
        {
            "interactions": [{"id": "r1", "type": "select_point", "media": "m1", "max_choices": 2}],
            "answer_key": {"r1": [_PLACE, _OTHER]},
        },
    ),
    "many points": ("multiple", {"max_points": "3.50"}),
}


def _gaps_on_a_picture():
    raw = raw_item("gap_match", "GAPS-PICTURE")
    areas = [
        {"id": "g1", "shape": "rect", "coords": [1, 1, 50, 50]},
        {"id": "g2", "shape": "circle", "coords": [90, 50, 9]},
    ]
    raw["interactions"][0].pop("gaps")
    raw["interactions"][0] |= {"media": "m1", "areas": areas, "reuse": True}
    raw["media"] = raw_item("hotspot")["media"]
    for text in raw["texts"].values():
        text["stem"] = text["stem"].partition("[[")[0]
    return item_from_json(raw)


def _lists():
    items = [*map(item, KINDS), _gaps_on_a_picture()]
    items += [item(kind, name.replace(" ", "-"), **changes) for name, (kind, changes) in VARIANTS.items()]
    return {made.id: made for made in items}


def _documents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_kind_with_every_rule_comes_back_with_its_digest(tmp_path, version):
    items = _lists()
    assert write_qti(items, MEDIA, tmp_path / "a.zip", version) == ()
    read = read_qti(tmp_path / "a.zip", Defaults())
    assert (read.format, read.refusals, read.findings) == (f"QTI {version}", (), ())
    assert {name: digest_item(made) for name, made in read.items.items()} == {
        name: digest_item(made) for name, made in items.items()
    }
    assert read.media == MEDIA


@pytest.mark.parametrize("version", VERSIONS)
def test_the_shipped_list_comes_back_with_every_digest_and_picture(tmp_path, version):
    _, items, media = load_shipped_list()
    assert write_qti(items, media, tmp_path / "a.zip", version) == ()
    read = read_qti(tmp_path / "a.zip", Defaults())
    assert read.refusals == ()
    assert {name: digest_item(made) for name, made in read.items.items()} == {
        name: digest_item(made) for name, made in items.items()
    }
    assert read.media == media


def test_words_choices_keys_and_points_travel_as_qti_and_not_beside_it(tmp_path):
    _, items, media = load_shipped_list()
    plain = {
        name: made for name, made in items.items() if made.interaction.type in {"choice", "order", "match"}
    }
    write_qti(plain, media, tmp_path / "a.zip")
    manifest = read_element(parse_xml(_documents(tmp_path / "a.zip")["imsmanifest.xml"]))
    patches = [json.loads(element.text()) for element in manifest.walk("bank-item")]
    beside = {name for patch in patches for name in patch} | {
        name for patch in patches for text in patch["texts"].values() for name in text
    }
    assert beside == {"version", "meta", "texts", "rationale"}


@pytest.mark.parametrize("version", VERSIONS)
def test_without_its_manifest_an_item_is_read_like_any_other(tmp_path, version):
    write_qti({"C": item("multiple", "C")}, MEDIA, tmp_path / "a.zip", version)
    text = _documents(tmp_path / "a.zip")["items/C.en.xml"]
    (tmp_path / "c.xml").write_bytes(text)
    (made,) = read_qti(tmp_path / "c.xml", Defaults()).items.values()
    assert (made.id, made.answer_key, list(made.texts)) == ("C.en", item("multiple").answer_key, ["en"])


def test_each_language_is_a_file_of_its_own_that_names_it(tmp_path):
    write_qti({"C": item("choice", "C")}, MEDIA, tmp_path / "a.zip")
    names = [name for name in _documents(tmp_path / "a.zip") if name.startswith("items/")]
    assert names == ["items/C.uz-Latn.xml", "items/C.ru.xml", "items/C.en.xml"]
    assert b'xml:lang="uz-Latn"' in _documents(tmp_path / "a.zip")["items/C.uz-Latn.xml"]


@pytest.mark.parametrize(
    ("version", "element"), [("3.0", b"<qti-choice-interaction "), ("2.2", b"<choiceInteraction ")]
)
def test_each_version_has_its_own_spelling(tmp_path, version, element):
    write_qti({"C": item("choice", "C")}, MEDIA, tmp_path / "a.zip", version)
    assert element in _documents(tmp_path / "a.zip")["items/C.en.xml"]


def test_the_same_list_gives_the_same_bytes(tmp_path):
    for name in ("a.zip", "b.zip"):
        write_qti(_lists(), MEDIA, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_picture_that_was_not_given_is_a_loss_and_the_digest_stays(tmp_path):
    made = item("hotspot", "H")
    (loss,) = write_qti({"H": made}, {}, tmp_path / "a.zip")
    assert (loss.kind, loss.item) == ("media_missing", "H")
    read = read_qti(tmp_path / "a.zip", Defaults())
    assert digest_item(read.items["H"]) == digest_item(made)
    assert {finding.kind for finding in read.findings} == {"picture_missing"}


def test_markup_outside_the_subset_is_a_loss_by_name(tmp_path):
    raw = raw_item("choice", "C")
    raw["texts"]["en"]["stem"] = "<p onclick='x()'>Which?</p>"
    (loss,) = write_qti({"C": item_from_json(raw)}, {}, tmp_path / "a.zip")
    assert (loss.kind, loss.item) == ("html_cleaned", "C")
    (made,) = read_qti(tmp_path / "a.zip", Defaults()).items.values()
    assert made.texts["en"].stem == "<p>Which?</p>"


def test_ids_that_qti_cannot_say_come_back(tmp_path):
    raw = raw_item("choice", "1-ITEM")
    raw["interactions"][0] |= {"id": "1", "choices": ["1", "b c", "c", "_2"]}
    raw["answer_key"] = {"1": ["b c"]}
    for text in raw["texts"].values():
        text["choices"] = {name: f"Label {name}" for name in raw["interactions"][0]["choices"]}
    made = item_from_json(raw)
    assert write_qti({made.id: made}, {}, tmp_path / "a.zip") == ()
    assert digest_item(read_qti(tmp_path / "a.zip", Defaults()).items[made.id]) == digest_item(made)


def test_two_pictures_of_one_name_do_not_meet(tmp_path):
    first, second = raw_item("hotspot", "A"), raw_item("hotspot", "B")
    other = PICTURE.replace(b"rect", b"rect ")
    import hashlib

    second["media"]["m1"]["sha256"] = hashlib.sha256(other).hexdigest()
    items = {raw["id"]: item_from_json(raw) for raw in (first, second)}
    media = MEDIA | {second["media"]["m1"]["sha256"]: other}
    assert write_qti(items, media, tmp_path / "a.zip") == ()
    read = read_qti(tmp_path / "a.zip", Defaults())
    assert read.media == media
    assert [digest_item(made) for made in read.items.values()] == [
        digest_item(made) for made in items.values()
    ]


def test_languages_that_differ_in_more_than_words_are_refused_together(tmp_path):
    write_qti({"C": item("choice", "C"), "D": item("choice", "D")}, {}, tmp_path / "a.zip")
    files = _documents(tmp_path / "a.zip")
    files["items/C.ru.xml"] = files["items/C.ru.xml"].replace(b"<qti-value>b<", b"<qti-value>c<")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    read = read_qti(tmp_path / "b.zip", Defaults())
    assert (read.blocks, list(read.items)) == (2, ["D"])
    assert [(refusal.kind, refusal.item) for refusal in read.refusals] == [("languages_differ", "C")]


def test_a_version_that_is_not_written_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"2\.1"):
        write_qti({}, {}, tmp_path / "a.zip", "2.1")
