# fmt: off
"""Spots, sliders, composites, templates and what no bank can hold, as other systems write them: see `strangers`."""

from collections.abc import Mapping

from tests.question_bank.formats.qti.strange_parts import (
    FEEDBACK,
    IMAGE,
    INLINE,
    NOUGHT,
    ONE,
    POINTS,
    SCORE,
    SINGLE,
    SPOTS,
    SUM,
    TYPED,
    V22,
    V30,
    choices_of,
    declare,
    is_right,
    item_of,
    set_to,
    template_item,
    template_of,
    value_of,
    variable,
    when,
)

WHOLES: Mapping[str, tuple[str, bool]] = {
    "hotspot": (
        item_of(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which?</prompt>{IMAGE}{SPOTS.format("hotspotChoice")}</hotspotInteraction>',
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "hotspot, with img": (
        item_of(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><img src="images/map.png" alt="A map" width="206" height="280"/>{SPOTS.format("hotspotChoice")}</hotspotInteraction>',
            SINGLE + SCORE,
            template_of("match_correct"),
            space=V22,
        ),
        True,
    ),
    "hotspot, an ellipse": (
        item_of(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{IMAGE}<hotspotChoice shape="ellipse" coords="60,60,20,10" identifier="A"/><hotspotChoice shape="rect" coords="100,100,150,150" identifier="B"/></hotspotInteraction>',
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "hotspot, per cent": (
        item_of(
            f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{IMAGE}<hotspotChoice shape="rect" coords="10%,10%,30%,30%" identifier="A"/><hotspotChoice shape="rect" coords="50%,50%,80%,80%" identifier="B"/></hotspotInteraction>',
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "select point": (
        item_of(
            f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Mark it.</prompt>{IMAGE}</selectPointInteraction>',
            declare("single", "point", "102 113", mapping=POINTS) + SCORE,
            template_of("map_response_point"),
        ),
        True,
    ),
    "select point, inside": (
        item_of(
            f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Mark it.</prompt>{IMAGE}</selectPointInteraction>',
            declare("single", "point", "102 113") + SCORE,
            when(f'<inside shape="circle" coords="102,113,16">{variable("RESPONSE")}</inside>', ONE, NOUGHT),
        ),
        True,
    ),
    "position object": (
        item_of(
            f'<positionObjectStage>{IMAGE}<positionObjectInteraction responseIdentifier="RESPONSE" maxChoices="1"><object type="image/png" data="pin.png" width="16" height="16">pin</object></positionObjectInteraction></positionObjectStage>',
            declare("single", "point", "102 113", mapping=POINTS) + SCORE,
            template_of("map_response_point"),
        ),
        True,
    ),
    "slider": (
        item_of(
            '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="100" step="5" stepLabel="false"><prompt>How much?</prompt></sliderInteraction>',
            declare("single", "integer", "40") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "slider, a range": (
        item_of(
            '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0.0" upperBound="100.0"><prompt>How much?</prompt></sliderInteraction>',
            declare("single", "float", "16") + SCORE,
            when(
                f"<and><gte>{variable('RESPONSE')}{value_of(15)}</gte><lte>{variable('RESPONSE')}{value_of(17)}</lte></and>",
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "composite, each paid": (
        item_of(
            choices_of(attributes='responseIdentifier="R1" maxChoices="1"') + INLINE.format("R2"),
            declare("single", "identifier", "B", name="R1")
            + declare("single", "identifier", "G", name="R2")
            + SCORE
            + '<outcomeDeclaration identifier="SCORE1" cardinality="single" baseType="float"/><outcomeDeclaration identifier="SCORE2" cardinality="single" baseType="float"/>',
            when(is_right("R1"), set_to(value_of(1), "SCORE1"))
            + when(is_right("R2"), set_to(value_of(1), "SCORE2"))
            + SUM,
        ),
        True,
    ),
    "composite, one part not to be marked": (
        item_of(
            choices_of(attributes='responseIdentifier="R1" maxChoices="1"') + TYPED.replace("RESPONSE", "R2"),
            declare("single", "identifier", "B", name="R1")
            + declare("single", "string", "king", name="R2")
            + SCORE
            + '<outcomeDeclaration identifier="SCORE1" cardinality="single" baseType="float"/><outcomeDeclaration identifier="SCORE2" cardinality="single" baseType="float"/>',
            when(is_right("R1"), set_to(value_of(1), "SCORE1"))
            + when(
                f'<substring caseSensitive="false">{value_of("king", "string")}{variable("R2")}</substring>',
                set_to(value_of(1), "SCORE2"),
            )
            + SUM,
        ),
        True,
    ),
    "composite with an essay": (
        item_of(
            choices_of(attributes='responseIdentifier="R1" maxChoices="1"')
            + '<extendedTextInteraction responseIdentifier="R2"><prompt>Why?</prompt></extendedTextInteraction>',
            declare("single", "identifier", "B", name="R1")
            + declare("single", "string", name="R2")
            + SCORE,
            when(is_right("R1"), ONE),
        ),
        True,
    ),
    "composite, all or nothing": (
        item_of(
            choices_of(attributes='responseIdentifier="R1" maxChoices="1"') + TYPED.replace("RESPONSE", "R2"),
            declare("single", "identifier", "B", name="R1")
            + declare("single", "string", "king", name="R2")
            + SCORE,
            when(f"<and>{is_right('R1')}{is_right('R2')}</and>", ONE, NOUGHT),
        ),
        True,
    ),
    "template, a sum": (template_item(), True),
    "template, a constraint": (
        template_item(
            f"<templateConstraint><gt>{variable('A')}{value_of(3, 'integer')}</gt></templateConstraint>"
        ),
        True,
    ),
    "template, a block": (
        template_item(
            body='<p>How much is <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>A</m:mi><m:mo>+</m:mo><m:mn>10</m:mn></m:math>? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
        ),
        True,
    ),
    "template, a condition": (
        item_of(
            choices_of().replace("Which key", "<printedVariable identifier='T'/>"),
            declare("single", "identifier")
            + SCORE
            + '<templateDeclaration identifier="T" cardinality="single" baseType="string"/><templateProcessing><setTemplateValue identifier="T"><random><multiple>'
            + value_of("Cut", "string")
            + value_of("Copy", "string")
            + "</multiple></random></setTemplateValue><templateCondition><templateIf><match>"
            + variable("T")
            + value_of("Cut", "string")
            + '</match><setCorrectResponse identifier="RESPONSE">'
            + value_of("A", "identifier")
            + '</setCorrectResponse></templateIf><templateElse><setCorrectResponse identifier="RESPONSE">'
            + value_of("B", "identifier")
            + "</setCorrectResponse></templateElse></templateCondition></templateProcessing>",
            template_of("match_correct"),
        ),
        True,
    ),
    "template, options by chance": (
        item_of(
            choices_of().replace('identifier="D"', 'identifier="D" templateIdentifier="T" showHide="hide"'),
            SINGLE
            + SCORE
            + '<templateDeclaration identifier="T" cardinality="single" baseType="identifier"/><templateProcessing><setTemplateValue identifier="T">'
            + value_of("D", "identifier")
            + "</setTemplateValue></templateProcessing>",
            template_of("match_correct"),
        ),
        True,
    ),
    "adaptive, one question": (
        item_of(
            choices_of()
            + '<p><endAttemptInteraction responseIdentifier="HINT" title="Hint"/></p><feedbackBlock outcomeIdentifier="FEEDBACK" identifier="B" showHide="show"><p>Right.</p></feedbackBlock>',
            SINGLE + declare("single", "boolean", name="HINT") + SCORE + FEEDBACK,
            when(is_right(), ONE + set_to(value_of("completed", "identifier"), "completionStatus"), NOUGHT),
        ).replace('adaptive="false"', 'adaptive="true"'),
        True,
    ),
    "adaptive, asks on": (
        item_of(
            choices_of()
            + f'<feedbackBlock outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">{choices_of(attributes="responseIdentifier=" + chr(34) + "R2" + chr(34))}</feedbackBlock>',
            SINGLE + declare("single", "identifier", "A", name="R2") + SCORE + FEEDBACK,
            when(is_right("R2"), ONE),
        ).replace('adaptive="false"', 'adaptive="true"'),
        False,
    ),
    "likert": (item_of(choices_of(), declare("single", "identifier") + SCORE), False),
    "upload": (
        item_of(
            '<uploadInteraction responseIdentifier="RESPONSE"><prompt>Send it.</prompt></uploadInteraction>',
            declare("single", "file") + SCORE,
        ),
        False,
    ),
    "drawing": (
        item_of(
            f'<drawingInteraction responseIdentifier="RESPONSE"><prompt>Draw.</prompt>{IMAGE}</drawingInteraction>',
            declare("single", "file") + SCORE,
        ),
        False,
    ),
    "media": (
        item_of(
            '<mediaInteraction responseIdentifier="RESPONSE" autostart="false"><object type="video/mp4" data="x.mp4"/></mediaInteraction>',
            declare("single", "integer") + SCORE,
        ),
        False,
    ),
    "custom": (
        item_of('<customInteraction responseIdentifier="RESPONSE"/>', declare("single", "string") + SCORE),
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
