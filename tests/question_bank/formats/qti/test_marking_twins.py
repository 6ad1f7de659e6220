import pytest

from question_bank.formats.contract import Defaults
from question_bank.formats.qti import item_reader
from question_bank.formats.qti.item_reader import read_item
from question_bank.formats.qti.machine import Budget
from question_bank.formats.qti.marking_twins import Twins
from question_bank.formats.qti.names import read_element
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.safe_xml import parse_xml
from tests.question_bank.formats.qti.fixtures import item, response


def _read(text, twins):
    source = ItemSource(read_element(parse_xml(text.encode())), lambda _name: None, "en")
    (reading,) = read_item(source, Defaults(), Budget(), twins).kept
    return reading.item


@pytest.fixture
def derived(monkeypatch):
    calls = []
    real = item_reader.derive_marking
    monkeypatch.setattr(item_reader, "derive_marking", lambda *given: calls.append(1) or real(*given))
    return calls


def _choice(words, key="b"):
    choices = "".join(f'<simpleChoice identifier="{name}">{words} {name}</simpleChoice>' for name in "abc")
    body = f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{choices}</choiceInteraction>'
    return item(body, response("single", "identifier", key), "match_correct")


def test_the_marking_of_an_item_in_another_language_is_not_derived_again(derived):
    twins = Twins()
    one, other = _read(_choice("word"), twins), _read(_choice("слово"), twins)
    assert len(derived) == 1
    assert (one.answer_key, one.scoring) == (other.answer_key, other.scoring)


def test_another_key_is_derived_by_itself(derived):
    twins = Twins()
    _read(_choice("word"), twins)
    assert _read(_choice("word", key="c"), twins).answer_key.choices == ("c",)
    assert len(derived) == 2


def test_what_was_noted_of_the_first_is_noted_of_the_next():
    text = item(
        '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>',
        response("single", "string", "word"),
        "match_correct",
    )
    twins, notes = Twins(), []
    for _ in range(2):
        source = ItemSource(read_element(parse_xml(text.encode())), lambda _name: None, "en")
        read_item(source, Defaults(), Budget(), twins)
        notes.append(source.notes)
    assert notes[0] == notes[1]
    assert "text_folded" in dict(notes[0])
