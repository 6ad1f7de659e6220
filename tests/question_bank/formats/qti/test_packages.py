"""Packages, folders, tests and single files of QTI, and what is none."""

import json

import pytest

from question_bank.formats.contract import NotReadable
from question_bank.formats.qti.reading import read_qti
from tests.question_bank.formats.qti.fixtures import (
    DEFAULTS,
    NAMESPACES,
    kept,
    pack,
    png,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.zip"


def _kinds(read):
    return {finding.kind for finding in read.findings}


def _manifest(*files):
    resources = "".join(
        (
            f'<resource identifier="r{place}" type="imsqti_item_xmlv2p2" href="{file}">'
            f'<file href="{file}"/></resource>'
        )
        for place, file in enumerate(files)
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        f"{resources}</resources></manifest>"
    )


def test_items_come_in_the_order_of_the_manifest_and_those_outside_it_after_them(path):
    files = {
        "a.xml": kept("choice", identifier="a"),
        "b.xml": kept("order", identifier="b"),
        "imsmanifest.xml": _manifest("b.xml"),
    }
    assert list(read_qti(pack(path, files), DEFAULTS).items) == ["b", "a"]


def test_a_packed_folder_is_read_like_what_is_in_it(path):
    files = {"list/b.xml": kept("choice", identifier="b"), "list/imsmanifest.xml": _manifest("b.xml")}
    assert list(read_qti(pack(path, files), DEFAULTS).items) == ["b"]


def test_a_file_that_the_manifest_names_and_the_package_lacks_is_a_refusal(path):
    files = {"b.xml": kept("choice"), "imsmanifest.xml": _manifest("b.xml", "gone.xml", "../../etc/passwd")}
    read = read_qti(pack(path, files), DEFAULTS)
    assert [(refusal.kind, refusal.item) for refusal in read.refusals] == [("file_missing", "gone.xml")]


def test_broken_files_of_a_package_are_refusals_and_the_others_are_read(path):
    files = {
        "a.xml": "<assessmentItem",
        "b.xml": kept("choice"),
        "c.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
    }
    files["d.xml"] = "<questestinterop/>"
    read = read_qti(pack(path, files), DEFAULTS)
    assert [refusal.kind for refusal in read.refusals] == ["not_xml", "doctype", "qti_1"]
    assert (len(read.items), read.blocks) == (1, 4)


def _test_file(*hrefs):
    references = "".join(
        f'<assessmentItemRef identifier="i{n}" href="{href}"/>' for n, href in enumerate(hrefs)
    )
    return (
        f'<assessmentTest xmlns="{NAMESPACES["2.2"]}" identifier="t" title="T"><testPart identifier="p" '
        'navigationMode="linear" submissionMode="individual"><timeLimits maxTime="60"/>'
        '<assessmentSection identifier="s" title="S" visible="true">'
        f"{references}</assessmentSection></testPart></assessmentTest>"
    )


def test_a_test_is_followed_to_its_items_and_its_own_rules_are_lost_by_name(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "a.xml").write_text(kept("choice"), encoding="utf-8")
    (tmp_path / "test.xml").write_text(
        _test_file("items/a.xml", "items/none.xml", "items/a.xml"), encoding="utf-8"
    )
    read = read_qti(tmp_path / "test.xml", DEFAULTS)
    assert (len(read.items), [refusal.kind for refusal in read.refusals]) == (1, ["file_missing"])
    assert [finding.kind for finding in read.findings] == ["test_lost", "test_lost"]


def test_a_test_in_a_package_is_a_finding_and_no_block(path):
    read = read_qti(pack(path, {"t.xml": _test_file("a.xml"), "a.xml": kept("choice")}), DEFAULTS)
    assert (read.blocks, len(read.items)) == (1, 1)


def test_an_unpacked_package_and_a_single_file_are_read_with_their_pictures(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "map.png").write_bytes(png())
    (tmp_path / "a.xml").write_text(kept("hotspot"), encoding="utf-8")
    for place in (tmp_path, tmp_path / "a.xml"):
        read = read_qti(place, DEFAULTS)
        assert (len(read.items), len(read.media)) == (1, 1)
        assert "picture_missing" not in _kinds(read)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.zip", b"PK\x03\x04 no zip", "not_zip"),
        ("a.xml", b"<assessmentItem", "not_xml"),
        ("a.xml", b"<html/>", "no_items"),
        ("a.xml", b"<questestinterop/>", "qti_1"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><assessmentItem>&b;</assessmentItem>', "doctype"),
        ("a.txt", b"1. What?\nA) this", "not_xml"),
    ],
)
def test_a_file_that_is_no_list_of_qti_is_not_readable(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotReadable) as caught:
        read_qti(tmp_path / name, DEFAULTS)
    assert caught.value.kind == kind


def test_a_file_that_is_not_there_is_not_readable(tmp_path):
    with pytest.raises(NotReadable) as caught:
        read_qti(tmp_path / "none.zip", DEFAULTS)
    assert caught.value.kind == "no_file"


def test_an_extension_that_is_no_object_is_ignored(path):
    own = '<metadata><bankItem item="X" language="en">[1]</bankItem></metadata>'
    manifest = _manifest("a.xml").replace("<file", own + "<file")
    read = read_qti(pack(path, {"a.xml": kept("choice"), "imsmanifest.xml": manifest}), DEFAULTS)
    assert list(read.items) == ["item-1"]


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        ({"texts": {"en": {"stem": "<script>x</script>"}}}, "unclean_html"),
        ({"answer_key": {"RESPONSE": ["A"]}}, "scoring_not_representable"),
        ({"max_points": "9"}, "scoring_not_representable"),
        ({"id": "../x"}, "malformed"),
        ({"unknown": 1}, "malformed"),
    ],
)
def test_an_extension_cannot_make_an_item_that_its_file_contradicts(path, patch, kind):
    own = (
        '<metadata><bankItem item="X" language="en">'
        f"{json.dumps(patch).replace('<', '&lt;')}</bankItem></metadata>"
    )
    manifest = _manifest("a.xml").replace("<file", own + "<file")
    read = read_qti(pack(path, {"a.xml": kept("choice"), "imsmanifest.xml": manifest}), DEFAULTS)
    assert [refusal.kind for refusal in read.refusals] == [kind]
