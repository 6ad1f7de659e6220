# fmt: off
"""The pieces of which items of other systems are put together, in our own words."""

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


def item_of(body, declared, rules="", space=V21, head="", beside="", name="item"):
    whole = rules.startswith("<responseProc") or not rules
    processing = rules if whole else f"<responseProcessing>{rules}</responseProcessing>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{space}" {XSI} xsi:schemaLocation="{space} x.xsd" '
        f'identifier="{name}" title="A title" adaptive="false" timeDependent="false" xml:lang="en" {head}>'
        f"{declared}<itemBody>{body}</itemBody>{processing}{beside}</assessmentItem>"
    )


def template_of(name, where=RP):
    return f'<responseProcessing template="{where}{name}"/>'


def declare(cardinality, base, *values, name="RESPONSE", mapping="", blank=False):
    inner = "".join(f"<value>{value}</value>" for value in values)
    key = f"<correctResponse>{inner}</correctResponse>" if values or blank else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{key}{mapping}</responseDeclaration>"
    )


def mapping_of(entries, head='defaultValue="0"'):
    inner = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f"<mapping {head}>{inner}</mapping>"


def choices_of(
    names="ABCD",
    attributes='responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"',
    prompt="Which key copies?",
):
    inner = "".join(f'<simpleChoice identifier="{name}">Option {name}</simpleChoice>' for name in names)
    head = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f"<choiceInteraction {attributes}>{head}{inner}</choiceInteraction>"


def value_of(value, base="float"):
    return f'<baseValue baseType="{base}">{value}</baseValue>'


def set_to(expression, name="SCORE"):
    return f'<setOutcomeValue identifier="{name}">{expression}</setOutcomeValue>'


def when(test, then, otherwise=""):
    last = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{then}</responseIf>{last}</responseCondition>"


def is_right(name="RESPONSE"):
    return f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>'


def variable(name):
    return f'<variable identifier="{name}"/>'


ONE, NOUGHT = set_to(value_of(1)), set_to(value_of(0))
SUM = set_to(f"<sum>{variable('SCORE1')}{variable('SCORE2')}</sum>")
SINGLE = declare("single", "identifier", "B")
MULTIPLE = declare("multiple", "identifier", "A", "C")
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


def template_item(head="", body="", beside="", key=""):
    declared = (
        '<templateDeclaration identifier="A" cardinality="single" baseType="integer" mathVariable="true"/>'
        '<templateDeclaration identifier="SUM" cardinality="single" baseType="integer"/>'
    )
    rules = (
        '<templateProcessing><setTemplateValue identifier="A"><randomInteger min="2" max="9"/></setTemplateValue>'
        f'<setTemplateValue identifier="SUM"><sum>{variable("A")}{value_of(10, "integer")}</sum></setTemplateValue>'
        f'<setCorrectResponse identifier="RESPONSE">{key or variable("SUM")}</setCorrectResponse>{head}</templateProcessing>'
    )
    asked = '<p>How much is <printedVariable identifier="A"/> and 10? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    equal = f'<equal toleranceMode="exact">{variable("RESPONSE")}<correct identifier="RESPONSE"/></equal>'
    return item_of(
        body or asked,
        declare("single", "integer") + SCORE + declared + rules,
        when(equal, ONE, NOUGHT),
        beside=beside,
    )


PARTIAL_ORDER = when(is_right(), set_to(value_of(2))).replace(
    "</responseIf>",
    f"</responseIf><responseElseIf><match>{variable('RESPONSE')}<ordered>{value_of('C', 'identifier')}{value_of('B', 'identifier')}{value_of('A', 'identifier')}</ordered></match>{ONE}</responseElseIf>",
)
