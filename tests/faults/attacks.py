"""Files that attack on purpose: each is small to bring, and would be dear or dangerous to believe."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.faults.floods import FLOODS
from tests.faults.spoiling import pack, unpack

MEGABYTE = 2**20
_QTI = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" title="t" adaptive="false"'
_MANIFEST = '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{}</resources></manifest>'
Sources = Mapping[str, bytes]


def _item(body: str = "", head: str = "") -> bytes:
    outcome = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    choices = '<simpleChoice identifier="A">one</simpleChoice><simpleChoice identifier="B">two</simpleChoice>'
    return (
        f'<?xml version="1.0"?>{head}<assessmentItem {_QTI} timeDependent="false">'
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">'
        "<correctResponse><value>A</value></correctResponse></responseDeclaration>"
        f"{outcome}<itemBody>{body}"
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{choices}</choiceInteraction>'
        "</itemBody></assessmentItem>"
    ).encode()


def _package(files: Mapping[str, bytes]) -> bytes:
    resources = '<resource identifier="r" type="imsqti_item_xmlv2p2" href="item.xml"/>'
    return pack({"imsmanifest.xml": _MANIFEST.format(resources).encode(), **files})


def _quiz(question: str) -> bytes:
    return (
        f'<quiz><question type="multichoice"><name><text>n</text></name>{question}<single>true</single>'
        '<answer fraction="100"><text>one</text></answer><answer fraction="0"><text>two</text></answer>'
        "</question></quiz>"
    ).encode()


def _laughs(levels: int) -> str:
    inner = "".join(
        f'<!ENTITY e{place} "{f"&e{place - 1};" * 10 if place else "ha"}">' for place in range(levels)
    )
    return f"<!DOCTYPE assessmentItem [{inner}]>"


def _external(address: str) -> str:
    return f'<!DOCTYPE assessmentItem [<!ENTITY x SYSTEM "{address}">]>'


def _zip_bomb(size: int, entries: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            with archive.open(f"item{number or ''}.xml", "w") as entry:
                for _ in range(size // MEGABYTE):
                    entry.write(b" " * MEGABYTE)
    return buffer.getvalue()


def _overlapping() -> bytes:
    """Let many entries of the table of contents share the bytes of one."""
    whole = pack({f"item{number}.xml": b"<a/>" * 500 for number in range(30)})
    content = bytearray(whole)
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<L", content, place + 42, 0)
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def _lying_zip() -> bytes:
    """State a small size for an entry that unfolds to a great one."""
    content = bytearray(_zip_bomb(64 * MEGABYTE))
    place = content.find(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 100)
    struct.pack_into("<L", content, 22, 100)
    return bytes(content)


def _many_entries(count: int) -> bytes:
    return pack({f"items/{number}.xml": b"" for number in range(count)})


def _named(name: str) -> bytes:
    return _package({"item.xml": _item(), name: b"x"})


def _swelling_sheet(sources: Sources, part: str, content: bytes, times: int, end: bytes) -> bytes:
    """Put a sheet's part in place that unfolds to hundreds of times its size."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in unpack(sources["spreadsheet.xlsx"]).items():
            if name != part:
                archive.writestr(name, old)
        with archive.open(part, "w") as entry:
            piece = content * (MEGABYTE // len(content))
            entry.write(_SHEET_HEAD if "sheet1" in part else _STRINGS_HEAD)
            for _ in range(times):
                entry.write(piece)
            entry.write(end)
    return buffer.getvalue()


_SHEET_HEAD = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c t="inlineStr"><is><t>savol</t></is></c></row>'
)
_STRINGS_HEAD = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def _drawn(inside: str) -> bytes:
    return _package(
        {"item.xml": _item('<p>Look: <img src="p.svg" alt="p"/></p>'), "p.svg": _SVG.format(inside).encode()}
    )


def _deep_rules(depth: int) -> bytes:
    sums = "<sum>" * depth + '<baseValue baseType="float">1</baseValue>' + "</sum>" * depth
    return _ruled(f'<setOutcomeValue identifier="SCORE">{sums}</setOutcomeValue>')


def _ruled(rules: str) -> bytes:
    end = f"<responseProcessing>{rules}</responseProcessing></assessmentItem>"
    return _item().replace(b"</assessmentItem>", end.encode())


