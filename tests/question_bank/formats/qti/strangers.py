# fmt: off
"""Items as other systems write them, in our own words: dialects of namespaces, templates, markup and rules.

The sets that are public (the consortium's examples of 2.1, 2.2 and 3.0, TAO, Canvas, Inspera, Cito and what
converters make of Moodle) were looked at; nothing of them is copied.
"""

from collections.abc import Mapping

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
V21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V22 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
V30 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
SCORE_0 = (
    '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">'
    "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>"
)
MAXSCORE = (
    '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
    "<defaultValue><value>1</value></defaultValue></outcomeDeclaration>"
)
RP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def _item(body, declared, rules="", space=V21, head="", beside="", name="item"):
    whole = rules.startswith("<responseProc") or not rules
    processing = rules if whole else f"<responseProcessing>{rules}</responseProcessing>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{space}" {XSI} xsi:schemaLocation="{space} x.xsd" '
        f'identifier="{name}" title="A title" adaptive="false" timeDependent="false" xml:lang="en" {head}>'
        f"{declared}<itemBody>{body}</itemBody>{processing}{beside}</assessmentItem>"
    )


def _template(name, where=RP):
    return f'<responseProcessing template="{where}{name}"/>'


def _declare(cardinality, base, *values, name="RESPONSE", mapping="", blank=False):
    inner = "".join(f"<value>{value}</value>" for value in values)
    key = f"<correctResponse>{inner}</correctResponse>" if values or blank else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{key}{mapping}</responseDeclaration>"
    )


def _map(entries, head='defaultValue="0"'):
    inner = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f"<mapping {head}>{inner}</mapping>"


def _choices(
    names="ABCD",
    attributes='responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"',
    prompt="Which key copies?",
):
    inner = "".join(f'<simpleChoice identifier="{name}">Option {name}</simpleChoice>' for name in names)
    head = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f"<choiceInteraction {attributes}>{head}{inner}</choiceInteraction>"


def _value(value, base="float"):
    return f'<baseValue baseType="{base}">{value}</baseValue>'


def _set(expression, name="SCORE"):
    return f'<setOutcomeValue identifier="{name}">{expression}</setOutcomeValue>'


def _when(test, then, otherwise=""):
    last = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{then}</responseIf>{last}</responseCondition>"


def _right(name="RESPONSE"):
    return f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>'


def _var(name):
    return f'<variable identifier="{name}"/>'


ONE, NOUGHT = _set(_value(1)), _set(_value(0))
SUM = _set(f"<sum>{_var('SCORE1')}{_var('SCORE2')}</sum>")
SINGLE = _declare("single", "identifier", "B")
MULTIPLE = _declare("multiple", "identifier", "A", "C")
ORDER = "<simpleChoice identifier='A'>first</simpleChoice><simpleChoice identifier='B'>second</simpleChoice><simpleChoice identifier='C'>third</simpleChoice>"
ORDERING = f"<orderInteraction responseIdentifier='RESPONSE' shuffle='true'><prompt>Put in order</prompt>{ORDER}</orderInteraction>"
MATCHING = (
    '<matchInteraction responseIdentifier="RESPONSE" shuffle="false" maxAssociations="{most}"><prompt>Match</prompt>'
    '<simpleMatchSet><simpleAssociableChoice identifier="C" matchMax="1">Cut</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="D" matchMax="1">Copy</simpleAssociableChoice></simpleMatchSet>'
    '<simpleMatchSet><simpleAssociableChoice identifier="M" matchMax="4">Ctrl X</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="R" matchMax="4">Ctrl C</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="T" matchMax="4">Ctrl V</simpleAssociableChoice></simpleMatchSet>'
    "</matchInteraction>"
)
ASSOCIATING = (
    '<associateInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="2"><prompt>Pair</prompt>'
    + "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">Word {name}</simpleAssociableChoice>'
        for name in "ABCD"
    )
    + "</associateInteraction>"
)
GAPS = (
    '<gapMatchInteraction responseIdentifier="RESPONSE" shuffle="false"><prompt>Fill the gaps.</prompt>'
    + "".join(f'<gapText identifier="{name}" matchMax="1">word {name}</gapText>' for name in ("W", "S", "A"))
    + '<blockquote><p>Now is the <gap identifier="G1"/> of our<br/> made <gap identifier="G2"/></p></blockquote></gapMatchInteraction>'
)
IMAGE = '<object type="image/png" data="images/map.png" width="206" height="280">A map</object>'
SPOTS = (
    '<{0} shape="circle" coords="77,115,8" identifier="A" matchMax="1"/><{0} shape="circle" coords="118,184,8" identifier="B" matchMax="1"/>'
    '<{0} shape="circle" coords="150,235,8" identifier="C" matchMax="1"/>'
)
POINTS = '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="102,113,16" mappedValue="1"/></areaMapping>'
TYPED = '<p>Type it: <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/> and go on.</p>'
INLINE = (
    '<p>The key is <inlineChoiceInteraction responseIdentifier="{0}" shuffle="false"><inlineChoice identifier="G">Enter</inlineChoice>'
    '<inlineChoice identifier="L">Esc</inlineChoice></inlineChoiceInteraction> here.</p>'
)
FEEDBACK = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
MODAL = (
    '<modalFeedback outcomeIdentifier="FEEDBACK" showHide="show" identifier="B">Well done.</modalFeedback>'
)


