import re

import pytest

from question_bank.formats.contract import Defaults
from question_bank.formats.qti.reading import read_qti
from tests.question_bank.formats.qti.fixtures import item, response

EQUAL = (
    '<responseCondition><responseIf><equal toleranceMode="exact"><variable identifier="RESPONSE"/>'
    '<correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
    '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition>'
)
FIELD = '<p><printedVariable identifier="A"/> <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def _template(rules, body=FIELD, declared="", identifier="item-1"):
    declarations = (
        f'{response("single", "integer")}<templateDeclaration identifier="A" cardinality="single" '
        f'baseType="integer"/>{declared}'
    )
    beside = f"<templateProcessing>{rules}</templateProcessing>"
    return item(body, declarations, EQUAL, beside=beside, identifier=identifier)


def _number(value):
    return f'<baseValue baseType="integer">{value}</baseValue>'


CHOSEN = '<setTemplateValue identifier="A"><randomInteger min="10" max="90"/></setTemplateValue>'
KEY = '<setCorrectResponse identifier="RESPONSE"><variable identifier="A"/></setCorrectResponse>'


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "item.xml"
        path.write_text(text)
        return read_qti(path, Defaults(language="en"))

    return read_text


def _only(read_list):
    (made,) = read_list.items.values()
    return made, re.search(r"\d+", made.texts["en"].stem)[0]


def test_what_is_printed_is_what_the_key_was_made_from(read):
    made, printed = _only(read(_template(CHOSEN + KEY)))
    assert str(made.answer_key.value) == printed


def test_the_same_file_gives_the_same_item_and_another_identifier_another(read):
    one, again = (_only(read(_template(CHOSEN + KEY)))[1] for _ in range(2))
    others = {_only(read(_template(CHOSEN + KEY, identifier=f"item-{n}")))[1] for n in range(5)}
    assert one == again
    assert len(others) > 1


def test_the_editor_is_told_that_chance_chose(read):
    assert "template_fixed" in {finding.kind for finding in read(_template(CHOSEN + KEY)).findings}


def test_a_constraint_is_met_or_the_item_refused(read):
    above = "<templateConstraint><gt><variable identifier='A'/>{}</gt></templateConstraint>"
    made, _ = _only(read(_template(CHOSEN + above.format(_number(60)) + KEY)))
    assert made.answer_key.value > 60
    (refusal,) = read(_template(CHOSEN + above.format(_number(99)) + KEY)).refusals
    assert refusal.kind == "template"


def test_of_blocks_only_the_one_that_was_chosen_is_shown(read):
    declared = '<templateDeclaration identifier="T" cardinality="single" baseType="identifier"/>'
    chosen = (
        '<setTemplateValue identifier="T"><baseValue baseType="identifier">one</baseValue></setTemplateValue>'
    )
    block = '<templateBlock templateIdentifier="T" identifier="{0}" showHide="show">Block {0}</templateBlock>'
    blocks = "".join(block.format(name) for name in ("one", "two"))
    made, _ = _only(read(_template(CHOSEN + chosen + KEY, blocks + FIELD, declared)))
    assert "Block one" in made.texts["en"].stem
    assert "Block two" not in made.texts["en"].stem


def test_a_template_that_repeats_without_end_is_refused(read):
    endless = f'<repeat numberRepeats="999999">{_number(1)}</repeat>'
    rule = f'<setTemplateValue identifier="A">{endless}</setTemplateValue>'
    (refusal,) = read(_template(rule + KEY)).refusals
    assert refusal.kind == "too_long"
