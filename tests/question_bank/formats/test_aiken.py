import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.aiken import read_aiken, read_aiken_bytes, write_aiken
from question_bank.formats.contract import Defaults
from tests.question_bank.samples import item

GOOD = """Which key copies the text?
A. Ctrl+C
B. Ctrl+V
C) Ctrl+X
ANSWER: A

What is a file?
A. Data
B. Wire
ANSWER: a
"""


def _read(text):
    return read_aiken_bytes(text.encode(), Defaults())


def test_stems_options_and_answers_are_read_with_their_lines():
    read_list = _read(GOOD)
    first, second = read_list.items.values()
    assert first.texts["en"].choices == {"a": "Ctrl+C", "b": "Ctrl+V", "c": "Ctrl+X"}
    assert second.answer_key.choices == ("a",)
    assert list(read_list.lines.values()) == [1, 7]


@pytest.mark.parametrize(
    "word", ["Correct answer", "JAVOB", "Toʻgʻri javob", "To'g'ri javob", "ОТВЕТ", "ЖАВОБ", "Тўғри жавоб"]
)
def test_the_answer_may_be_named_in_the_languages_of_the_country(word):
    (made,) = _read(f"Qaysi biri fayl?\nA) Bir\nB) Ikki\n{word}: B\n").items.values()
    assert made.answer_key.choices == ("b",)


@pytest.mark.parametrize(("letters", "answer"), [("АВС", "B"), ("ABC", "В"), ("АБВ", "Б")])
def test_letters_of_a_cyrillic_keyboard_are_understood(letters, answer):
    options = "\n".join(f"{letter}) variant {letter}" for letter in letters)
    (made,) = _read(f"Qaysi biri fayl?\n{options}\nANSWER: {answer}\n").items.values()
    assert made.answer_key.choices == ("b",)


def test_options_under_small_letters_are_options():
    (made,) = _read("Qaysi biri fayl?\na) Bir\nb) Ikki\nv) Uch\nANSWER: B\n").items.values()
    assert list(made.texts["uz-Latn"].choices.values()) == ["Bir", "Ikki", "Uch"]
    assert made.answer_key.choices == ("b",)


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Stem?\nA. one\nB. two\n", "no_key"),
        ("Stem?\nA. one\nB. two\nANSWER: D\n", "no_key"),
        ("Stem?\nA. one\nANSWER: A\n", "too_few_options"),
    ],
)
def test_a_block_that_is_no_item_is_refused_and_the_next_one_is_read(block, kind):
    read_list = _read(f"{block}\n{GOOD}")
    assert [(refusal.kind, refusal.line) for refusal in read_list.refusals] == [(kind, 1)]
    assert len(read_list.items) == 2


def test_words_without_options_at_the_end_are_refused():
    assert [refusal.kind for refusal in _read(f"{GOOD}\nOnly words\n").refusals] == ["too_few_options"]


def test_letters_that_begin_anew_are_a_question_to_the_editor():
    read_list = _read("First?\nA. one\nB. two\nSecond?\nA. three\nB. four\nANSWER: A\n")
    assert ([question.kind for question in read_list.questions], read_list.items) == (["run_together"], {})


def test_several_letters_are_told_and_become_a_choice_of_several():
    read_list = _read("Which two are right?\nA. one\nB. two\nC. three\nANSWER: A, C\n")
    (made,) = read_list.items.values()
    assert made.answer_key.choices == ("a", "c")
    assert [finding.kind for finding in read_list.findings] == ["two_keys"]


def test_written_choices_come_back_and_other_kinds_are_named(tmp_path):
    items = {made.id: made for made in (item("choice"), item("multiple"), item("order"))}
    losses = write_aiken(items, {}, tmp_path / "list.txt")
    assert {loss.item for loss in losses if loss.kind == "not_written"} == {
        item("multiple").id,
        item("order").id,
    }
    (back,) = read_aiken(tmp_path / "list.txt", Defaults()).items.values()
    assert back.answer_key == item("choice").answer_key


@given(st.text(alphabet=st.sampled_from("AB.) x?\nANSWER: "), max_size=150))
def test_every_block_of_any_text_is_accounted_for(text):
    read_list = read_aiken_bytes((text + "\nx").encode(), Defaults())
    assert read_list.blocks == len(read_list.items) + len(read_list.refusals) + len(read_list.questions) >= 1


def test_feedback_after_an_answer_is_the_rationale_and_brackets_may_stand_on_both_sides():
    read_list = _read("What copies?\n(A) one\n(B) two\nANSWER: (B)\nFEEDBACK: because\n")
    (made,) = read_list.items.values()
    assert (made.answer_key.choices, made.texts["en"].rationale) == (("b",), "because")
    assert read_list.blocks == 1
