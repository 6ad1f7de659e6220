"""Items of QTI for these tests, written after the specification as 2.x spells them, and their 3.0 twins."""

import re
import struct
import zipfile
import zlib

from question_bank.formats.contract import Defaults

NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
TEMPLATES = {
    "2.1": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    "2.2": "http://www.imsglobal.org/question/qti_v2p2/rptemplates/{}",
    "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
}
DEFAULTS = Defaults(language="en")
SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
_HTML = {
    "p",
    "img",
    "object",
    "em",
    "strong",
    "span",
    "div",
    "ul",
    "li",
    "br",
    "sup",
    "math",
    "mfrac",
    "mn",
    "h2",
}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def item(body, declarations="", processing="", version="2.2", attributes="", beside="", identifier="item-1"):
    """Make an item; `processing` is a template's short name, the rules, or nothing."""
    if processing and "<" not in processing:
        rules = f'<responseProcessing template="{TEMPLATES[version].format(processing)}"/>'
    else:
        rules = f"<responseProcessing>{processing}</responseProcessing>" if processing else ""
    language = "" if "xml:lang" in attributes else ' xml:lang="en"'
    text = (
        f'<assessmentItem xmlns="{NAMESPACES[version]}" identifier="{identifier}" '
        'title="Item" adaptive="false" '
        f'timeDependent="false"{language} {attributes}>{declarations}{SCORE}'
        f"<itemBody>{body}</itemBody>{rules}{beside}</assessmentItem>"
    )
    if 'adaptive="true"' in attributes:
        text = text.replace('adaptive="false" ', "")
    return to_kebab(text) if version == "3.0" else text


def to_kebab(text):
    """Write the spelling of 2.x in that of 3.0."""

    def element(found):
        name = found[2]
        return found[0] if name in _HTML else f"<{found[1]}qti-{_HUMP.sub('-', name).lower()}"

    kebab = re.sub(r"<(/?)([A-Za-z]\w*)", element, text)
    return re.sub(r'(?<=\s)([a-z]+[A-Z]\w*)(?==")', lambda found: _HUMP.sub("-", found[1]).lower(), kebab)


def response(cardinality, base, *correct, identifier="RESPONSE", mapping=""):
    """Declare a response with its key."""
    values = "".join(f"<value>{value}</value>" for value in correct)
    key = f"<correctResponse>{values}</correctResponse>" if correct else ""
    return (
        f'<responseDeclaration identifier="{identifier}" cardinality="{cardinality}" baseType="{base}">'
        f"{key}{mapping}</responseDeclaration>"
    )


def mapping(entries, default="0", bounds=""):
    """Declare a mapping."""
    inner = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f'<mapping defaultValue="{default}" {bounds}>{inner}</mapping>'


def choices(*names, word="simpleChoice", extra=""):
    """Offer choices whose labels are made of their identifiers."""
    return "".join(f'<{word} identifier="{name}" {extra}>Label {name}</{word}>' for name in names)


def scored(test, points="1"):
    """Make the rules that pay for a test of the answer."""
    return (
        f"<responseCondition><responseIf>{test}<setOutcomeValue identifier='SCORE'>"
        f"<baseValue baseType='float'>{points}</baseValue></setOutcomeValue></responseIf></responseCondition>"
    )


def png(width=200, height=100):
    """Make a picture of one colour."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pack(path, files):
    """Write a zip of files, by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


PICTURE = '<object type="image/png" data="pictures/map.png" width="200" height="100">A map</object>'
_AREAS = "".join(
    f'<hotspotChoice identifier="{name}" shape="circle" coords="{x},50,10"/>'
    for name, x in (("A", 30), ("B", 80), ("C", 130))
)
_SPOTS = _AREAS.replace("hotspotChoice", 'associableHotspot matchMax="1"')
_AREA_MAP = (
    '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="50,50,10" '
    'mappedValue="1"/></areaMapping>'
)


def _ask(word, inner, extra=""):
    return f'<{word} responseIdentifier="RESPONSE" {extra}><prompt>Which?</prompt>{inner}</{word}>'


def _one(*names):
    return choices(*names, word="simpleAssociableChoice", extra='matchMax="1"')


