from decimal import Decimal

import pytest

from question_bank.formats.qti.reading import read_qti
from question_bank.items import item_to_json
from question_bank.scoring import score_response
from tests.question_bank.formats.qti.fixtures import (
    DEFAULTS,
    KEPT,
    choices,
    item,
    mapping,
    package,
    response,
    scored,
)

_RIGHT = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
_SEVERAL = (
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">'
    f"{choices('A', 'B', 'C', 'D')}</choiceInteraction>"
)
_FIELD = '<p>Type <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
_SLIDER = '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="20" step="1"/>'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.zip"


def _read(path, body, declarations, processing):
    return read_qti(package(path, {"item-1": item(body, declarations, processing)}), DEFAULTS)


def _item(path, body, declarations, processing):
    read = _read(path, body, declarations, processing)
    assert read.refusals == ()
    return next(iter(read.items.values()))


def _set(points):
    return (
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">'
        f"{points}</baseValue></setOutcomeValue>"
    )


def _typed(*literals):
    matches = "".join(
        '<stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>'
        f'<baseValue baseType="string">{text}</baseValue>'
        "</stringMatch>"
        for text in literals
    )
    return scored(f"<or>{matches}</or>", 3)


def test_points_of_inline_rules_are_the_maximum(path):
    made = _item(path, KEPT["choice"][0], KEPT["choice"][1], scored(_RIGHT, 7))
    assert (made.max_points, str(made.scoring.name)) == (7, "match_correct")


def test_points_that_an_outcome_holds_are_the_maximum(path):
    most = (
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" '
        'baseType="float"><defaultValue><value>10</value></defaultValue></outcomeDeclaration>'
    )
    rules = (
        f'<responseCondition><responseIf>{_RIGHT}<setOutcomeValue identifier="SCORE">'
        '<variable identifier="MAXSCORE"/></setOutcomeValue></responseIf></responseCondition>'
    )
    assert _item(path, KEPT["choice"][0], KEPT["choice"][1] + most, rules).max_points == 10


def test_a_lesser_choice_keeps_its_points(path):
    declared = response("single", "identifier", "A", mapping=mapping({"A": 2, "B": 1}, "-1"))
    made = _item(path, KEPT["choice"][0], declared, "map_response")
    assert [score_response(made, [choice]).points for choice in "ABC"] == [2, 1, -1]


def test_values_that_only_rules_tell_are_found_by_trying(path):
    rules = "".join(
        '<responseCondition><responseIf><member><baseValue baseType="identifier">'
        f'{choice}</baseValue><variable identifier="RESPONSE"/></member>'
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        f'<baseValue baseType="float">{points}</baseValue></sum></setOutcomeValue>'
        "</responseIf></responseCondition>"
        for choice, points in (("A", 2), ("B", 1), ("C", -2), ("D", -2))
    )
    made = _item(path, _SEVERAL, response("multiple", "identifier", "A", "B"), rules)
    assert {part: str(value) for part, value in made.scoring.map_response.mapping.items()} == {
        "A": "2",
        "B": "1",
    }
    assert (made.scoring.map_response.default, made.max_points) == (-2, 3)


def test_the_key_is_found_where_only_the_rules_name_it(path):
    several = (
        '<multiple><baseValue baseType="identifier">A</baseValue><baseValue '
        'baseType="identifier">D</baseValue></multiple>'
    )
    made = _item(
        path,
        _SEVERAL,
        response("multiple", "identifier"),
        scored(f'<match><variable identifier="RESPONSE"/>{several}</match>'),
    )
    assert made.answer_key.choices == ("A", "D")


def test_accepted_texts_are_gathered_from_the_rules(path):
    made = _item(path, _FIELD, response("single", "string"), _typed("mat", "rug"))
    assert (made.answer_key.variants, made.max_points) == (("mat", "rug"), 3)


def test_of_two_spellings_that_are_one_to_us_the_better_paid_counts(path):
    declared = response("single", "string", "York", mapping=mapping({"York": 1, "york": "0.5"}))
    read = _read(path, _FIELD, declared, "map_response")
    (made,) = read.items.values()
    assert (made.answer_key.variants, str(made.scoring.name)) == (("York",), "match_correct")
    assert "text_folded" in {finding.kind for finding in read.findings}


@pytest.mark.parametrize(
    ("test", "value", "tolerance"),
    [
        (
            (
                '<equal toleranceMode="exact"><variable identifier="RESPONSE"/><correct '
                'identifier="RESPONSE"/></equal>'
            ),
            "200",
            "0",
        ),
        (
            (
                '<equal toleranceMode="relative" tolerance="5 5"><variable '
                'identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
            ),
            "200",
            "10",
        ),
        (
            (
                '<equal toleranceMode="relative" tolerance="5"><correct '
                'identifier="RESPONSE"/><variable identifier="RESPONSE"/></equal>'
            ),
            "200",
            "10",
        ),
        (
            (
                '<equal toleranceMode="absolute" tolerance="3"><variable '
                'identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
            ),
            "200",
            "3",
        ),
        (
            (
                '<and><gte><variable identifier="RESPONSE"/><baseValue baseType="float">'
                '190</baseValue></gte><lte><variable identifier="RESPONSE"/><baseValue '
                'baseType="float">220</baseValue></lte></and>'
            ),
            "205",
            "15",
        ),
    ],
)
def test_a_tolerance_is_found_however_it_is_written(path, test, value, tolerance):
    made = _item(path, _FIELD, response("single", "float", "200"), scored(test))
    assert (made.answer_key.value, made.answer_key.tolerance) == (Decimal(value), Decimal(tolerance))


