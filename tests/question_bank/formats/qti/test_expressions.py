from decimal import Decimal

import pytest

from question_bank.formats.qti.machine import Budget
from question_bank.formats.qti.names import read_element
from question_bank.formats.qti.processing import read_processing
from question_bank.formats.qti.values import Value, single
from question_bank.formats.refusal import Refusal
from question_bank.formats.safe_xml import parse_xml
from tests.question_bank.formats.qti.fixtures import item, mapping, response

_AREA = (
    '<areaMapping defaultValue="-1"><areaMapEntry shape="rect" coords="0,0,10,10" '
    'mappedValue="3"/></areaMapping>'
)
DECLARED = (
    response("single", "identifier", "A", identifier="ONE", mapping=mapping({"A": 2, "B": "0.5"}))
    + response("multiple", "identifier", "A", "B", identifier="SET", mapping=mapping({"A": 1, "B": 1}, "-1"))
    + response("ordered", "identifier", "A", "B", "C", identifier="LINE")
    + response("single", "float", "2.5", identifier="NUMBER")
    + response("single", "string", "Oak", identifier="TEXT")
    + response("multiple", "point", "5 5", identifier="POINTS", mapping=_AREA)
    + response("multiple", "pair", "A B", identifier="PAIRS")
    + response("single", "identifier", identifier="NOTHING")
)
GIVEN = {
    "ONE": single("identifier", "A"),
    "SET": Value("identifier", "multiple", ("B", "A")),
    "LINE": Value("identifier", "ordered", ("A", "B", "C")),
    "NUMBER": single("float", Decimal("2.5")),
    "TEXT": single("string", "oak"),
    "POINTS": Value("point", "multiple", ((5, 5), (50, 50))),
    "PAIRS": Value("pair", "multiple", (("B", "A"),)),
}


def _v(name):
    return f'<variable identifier="{name}"/>'


def _c(name):
    return f'<correct identifier="{name}"/>'


def _b(value, base="float"):
    return f'<baseValue baseType="{base}">{value}</baseValue>'


def _i(value):
    return _b(value, "identifier")


def _score(rules, given=None):
    root = read_element(parse_xml(item("<p/>", DECLARED, rules).encode()))
    return read_processing(root, Budget()).score(GIVEN if given is None else given)


def _number(expression):
    return _score(f'<setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue>')