def _template_item(head="", body="", beside="", key=""):
    declared = (
        '<templateDeclaration identifier="A" cardinality="single" baseType="integer" mathVariable="true"/>'
        '<templateDeclaration identifier="SUM" cardinality="single" baseType="integer"/>'
    )
    rules = (
        '<templateProcessing><setTemplateValue identifier="A"><randomInteger min="2" max="9"/></setTemplateValue>'
        f'<setTemplateValue identifier="SUM"><sum>{_var("A")}{_value(10, "integer")}</sum></setTemplateValue>'
        f'<setCorrectResponse identifier="RESPONSE">{key or _var("SUM")}</setCorrectResponse>{head}</templateProcessing>'
    )
    asked = '<p>How much is <printedVariable identifier="A"/> and 10? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    equal = f'<equal toleranceMode="exact">{_var("RESPONSE")}<correct identifier="RESPONSE"/></equal>'
    return _item(
        body or asked,
        _declare("single", "integer") + SCORE + declared + rules,
        _when(equal, ONE, NOUGHT),
        beside=beside,
    )


_PARTIAL_ORDER = _when(_right(), _set(_value(2))).replace(
    "</responseIf>",
    f"</responseIf><responseElseIf><match>{_var('RESPONSE')}<ordered>{_value('C', 'identifier')}{_value('B', 'identifier')}{_value('A', 'identifier')}</ordered></match>{ONE}</responseElseIf>",
)