def test_points_on_a_picture_keep_their_areas_and_values(path):
    areas = "".join(
        f'<areaMapEntry shape="circle" coords="{x},50,10" mappedValue="{value}"/>'
        for x, value in ((50, 1), (120, 2))
    )
    declared = response(
        "multiple", "point", "50 50", "120 50", mapping=f'<areaMapping defaultValue="0">{areas}</areaMapping>'
    )
    made = _item(
        path,
        KEPT["select_point"][0].replace('maxChoices="1"', 'maxChoices="2"'),
        declared,
        "map_response_point",
    )
    native = item_to_json(made)
    assert (native["scoring"]["rule"], native["max_points"], native["interactions"][0]["max_choices"]) == (
        "map_response_point",
        "3",
        2,
    )


@pytest.mark.parametrize(
    ("body", "declarations", "processing"),
    [
        # Several positions of a slider are paid.
        (
            _SLIDER,
            response("single", "integer", "5", mapping=mapping({"5": 1, "7": 1, "9": "0.5"})),
            "map_response",
        ),
        # Whatever holds the word is paid.
        (
            _FIELD,
            response("single", "string", "king"),
            scored(
                '<substring caseSensitive="false"><baseValue baseType="string">king</baseValue>'
                '<variable identifier="RESPONSE"/></substring>'
            ),
        ),
        # Whatever fits a pattern is paid.
        (
            _FIELD,
            response("single", "string", "12"),
            scored('<patternMatch pattern="[0-9]+"><variable identifier="RESPONSE"/></patternMatch>'),
        ),
        # An empty answer is paid.
        (KEPT["choice"][0], KEPT["choice"][1], _set(1) + scored(_RIGHT, 2)),
        # Rounding takes one end of the range and not the other.
        (
            _FIELD,
            response("single", "float", "3.14"),
            scored(
                '<equalRounded roundingMode="decimalPlaces" figures="2"><variable '
                'identifier="RESPONSE"/><correct identifier="RESPONSE"/></equalRounded>'
            ),
        ),
    ],
)
def test_scoring_that_none_of_our_rules_pays_is_refused_with_its_reason(path, body, declarations, processing):
    (refusal,) = _read(path, body, declarations, processing).refusals
    assert refusal.kind == "scoring_not_representable"
    assert len(refusal.text) > 30


def test_the_refusal_shows_the_answer_that_differs(path):
    body, declared = _SLIDER, response("single", "integer", "5", mapping=mapping({"5": 1, "9": 1}))
    (refusal,) = _read(path, body, declared, "map_response").refusals
    assert "'9' earns 1 in the source and 0 here" in refusal.text


def test_where_lesser_answers_are_paid_in_part_the_item_is_all_or_nothing_and_names_one(path):
    rules = (
        f"<responseCondition><responseIf>{_RIGHT}{_set(2)}</responseIf><responseElseIf>"
        '<match><variable identifier="RESPONSE"/>'
        '<ordered><baseValue baseType="identifier">C</baseValue>'
        '<baseValue baseType="identifier">B</baseValue>'
        '<baseValue baseType="identifier">A</baseValue></ordered></match>'
        f"{_set(1)}</responseElseIf></responseCondition>"
    )
    read = _read(path, *KEPT["order"][:2], rules)
    assert [made.max_points for made in read.items.values()] == [2]
    (told,) = read.findings
    assert (told.kind, "['C', 'B', 'A'] earns 1 in the source" in told.text) == ("scoring_changed", True)


def test_an_item_without_rules_is_paid_by_its_declarations_and_says_so(path):
    read = _read(path, KEPT["choice"][0], KEPT["choice"][1], "")
    assert (len(read.items), [finding.kind for finding in read.findings]) == (1, ["no_processing"])


def test_a_mapping_that_is_named_and_not_declared_gives_way_to_the_key(path):
    read = _read(path, _SLIDER, response("single", "integer", "7"), "map_response")
    assert (len(read.items), [finding.kind for finding in read.findings]) == (1, ["no_processing"])


def test_another_maximum_than_the_stated_one_is_a_finding(path):
    text = item(*KEPT["choice"]).replace('identifier="SCORE"', 'identifier="SCORE" normalMaximum="5"')
    read = read_qti(package(path, {"a": text}), DEFAULTS)
    assert [finding.kind for finding in read.findings] == ["maximum_differs"]


def test_an_association_in_the_form_of_a_star_asks_for_its_ends(path):
    declared = response("multiple", "pair", "C B", "C D")
    made = _item(path, KEPT["associate"][0], declared, "match_correct")
    assert (made.interaction.sources, made.interaction.targets) == (("B", "D"), ("A", "C", "E"))


def test_where_choosing_everything_is_paid_the_item_is_all_or_nothing_and_says_so(path):
    declared = response("multiple", "identifier", "A", "B", mapping=mapping({"A": 1, "B": 1}))
    path.write_text(item(_SEVERAL, declared, "map_response"))
    read = read_qti(path, DEFAULTS)
    (made,) = read.items.values()
    assert "scoring_changed" in {finding.kind for finding in read.findings}
    assert score_response(made, ["A", "B"]).points == made.max_points
    assert score_response(made, ["A"]).points == 0
    assert score_response(made, ["A", "B", "C"]).points == 0
