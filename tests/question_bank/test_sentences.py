import json
import pickle

from question_bank.findings import Finding
from question_bank.formats.contract import NotReadable
from question_bank.sentences import say


def test_a_sentence_is_english_text_that_knows_its_pattern():
    made = say("the key %(key)r names no option", key="Z")
    assert made == "the key 'Z' names no option"
    assert json.dumps([made]) == json.dumps(["the key 'Z' names no option"])
    found = Finding("no_key", "A1", made)
    assert (found.pattern, found.params) == ("the key %(key)r names no option", {"key": "Z"})


def test_a_plain_text_is_its_own_pattern():
    found = Finding("no_key", "A1", "100 % of it")
    assert (found.pattern, found.params) == ("100 % of it", {})


def test_an_exception_that_holds_a_sentence_comes_back_whole_from_another_process():
    refusal = NotReadable("too_large", say("larger than %(megabytes)s MB", megabytes=32))
    back = pickle.loads(pickle.dumps(refusal))
    assert Finding(back.kind, "", str(back)).params == {"megabytes": 32}


def test_what_is_neither_text_nor_number_is_put_in_as_it_reads():
    assert say("%(error)s in line %(line)s", error=ValueError("no end"), line=3).params == {
        "error": "no end",
        "line": 3,
    }