# Name → body, declarations, processing; each asks one question in one of the interactions.
KEPT = {
    "choice": (
        "<p>One of them.</p>" + _ask("choiceInteraction", choices("A", "B", "C"), 'maxChoices="1"'),
        response("single", "identifier", "B"),
        "match_correct",
    ),
    "multiple": (
        _ask("choiceInteraction", choices("A", "B", "C", "D"), 'maxChoices="0"'),
        response(
            "multiple",
            "identifier",
            "A",
            "C",
            mapping=mapping({"A": 1, "C": 1, "B": -1}, "-2", 'lowerBound="0"'),
        ),
        "map_response",
    ),
    "order": (
        _ask("orderInteraction", choices("A", "B", "C")),
        response("ordered", "identifier", "C", "A", "B"),
        "match_correct",
    ),
    "associate": (
        _ask(
            "associateInteraction",
            _one("A", "B", "C", "D", "E"),
            'maxAssociations="2"',
        ),
        response("multiple", "pair", "A D", "C B", mapping=mapping({"A D": 2, "B C": 1})),
        "map_response",
    ),
    "match": (
        _ask(
            "matchInteraction",
            f"<simpleMatchSet>{_one('A', 'B')}</simpleMatchSet>"
            f"<simpleMatchSet>{choices('X', 'Y', 'Z', word='simpleAssociableChoice')}</simpleMatchSet>",
        ),
        response("multiple", "directedPair", "A Y", "B Z", mapping=mapping({"A Y": "0.5", "B Z": "1.5"})),
        "map_response",
    ),
    "gap_match": (
        _ask(
            "gapMatchInteraction",
            choices("W", "S", "A", word="gapText", extra='matchMax="1"')
            + '<p>Now is the <gap identifier="G1"/> of our <gap identifier="G2"/>.</p>',
        ),
        response(
            "multiple",
            "directedPair",
            "W G1",
            "S G2",
            mapping=mapping({"W G1": 1, "S G2": 2}, "-1", 'lowerBound="0"'),
        ),
        "map_response",
    ),
    "inline_choice": (
        '<p>Take <inlineChoiceInteraction responseIdentifier="RESPONSE">'
        + choices("A", "B", word="inlineChoice")
        + "</inlineChoiceInteraction> now.</p>",
        response("single", "identifier", "B"),
        "match_correct",
    ),
    "text_entry": (
        (
            '<p>The capital is <textEntryInteraction responseIdentifier="RESPONSE" '
            'expectedLength="15"/>, of course.</p>'
        ),
        response("single", "string", "York", mapping=mapping({"York": 1, "Yorke": "0.5"})),
        "map_response",
    ),
    "numeric": (
        '<p>How many?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/> KB</p>',
        response("single", "float", "10.5"),
        scored(
            '<equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>'
            '<correct identifier="RESPONSE"/></equal>',
            "2",
        ),
    ),
    "hottext": (
        (
            '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><p>They '
            '<hottext identifier="A">was</hottext> at <hottext identifier="B">'
            "home</hottext>.</p></hottextInteraction>"
        ),
        response("single", "identifier", "A"),
        "match_correct",
    ),
    "hotspot": (
        _ask("hotspotInteraction", PICTURE + _AREAS, 'maxChoices="1"'),
        response("single", "identifier", "B"),
        "match_correct",
    ),
    "select_point": (
        _ask("selectPointInteraction", PICTURE, 'maxChoices="1"'),
        response("single", "point", "52 49", mapping=_AREA_MAP),
        "map_response_point",
    ),
    "graphic_order": (
        _ask("graphicOrderInteraction", PICTURE + _AREAS),
        response("ordered", "identifier", "B", "C", "A"),
        "match_correct",
    ),
    "graphic_associate": (
        _ask(
            "graphicAssociateInteraction",
            PICTURE + _SPOTS + _SPOTS.replace('"A"', '"D"').replace('"B"', '"E"').replace('"C"', '"F"'),
            'maxAssociations="2"',
        ),
        response("multiple", "pair", "A D", "E B"),
        "match_correct",
    ),
    "graphic_gap_match": (
        _ask(
            "graphicGapMatchInteraction",
            PICTURE
            + "".join(
                f'<gapImg identifier="{name}" matchMax="1"><object type="image/png" '
                f'data="pictures/{name}.png" '
                f'width="20" height="9">Sign {name}</object></gapImg>'
                for name in ("GLA", "EDI", "MAN", "LHR")
            )
            + _SPOTS,
        ),
        response(
            "multiple",
            "directedPair",
            "GLA A",
            "EDI B",
            "MAN C",
            mapping=mapping({"GLA A": 1, "EDI B": 1, "MAN C": 1}, "-1", 'lowerBound="0"'),
        ),
        "map_response",
    ),
    "position_object": (
        (
            f"<p>Where is it?</p><positionObjectStage>{PICTURE}"
            '<positionObjectInteraction responseIdentifier="RESPONSE" maxChoices="1">'
            '<object type="image/png" data="pictures/plane.png" width="16" height="16"/>'
            "</positionObjectInteraction>"
            "</positionObjectStage>"
        ),
        response("multiple", "point", "52 49", mapping=_AREA_MAP),
        "map_response_point",
    ),
    "slider": (
        _ask("sliderInteraction", "", 'lowerBound="0" upperBound="100" step="5"'),
        response("single", "integer", "40"),
        "match_correct",
    ),
}

# Name → body, what the refusal is called.
REFUSED = {
    "extended_text": (_ask("extendedTextInteraction", ""), "human_marked"),
    "drawing": (_ask("drawingInteraction", PICTURE), "human_marked"),
    "upload": (_ask("uploadInteraction", ""), "human_marked"),
    "media": (
        _ask("mediaInteraction", '<object type="video/mp4" data="a.mp4"/>', 'autostart="false"'),
        "media_interaction",
    ),
    "custom": ('<customInteraction responseIdentifier="RESPONSE"/>', "custom_interaction"),
    "portable_custom": ('<portableCustomInteraction responseIdentifier="RESPONSE"/>', "custom_interaction"),
    "end_attempt": (
        '<p>x</p><endAttemptInteraction responseIdentifier="RESPONSE" title="Hint"/>',
        "no_interaction",
    ),
    "nothing": ("<p>Only words.</p>", "no_interaction"),
}


def kept(name, version="2.2", **more):
    """Make one of the items that are kept."""
    body, declarations, processing = KEPT[name]
    return item(body, declarations, processing, version, **more)


def package(path, items, **files):
    """Pack items, by identifier, with the pictures that they name."""
    pictures = {f"items/pictures/{name}.png": png() for name in ("map", "GLA", "EDI", "MAN", "LHR", "plane")}
    return pack(path, {f"items/{name}.xml": text for name, text in items.items()} | pictures | files)