def _truth(expression):
    """Return "true", "false" or "null"."""
    points = _b(1)
    when = (
        f'<responseIf>{expression}<setOutcomeValue identifier="SCORE">{points}</setOutcomeValue></responseIf>'
    )
    other = (
        f'<responseIf><not>{expression}</not><setOutcomeValue identifier="SCORE">'
        f"{_b(2)}</setOutcomeValue></responseIf>"
    )
    found = _score(
        f"<responseCondition>{when}</responseCondition><responseCondition>{other}</responseCondition>"
    )
    return {1: "true", 2: "false", 0: "null"}[int(found)]


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        (_b("1.5"), "1.5"),
        (_v("NUMBER"), "2.5"),
        (_c("NUMBER"), "2.5"),
        ('<default identifier="SCORE"/>', "0"),
        ("<null/>", "0"),
        ('<mapResponse identifier="ONE"/>', "2"),
        ('<mapResponse identifier="SET"/>', "2"),
        ('<mapResponsePoint identifier="POINTS"/>', "2"),
        (f"<containerSize>{_v('LINE')}</containerSize>", "3"),
        (f"<containerSize>{_v('NOTHING')}</containerSize>", "0"),
        (f"<containerSize><delete>{_i('A')}{_v('LINE')}</delete></containerSize>", "2"),
        (f"<containerSize><multiple>{_i('A')}{_v('SET')}<null/></multiple></containerSize>", "3"),
        (f"<sum>{_b('0.1')}{_b('0.2')}</sum>", "0.3"),
        (f"<sum>{_b(1)}<null/></sum>", "0"),
        (f"<sum><multiple>{_b(1)}{_b(2)}</multiple>{_b(3)}</sum>", "6"),
        (f"<product>{_b('1.5')}{_b(4)}</product>", "6.0"),
        (f"<subtract>{_b(1)}{_b(3)}</subtract>", "-2"),
        (f"<divide>{_b(1)}{_b(8)}</divide>", "0.125"),
        (f"<divide>{_b(1)}{_b(0)}</divide>", "0"),
        (f"<power>{_b(2)}{_b(10)}</power>", "1024"),
        (f"<integerDivide>{_b(-7, 'integer')}{_b(2, 'integer')}</integerDivide>", "-4"),
        (f"<integerModulus>{_b(-7, 'integer')}{_b(2, 'integer')}</integerModulus>", "1"),
        (f"<truncate>{_b('-6.8')}</truncate>", "-6"),
        (f"<round>{_b('6.5')}</round>", "7"),
        (f"<round>{_b('-6.5')}</round>", "-6"),
        (f'<roundTo figures="2" roundingMode="decimalPlaces">{_b("1.005")}</roundTo>', "1.01"),
        (f'<roundTo figures="3" roundingMode="significantFigures">{_b(12345)}</roundTo>', "12300"),
        (f"<integerToFloat>{_b(3, 'integer')}</integerToFloat>", "3"),
        (f"<max>{_b(1)}{_b(3)}{_b(2)}</max>", "3"),
        (f"<min>{_b(1)}{_b(3)}{_b(-2)}</min>", "-2"),
        (f"<gcd>{_b(12, 'integer')}{_b(18, 'integer')}</gcd>", "6"),
        (f"<lcm>{_b(4, 'integer')}{_b(6, 'integer')}</lcm>", "12"),
        (f'<mathOperator name="floor">{_b("2.7")}</mathOperator>', "2"),
        (f'<mathOperator name="abs">{_b("-2.5")}</mathOperator>', "2.5"),
        ('<round><mathOperator name="toDegrees"><mathConstant name="pi"/></mathOperator></round>', "180"),
        (f'<statsOperator name="mean"><multiple>{_b(1)}{_b(2)}{_b(6)}</multiple></statsOperator>', "3"),
        (f'<statsOperator name="popVariance"><multiple>{_b(1)}{_b(3)}</multiple></statsOperator>', "1"),
        (f'<statsOperator name="sampleSD"><multiple>{_b(1)}{_b(3)}{_b(5)}</multiple></statsOperator>', "2"),
    ],
)
def test_an_expression_has_its_number(expression, number):
    assert _number(expression) == Decimal(number)


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        (f"<match>{_v('ONE')}{_c('ONE')}</match>", "true"),
        (f"<match>{_v('SET')}{_c('SET')}</match>", "true"),
        (f"<match>{_v('PAIRS')}{_c('PAIRS')}</match>", "true"),
        (f"<match>{_v('LINE')}<ordered>{_i('A')}{_i('C')}{_i('B')}</ordered></match>", "false"),
        (f"<match>{_v('NOTHING')}{_c('ONE')}</match>", "null"),
        (f"<isNull>{_v('NOTHING')}</isNull>", "true"),
        (f"<isNull>{_v('ONE')}</isNull>", "false"),
        (f'<match><index n="2">{_v("LINE")}</index>{_i("B")}</match>', "true"),
        (f'<match><index n="4">{_v("LINE")}</index>{_i("B")}</match>', "null"),
        (f"<member>{_i('A')}{_v('SET')}</member>", "true"),
        (f"<member>{_i('C')}{_v('SET')}</member>", "false"),
        (f"<contains>{_v('LINE')}<ordered>{_i('B')}{_i('C')}</ordered></contains>", "true"),
        (f"<contains>{_v('LINE')}<ordered>{_i('A')}{_i('C')}</ordered></contains>", "false"),
        (f"<contains>{_v('SET')}<multiple>{_i('A')}</multiple></contains>", "true"),
        (f"<contains>{_v('SET')}<multiple>{_i('A')}{_i('A')}</multiple></contains>", "false"),
        (f"<substring>{_b('ak', 'string')}{_v('TEXT')}</substring>", "true"),
        (f'<stringMatch caseSensitive="true">{_v("TEXT")}{_c("TEXT")}</stringMatch>', "false"),
        (f'<stringMatch caseSensitive="false">{_v("TEXT")}{_c("TEXT")}</stringMatch>', "true"),
        (f'<patternMatch pattern="[a-z]+">{_v("TEXT")}</patternMatch>', "true"),
        (f'<patternMatch pattern="[0-9]">{_v("TEXT")}</patternMatch>', "false"),
        (f'<inside shape="rect" coords="0,0,9,9">{_v("POINTS")}</inside>', "true"),
        (f'<inside shape="circle" coords="90,90,5">{_v("POINTS")}</inside>', "false"),
        (f"<and>{_b('true', 'boolean')}{_b('true', 'boolean')}</and>", "true"),
        (f"<and><isNull>{_v('ONE')}</isNull><null/></and>", "false"),
        (f"<and>{_b('true', 'boolean')}<null/></and>", "null"),
        (f"<or>{_b('false', 'boolean')}{_b('true', 'boolean')}</or>", "true"),
        (f"<or>{_b('false', 'boolean')}<null/></or>", "null"),
        (f"<not>{_b('false', 'boolean')}</not>", "true"),
        (f'<anyN min="1" max="2">{_b("true", "boolean")}<null/></anyN>', "true"),
        (f'<anyN min="2" max="2">{_b("true", "boolean")}{_b("false", "boolean")}</anyN>', "false"),
        (f'<anyN min="2" max="2">{_b("true", "boolean")}<null/></anyN>', "null"),
        (f"<lt>{_b(1)}{_b(2)}</lt>", "true"),
        (f"<gt>{_b(1)}{_b(2)}</gt>", "false"),
        (f"<lte>{_b(2)}{_b(2)}</lte>", "true"),
        (f"<gte>{_b(1)}{_v('NOTHING')}</gte>", "null"),
        (f"<durationLT>{_b(1, 'duration')}{_b(2, 'duration')}</durationLT>", "true"),
        (f"<durationGTE>{_b(1, 'duration')}{_b(2, 'duration')}</durationGTE>", "false"),
        (f'<equal toleranceMode="exact">{_v("NUMBER")}{_b("2.50")}</equal>', "true"),
        (f'<equal toleranceMode="absolute" tolerance="0.5">{_b(2)}{_v("NUMBER")}</equal>', "true"),
        (
            (
                '<equal toleranceMode="absolute" tolerance="0.5" includeUpperBound="false">'
                f"{_b(2)}{_v('NUMBER')}</equal>"
            ),
            "false",
        ),
        (f'<equal toleranceMode="relative" tolerance="10 20">{_b(100)}{_b(120)}</equal>', "true"),
        (f'<equal toleranceMode="relative" tolerance="10 20">{_b(120)}{_b(100)}</equal>', "false"),
        (f'<equal toleranceMode="absolute" tolerance="SCORE">{_b(2)}{_b(2)}</equal>', "true"),
        (
            f'<equalRounded roundingMode="decimalPlaces" figures="1">{_b("1.23")}{_b("1.18")}</equalRounded>',
            "true",
        ),
        (
            (
                '<equalRounded roundingMode="significantFigures" figures="3">'
                f"{_b('1.234')}{_b('1.24')}</equalRounded>"
            ),
            "false",
        ),
    ],
)
def test_an_expression_has_its_truth_null_included(expression, truth):
    assert _truth(expression) == truth


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("<customOperator class='x'/>", "operator_unknown"),
        ('<mathOperator name="zeta"><null/></mathOperator>', "operator_unknown"),
        ('<randomInteger min="1" max="3"/>', "random"),
        ('<randomFloat min="1" max="3"/>', "random"),
        (f"<random>{_v('SET')}</random>", "random"),
        (_v("UNKNOWN"), "unknown_variable"),
        ('<mapResponse identifier="TEXT"/>', "no_mapping"),
        (_b("many"), "bad_value"),
        (f"<power>{_b(10)}{_b(100000)}</power>", "bad_expression"),
        (f"<lt>{_b(1)}</lt>", "bad_expression"),
        (f"<sum>{_v('ONE')}</sum>", "bad_expression"),
        (f'<patternMatch pattern="(a+)+b">{_v("TEXT")}</patternMatch>', "pattern"),
        (f'<patternMatch pattern="a*a*a*a*a*b">{_v("TEXT")}</patternMatch>', "pattern"),
        (f'<patternMatch pattern="[">{_v("TEXT")}</patternMatch>', "pattern"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_its_kind(expression, kind):
    with pytest.raises(Refusal) as caught:
        _number(expression)
    assert caught.value.kind == kind


def test_half_of_the_core_operators_is_known_by_name():
    from question_bank.formats.qti.expressions import OPERATORS

    assert len(OPERATORS) >= 50


def _set(value):
    return f'<setOutcomeValue identifier="SCORE">{_b(value)}</setOutcomeValue>'


def test_rules_run_in_order_and_the_first_branch_that_holds_is_taken():
    branches = (
        f"<responseIf><null/>{_set(1)}</responseIf><responseElseIf>"
        f"{_b('true', 'boolean')}{_set(2)}</responseElseIf>"
    )
    assert (
        _score(f"<responseCondition>{branches}<responseElse>{_set(3)}</responseElse></responseCondition>")
        == 2
    )


def test_the_last_branch_is_taken_where_none_holds():
    assert (
        _score(
            f"<responseCondition><responseIf><null/>{_set(1)}</responseIf><responseElse>"
            f"{_set(3)}</responseElse></responseCondition>"
        )
        == 3
    )


def test_a_fragment_runs_and_an_exit_ends_the_processing():
    assert (
        _score(f"<responseProcessingFragment>{_set(4)}</responseProcessingFragment><exitResponse/>{_set(5)}")
        == 4
    )


def test_a_table_is_looked_up():
    table = (
        '<outcomeDeclaration identifier="MARK" cardinality="single" baseType="float">'
        '<interpolationTable defaultValue="0">'
        '<interpolationTableEntry sourceValue="2" targetValue="10"/>'
        "</interpolationTable></outcomeDeclaration>"
        '<outcomeDeclaration identifier="NAME" cardinality="single" baseType="float">'
        '<matchTable defaultValue="7">'
        '<matchTableEntry sourceValue="2" targetValue="20"/></matchTable></outcomeDeclaration>'
    )

    def total(amount):
        rules = "".join(
            f'<lookupOutcomeValue identifier="{name}">{_b(amount)}</lookupOutcomeValue>'
            for name in ("MARK", "NAME")
        )
        both = f'<setOutcomeValue identifier="SCORE"><sum>{_v("MARK")}{_v("NAME")}</sum></setOutcomeValue>'
        root = read_element(parse_xml(item("<p/>", table, rules + both).encode()))
        return read_processing(root, Budget()).score({})

    assert [total(amount) for amount in (1, 2, 3)] == [7, 30, 17]


def test_an_unknown_rule_and_an_unknown_template_are_refused():
    with pytest.raises(Refusal) as caught:
        _score("<setTemplateValue/>")
    assert caught.value.kind == "rule_unknown"
    root = read_element(parse_xml(item("<p/>", DECLARED, "own_template").encode()))
    with pytest.raises(Refusal) as caught:
        read_processing(root, Budget())
    assert caught.value.kind == "template_unknown"


def test_processing_that_takes_too_long_is_refused():
    many = "".join(f"<containerSize>{_v('LINE')}</containerSize>" for _ in range(60_000))
    root = read_element(
        parse_xml(
            item(
                "<p/>", DECLARED, f'<setOutcomeValue identifier="SCORE"><max>{many}</max></setOutcomeValue>'
            ).encode()
        )
    )
    with pytest.raises(Refusal) as caught:
        read_processing(root, Budget()).score(GIVEN)
    assert caught.value.kind == "too_long"


def test_the_share_of_an_item_is_used_up_over_several_runs():
    root = read_element(parse_xml(item("<p/>", DECLARED, _set(1) * 3_000).encode()))
    processing = read_processing(root, Budget())
    with pytest.raises(Refusal) as caught:
        for _ in range(100):
            processing.score(GIVEN)
    assert caught.value.kind == "too_long"
