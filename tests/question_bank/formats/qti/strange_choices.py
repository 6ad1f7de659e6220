# fmt: off
"""Choices as other systems write them: see `strangers`."""

from collections.abc import Mapping

from tests.question_bank.formats.qti.strange_parts import (
    FEEDBACK,
    MAXSCORE,
    MODAL,
    MULTIPLE,
    NOUGHT,
    ONE,
    SCORE,
    SCORE_0,
    SINGLE,
    V21,
    V22,
    choices_of,
    declare,
    is_right,
    item_of,
    mapping_of,
    set_to,
    template_of,
    value_of,
    variable,
    when,
)

CHOICES: Mapping[str, tuple[str, bool]] = {
    "choice": (item_of(choices_of(), SINGLE + SCORE_0, template_of("match_correct")), True),
    "choice, template of 2.0": (
        item_of(
            choices_of(),
            SINGLE + SCORE,
            template_of("match_correct", "http://www.imsglobal.org/question/qti_v2p0/rptemplates/"),
            space="http://www.imsglobal.org/xsd/imsqti_v2p0",
        ),
        True,
    ),
    "choice, template with .xml": (item_of(choices_of(), SINGLE + SCORE, template_of("match_correct.xml")), True),
    "choice, template by location": (
        item_of(
            choices_of(),
            SINGLE + SCORE,
            '<responseProcessing templateLocation="/templates/RPTEMPLATES/match_correct.xml"/>',
        ),
        True,
    ),
    "choice, template with template and place": (
        item_of(
            choices_of(),
            SINGLE + SCORE,
            '<responseProcessing template="urn:x:match_correct" templateLocation="match_correct.xml"/>',
        ),
        True,
    ),
    "choice, no namespace": (
        item_of(choices_of(), SINGLE + SCORE, template_of("match_correct")).replace(f'xmlns="{V21}"', ""),
        True,
    ),
    "choice, prefixed": (
        item_of(choices_of(), SINGLE + SCORE, template_of("match_correct"))
        .replace("<", "<q:")
        .replace("<q:/", "</q:")
        .replace("<q:?", "<?")
        .replace("xmlns=", "xmlns:q="),
        True,
    ),
    "choice, no processing": (item_of(choices_of(), SINGLE + SCORE), True),
    "choice, no score declared": (item_of(choices_of(), SINGLE, template_of("match_correct")), True),
    "choice, fixed": (
        item_of(
            choices_of().replace('identifier="D"', 'identifier="D" fixed="true"'),
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, a picture in the words": (
        item_of(
            f'<p>Look.</p><p><img src="images/sign.png" alt="A sign"/></p>{choices_of()}',
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, pictures as options": (
        item_of(
            choices_of().replace("Option A", '<img src="a.png" alt="A folder"/>'),
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, a table in the stem": (
        item_of(
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
            + choices_of(),
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, CDATA": (
        item_of(
            choices_of(prompt="<![CDATA[Which <key> copies & pastes?]]>"),
            SINGLE.replace("B</value>", "<![CDATA[B]]></value>") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, doctype": (
        item_of(choices_of(), SINGLE + SCORE, template_of("match_correct")).replace(
            "?>\n", '?>\n<!DOCTYPE assessmentItem SYSTEM "imsqti.dtd">\n'
        ),
        True,
    ),
    "choice, a comment in the key": (
        item_of(
            choices_of(),
            SINGLE.replace("<value>B", "<!-- right --><value>B<!-- yes -->") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, blanks around the key": (
        item_of(
            choices_of(), SINGLE.replace("B</value>", "\n   B\n  </value>") + SCORE, template_of("match_correct")
        ),
        True,
    ),
    "choice, several": (
        item_of(
            choices_of(attributes='responseIdentifier="RESPONSE" shuffle="false" maxChoices="0"'),
            MULTIPLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, several, mapped": (
        item_of(
            choices_of(attributes='responseIdentifier="RESPONSE" shuffle="true" maxChoices="0" minChoices="1"'),
            declare(
                "multiple",
                "identifier",
                "A",
                "C",
                mapping=mapping_of({"A": 1, "C": 1, "B": -2}, 'lowerBound="0" upperBound="2" defaultValue="-2"'),
            )
            + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "choice, mapped only": (
        item_of(
            choices_of(attributes='responseIdentifier="RESPONSE" maxChoices="2"'),
            declare("multiple", "identifier", mapping=mapping_of({"A": 1, "C": 1})) + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "choice, single with a mapping": (
        item_of(
            choices_of(),
            declare("single", "identifier", "B", mapping=mapping_of({"B": "2.5", "C": "0.5"})) + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "choice, TAO": (
        item_of(
            f'<div class="grid-row"><div class="col-12">{choices_of()}</div></div>',
            declare("single", "identifier", "B", mapping=mapping_of({})) + SCORE + MAXSCORE,
            template_of("match_correct"),
            space=V22,
            head='toolName="TAO" toolVersion="3.4" label="x"',
            beside='<stylesheet href="style/custom/tao-user-styles.css" type="text/css" media="all" title=""/>',
        ),
        True,
    ),
    "choice, TAO's own rules": (
        item_of(
            choices_of(),
            SINGLE + SCORE + MAXSCORE,
            when(is_right(), set_to(f"<sum>{variable('SCORE')}{value_of(1, 'integer')}</sum>")),
            space=V22,
        ),
        True,
    ),
    "choice, TAO's feedback rules": (
        item_of(
            choices_of(),
            SINGLE + SCORE + FEEDBACK,
            when(is_right(), set_to(f"<sum>{variable('SCORE')}{value_of(1, 'integer')}</sum>"))
            + when(f"<and>{is_right()}</and>", set_to(value_of("B", "identifier"), "FEEDBACK")),
            space=V22,
            beside=MODAL,
        ),
        True,
    ),
    "choice, Canvas": (
        item_of(
            f"<div>&lt;p&gt;Which?&lt;/p&gt;</div>{choices_of(prompt='')}",
            SINGLE
            + '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="1"/>',
            when(is_right(), set_to("<variable identifier='MAXSCORE'/>")),
        ).replace("<itemBody>", MAXSCORE + "<itemBody>"),
        True,
    ),
    "choice, Canvas true or false": (
        item_of(choices_of("TF"), declare("single", "identifier", "T") + SCORE, template_of("match_correct")),
        True,
    ),
    "choice, Inspera": (
        item_of(
            f'<div class="qti-question"><p class="x">Text <strong>bold</strong></p></div>{choices_of()}',
            SINGLE
            + SCORE
            + '<outcomeDeclaration identifier="SCORE_EACH_CORRECT" cardinality="single" baseType="float"><defaultValue><value>1</value></defaultValue></outcomeDeclaration><outcomeDeclaration identifier="SCORE_EACH_WRONG" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>',
            when(f"<isNull>{variable('RESPONSE')}</isNull>", NOUGHT).replace(
                "</responseIf>",
                f"</responseIf><responseElseIf>{is_right()}{set_to(variable('SCORE_EACH_CORRECT'))}</responseElseIf><responseElse>{set_to(variable('SCORE_EACH_WRONG'))}</responseElse>",
            ),
        ),
        True,
    ),
    "choice, Cito": (
        item_of(
            f'<div class="container"><div id="question">{choices_of(prompt="")}</div></div>',
            declare("single", "identifier", "B", name="RESPONSE")
            + SCORE
            + '<outcomeDeclaration identifier="RAW_SCORE" cardinality="single" baseType="integer"/>',
            when(is_right(), set_to(value_of(1, "integer"), "RAW_SCORE"), set_to(value_of(0, "integer"), "RAW_SCORE"))
            + set_to(variable("RAW_SCORE")),
            space=V22,
        ),
        True,
    ),
    "choice, lookup": (
        item_of(
            choices_of(),
            SINGLE
            + '<outcomeDeclaration identifier="RAW" cardinality="single" baseType="integer"/><outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><matchTable defaultValue="0"><matchTableEntry sourceValue="1" targetValue="3"/></matchTable></outcomeDeclaration>',
            when(is_right(), set_to(value_of(1, "integer"), "RAW"), set_to(value_of(0, "integer"), "RAW"))
            + f'<lookupOutcomeValue identifier="SCORE">{variable("RAW")}</lookupOutcomeValue>',
            space=V22,
        ),
        True,
    ),
    "choice, nested conditions": (
        item_of(
            choices_of(),
            SINGLE + SCORE + FEEDBACK,
            when(f"<not><isNull>{variable('RESPONSE')}</isNull></not>", when(is_right(), ONE, NOUGHT)),
        ),
        True,
    ),
    "choice, key in the rules only": (
        item_of(
            choices_of(),
            declare("single", "identifier") + SCORE,
            when(f"<match>{variable('RESPONSE')}{value_of('C', 'identifier')}</match>", ONE),
        ),
        True,
    ),
    "choice, several by member": (
        item_of(
            choices_of(attributes='responseIdentifier="RESPONSE" maxChoices="0"'),
            MULTIPLE + SCORE,
            "".join(
                when(
                    f"<member>{value_of(n, 'identifier')}{variable('RESPONSE')}</member>",
                    set_to(f"<sum>{variable('SCORE')}{value_of(1)}</sum>"),
                )
                for n in "AC"
            ),
        ),
        True,
    ),
    "choice, rubric": (
        item_of(
            '<rubricBlock view="scorer"><p>One point.</p></rubricBlock>' + choices_of(),
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, a formula": (
        item_of(
            '<p>Solve <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math></p>'
            + choices_of(),
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "choice, inline feedback": (
        item_of(
            choices_of().replace(
                "Option B",
                'Option B <feedbackInline outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">Yes</feedbackInline>',
            ),
            SINGLE + SCORE + FEEDBACK,
            set_to(variable("RESPONSE"), "FEEDBACK") + when(is_right(), ONE, NOUGHT),
        ),
        True,
    ),
    "choice, modal feedback": (
        item_of(
            choices_of(),
            SINGLE + SCORE + FEEDBACK,
            set_to(variable("RESPONSE"), "FEEDBACK") + when(is_right(), ONE),
            beside=MODAL,
        ),
        True,
    ),
    "choice, a hint button": (
        item_of(
            choices_of() + '<p><endAttemptInteraction responseIdentifier="HINT" title="Hint"/></p>',
            SINGLE + declare("single", "boolean", name="HINT") + SCORE,
            when(variable("HINT"), NOUGHT).replace(
                "</responseIf>", f"</responseIf><responseElseIf>{is_right()}{ONE}</responseElseIf>"
            ),
        ),
        True,
    ),
    "choice, percent": (item_of(choices_of(), SINGLE + SCORE, when(is_right(), set_to(value_of(100)), NOUGHT)), True),
    "choice, marks by product": (
        item_of(
            choices_of(),
            SINGLE + SCORE + MAXSCORE,
            when(is_right(), set_to(f"<product>{value_of(1)}{variable('MAXSCORE')}</product>")),
        ),
        True,
    ),
    "choice, upper case namespace of content packaging": (
        item_of(
            choices_of(),
            SINGLE + SCORE,
            template_of("match_correct"),
            space="http://www.imsglobal.org/xsd/apip/apipv1p0/qtiitem/imsqti_v2p1",
        ),
        True,
    ),
    "choice, windows-1251": (
        item_of(choices_of(prompt="Какая клавиша копирует?"), SINGLE + SCORE, template_of("match_correct"))
        .replace('encoding="UTF-8"', 'encoding="windows-1251"')
        .replace('xml:lang="en"', 'xml:lang="ru"'),
        True,
    ),
    "choice, language of a region": (
        item_of(choices_of(), SINGLE + SCORE, template_of("match_correct")).replace(
            'xml:lang="en"', 'xml:lang="en-US"'
        ),
        True,
    ),
    "choice, another language": (
        item_of(choices_of(), SINGLE + SCORE, template_of("match_correct")).replace(
            'xml:lang="en"', 'xml:lang="nl-NL"'
        ),
        True,
    ),
    "choice, long identifier": (
        item_of(
            choices_of(),
            SINGLE + SCORE,
            template_of("match_correct"),
            name="i" + "6011423ba1e83975c19a3f96e48f662" * 2,
        ),
        True,
    ),
    "choice, empty mapping and key": (
        item_of(
            choices_of(),
            SINGLE.replace("</responseDeclaration>", '<mapping defaultValue="0"/></responseDeclaration>')
            + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
}
