# fmt: off
"""Orders, matches, gaps and typed answers as other systems write them: see `strangers`."""

from collections.abc import Mapping

from tests.question_bank.formats.qti.strange_parts import (
    ASSOCIATING,
    GAPS,
    IMAGE,
    INLINE,
    MATCHING,
    NOUGHT,
    ONE,
    ORDERING,
    PARTIAL_ORDER,
    SCORE,
    SINGLE,
    SPOTS,
    TYPED,
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

ANSWERS: Mapping[str, tuple[str, bool]] = {
    "order": (
        item_of(ORDERING, declare("ordered", "identifier", "C", "A", "B") + SCORE, template_of("match_correct")),
        True,
    ),
    "order, partly paid": (
        item_of(ORDERING, declare("ordered", "identifier", "C", "A", "B") + SCORE, PARTIAL_ORDER),
        True,
    ),
    "order of some": (
        item_of(ORDERING, declare("ordered", "identifier", "C", "A") + SCORE, template_of("match_correct")),
        False,
    ),
    "associate": (
        item_of(ASSOCIATING, declare("multiple", "pair", "A B", "C D") + SCORE, template_of("match_correct")),
        True,
    ),
    "associate, mapped": (
        item_of(
            ASSOCIATING,
            declare("multiple", "pair", "A B", "C D", mapping=mapping_of({"A B": 2, "C D": 1})) + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "match": (
        item_of(
            MATCHING.format(most=2),
            declare("multiple", "directedPair", "C M", "D R") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "match, mapped": (
        item_of(
            MATCHING.format(most=0),
            declare("multiple", "directedPair", "C M", "D R", mapping=mapping_of({"C M": 1, "D R": "0.5"}))
            + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "match, no limit": (
        item_of(
            MATCHING.format(most=0).replace('matchMax="4"', 'matchMax="0"'),
            declare("multiple", "directedPair", "C R", "D R") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "gap match": (
        item_of(
            GAPS,
            declare(
                "multiple",
                "directedPair",
                "W G1",
                "S G2",
                mapping=mapping_of({"W G1": 1, "S G2": 2}, 'defaultValue="-1" lowerBound="0"'),
            )
            + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "gap match, all": (
        item_of(GAPS, declare("multiple", "directedPair", "W G1", "S G2") + SCORE, template_of("match_correct")),
        True,
    ),
    "inline choice": (
        item_of(
            INLINE.format("RESPONSE"),
            declare("single", "identifier", "G") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "inline choices together": (
        item_of(
            INLINE.format("R1") + INLINE.format("R2"),
            declare("single", "identifier", "G", name="R1")
            + declare("single", "identifier", "L", name="R2")
            + SCORE,
            when(f"<and>{is_right('R1')}{is_right('R2')}</and>", ONE, NOUGHT),
        ),
        True,
    ),
    "inline choice with a blank one": (
        item_of(
            INLINE.format("RESPONSE").replace(
                "<inlineChoice id",
                '<inlineChoice identifier="P" fixed="true">…</inlineChoice><inlineChoice id',
                1,
            ),
            declare("single", "identifier", "G") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "text entry": (
        item_of(
            TYPED,
            declare("single", "string", "York", mapping=mapping_of({"York": 1, "york": "0.5"})) + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "text entry, key only": (
        item_of(TYPED, declare("single", "string", "Enter") + SCORE, template_of("match_correct")),
        True,
    ),
    "text entry, any case": (
        item_of(
            TYPED,
            declare("single", "string", "Enter") + SCORE,
            when(
                f'<stringMatch caseSensitive="false">{variable("RESPONSE")}<correct identifier="RESPONSE"/></stringMatch>',
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, several words": (
        item_of(
            TYPED,
            declare("single", "string", "Enter") + SCORE,
            when(
                "<or>"
                + "".join(
                    f'<stringMatch caseSensitive="false" substring="false">{variable("RESPONSE")}{value_of(word, "string")}</stringMatch>'
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
        item_of(TYPED, declare("single", "string", "Enter", "Return") + SCORE, template_of("match_correct")),
        True,
    ),
    "text entry, a number": (
        item_of(TYPED, declare("single", "integer", "1024") + SCORE, template_of("match_correct")),
        True,
    ),
    "text entry, a tolerance": (
        item_of(
            TYPED,
            declare("single", "float", "3.14") + SCORE,
            when(
                f'<equal toleranceMode="absolute" tolerance="0.01 0.01" includeLowerBound="true" includeUpperBound="true">{variable("RESPONSE")}<correct identifier="RESPONSE"/></equal>',
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, between": (
        item_of(
            TYPED,
            declare("single", "float", "5") + SCORE,
            when(
                f"<and><gte>{variable('RESPONSE')}{value_of(4)}</gte><lte>{variable('RESPONSE')}{value_of(6)}</lte></and>",
                ONE,
                NOUGHT,
            ),
        ),
        True,
    ),
    "text entry, rounded": (
        item_of(
            TYPED,
            declare("single", "float", "0.33") + SCORE,
            when(
                f'<equalRounded roundingMode="decimalPlaces" figures="2">{variable("RESPONSE")}<correct identifier="RESPONSE"/></equalRounded>',
                ONE,
            ),
        ),
        False,
    ),
    "text entry, a pattern": (
        item_of(
            TYPED,
            declare("single", "string") + SCORE,
            when(f'<patternMatch pattern="[Ee]nter.*">{variable("RESPONSE")}</patternMatch>', ONE),
        ),
        False,
    ),
    "two texts, each paid": (
        item_of(
            TYPED.replace("RESPONSE", "R1") + TYPED.replace("RESPONSE", "R2"),
            declare("single", "string", "one", name="R1", mapping=mapping_of({"one": 1}))
            + declare("single", "string", "two", name="R2", mapping=mapping_of({"two": 1}))
            + SCORE,
            set_to('<sum><mapResponse identifier="R1"/><mapResponse identifier="R2"/></sum>'),
        ),
        True,
    ),
    "hottext": (
        item_of(
            '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Find it</prompt><p>Press <hottext identifier="A">this</hottext> or <hottext identifier="B">that</hottext>.</p></hottextInteraction>',
            SINGLE + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "graphic order": (
        item_of(
            f'<graphicOrderInteraction responseIdentifier="RESPONSE"><prompt>Order</prompt>{IMAGE}{SPOTS.format("hotspotChoice")}</graphicOrderInteraction>',
            declare("ordered", "identifier", "A", "C", "B") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "graphic associate": (
        item_of(
            f'<graphicAssociateInteraction responseIdentifier="RESPONSE" maxAssociations="2"><prompt>Pair</prompt>{IMAGE}{SPOTS.format("associableHotspot")}<associableHotspot shape="circle" coords="20,20,8" identifier="D" matchMax="1"/></graphicAssociateInteraction>',
            declare("multiple", "pair", "A B", "C D") + SCORE,
            template_of("match_correct"),
        ),
        True,
    ),
    "graphic associate, a hub": (
        item_of(
            f'<graphicAssociateInteraction responseIdentifier="RESPONSE" maxAssociations="3"><prompt>Pair</prompt>{IMAGE}{SPOTS.format("associableHotspot").replace("matchMax=" + chr(34) + "1", "matchMax=" + chr(34) + "3")}<associableHotspot shape="circle" coords="20,20,8" identifier="D" matchMax="3"/></graphicAssociateInteraction>',
            declare("multiple", "pair", "C B", "C D", mapping=mapping_of({"C B": 1, "C D": 1})) + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "graphic gap match": (
        item_of(
            f'<graphicGapMatchInteraction responseIdentifier="RESPONSE"><prompt>Label</prompt>{IMAGE}<gapImg identifier="X" matchMax="1"><object type="image/png" data="images/x.png" width="30" height="12">X</object></gapImg><gapImg identifier="Y" matchMax="1"><object type="image/png" data="images/y.png" width="30" height="12">Y</object></gapImg>{SPOTS.format("associableHotspot")}</graphicGapMatchInteraction>',
            declare(
                "multiple",
                "directedPair",
                "X A",
                "Y B",
                mapping=mapping_of({"X A": 1, "Y B": 1}, 'defaultValue="-1" lowerBound="0"'),
            )
            + SCORE,
            template_of("map_response"),
        ),
        True,
    ),
    "extended text": (
        item_of(
            '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5"><prompt>Write.</prompt></extendedTextInteraction>',
            declare("single", "string") + SCORE,
        ),
        False,
    ),
}
