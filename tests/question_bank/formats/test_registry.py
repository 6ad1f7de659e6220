import zipfile

import pytest

from question_bank.formats.contract import NotReadable
from question_bank.formats.detection import detect_format
from question_bank.formats.registry import FORMATS, read, write
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item

# QTI says of what it has read which version it was.
SAID = {"qti3": "QTI 3.0", "qti2": "QTI 2.2"}
ITEMS = {made.id: made for made in map(item, KINDS)}


@pytest.mark.parametrize("name", list(FORMATS))
def test_what_a_format_writes_is_recognised_by_its_content_and_read(tmp_path, name):
    for ending in dict.fromkeys(
        [FORMATS[name].ending, *({"native": [".json", ".yaml", ""], "spreadsheet": [".csv"]}.get(name, []))]
    ):
        file = tmp_path / f"list{ending}"
        losses = write(ITEMS, {PICTURE_SHA256: PICTURE}, file, name)
        misnamed = file.rename(tmp_path / f"{name}{ending.replace('.', '-')}.dat")
        read_list = read(misnamed)
        left_out = sum(loss.kind == "not_written" for loss in losses)
        assert (read_list.format, len(read_list.items)) == (
            SAID.get(name, name),
            len(ITEMS) - left_out,
        )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<?xml version="1.0"?>\n<!-- x -->\n<quiz/>', "moodle_xml"),
        ('<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"/>', "qti3"),
        ('<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>', "qti2"),
        ("<p>Savol?</p>\n====\n#a\n====\nb", "hemis"),
        ("Savol;A;B;Kalit\nx;y;z;A", "spreadsheet"),
        ("Which?\nA. one\nB. two\nANSWER: A", "aiken"),
        ("Which? {=one ~two}", "gift"),
        ("---\n# list\n- id: X\n", "native"),
        ('[{"id": "X"}]', "native"),
    ],
)
def test_the_content_tells_the_format(tmp_path, text, name):
    (tmp_path / "list").write_text(text, encoding="utf-8")
    assert detect_format(tmp_path / "list") == name


def test_a_package_of_qti_is_recognised_in_its_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(
            "imsmanifest.xml", '<manifest><schema>QTI Package</schema><x a="imsqti_v2p1"/></manifest>'
        )
    assert detect_format(tmp_path / "x.zip") == "qti2"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"nothing of use", "unknown_format"),
        (b"\xd0\xcf\x11\xe0rest", "old_excel"),
        (b"<html></html>", "unknown_format"),
        (b"PK\x03\x04half", "not_zip"),
        (b"\x00\x01\x02\x03" * 50, "encoding"),
    ],
)
def test_a_file_of_no_format_is_not_readable_and_says_why(tmp_path, content, kind):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NotReadable) as refusal:
        read(tmp_path / "x")
    assert refusal.value.kind == kind


def test_a_file_that_is_not_there_is_not_readable(tmp_path):
    with pytest.raises(NotReadable) as refusal:
        read(tmp_path / "none")
    assert refusal.value.kind == "no_file"


def test_a_folder_without_a_list_is_not_readable(tmp_path):
    with pytest.raises(NotReadable) as refusal:
        read(tmp_path)
    assert refusal.value.kind == "unknown_format"


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path):
    with (tmp_path / "huge").open("wb") as stream:
        stream.truncate(200 * 2**20)
    with pytest.raises(NotReadable) as refusal:
        read(tmp_path / "huge")
    assert refusal.value.kind == "too_large"


def test_a_format_that_is_not_known_is_named(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(NotReadable, match="scorm"):
        read(tmp_path / "x", "scorm")
