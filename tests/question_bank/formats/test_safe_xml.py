import pytest

from question_bank.formats import safe_xml
from question_bank.formats.contract import NotReadable
from question_bank.formats.safe_xml import XmlLimits, _Watch, parse_xml, read_xml_file

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<quiz>&c;</quiz>"""
FOREIGN = b"""<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><q>&x;</q>"""
PARAMETER = b"""<!DOCTYPE q [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><q/>"""


def _kind(content, limits=None):
    with pytest.raises(NotReadable) as caught:
        parse_xml(content, limits or XmlLimits())
    assert str(caught.value).endswith(".")
    return caught.value.kind


def test_a_document_is_parsed_without_its_comments_and_instructions():
    root = parse_xml(b"<?xml version='1.0' encoding='windows-1251'?><a><!-- x --><?y z?>\xc0</a>")
    assert (root.tag, root.text, len(root)) == ("a", "А", 0)


@pytest.mark.parametrize("content", [LAUGHS, FOREIGN, PARAMETER, LAUGHS.decode().encode("utf-16")])
def test_a_document_type_with_declarations_is_refused_before_it_is_used(content):
    assert _kind(content) == "doctype"


def test_a_document_type_that_only_names_its_dtd_is_read_without_it():
    assert parse_xml(b'<!DOCTYPE q SYSTEM "file:///nowhere.dtd"><q>1</q>').text == "1"


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"<a>", b"<a>&nobody;</a>", b"<a>\xff</a>", b"<a b:c='1'/>", b"PK\x03\x04"]
)
def test_what_is_not_well_formed_is_refused(content):
    assert _kind(content) == "not_xml"


def test_an_encoding_that_nobody_knows_is_refused():
    assert _kind(b"<?xml version='1.0' encoding='no-such'?><a/>") == "not_xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<a>" * 5 + b"</a>" * 5, "too_deep"),
        (b"<a>" + b"<b/>" * 20 + b"</a>", "too_many_elements"),
        (b"<a b='" + b"x" * 60 + b"'/>", "long_attribute"),
        (b"<a>" + b"x" * 500 + b"</a>", "too_large"),
    ],
)
def test_each_limit_has_a_refusal_of_its_own(content, kind):
    assert _kind(content, XmlLimits(size=400, depth=4, nodes=15, attribute_length=50)) == kind


def test_a_document_within_the_same_limits_is_read():
    content = b"<a><b><c><d e='" + b"x" * 50 + b"'/></c></b></a>"
    assert parse_xml(content, XmlLimits(size=400, depth=4, nodes=15, attribute_length=50)).tag == "a"


def test_a_flood_of_elements_is_refused_while_it_is_counted_and_before_a_tree_is_built(monkeypatch):
    counted = []
    start = _Watch._start
    monkeypatch.setattr(_Watch, "_start", lambda watch, *told: (counted.append(1), start(watch, *told)))
    monkeypatch.setattr(safe_xml.etree, "fromstring", lambda *_: pytest.fail("a tree was built"))
    content = b"<a>" + b"<b/>" * 50_000 + b"</a>"
    assert _kind(content, XmlLimits(nodes=1000)) == "too_many_elements"
    assert len(counted) == 1001


def test_a_file_that_is_not_there_or_too_large_is_refused_without_reading(tmp_path):
    with pytest.raises(NotReadable) as caught:
        read_xml_file(tmp_path / "none.xml")
    assert caught.value.kind == "no_file"
    large = tmp_path / "large.xml"
    with large.open("wb") as stream:
        stream.truncate(200 * 2**20)
    with pytest.raises(NotReadable) as caught:
        read_xml_file(large)
    assert caught.value.kind == "too_large"


def test_a_file_is_read(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    assert read_xml_file(tmp_path / "a.xml").tag == "a"


def test_signs_named_as_in_html_are_read_and_unknown_names_refused():
    assert parse_xml(b"<a>x&nbsp;&eacute;&amp;&lt;</a>").text == "x\u00a0é&<"
    with pytest.raises(NotReadable) as refusal:
        parse_xml(b"<a>&nothing;</a>")
    assert refusal.value.kind == "not_xml"


def test_a_name_in_literal_text_stays_as_it_is_written():
    assert parse_xml(b"<a><![CDATA[&nbsp;]]></a>").text == "&nbsp;"
