"""Floods: files of each format that are well formed, and have far too much of one thing that a reader loops over.

What is dear here is never one step but many of them: things looked up in one another, patterns that look
ahead from every place, texts put together piece by piece.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape

from tests.faults.spoiling import pack

MEGABYTE = 2**20
Maker = Callable[[], bytes]
_V22 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
_V30 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
_RIGHT = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"/>'
)


def _qti(
    body: str, key: Iterable[str] = "A", declared: str = "", rules: str = _RIGHT, kind: str = "identifier"
) -> bytes:
    values = "".join(f"<value>{value}</value>" for value in key)
    return (
        f'<assessmentItem xmlns="{_V22}" identifier="i" title="t" adaptive="false" timeDependent="false">'
        f'<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="{kind}">'
        f"<correctResponse>{values}</correctResponse>{declared}</responseDeclaration>{_SCORE}"
        f"<itemBody>{body}</itemBody>{rules}</assessmentItem>"
    ).encode()


def _choices(count: int, words: str = "{}") -> str:
    made = "".join(f'<simpleChoice identifier="c{n}">{words.format(n)}</simpleChoice>' for n in range(count))
    return f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">{made}</choiceInteraction>'


def _set(count: int, kind: str, of: str) -> str:
    made = "".join(
        f'<simpleAssociableChoice identifier="{kind}{n}" matchMax="9">{n}</simpleAssociableChoice>'
        for n in range(count)
    )
    return f"<{of}>{made}</{of}>"


def _matched(count: int) -> bytes:
    sets = _set(count, "s", "simpleMatchSet") + _set(count, "t", "simpleMatchSet")
    body = f'<matchInteraction responseIdentifier="RESPONSE" maxAssociations="0">{sets}</matchInteraction>'
    return _qti(body, (f"s{n} t{n}" for n in range(count)), kind="directedPair")


def _mapped(count: int) -> bytes:
    entries = "".join(f'<mapEntry mapKey="c{n}" mappedValue="1"/>' for n in range(count))
    return _qti(
        _choices(count),
        ["c0"],
        f"<mapping>{entries}</mapping>",
        _RIGHT.replace("match_correct", "map_response"),
    )


def _gaps(count: int) -> bytes:
    words = "".join(f'<gapText identifier="w{n}" matchMax="1">{n}</gapText>' for n in range(count))
    gaps = "".join(f'x <gap identifier="g{n}"/> ' for n in range(count))
    body = f'<gapMatchInteraction responseIdentifier="RESPONSE">{words}<p>{gaps}</p></gapMatchInteraction>'
    return _qti(body, (f"w{n} g{n}" for n in range(count)), kind="directedPair")


def _many_interactions(count: int) -> bytes:
    one = '<p>x <textEntryInteraction responseIdentifier="R{0}"/></p>'
    declared = "".join(
        f'<responseDeclaration identifier="R{n}" cardinality="single" baseType="string"><correctResponse><value>a</value></correctResponse></responseDeclaration>'
        for n in range(count)
    )
    return (
        f'<assessmentItem xmlns="{_V22}" identifier="i" title="t" adaptive="false" timeDependent="false">{declared}{_SCORE}'
        f"<itemBody>{''.join(one.format(n) for n in range(count))}</itemBody></assessmentItem>"
    ).encode()


def _conditions(count: int) -> str:
    one = (
        '<responseElseIf><match><variable identifier="RESPONSE"/><baseValue baseType="identifier">c{0}</baseValue></match>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{0}</baseValue></setOutcomeValue></responseElseIf>'
    )
    first = one.format(0).replace("responseElseIf", "responseIf")
    return f"<responseProcessing><responseCondition>{first}{''.join(one.format(n) for n in range(1, count))}</responseCondition></responseProcessing>"


def _templates(count: int) -> bytes:
    declared = "".join(
        f'<templateDeclaration identifier="T{n}" cardinality="single" baseType="integer"/>'
        for n in range(count)
    )
    rules = "".join(
        f'<setTemplateValue identifier="T{n}"><randomInteger min="1" max="1000000000"/></setTemplateValue>'
        for n in range(count)
    )
    never = '<templateConstraint><gt><variable identifier="T0"/><baseValue baseType="integer">2000000000</baseValue></gt></templateConstraint>'
    item = _qti(_choices(3), ["c1"]).decode()
    return item.replace(
        "<itemBody>", f"{declared}<templateProcessing>{rules}{never}</templateProcessing><itemBody>"
    ).encode()


def _qti_package(count: int, item: Callable[[int], bytes], also: str = "") -> bytes:
    resources = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv2p2" href="i{n}.xml">{also}</resource>'
        for n in range(count)
    )
    manifest = f'<manifest xmlns="{_CP}"><resources>{resources}</resources></manifest>'
    return pack({"imsmanifest.xml": manifest.encode(), **{f"i{n}.xml": item(n) for n in range(count)}})


def _numbered(number: int) -> bytes:
    return _qti(f"<p>Which one is number {number}?</p>{_choices(4)}", ["c1"]).replace(
        b'identifier="i"', f'identifier="i{number}"'.encode()
    )


def _circle(count: int) -> bytes:
    """Files of a manifest that depend on one another, all on all."""
    depends = "".join(f'<dependency identifierref="r{n}"/>' for n in range(count))
    return _qti_package(count, _numbered, depends)


def _deep_test(depth: int) -> bytes:
    test = (
        f'<assessmentTest xmlns="{_V22}" identifier="t" title="t"><testPart identifier="p" navigationMode="linear" submissionMode="individual">'
        + "".join(f'<assessmentSection identifier="s{n}" title="s" visible="true">' for n in range(depth))
        + '<assessmentItemRef identifier="i" href="i0.xml"/>'
        + "</assessmentSection>" * depth
        + "</testPart></assessmentTest>"
    )
    manifest = f'<manifest xmlns="{_CP}"><resources><resource identifier="t" type="imsqti_test_xmlv2p2" href="t.xml"/></resources></manifest>'
    return pack({"imsmanifest.xml": manifest.encode(), "t.xml": test.encode(), "i0.xml": _numbered(0)})


def _of_3(body: str) -> bytes:
    return (
        f'<qti-assessment-item xmlns="{_V30}" identifier="i" title="t" adaptive="false" time-dependent="false">'
        '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>'
        f"<qti-item-body>{body}</qti-item-body></qti-assessment-item>"
    ).encode()


def _quiz(questions: str) -> bytes:
    return f"<quiz>{questions}</quiz>".encode()


def _question(kind: str, inside: str, words: str = "q") -> str:
    return f'<question type="{kind}"><name><text>n</text></name><questiontext format="html"><text>{words}</text></questiontext>{inside}</question>'


_MARKED = '<answer fraction="100"><text>one</text></answer><answer fraction="0"><text>two</text></answer>'


def _answers(count: int) -> str:
    return "".join(
        f'<answer fraction="{100 if n == 0 else 0}"><text>option {n}</text></answer>' for n in range(count)
    )


def _subquestions(count: int) -> str:
    return "".join(
        f"<subquestion><text>s{n}</text><answer><text>t{n}</text></answer></subquestion>"
        for n in range(count)
    )


def _spreadsheet(rows: int, columns: int, words: str = "word {} {}") -> bytes:
    heads = "".join(
        f"<c t='inlineStr'><is><t>{head}</t></is></c>"
        for head in ("savol", "togri javob", *["variant"] * (columns - 2))
    )
    row = "".join(f"<c t='inlineStr'><is><t>{escape(words)}</t></is></c>" for _ in range(columns))
    body = "".join(f"<row>{row.replace('{}', str(number))}</row>" for number in range(rows))
    return _workbook(f"<row>{heads}</row>{body}")


def _workbook(rows: str, also: Mapping[str, str] | None = None, formats: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{content}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{formats}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        **(also or {}),
    }
    return pack({name: part.encode() for name, part in parts.items()})


def _styled(count: int) -> bytes:
    formats = "".join(f"<xf numFmtId='0' fontId='{n}'/>" for n in range(count))
    return _workbook("<row><c><v>1</v></c></row>", formats=f"<cellXfs count='{count}'>{formats}</cellXfs>")


def _merged(count: int) -> bytes:
    whole = _workbook(
        "<row><c t='inlineStr'><is><t>savol</t></is></c><c t='inlineStr'><is><t>javob</t></is></c></row>"
    )
    buffer = io.BytesIO(whole)
    cells = "".join(f"<mergeCell ref='A{n}:XFD{n + 900}'/>" for n in range(1, count))
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>".encode()
    )
    return pack(parts)


def _native(count: int, choices: int = 3, words: str = "<p>Number {}?</p>") -> bytes:
    names = [f"c{n}" for n in range(choices)]
    return json.dumps(
        [
            {
                "id": f"N-{n}",
                "version": 1,
                "interactions": [{"id": "r1", "type": "choice", "max_choices": 1, "choices": names}],
                "answer_key": {"r1": [names[0]]},
                "scoring": {"rule": "match_correct"},
                "max_points": "1",
                "texts": {
                    "en": {"stem": words.format(n), "choices": {name: f"option {name}" for name in names}}
                },
                "media": {},
                "meta": {
                    "topic": "office",
                    "subtopic": "x",
                    "level": "know",
                    "enemies": [],
                    "source": "s",
                    "licence": "l",
                },
            }
            for n in range(count)
        ]
    ).encode()


def _rows(count: int, options: int) -> bytes:
    head = "savol;togri javob;" + ";".join(["variant"] * (options - 1))
    return "\n".join(
        [head, *(";".join(f"w{n} {m}" for m in range(options + 1)) for n in range(count))]
    ).encode()


FLOODS: Mapping[str, tuple[str, Maker]] = {
    "QTI of options": (".xml", lambda: _qti(_choices(30_000), ["c1"])),
    "QTI of right options": (".xml", lambda: _qti(_choices(6_000), (f"c{n}" for n in range(6_000)))),
    "QTI of pairs": (".xml", lambda: _matched(1500)),
    "QTI of map entries": (".xml", lambda: _mapped(20_000)),
    "QTI of gaps": (".xml", lambda: _gaps(2000)),
    "QTI of interactions": (".xml", lambda: _many_interactions(5000)),
    "QTI of conditions": (".xml", lambda: _qti(_choices(50), ["c1"], rules=_conditions(8000))),
    "QTI of conditions by options": (".xml", lambda: _qti(_choices(190), ["c1"], rules=_conditions(1900))),
    "QTI of template variables": (".xml", lambda: _templates(3000)),
    "QTI of paragraphs": (".xml", lambda: _qti("<p>x</p>" * 180_000 + _choices(3), ["c1"])),
    "QTI of blanks": (".xml", lambda: _qti(f"<p>{' ' * 9 * MEGABYTE}</p>" + _choices(3), ["c1"])),
    "QTI of signs": (".xml", lambda: _qti(f"<p>{'&lt;' * 3 * MEGABYTE}</p>" + _choices(3), ["c1"])),
    "QTI of namespaces": (
        ".xml",
        lambda: _qti("".join(f'<p xmlns:n{n}="urn:{n}"/>' for n in range(100_000)) + _choices(3), ["c1"]),
    ),
    "QTI of divisions": (
        ".xml",
        lambda: _qti("<div>" * 90 + "<p>x</p>" * 100_000 + "</div>" * 90 + _choices(3), ["c1"]),
    ),
    "QTI 3.0 of elements": (".xml", lambda: _of_3("<qti-x/>" * 390_000)),
    "QTI 3.0 of long names": (
        ".xml",
        lambda: _of_3("".join(f"<qti-{'x-' * 20_000}{n}/>" for n in range(300))),
    ),
    "QTI package of items": (".zip", lambda: _qti_package(4900, _numbered)),
    "QTI package, all on all": (".zip", lambda: _circle(550)),
    "QTI package of deep sections": (".zip", lambda: _deep_test(95)),
    "QTI package, one file named often": (
        ".zip",
        lambda: pack(
            {
                "imsmanifest.xml": f'<manifest xmlns="{_CP}"><resources>{"".join("<resource identifier=" + chr(34) + f"r{n}" + chr(34) + " type=" + chr(34) + "imsqti_item_xmlv2p2" + chr(34) + " href=" + chr(34) + "i.xml" + chr(34) + "/>" for n in range(60_000))}</resources></manifest>'.encode(),
                "i.xml": _qti("<p>x</p>" * 50_000 + _choices(3), ["c1"]),
            }
        ),
    ),
    "Moodle of questions": (".xml", lambda: _quiz(_question("multichoice", _MARKED) * 30_000)),
    "Moodle of answers": (".xml", lambda: _quiz(_question("multichoice", _answers(60_000)))),
    "Moodle of subquestions": (".xml", lambda: _quiz(_question("matching", _subquestions(40_000)))),
    "Moodle of cloze": (".xml", lambda: _quiz(_question("cloze", "", "{1:SHORTANSWER:=a} " * 60_000))),
    "Moodle of open cloze": (".xml", lambda: _quiz(_question("cloze", "", "{1:MULTICHOICE:" * 200_000))),
    "Moodle of gaps": (
        ".xml",
        lambda: _quiz(_question("gapselect", _MARKED.replace("answer", "selectoption"), "[[1]] " * 200_000)),
    ),
    "Moodle of brackets": (
        ".xml",
        lambda: _quiz(_question("ddwtos", _MARKED.replace("answer", "dragbox"), "[[" * 1_000_000)),
    ),
    "Moodle of tags": (".xml", lambda: _quiz(_question("multichoice", _MARKED, "&lt;p " * 1_000_000))),
    "Moodle of pictures": (
        ".xml",
        lambda: _quiz(_question("multichoice", _MARKED, "&lt;img src=@@PLUGINFILE@@/x.png&gt;" * 100_000)),
    ),
    "Moodle of languages": (
        ".xml",
        lambda: _quiz(_question("multichoice", _MARKED, "{mlang uz}a" * 300_000)),
    ),
    "Moodle of spans": (
        ".xml",
        lambda: _quiz(
            _question("multichoice", _MARKED, '&lt;span lang="uz" class="multilang"&gt;' * 200_000)
        ),
    ),
    "Moodle of nested tags": (
        ".xml",
        lambda: _quiz(_question("multichoice", _MARKED, "&lt;b&gt;" * 500_000)),
    ),
    "Moodle of files": (
        ".xml",
        lambda: _quiz(
            _question("multichoice", '<file name="x.png" encoding="base64">AAAA</file>' * 90_000 + _MARKED)
        ),
    ),
    "GIFT of titles": (".gift", lambda: b"::" + b"a::" * 3_000_000),
    "GIFT of blank lines in braces": (".gift", lambda: b"Q {\n\n" * 200_000),
    "GIFT of closing braces": (".gift", lambda: b"Q {=a" + b"\n\n" * 100_000 + b"}"),
    "GIFT of pairs": (
        ".gift",
        lambda: (
            b"Q {"
            + b"".join(b"=a%d -> b%d\n" % (n, n) for n in range(190))
            + b"}\n\n" * 1
            + b"R {"
            + b"=a -> b " * 300_000
            + b"}"
        ),
    ),
    "GIFT of weights": (".gift", lambda: b"Q {" + b"~%50%" * 1_000_000 + b"}"),
    "GIFT of numbers": (".gift", lambda: b"Q {#" + b"=1:2" * 1_000_000 + b"}"),
    "GIFT of comments": (".gift", lambda: b"// [id:x] [tag:y]\n" * 500_000 + b"Q {=a ~b}"),
    "GIFT of tags": (".gift", lambda: b"Q " + b"<a" * 3_000_000 + b"{=a ~b}"),
    "GIFT of categories": (".gift", lambda: b"$CATEGORY: a/b/c\n\n" * 500_000 + b"Q {=a ~b}"),
    "Aiken of questions": (".txt", lambda: b"Q?\nA. x\nB. y\nANSWER: A\n\n" * 400_000),
    "Aiken of blanks": (".txt", lambda: b"Q?\nA. x\nB. y\nANSWER:" + b" " * 10 * MEGABYTE + b"\n"),
    "Aiken of answers": (".txt", lambda: b"Q?\nA. x\nB. y\nANSWER: " + b"A," * 3_000_000 + b"\n"),
    "Aiken of one long option": (".txt", lambda: b"Q?\nA. x\nB. y\n" + b"z z\n" * 3_000_000 + b"ANSWER: A\n"),
    "Aiken of one long stem": (".txt", lambda: b"z z\n" * 3_000_000 + b"A. x\nB. y\nANSWER: A\n"),
    "Aiken of letters": (
        ".txt",
        lambda: (
            b"Q?\n" + "".join(f"{chr(65 + n % 26)}. x\n" for n in range(900_000)).encode() + b"ANSWER: A\n"
        ),
    ),
    "HEMIS of options": (".txt", lambda: b"Q?\n====\n#a\n" + b"====\nb\n" * 1_000_000 + b"++++\n"),
    "HEMIS of questions": (".txt", lambda: b"Q?\n====\n#a\n====\nb\n++++\n" * 400_000),
    "HEMIS of signs": (".txt", lambda: b"Q?\n====\n#a\n====\nb" + b"+" * 10 * MEGABYTE),
    "HEMIS of inner signs": (".txt", lambda: b"Q?\n====\n#a\n====\nb " + b"x ++++ y " * 300_000),
    "HEMIS of blanks": (".txt", lambda: b"Q?\n====\n#a\n====\nb" + b" \t" * 5 * MEGABYTE + b"x"),
    "HEMIS of lettered options": (
        ".txt",
        lambda: b"Q? " + b"A) x B) y " * 500_000 + b"\n====\n#a\n====\nb\n++++\n",
    ),
    "HEMIS of keys in a stem": (
        ".txt",
        lambda: b"Q?" + b"\n#a ?" * 1_000_000 + b"\n====\n#a\n====\nb\n++++\n",
    ),
    "HEMIS of numbered lines": (
        ".txt",
        lambda: b"Q?\n====\n#a\n====\nb" + b".1) x" * 1_000_000 + b"\n++++\n",
    ),
    "HEMIS of mixed words": (
        ".txt",
        lambda: b"Q?\n====\n#a\n====\n" + "аa ".encode() * 12_000 + b"\n++++\n",
    ),
    "HEMIS of equal questions": (
        ".txt",
        lambda: b"Which of the keys copies a file?\n====\n#one\n====\ntwo\n++++\n" * 4_900,
    ),
    "HEMIS of short equal questions": (
        ".txt",
        lambda: b"".join(b"Q?\n====\n#one%d\n====\ntwo%d\n++++\n" % (n, n) for n in range(4_900)),
    ),
    "XLSX of rows": (".xlsx", lambda: _spreadsheet(40_000, 5)),
    "XLSX of columns": (".xlsx", lambda: _spreadsheet(20, 15_000)),
    "XLSX of long cells": (".xlsx", lambda: _spreadsheet(300, 5, "word " * 6_000)),
    "XLSX of styles": (".xlsx", lambda: _styled(300_000)),
    "XLSX of merged cells": (".xlsx", lambda: _merged(50_000)),
    "CSV of rows": (".csv", lambda: _rows(200_000, 4)),
    "CSV of options": (".csv", lambda: _rows(5, 50_000)),
    "CSV of quotes": (".csv", lambda: b"savol;togri javob;variant\n" + b'"a;"";' * 2_000_000),
    "CSV of marks": (
        ".csv",
        lambda: b"savol;togri javob;variant\nq;" + b"|".join(b"%d" % n for n in range(500_000)) + b";b\n",
    ),
    "CSV of headings": (".csv", lambda: b";".join([b"savol"] * 200_000) + b"\nq;a;b\n"),
    "CSV of blank lines": (".csv", lambda: b"savol;togri javob;variant\n" + b";;\n" * 3_000_000),
    "JSON of items": (".json", lambda: _native(4_900)),
    "JSON of more items": (".json", lambda: _native(30_000)),
    "JSON of options": (".json", lambda: _native(1, 60_000)),
    "JSON of words": (".json", lambda: _native(300, 3, "<p>{}" + "word " * 9_000 + "</p>")),
    "JSON of tags": (".json", lambda: _native(60, 3, "<p>" + "<b>" * 15_000 + "</p>")),
    "JSON of objects": (".json", lambda: b'[{"id": "x"},' + b'{"a":{}},' * 1_500_000 + b'{"id": "y"}]'),
    "JSON of names": (
        ".json",
        lambda: b'{"id": "x",' + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}",
    ),
    "YAML of lines": (".yaml", lambda: b"id: x\n" + b"".join(b"k%d: 1\n" % n for n in range(500_000))),
    "YAML of lists": (".yaml", lambda: b"items:\n" + b"- - - x\n" * 500_000),
    "YAML of deep lines": (".yaml", lambda: b"id: x\n" + b"".join(b" " * n + b"a:\n" for n in range(3_000))),
    "YAML of a folded text": (".yaml", lambda: b"id: >\n" + b"  word\n" * 2_000_000),
    "half UTF-8": (".txt", lambda: ("Савол?\n====\n#а\n====\nб\n++++\n" * 1000).encode()[:-40] + b"\xd0"),
    "KOI8-R": (
        ".txt",
        lambda: ("Какая клавиша?\n====\n#Первая\n====\nВторая\n++++\n" * 1000).encode("koi8-r"),
    ),
    "UTF-32": (".txt", lambda: ("Savol?\n====\n#a\n====\nb\n++++\n" * 1000).encode("utf-32")),
    "XML of another encoding than it says": (
        ".xml",
        lambda: (
            b'<?xml version="1.0" encoding="utf-8"?>'
            + _quiz(_question("multichoice", _MARKED, "q")).replace(b"one", "Савол".encode("cp1251"))
        ),
    ),
    "XML of an unknown encoding": (
        ".xml",
        lambda: b'<?xml version="1.0" encoding="x-unknown"?>' + _quiz(_question("multichoice", _MARKED)),
    ),
    "XML as UTF-7": (
        ".xml",
        lambda: b'<?xml version="1.0" encoding="utf-7"?>' + _quiz(_question("multichoice", _MARKED)),
    ),
    "half XML": (".xml", lambda: _quiz(_question("multichoice", _MARKED) * 2_000)[:-700]),
    "half package": (".zip", lambda: _qti_package(200, _numbered)[:-9_000]),
    "half sheet": (".xlsx", lambda: _spreadsheet(500, 5)[:-2_000]),
}