# Each has an interaction. True: it is to become an item that scores; False: it is to be refused with a reason.
ITEMS: Mapping[str, tuple[str, bool]] = {
    "choice": (_item(_choices(), SINGLE + SCORE_0, _template("match_correct")), True),
    "choice, template of 2.0": (
        _item(
            _choices(),
            SINGLE + SCORE,
            _template("match_correct", "http://www.imsglobal.org/question/qti_v2p0/rptemplates/"),
            space="http://www.imsglobal.org/xsd/imsqti_v2p0",
        ),
        True,
    ),
    "choice, template with .xml": (_item(_choices(), SINGLE + SCORE, _template("match_correct.xml")), True),
    "choice, template by location": (
        _item(
            _choices(),
            SINGLE + SCORE,
            '<responseProcessing templateLocation="/templates/RPTEMPLATES/match_correct.xml"/>',
        ),
        True,
    ),
    "choice, template with template and place": (
        _item(
            _choices(),
            SINGLE + SCORE,
            '<responseProcessing template="urn:x:match_correct" templateLocation="match_correct.xml"/>',
        ),
        True,
    ),
    "choice, no namespace": (
        _item(_choices(), SINGLE + SCORE, _template("match_correct")).replace(f'xmlns="{V21}"', ""),
        True,
    ),
    "choice, prefixed": (
        _item(_choices(), SINGLE + SCORE, _template("match_correct"))
        .replace("<", "<q:")
        .replace("<q:/", "</q:")
        .replace("<q:?", "<?")
        .replace("xmlns=", "xmlns:q="),
        True,
    ),
    "choice, no processing": (_item(_choices(), SINGLE + SCORE), True),
    "choice, no score declared": (_item(_choices(), SINGLE, _template("match_correct")), True),
    "choice, fixed": (
        _item(
            _choices().replace('identifier="D"', 'identifier="D" fixed="true"'),
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, a picture in the words": (
        _item(
            f'<p>Look.</p><p><img src="images/sign.png" alt="A sign"/></p>{_choices()}',
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, pictures as options": (
        _item(
            _choices().replace("Option A", '<img src="a.png" alt="A folder"/>'),
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, a table in the stem": (
        _item(
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
            + _choices(),
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, CDATA": (
        _item(
            _choices(prompt="<![CDATA[Which <key> copies & pastes?]]>"),
            SINGLE.replace("B</value>", "<![CDATA[B]]></value>") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, doctype": (
        _item(_choices(), SINGLE + SCORE, _template("match_correct")).replace(
            "?>\n", '?>\n<!DOCTYPE assessmentItem SYSTEM "imsqti.dtd">\n'
        ),
        True,
    ),
    "choice, a comment in the key": (
        _item(
            _choices(),
            SINGLE.replace("<value>B", "<!-- right --><value>B<!-- yes -->") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, blanks around the key": (
        _item(
            _choices(), SINGLE.replace("B</value>", "\n   B\n  </value>") + SCORE, _template("match_correct")
        ),
        True,
    ),
    "choice, several": (
        _item(
            _choices(attributes='responseIdentifier="RESPONSE" shuffle="false" maxChoices="0"'),
            MULTIPLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, several, mapped": (
        _item(
            _choices(attributes='responseIdentifier="RESPONSE" shuffle="true" maxChoices="0" minChoices="1"'),
            _declare(
                "multiple",
                "identifier",
                "A",
                "C",
                mapping=_map({"A": 1, "C": 1, "B": -2}, 'lowerBound="0" upperBound="2" defaultValue="-2"'),
            )
            + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "choice, mapped only": (
        _item(
            _choices(attributes='responseIdentifier="RESPONSE" maxChoices="2"'),
            _declare("multiple", "identifier", mapping=_map({"A": 1, "C": 1})) + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "choice, single with a mapping": (
        _item(
            _choices(),
            _declare("single", "identifier", "B", mapping=_map({"B": "2.5", "C": "0.5"})) + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "choice, TAO": (
        _item(
            f'<div class="grid-row"><div class="col-12">{_choices()}</div></div>',
            _declare("single", "identifier", "B", mapping=_map({})) + SCORE + MAXSCORE,
            _template("match_correct"),
            space=V22,
            head='toolName="TAO" toolVersion="3.4" label="x"',
            beside='<stylesheet href="style/custom/tao-user-styles.css" type="text/css" media="all" title=""/>',
        ),
        True,
    ),
    "choice, TAO's own rules": (
        _item(
            _choices(),
            SINGLE + SCORE + MAXSCORE,
            _when(_right(), _set(f"<sum>{_var('SCORE')}{_value(1, 'integer')}</sum>")),
            space=V22,
        ),
        True,
    ),
    "choice, TAO's feedback rules": (
        _item(
            _choices(),
            SINGLE + SCORE + FEEDBACK,
            _when(_right(), _set(f"<sum>{_var('SCORE')}{_value(1, 'integer')}</sum>"))
            + _when(f"<and>{_right()}</and>", _set(_value("B", "identifier"), "FEEDBACK")),
            space=V22,
            beside=MODAL,
        ),
        True,
    ),
    "choice, Canvas": (
        _item(
            f"<div>&lt;p&gt;Which?&lt;/p&gt;</div>{_choices(prompt='')}",
            SINGLE
            + '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="1"/>',
            _when(_right(), _set("<variable identifier='MAXSCORE'/>")),
        ).replace("<itemBody>", MAXSCORE + "<itemBody>"),
        True,
    ),
    "choice, Canvas true or false": (
        _item(_choices("TF"), _declare("single", "identifier", "T") + SCORE, _template("match_correct")),
        True,
    ),
    "choice, Inspera": (
        _item(
            f'<div class="qti-question"><p class="x">Text <strong>bold</strong></p></div>{_choices()}',
            SINGLE
            + SCORE
            + '<outcomeDeclaration identifier="SCORE_EACH_CORRECT" cardinality="single" baseType="float"><defaultValue><value>1</value></defaultValue></outcomeDeclaration><outcomeDeclaration identifier="SCORE_EACH_WRONG" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>',
            _when(f"<isNull>{_var('RESPONSE')}</isNull>", NOUGHT).replace(
                "</responseIf>",
                f"</responseIf><responseElseIf>{_right()}{_set(_var('SCORE_EACH_CORRECT'))}</responseElseIf><responseElse>{_set(_var('SCORE_EACH_WRONG'))}</responseElse>",
            ),
        ),
        True,
    ),
    "choice, Cito": (
        _item(
            f'<div class="container"><div id="question">{_choices(prompt="")}</div></div>',
            _declare("single", "identifier", "B", name="RESPONSE")
            + SCORE
            + '<outcomeDeclaration identifier="RAW_SCORE" cardinality="single" baseType="integer"/>',
            _when(_right(), _set(_value(1, "integer"), "RAW_SCORE"), _set(_value(0, "integer"), "RAW_SCORE"))
            + _set(_var("RAW_SCORE")),
            space=V22,
        ),
        True,
    ),
    "choice, lookup": (
        _item(
            _choices(),
            SINGLE
            + '<outcomeDeclaration identifier="RAW" cardinality="single" baseType="integer"/><outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><matchTable defaultValue="0"><matchTableEntry sourceValue="1" targetValue="3"/></matchTable></outcomeDeclaration>',
            _when(_right(), _set(_value(1, "integer"), "RAW"), _set(_value(0, "integer"), "RAW"))
            + f'<lookupOutcomeValue identifier="SCORE">{_var("RAW")}</lookupOutcomeValue>',
            space=V22,
        ),
        True,
    ),
    "choice, nested conditions": (
        _item(
            _choices(),
            SINGLE + SCORE + FEEDBACK,
            _when(f"<not><isNull>{_var('RESPONSE')}</isNull></not>", _when(_right(), ONE, NOUGHT)),
        ),
        True,
    ),
    "choice, key in the rules only": (
        _item(
            _choices(),
            _declare("single", "identifier") + SCORE,
            _when(f"<match>{_var('RESPONSE')}{_value('C', 'identifier')}</match>", ONE),
        ),
        True,
    ),
    "choice, several by member": (
        _item(
            _choices(attributes='responseIdentifier="RESPONSE" maxChoices="0"'),
            MULTIPLE + SCORE,
            "".join(
                _when(
                    f"<member>{_value(n, 'identifier')}{_var('RESPONSE')}</member>",
                    _set(f"<sum>{_var('SCORE')}{_value(1)}</sum>"),
                )
                for n in "AC"
            ),
        ),
        True,
    ),
    "choice, rubric": (
        _item(
            '<rubricBlock view="scorer"><p>One point.</p></rubricBlock>' + _choices(),
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, a formula": (
        _item(
            '<p>Solve <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math></p>'
            + _choices(),
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "choice, inline feedback": (
        _item(
            _choices().replace(
                "Option B",
                'Option B <feedbackInline outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">Yes</feedbackInline>',
            ),
            SINGLE + SCORE + FEEDBACK,
            _set(_var("RESPONSE"), "FEEDBACK") + _when(_right(), ONE, NOUGHT),
        ),
        True,
    ),
    "choice, modal feedback": (
        _item(
            _choices(),
            SINGLE + SCORE + FEEDBACK,
            _set(_var("RESPONSE"), "FEEDBACK") + _when(_right(), ONE),
            beside=MODAL,
        ),
        True,
    ),
    "choice, a hint button": (
        _item(
            _choices() + '<p><endAttemptInteraction responseIdentifier="HINT" title="Hint"/></p>',
            SINGLE + _declare("single", "boolean", name="HINT") + SCORE,
            _when(_var("HINT"), NOUGHT).replace(
                "</responseIf>", f"</responseIf><responseElseIf>{_right()}{ONE}</responseElseIf>"
            ),
        ),
        True,
    ),
    "choice, percent": (_item(_choices(), SINGLE + SCORE, _when(_right(), _set(_value(100)), NOUGHT)), True),
    "choice, marks by product": (
        _item(
            _choices(),
            SINGLE + SCORE + MAXSCORE,
            _when(_right(), _set(f"<product>{_value(1)}{_var('MAXSCORE')}</product>")),
        ),
        True,
    ),
    "choice, upper case namespace of content packaging": (
        _item(
            _choices(),
            SINGLE + SCORE,
            _template("match_correct"),
            space="http://www.imsglobal.org/xsd/apip/apipv1p0/qtiitem/imsqti_v2p1",
        ),
        True,
    ),
    "choice, windows-1251": (
        _item(_choices(prompt="Какая клавиша копирует?"), SINGLE + SCORE, _template("match_correct"))
        .replace('encoding="UTF-8"', 'encoding="windows-1251"')
        .replace('xml:lang="en"', 'xml:lang="ru"'),
        True,
    ),
    "choice, language of a region": (
        _item(_choices(), SINGLE + SCORE, _template("match_correct")).replace(
            'xml:lang="en"', 'xml:lang="en-US"'
        ),
        True,
    ),
    "choice, another language": (
        _item(_choices(), SINGLE + SCORE, _template("match_correct")).replace(
            'xml:lang="en"', 'xml:lang="nl-NL"'
        ),
        True,
    ),
    "choice, long identifier": (
        _item(
            _choices(),
            SINGLE + SCORE,
            _template("match_correct"),
            name="i" + "6011423ba1e83975c19a3f96e48f662" * 2,
        ),
        True,
    ),
    "choice, empty mapping and key": (
        _item(
            _choices(),
            SINGLE.replace("</responseDeclaration>", '<mapping defaultValue="0"/></responseDeclaration>')
            + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "order": (
        _item(ORDERING, _declare("ordered", "identifier", "C", "A", "B") + SCORE, _template("match_correct")),
        True,
    ),
    "order, partly paid": (
        _item(ORDERING, _declare("ordered", "identifier", "C", "A", "B") + SCORE, _PARTIAL_ORDER),
        True,
    ),
    "order of some": (
        _item(ORDERING, _declare("ordered", "identifier", "C", "A") + SCORE, _template("match_correct")),
        False,
    ),
    "associate": (
        _item(ASSOCIATING, _declare("multiple", "pair", "A B", "C D") + SCORE, _template("match_correct")),
        True,
    ),
    "associate, mapped": (
        _item(
            ASSOCIATING,
            _declare("multiple", "pair", "A B", "C D", mapping=_map({"A B": 2, "C D": 1})) + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "match": (
        _item(
            MATCHING.format(most=2),
            _declare("multiple", "directedPair", "C M", "D R") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "match, mapped": (
        _item(
            MATCHING.format(most=0),
            _declare("multiple", "directedPair", "C M", "D R", mapping=_map({"C M": 1, "D R": "0.5"}))
            + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "match, no limit": (
        _item(
            MATCHING.format(most=0).replace('matchMax="4"', 'matchMax="0"'),
            _declare("multiple", "directedPair", "C R", "D R") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "gap match": (
        _item(
            GAPS,
            _declare(
                "multiple",
                "directedPair",
                "W G1",
                "S G2",
                mapping=_map({"W G1": 1, "S G2": 2}, 'defaultValue="-1" lowerBound="0"'),
            )
            + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "gap match, all": (
        _item(GAPS, _declare("multiple", "directedPair", "W G1", "S G2") + SCORE, _template("match_correct")),
        True,
    ),
    "inline choice": (
        _item(
            INLINE.format("RESPONSE"),
            _declare("single", "identifier", "G") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "inline choices together": (
        _item(
            INLINE.format("R1") + INLINE.format("R2"),
            _declare("single", "identifier", "G", name="R1")
            + _declare("single", "identifier", "L", name="R2")
            + SCORE,
            _when(f"<and>{_right('R1')}{_right('R2')}</and>", ONE, NOUGHT),
        ),
        True,
    ),
    "inline choice with a blank one": (
        _item(
            INLINE.format("RESPONSE").replace(
                "<inlineChoice id",
                '<inlineChoice identifier="P" fixed="true">…</inlineChoice><inlineChoice id',
                1,
            ),
            _declare("single", "identifier", "G") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "text entry": (
        _item(
            TYPED,
            _declare("single", "string", "York", mapping=_map({"York": 1, "york": "0.5"})) + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "text entry, key only": (
        _item(TYPED, _declare("single", "string", "Enter") + SCORE, _template("match_correct")),
        True,
    ),
    "text entry, any case": (
        _item(
            TYPED,
            _declare("single", "string", "Enter") + SCORE,
            _when(
                f'<stringMatch caseSensitive="false">{_var("RESPONSE")}<correct identifier="RESPONSE"/></stringMatch>',
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, several words": (
        _item(
            TYPED,
            _declare("single", "string", "Enter") + SCORE,
            _when(
                "<or>"
                + "".join(
                    f'<stringMatch caseSensitive="false" substring="false">{_var("RESPONSE")}{_value(word, "string")}</stringMatch>'
                    for word in ("Enter", "Return")
                )
                + "</or>",
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, Canvas": (
        _item(TYPED, _declare("single", "string", "Enter", "Return") + SCORE, _template("match_correct")),
        True,
    ),
    "text entry, a number": (
        _item(TYPED, _declare("single", "integer", "1024") + SCORE, _template("match_correct")),
        True,
    ),
    "text entry, a tolerance": (
        _item(
            TYPED,
            _declare("single", "float", "3.14") + SCORE,
            _when(
                f'<equal toleranceMode="absolute" tolerance="0.01 0.01" includeLowerBound="true" includeUpperBound="true">{_var("RESPONSE")}<correct identifier="RESPONSE"/></equal>',
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, between": (
        _item(
            TYPED,
            _declare("single", "float", "5") + SCORE,
            _when(
                f"<and><gte>{_var('RESPONSE')}{_value(4)}</gte><lte>{_var('RESPONSE')}{_value(6)}</lte></and>",
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, rounded": (
        _item(
            TYPED,
            _declare("single", "float", "0.33") + SCORE,
            _when(
                f'<equalRounded roundingMode="decimalPlaces" figures="2">{_var("RESPONSE")}<correct identifier="RESPONSE"/></equalRounded>',
                ONE,
            ),
        ),
        False,
    ),
    "text entry, a pattern": (
        _item(
            TYPED,
            _declare("single", "string") + SCORE,
            _when(f'<patternMatch pattern="[Ee]nter.*">{_var("RESPONSE")}</patternMatch>', ONE),
        ),
        False,
    ),
    "two texts, each paid": (
        _item(
            TYPED.replace("RESPONSE", "R1") + TYPED.replace("RESPONSE", "R2"),
            _declare("single", "string", "one", name="R1", mapping=_map({"one": 1}))
            + _declare("single", "string", "two", name="R2", mapping=_map({"two": 1}))
            + SCORE,
            _set('<sum><mapResponse identifier="R1"/><mapResponse identifier="R2"/></sum>'),
        ),
        True,
    ),
    "hottext": (
        _item(
            '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Find it</prompt><p>Press <hottext identifier="A">this</hottext> or <hottext identifier="B">that</hottext>.</p></hottextInteraction>',
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "hotspot": (
        _item(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which?</prompt>{IMAGE}{SPOTS.format("hotspotChoice")}</hotspotInteraction>',
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "hotspot, with img": (
        _item(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><img src="images/map.png" alt="A map" width="206" height="280"/>{SPOTS.format("hotspotChoice")}</hotspotInteraction>',
            SINGLE + SCORE,
            _template("match_correct"),
            space=V22,
        ),
        True,
    ),
    "hotspot, an ellipse": (
        _item(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{IMAGE}<hotspotChoice shape="ellipse" coords="60,60,20,10" identifier="A"/><hotspotChoice shape="rect" coords="100,100,150,150" identifier="B"/></hotspotInteraction>',
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "hotspot, per cent": (
        _item(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{IMAGE}<hotspotChoice shape="rect" coords="10%,10%,30%,30%" identifier="A"/><hotspotChoice shape="rect" coords="50%,50%,80%,80%" identifier="B"/></hotspotInteraction>',
            SINGLE + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "select point": (
        _item(
            f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Mark it.</prompt>{IMAGE}</selectPointInteraction>',
            _declare("single", "point", "102 113", mapping=POINTS) + SCORE,
            _template("map_response_point"),
        ),
        True,
    ),
    "select point, inside": (
        _item(
            f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Mark it.</prompt>{IMAGE}</selectPointInteraction>',
            _declare("single", "point", "102 113") + SCORE,
            _when(f'<inside shape="circle" coords="102,113,16">{_var("RESPONSE")}</inside>', ONE, NOUGHT),
        ),
        True,
    ),
    "graphic order": (
        _item(
            f'<graphicOrderInteraction responseIdentifier="RESPONSE"><prompt>Order</prompt>{IMAGE}{SPOTS.format("hotspotChoice")}</graphicOrderInteraction>',
            _declare("ordered", "identifier", "A", "C", "B") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "graphic associate": (
        _item(
            f'<graphicAssociateInteraction responseIdentifier="RESPONSE" maxAssociations="2"><prompt>Pair</prompt>{IMAGE}{SPOTS.format("associableHotspot")}<associableHotspot shape="circle" coords="20,20,8" identifier="D" matchMax="1"/></graphicAssociateInteraction>',
            _declare("multiple", "pair", "A B", "C D") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "graphic associate, a hub": (
        _item(
            f'<graphicAssociateInteraction responseIdentifier="RESPONSE" maxAssociations="3"><prompt>Pair</prompt>{IMAGE}{SPOTS.format("associableHotspot").replace("matchMax=" + chr(34) + "1", "matchMax=" + chr(34) + "3")}<associableHotspot shape="circle" coords="20,20,8" identifier="D" matchMax="3"/></graphicAssociateInteraction>',
            _declare("multiple", "pair", "C B", "C D", mapping=_map({"C B": 1, "C D": 1})) + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "graphic gap match": (
        _item(
            f'<graphicGapMatchInteraction responseIdentifier="RESPONSE"><prompt>Label</prompt>{IMAGE}<gapImg identifier="X" matchMax="1"><object type="image/png" data="images/x.png" width="30" height="12">X</object></gapImg><gapImg identifier="Y" matchMax="1"><object type="image/png" data="images/y.png" width="30" height="12">Y</object></gapImg>{SPOTS.format("associableHotspot")}</graphicGapMatchInteraction>',
            _declare(
                "multiple",
                "directedPair",
                "X A",
                "Y B",
                mapping=_map({"X A": 1, "Y B": 1}, 'defaultValue="-1" lowerBound="0"'),
            )
            + SCORE,
            _template("map_response"),
        ),
        True,
    ),
    "position object": (
        _item(
            f'<positionObjectStage>{IMAGE}<positionObjectInteraction responseIdentifier="RESPONSE" maxChoices="1"><object type="image/png" data="pin.png" width="16" height="16">pin</object></positionObjectInteraction></positionObjectStage>',
            _declare("single", "point", "102 113", mapping=POINTS) + SCORE,
            _template("map_response_point"),
        ),
        True,
    ),
    "slider": (
        _item(
            '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="100" step="5" stepLabel="false"><prompt>How much?</prompt></sliderInteraction>',
            _declare("single", "integer", "40") + SCORE,
            _template("match_correct"),
        ),
        True,
    ),
    "slider, a range": (
        _item(
            '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0.0" upperBound="100.0"><prompt>How much?</prompt></sliderInteraction>',
            _declare("single", "float", "16") + SCORE,
            _when(
                f"<and><gte>{_var('RESPONSE')}{_value(15)}</gte><lte>{_var('RESPONSE')}{_value(17)}</lte></and>",
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "composite, each paid": (
        _item(
            _choices(attributes='responseIdentifier="R1" maxChoices="1"') + INLINE.format("R2"),
            _declare("single", "identifier", "B", name="R1")
            + _declare("single", "identifier", "G", name="R2")
            + SCORE
            + '<outcomeDeclaration identifier="SCORE1" cardinality="single" baseType="float"/><outcomeDeclaration identifier="SCORE2" cardinality="single" baseType="float"/>',
            _when(_right("R1"), _set(_value(1), "SCORE1"))
            + _when(_right("R2"), _set(_value(1), "SCORE2"))
            + SUM,
        ),
        True,
    ),
    "composite, one part not to be marked": (
        _item(
            _choices(attributes='responseIdentifier="R1" maxChoices="1"') + TYPED.replace("RESPONSE", "R2"),
            _declare("single", "identifier", "B", name="R1")
            + _declare("single", "string", "king", name="R2")
            + SCORE
            + '<outcomeDeclaration identifier="SCORE1" cardinality="single" baseType="float"/><outcomeDeclaration identifier="SCORE2" cardinality="single" baseType="float"/>',
            _when(_right("R1"), _set(_value(1), "SCORE1"))
            + _when(
                f'<substring caseSensitive="false">{_value("king", "string")}{_var("R2")}</substring>',
                _set(_value(1), "SCORE2"),
            )
            + SUM,
        ),
        True,
    ),
    "composite with an essay": (
        _item(
            _choices(attributes='responseIdentifier="R1" maxChoices="1"')
            + '<extendedTextInteraction responseIdentifier="R2"><prompt>Why?</prompt></extendedTextInteraction>',
            _declare("single", "identifier", "B", name="R1")
            + _declare("single", "string", name="R2")
            + SCORE,
            _when(_right("R1"), ONE),
        ),
        True,
    ),
    "composite, all or nothing": (
        _item(
            _choices(attributes='responseIdentifier="R1" maxChoices="1"') + TYPED.replace("RESPONSE", "R2"),
            _declare("single", "identifier", "B", name="R1")
            + _declare("single", "string", "king", name="R2")
            + SCORE,
            _when(f"<and>{_right('R1')}{_right('R2')}</and>", ONE, NOUGHT),
        ),
        True,
    ),
    "template, a sum": (_template_item(), True),
    "template, a constraint": (
        _template_item(
            f"<templateConstraint><gt>{_var('A')}{_value(3, 'integer')}</gt></templateConstraint>"
        ),
        True,
    ),
    "template, a block": (
        _template_item(
            body='<p>How much is <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>A</m:mi><m:mo>+</m:mo><m:mn>10</m:mn></m:math>? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
        ),
        True,
    ),
    "template, a condition": (
        _item(
            _choices().replace("Which key", "<printedVariable identifier='T'/>"),
            _declare("single", "identifier")
            + SCORE
            + '<templateDeclaration identifier="T" cardinality="single" baseType="string"/><templateProcessing><setTemplateValue identifier="T"><random><multiple>'
            + _value("Cut", "string")
            + _value("Copy", "string")
            + "</multiple></random></setTemplateValue><templateCondition><templateIf><match>"
            + _var("T")
            + _value("Cut", "string")
            + '</match><setCorrectResponse identifier="RESPONSE">'
            + _value("A", "identifier")
            + '</setCorrectResponse></templateIf><templateElse><setCorrectResponse identifier="RESPONSE">'
            + _value("B", "identifier")
            + "</setCorrectResponse></templateElse></templateCondition></templateProcessing>",
            _template("match_correct"),
        ),
        True,
    ),
    "template, options by chance": (
        _item(
            _choices().replace('identifier="D"', 'identifier="D" templateIdentifier="T" showHide="hide"'),
            SINGLE
            + SCORE
            + '<templateDeclaration identifier="T" cardinality="single" baseType="identifier"/><templateProcessing><setTemplateValue identifier="T">'
            + _value("D", "identifier")
            + "</setTemplateValue></templateProcessing>",
            _template("match_correct"),
        ),
        True,
    ),
    "adaptive, one question": (
        _item(
            _choices()
            + '<p><endAttemptInteraction responseIdentifier="HINT" title="Hint"/></p><feedbackBlock outcomeIdentifier="FEEDBACK" identifier="B" showHide="show"><p>Right.</p></feedbackBlock>',
            SINGLE + _declare("single", "boolean", name="HINT") + SCORE + FEEDBACK,
            _when(_right(), ONE + _set(_value("completed", "identifier"), "completionStatus"), NOUGHT),
        ).replace('adaptive="false"', 'adaptive="true"'),
        True,
    ),
    "adaptive, asks on": (
        _item(
            _choices()
            + f'<feedbackBlock outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">{_choices(attributes="responseIdentifier=" + chr(34) + "R2" + chr(34))}</feedbackBlock>',
            SINGLE + _declare("single", "identifier", "A", name="R2") + SCORE + FEEDBACK,
            _when(_right("R2"), ONE),
        ).replace('adaptive="false"', 'adaptive="true"'),
        False,
    ),
    "likert": (_item(_choices(), _declare("single", "identifier") + SCORE), False),
    "extended text": (
        _item(
            '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5"><prompt>Write.</prompt></extendedTextInteraction>',
            _declare("single", "string") + SCORE,
        ),
        False,
    ),
    "upload": (
        _item(
            '<uploadInteraction responseIdentifier="RESPONSE"><prompt>Send it.</prompt></uploadInteraction>',
            _declare("single", "file") + SCORE,
        ),
        False,
    ),
    "drawing": (
        _item(
            f'<drawingInteraction responseIdentifier="RESPONSE"><prompt>Draw.</prompt>{IMAGE}</drawingInteraction>',
            _declare("single", "file") + SCORE,
        ),
        False,
    ),
    "media": (
        _item(
            '<mediaInteraction responseIdentifier="RESPONSE" autostart="false"><object type="video/mp4" data="x.mp4"/></mediaInteraction>',
            _declare("single", "integer") + SCORE,
        ),
        False,
    ),
    "custom": (
        _item('<customInteraction responseIdentifier="RESPONSE"/>', _declare("single", "string") + SCORE),
        False,
    ),
    "3.0 choice": (
        '<qti-assessment-item xmlns="'
        + V30
        + '" identifier="q" title="t" adaptive="false" time-dependent="false" xml:lang="en"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration><qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/><qti-context-declaration identifier="QTI_CONTEXT" cardinality="record"/><qti-stylesheet href="x.css" type="text/css"/><qti-item-body class="qti-layout-row"><div class="qti-layout-col6" data-catalog-idref="g1"><p>Look <ruby>漢<rt>kan</rt></ruby></p></div><qti-choice-interaction response-identifier="RESPONSE" max-choices="1" class="qti-labels-none" data-max-selections-message="One only"><qti-prompt>Which?</qti-prompt><qti-simple-choice identifier="A">a</qti-simple-choice><qti-simple-choice identifier="B">b</qti-simple-choice></qti-choice-interaction></qti-item-body><qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/><qti-catalog-info><qti-catalog id="g1"><qti-card support="spoken"><qti-html-content>x</qti-html-content></qti-card></qti-catalog></qti-catalog-info></qti-assessment-item>',
        True,
    ),
    "3.0 slider": (
        '<qti-assessment-item xmlns="'
        + V30
        + '" identifier="q" title="t" adaptive="false" time-dependent="false"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="float"><qti-correct-response><qti-value>5</qti-value></qti-correct-response></qti-response-declaration><qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/><qti-item-body><p>How many?</p><qti-slider-interaction response-identifier="RESPONSE" lower-bound="0" upper-bound="10" step="1"/></qti-item-body><qti-response-processing template="match_correct"/></qti-assessment-item>',
        True,
    ),
    "3.0 portable custom": (
        '<qti-assessment-item xmlns="'
        + V30
        + '" identifier="q" title="t" adaptive="false" time-dependent="false"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"/><qti-item-body><qti-portable-custom-interaction response-identifier="RESPONSE" custom-interaction-type-identifier="urn:x"/></qti-item-body></qti-assessment-item>',
        False,
    ),
}
