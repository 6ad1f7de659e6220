import copy
import hashlib
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.blueprint import Blueprint
from question_bank.items import item_from_json, item_to_json
from question_bank.sealing import (
    CanonicalError,
    SealBroken,
    build_manifest,
    canonical_json,
    digest,
    digest_item,
    verify_manifest,
)
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item, raw_item


def test_strings_are_written_as_rfc_8785_shows():
    value = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical_json(value) == expected.encode()


def test_every_control_character_is_written_as_rfc_8785_asks():
    short = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r"}
    for code in range(0x20):
        written = short.get(code, f"\\u{code:04x}")
        assert canonical_json(chr(code)) == f'"{written}"'.encode()
    assert canonical_json("\u007f\u2028/") == '"\u007f\u2028/"'.encode()


def test_keys_sort_by_utf_16_code_units_as_rfc_8785_shows():
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = list(json.loads(canonical_json(value)))
    assert order == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        math.nan,
        2**53,
        -(2**53),
        {1: "a"},
        {"a": {None: 1}},
        "\ud800",
        {"\udfff": 1},
        {1, 2},
        b"x",
        object(),
    ],
)
def test_what_other_readers_could_write_differently_is_refused(value):
    with pytest.raises(CanonicalError):
        canonical_json(value)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


@given(JSON_VALUES)
@settings(deadline=None)
def test_canonical_json_reads_back_equal_and_is_canonical_again(value):
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers(0, 9)))
def test_the_order_of_members_does_not_change_the_digest(value):
    assert digest(dict(reversed(value.items()))) == digest(value)


def _list():
    items = {made.id: made for made in map(item, KINDS)}
    media = {PICTURE_SHA256: PICTURE}
    return items, media, build_manifest("TEST", items, media, Blueprint({"office": 3}))


def _bodies(items):
    return {item_id: canonical_json(item_to_json(made)) for item_id, made in items.items()}


def test_an_untouched_list_verifies_as_values_as_json_and_as_bytes():
    items, media, manifest = _list()
    verify_manifest(manifest, items, media)
    verify_manifest(manifest, {item_id: item_to_json(made) for item_id, made in items.items()}, media)
    verify_manifest(json.loads(json.dumps(manifest)), _bodies(items), media)


def test_a_manifest_lists_items_by_id_with_blueprint_pictures_and_one_digest():
    items, _, manifest = _list()
    assert [entry["id"] for entry in manifest["items"]] == sorted(items)
    assert manifest["blueprint"] == {"office": 3}
    assert manifest["media"] == [{"sha256": PICTURE_SHA256, "size": len(PICTURE)}]
    body = {name: value for name, value in manifest.items() if name != "digest"}
    assert manifest["digest"] == hashlib.sha256(canonical_json(body)).hexdigest()


@given(data=st.data())
@settings(deadline=None)
def test_one_changed_byte_in_any_item_is_refused_and_the_item_named(data):
    items, media, manifest = _list()
    bodies = _bodies(items)
    broken = data.draw(st.sampled_from(sorted(bodies)))
    body = bytearray(bodies[broken])
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken) as caught:
        verify_manifest(manifest, {**bodies, broken: bytes(body)}, media)
    assert (caught.value.part, caught.value.name) == ("item", broken)


def test_a_changed_key_in_parsed_data_is_refused_and_the_item_named():
    items, media, manifest = _list()
    raw = raw_item("choice")
    raw["answer_key"]["r1"] = ["c"]
    for changed in (raw, item_from_json(raw)):
        with pytest.raises(SealBroken) as caught:
            verify_manifest(manifest, {**items, raw["id"]: changed}, media)
        assert (caught.value.part, caught.value.name) == ("item", raw["id"])


@given(place=st.integers(0, len(PICTURE) - 1), change=st.integers(1, 255))
def test_one_changed_byte_in_a_picture_is_refused_and_the_picture_named(place, change):
    items, _, manifest = _list()
    content = bytearray(PICTURE)
    content[place] ^= change
    with pytest.raises(SealBroken) as caught:
        verify_manifest(manifest, items, {PICTURE_SHA256: bytes(content)})
    assert (caught.value.part, caught.value.name) == ("media", PICTURE_SHA256)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["items"].pop(),
        lambda manifest: manifest["items"][0].update(version=2),
        lambda manifest: manifest["blueprint"].update(office=4),
        lambda manifest: manifest.update(list="OTHER"),
        lambda manifest: manifest.update(digest="0" * 64),
        lambda manifest: manifest.pop("digest"),
        lambda manifest: manifest.update(format=2),
        lambda manifest: manifest.update(extra=1.5),
    ],
)
def test_a_changed_manifest_is_refused(change):
    items, media, manifest = _list()
    changed = copy.deepcopy(manifest)
    change(changed)
    with pytest.raises(SealBroken) as caught:
        verify_manifest(changed, items, media)
    assert caught.value.part == "manifest"


def test_a_missing_and_an_added_item_are_named():
    items, media, manifest = _list()
    first = min(items)
    with pytest.raises(SealBroken, match=f"item {first}: is missing"):
        verify_manifest(manifest, {name: made for name, made in items.items() if name != first}, media)
    with pytest.raises(SealBroken, match="item ZZZ-1: was not sealed"):
        verify_manifest(manifest, {**items, "ZZZ-1": item("choice", "ZZZ-1")}, media)


def test_a_missing_and_an_added_picture_are_named():
    items, media, manifest = _list()
    with pytest.raises(SealBroken, match="names a picture that is not there"):
        verify_manifest(manifest, items, {})
    with pytest.raises(SealBroken, match=r"media .*was not sealed"):
        verify_manifest(manifest, items, {**media, hashlib.sha256(b"x").hexdigest(): b"x"})


def test_a_manifest_is_not_made_of_items_whose_pictures_are_not_there():
    items, _, _ = _list()
    with pytest.raises(SealBroken):
        build_manifest("TEST", items, {}, Blueprint({"office": 1}))


def test_a_new_version_has_another_digest():
    assert digest_item(item("choice")) != digest_item(item("choice", version=2))