def _wide_rules(count: int) -> bytes:
    nine = '<baseValue baseType="float">9999999</baseValue>'
    return _ruled(f'<setOutcomeValue identifier="SCORE"><power>{nine * 2}</power></setOutcomeValue>' * count)


def _pattern() -> bytes:
    text = f'<baseValue baseType="string">{"a" * 60}!</baseValue>'
    one = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    test = f'<patternMatch pattern="(a+)+$">{text}</patternMatch>'
    return _ruled(f"<responseCondition><responseIf>{test}{one}</responseIf></responseCondition>")


_FOREIGN = '<![CDATA[<img src="http://foreign.example/x.png"><script>x</script>]]>'
_OUTSIDE = '<![CDATA[<img src="@@PLUGINFILE@@/../../x.png">]]>'
_OUTSIDE_FILE = '<file name="../../x.png" encoding="base64">AAAA</file>'


# Named, with the ending under which it comes; the maker is given whole files of every format.
ATTACKS: dict[str, tuple[str, Callable[[Sources], bytes]]] = {
    "entity bomb": (".xml", lambda _: _item("&e9;", _laughs(10))),
    "quadratic entity": (".xml", lambda _: _item("&e1;" * 9000, _laughs(2))),
    "external entity file": (".xml", lambda _: _item("&x;", _external("file:///etc/passwd"))),
    "external entity web": (".xml", lambda _: _item("&x;", _external("http://127.0.0.1:9/x"))),
    "external doctype": (".xml", lambda _: _item("", '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">')),
    "entity bomb in Moodle": (
        ".xml",
        lambda _: _laughs(10).encode() + _quiz("<questiontext><text>&e9;</text></questiontext>"),
    ),
    "nested elements": (".xml", lambda _: _item("<div>" * 5000 + "</div>" * 5000)),
    "half a million elements": (".xml", lambda _: _item("<b/>" * 500_000)),
    "half a million attributes": (
        ".xml",
        lambda _: _item(" ".join(f'<b a{n}="1"/>' for n in range(300_000))),
    ),
    "giant attribute": (".xml", lambda _: _item(f'<p title="{"9" * 20 * MEGABYTE}"/>')),
    "giant text": (".xml", lambda _: _item(f"<p>{'word ' * 5 * MEGABYTE}</p>")),
    "giant word": (".gift", lambda _: b"x" * 20 * MEGABYTE + b"{=a ~b}"),
    "processing instruction": (".xml", lambda _: _item("", '<?xml-stylesheet href="file:///etc/passwd"?>')),
    "include": (
        ".xml",
        lambda _: _item('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    ),
    "deep rules": (".xml", lambda _: _deep_rules(90)),
    "wide rules": (".xml", lambda _: _wide_rules(4000)),
    "a pattern that backtracks": (".xml", lambda _: _pattern()),
    "zip bomb": (".zip", lambda _: _zip_bomb(512 * MEGABYTE)),
    "zip bomb of many": (".zip", lambda _: _zip_bomb(20 * MEGABYTE, 40)),
    "zip in a zip": (".zip", lambda _: _package({"item.xml": _zip_bomb(200 * MEGABYTE)})),
    "lying zip": (".zip", lambda _: _lying_zip()),
    "overlapping entries": (".zip", lambda _: _overlapping()),
    "many entries": (".zip", lambda _: _many_entries(20_000)),
    "zip of nothing": (".zip", lambda _: pack({})),
    "path out": (".zip", lambda _: _named("../../../tmp/outside.xml")),
    "absolute path": (".zip", lambda _: _named("/tmp/outside.xml")),
    "path of Windows": (".zip", lambda _: _named("..\\..\\outside.xml")),
    "picture from outside": (
        ".zip",
        lambda _: _package({"item.xml": _item('<p><img src="../../../../etc/passwd"/></p>')}),
    ),
    "object from outside": (
        ".zip",
        lambda _: _package(
            {"item.xml": _item('<p><object data="file:///etc/passwd" type="text/html"/></p>')}
        ),
    ),
    "foreign picture": (".xml", lambda _: _item('<p>x<img src="http://foreign.example/t.png" alt=""/></p>')),
    "script": (
        ".xml",
        lambda _: _item("<p onclick='x()'>x<script>alert(1)</script><a href='javascript:x'>y</a></p>"),
    ),
    "SVG with a script": (".zip", lambda _: _drawn("<script>alert(1)</script>")),
    "SVG with a handler": (".zip", lambda _: _drawn('<rect onload="x()" width="1" height="1"/>')),
    "SVG with foreign words": (
        ".zip",
        lambda _: _drawn('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
    ),
    "SVG that fetches": (".zip", lambda _: _drawn('<image href="http://foreign.example/x.png"/>')),
    "SVG with a style that fetches": (
        ".zip",
        lambda _: _drawn("<style>@import url(http://foreign.example/x)</style>"),
    ),
    "SVG with entities": (
        ".zip",
        lambda _: _package(
            {
                "item.xml": _item('<p><img src="p.svg" alt="p"/></p>'),
                "p.svg": _laughs(9).encode() + _SVG.format("").encode(),
            }
        ),
    ),
    "SVG of a million paths": (".zip", lambda _: _drawn("<path d='M0 0'/>" * 1_000_000)),
    "Moodle with foreign pictures": (
        ".xml",
        lambda _: _quiz(f"<questiontext><text>{_FOREIGN}</text></questiontext>"),
    ),
    "Moodle with a path out": (
        ".xml",
        lambda _: _quiz(f"<questiontext><text>{_OUTSIDE}</text>{_OUTSIDE_FILE}</questiontext>"),
    ),
    "Moodle with a giant file": (
        ".xml",
        lambda _: _quiz(
            "<questiontext><text>q</text>"
            f'<file name="x.png" encoding="base64">{"A" * 25 * MEGABYTE}</file></questiontext>'
        ),
    ),
    "sheet of gigabytes": (
        ".xlsx",
        lambda s: _swelling_sheet(
            s, "xl/worksheets/sheet1.xml", b"<row><c><v>1</v></c></row>", 1100, b"</sheetData></worksheet>"
        ),
    ),
    "sheet of a million rows": (
        ".xlsx",
        lambda s: _swelling_sheet(
            s, "xl/worksheets/sheet1.xml", b"<row><c><v>1</v></c></row>", 30, b"</sheetData></worksheet>"
        ),
    ),
    "strings of gigabytes": (
        ".xlsx",
        lambda s: _swelling_sheet(
            s, "xl/sharedStrings.xml", b"<si><t>" + b"x" * 5000 + b"</t></si>", 1100, b"</sst>"
        ),
    ),
    "sheet with far cells": (
        ".xlsx",
        lambda s: _swelling_sheet(
            s,
            "xl/worksheets/sheet1.xml",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            1,
            b"</sheetData></worksheet>",
        ),
    ),
    "JSON nested": (".json", lambda _: b'{"id":' + b"[" * 1_000_000),
    "JSON of a giant number": (".json", lambda _: b'{"id": ' + b"9" * 5 * MEGABYTE + b"}"),
    "YAML of aliases": (
        ".yaml",
        lambda _: b"id: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(1000)),
    ),
    "YAML nested": (".yaml", lambda _: b"id: " + b"[" * 100_000),
    "CSV of one giant row": (".csv", lambda _: b"savol;togri javob;" + b"x;" * 3_000_000),
    "CSV of giant cells": (".csv", lambda _: b'savol;javob\n"' + b"x" * 25 * MEGABYTE),
    "HEMIS of separators": (".txt", lambda _: b"====\n#\n++++\n" * 300_000),
    "Aiken of options": (".txt", lambda _: b"Q?\n" + b"A) x\n" * 500_000 + b"ANSWER: A\n"),
    "GIFT of braces": (".gift", lambda _: b"::a::b{" * 300_000),
    "GIFT of questions": (".gift", lambda _: b"Q{=a ~b}\n\n" * 500_000),
    "GIFT of backslashes": (".gift", lambda _: b"Q {=" + b"\\" * 5 * MEGABYTE + b"}"),
    "noughts": ("", lambda _: b"\0" * 20 * MEGABYTE),
    "200 MB": (".xml", lambda _: b"<quiz>" + b"<!-- x -->" * 20 * MEGABYTE),
    "nothing": ("", lambda _: b""),
    "old Excel": (".xls", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000),
    "UTF-16 halves": (".txt", lambda _: b"\xff\xfe" + b"\x00\xd8" * 100_000),
}

ATTACKS |= {name: (ending, lambda _, make=make: make()) for name, (ending, make) in FLOODS.items()}


def write_attack(name: str, sources: Sources, folder: Path) -> Path:
    """Write an attack's file and return its path."""
    ending, make = ATTACKS[name]
    path = folder / f"attack{ending}"
    path.write_bytes(make(sources))
    return path
