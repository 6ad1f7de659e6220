import pytest

from question_bank.items import LANGUAGES, ItemError, alt_of, item_from_json, item_to_json, text_of
from tests.question_bank.samples import KINDS, item, raw_item


@pytest.mark.parametrize("kind", KINDS)
def test_reading_and_writing_an_item_loses_nothing(kind):
    raw = raw_item(kind)
    assert item_to_json(item_from_json(raw)) == raw


@pytest.mark.parametrize("kind", KINDS)
def test_every_language_can_be_shown_though_only_three_are_written(kind):
    for language in (*LANGUAGES, "kaa"):
        assert text_of(item(kind), language).stem


def test_uzbek_cyrillic_is_rendered_from_uzbek_latin():
    assert text_of(item("choice"), "uz-Cyrl").stem == "<p>Қайси жавоб тўғри?</p>"
    assert text_of(item("choice"), "uz-Cyrl").choices["a"] == "Жавоб а"  # the letter too


def test_an_edited_cyrillic_text_is_shown_instead_of_the_rendering():
    raw = raw_item("text_entry")
    raw["texts"]["uz-Cyrl"] = {"stem": "<p>Таҳрир қилинган</p>", "choices": {}}
    assert text_of(item_from_json(raw), "uz-Cyrl").stem == "<p>Таҳрир қилинган</p>"


def test_karakalpak_readers_are_shown_uzbek_latin():
    assert text_of(item("choice"), "kaa") == text_of(item("choice"), "uz-Latn")


def test_a_picture_is_described_in_every_language():
    picture = item("hotspot").media["m1"]
    assert alt_of(picture, "uz-Cyrl") == "Дастур ойнаси"
    assert alt_of(picture, "kaa") == "Dastur oynasi"


def _break(path, value):
    def change(raw):
        *way, last = path
        for name in way:
            raw = raw[name]
        raw[last] = value

    return change


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("choice", _break(["answer_key", "r1"], ["z"])),
        ("choice", _break(["answer_key", "r1"], ["a", "b"])),
        ("choice", _break(["answer_key"], {"r2": ["a"]})),
        ("choice", _break(["answer_key", "r2"], ["a"])),
        ("multiple", _break(["answer_key", "r1"], ["a", "a"])),
        ("choice", _break(["interactions", 0, "choices"], ["a", "a", "b", "c"])),
        ("choice", _break(["interactions", 0, "choices"], ["a"])),
        ("choice", _break(["interactions", 0, "max_choices"], 0)),
        ("choice", _break(["interactions", 0, "max_choices"], 5)),
        ("choice", _break(["interactions", 0, "max_choices"], True)),
        ("choice", _break(["interactions", 0, "type"], "essay")),
        ("choice", _break(["interactions", 0, "shuffle"], True)),
        ("choice", _break(["interactions"], [])),
        ("choice", _break(["version"], 0)),
        ("choice", _break(["id"], "../etc")),
        ("choice", _break(["max_points"], "0")),
        ("choice", _break(["max_points"], 1)),
        ("choice", _break(["scoring", "rule"], "adaptive")),
        ("choice", _break(["scoring", "rule"], "per_pair")),
        ("choice", _break(["scoring", "rule"], "numeric")),
        ("choice", _break(["texts"], {})),
        ("choice", _break(["texts", "ru", "choices"], {"a": "x"})),
        ("choice", _break(["texts", "ru", "hint"], "it is b")),
        ("choice", _break(["texts", "ru", "stem"], "[[g1]]")),
        ("choice", _break(["meta", "level"], "guess")),
        ("choice", _break(["correct"], "b")),
        ("order", _break(["answer_key", "r1"], ["a", "b"])),
        ("match", _break(["answer_key", "r1"], [["s1", "t1"], ["s1", "t2"], ["s2", "t3"]])),
        ("match", _break(["answer_key", "r1"], [["s1", "t9"], ["s2", "t2"], ["s3", "t3"]])),
        ("match", _break(["answer_key", "r1"], [["s1"], ["s2", "t2"], ["s3", "t3"]])),
        ("inline_choice", _break(["answer_key", "r1"], {"g1": "g1b"})),
        ("inline_choice", _break(["answer_key", "r1"], {"g1": "g1b", "g2": "g1a"})),
        ("inline_choice", _break(["texts", "en", "stem"], "[[g1]]")),
        ("text_entry", _break(["answer_key", "r1"], ["  "])),
        ("text_entry", _break(["answer_key", "r1"], ["a\u202eb"])),
        ("numeric", _break(["answer_key", "r1"], {"value": "1", "tolerance": "-1"})),
        ("numeric", _break(["answer_key", "r1"], {"value": 1024, "tolerance": "0"})),
        ("numeric", _break(["scoring", "rule"], "match_correct")),
        ("hotspot", _break(["interactions", 0, "media"], "m9")),
        ("hotspot", _break(["interactions", 0, "areas", 0, "coords"], [10, 10, 401, 60])),
        ("hotspot", _break(["interactions", 0, "areas", 0, "coords"], [90, 10, 10, 60])),
        ("hotspot", _break(["interactions", 0, "areas", 1, "coords"], [20, 100, 40])),
        ("hotspot", _break(["interactions", 0, "areas", 1, "shape"], "poly")),
        ("gap_match", _break(["answer_key", "r1"], [["a", "g1"]])),
        ("gap_match", _break(["answer_key", "r1"], [["a", "g1"], ["a", "g2"]])),
        ("gap_match", _break(["answer_key", "r1"], [["a", "g1"], ["z", "g2"]])),
        ("gap_match", _break(["texts", "ru", "stem"], "<p>[[g1]]</p>")),
        ("gap_match", _break(["interactions", 0, "gaps"], [])),
        ("gap_match", _break(["interactions", 0, "gaps"], ["a", "g2"])),
        ("gap_match", _break(["interactions", 0, "reuse"], "yes")),
        ("numeric", _break(["texts", "ru", "unit"], "\u202eKB")),
        ("select_point", _break(["interactions", 0, "media"], "m9")),
        ("select_point", _break(["interactions", 0, "max_choices"], 2)),
        ("select_point", _break(["answer_key", "r1", 0, "coords"], [100, 40, 160, 201])),
        ("select_point", _break(["answer_key", "r1", 0, "id"], "h1")),
        ("slider", _break(["answer_key", "r1", "value"], "41")),
        ("slider", _break(["interactions", 0, "step"], "0")),
        ("slider", _break(["interactions", 0, "step"], "30")),
        ("slider", _break(["interactions", 0, "upper"], "0")),
        ("hotspot", _break(["media", "m1", "sha256"], "beef")),
    ],
)
def test_an_item_that_does_not_fit_together_cannot_be_made(kind, change):
    raw = raw_item(kind)
    change(raw)
    with pytest.raises(ItemError) as caught:
        item_from_json(raw)
    assert caught.value.kind == "malformed"


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_without_a_key_is_told_apart_from_a_malformed_one(kind):
    raw = raw_item(kind)
    raw["answer_key"]["r1"] = type(raw["answer_key"]["r1"])()
    with pytest.raises(ItemError) as caught:
        item_from_json(raw)
    assert caught.value.kind == "no_key"


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_left_out_is_named(kind):
    for name in raw_item(kind):
        raw = raw_item(kind)
        del raw[name]
        with pytest.raises(ItemError, match=f"item.{name}: is missing"):
            item_from_json(raw)


@pytest.mark.parametrize("data", [None, [], "x", 3, {}])
def test_what_is_no_object_of_an_item_is_refused_without_a_crash(data):
    with pytest.raises(ItemError):
        item_from_json(data)
