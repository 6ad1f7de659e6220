from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.contract import Defaults
from question_bank.formats.gift import read_gift, read_gift_bytes, write_gift
from question_bank.interactions import (
    ChoiceInteraction,
    MatchInteraction,
    NumericInteraction,
    TextEntryInteraction,
)
from question_bank.scoring import score_response
from question_bank.sealing import digest_item
from tests.question_bank.samples import KINDS, item


def _read(text):
    return read_gift_bytes(text.encode(), Defaults())


def _only(text):
    (made,) = _read(text).items.values()
    return made


def test_a_choice_has_its_options_and_its_key():
    made = _only("::Copy:: Which key copies the text? { =Ctrl+C ~Ctrl+V ~Ctrl+X }")
    assert made.texts["en"].choices == {"a": "Ctrl+C", "b": "Ctrl+V", "c": "Ctrl+X"}
    assert (made.answer_key.choices, made.interaction.max_choices) == (("a",), 1)


def test_weights_become_a_mapping_that_pays_part_and_never_for_everything():
    made = _only("Which two are right? {~%50%one ~%50%two ~%-100%three}")
    points = [score_response(made, answer).points for answer in (["a"], ["a", "b"], ["a", "b", "c"])]
    assert points == [Decimal("0.5"), 1, 0]


def test_weights_that_would_pay_for_ticking_everything_are_not_kept_and_that_is_told():
    read_list = _read("Which two are right? {~%50%one ~%50%two ~three}")
    (made,) = read_list.items.values()
    assert score_response(made, ["a", "b", "c"]).points == 0
    assert [finding.kind for finding in read_list.findings] == ["scoring_changed"]


def test_thirds_add_up_to_the_whole():
    made = _only("Which are right? {~%33.33333%a1 ~%33.33333%b1 ~%33.33333%c1 ~%-100%d1}")
    assert score_response(made, ["a", "b", "c"]).points == 1


def test_true_and_false_get_the_words_of_the_language_of_the_question():
    made = _only("Операционная система – это программа.{T}")
    assert (made.texts["ru"].choices, made.answer_key.choices) == ({"a": "Верно", "b": "Неверно"}, ("a",))


def test_a_typed_answer_keeps_its_variants_and_what_each_earns():
    made = _only("Which program shows this? {=Word =%50%Writer}")
    assert isinstance(made.interaction, TextEntryInteraction)
    assert [score_response(made, answer).points for answer in ("word", "writer", "x")] == [
        1,
        Decimal("0.5"),
        0,
    ]


@pytest.mark.parametrize(
    ("answer", "value", "tolerance"),
    [
        ("#1024", "1024", "0"),
        ("#3.14:0.01", "3.14", "0.01"),
        ("#1..5", "3", "2"),
        ("#=2:0.5", "2", "0.5"),
        ("#3:2~#no", "3", "2"),
    ],
)
def test_a_number_keeps_tolerance_or_range(answer, value, tolerance):
    made = _only(f"How many are there? {{{answer}}}")
    assert isinstance(made.interaction, NumericInteraction)
    assert (made.answer_key.value, made.answer_key.tolerance) == (Decimal(value), Decimal(tolerance))


def test_pairs_become_a_match_and_a_pair_without_source_one_target_more():
    made = _only("Which belongs to which? {=one -> 1 =two -> 2 = -> 3}")
    assert isinstance(made.interaction, MatchInteraction)
    assert (made.interaction.sources, made.interaction.targets) == (("s1", "s2"), ("t1", "t2", "t3"))


def test_a_missing_word_leaves_a_blank_in_the_stem():
    assert "_____" in _only("The text is copied with {=Ctrl+C ~Ctrl+V} in this program.").texts["en"].stem


def test_a_full_stop_after_the_answers_of_a_whole_question_leaves_no_blank():
    assert _only("How many bytes are there? {#1024}.").texts["en"].stem == "<p>How many bytes are there?</p>"


def test_escapes_comments_categories_and_comments_on_answers_are_understood():
    question = "What is \\{1\\=2\\}? {=a\\~b#yes ~c####So it is}"
    text = f"// a remark\n$CATEGORY: $course$/top/office/tables\n\n{question}\n"
    read_list = _read(text)
    (made,) = read_list.items.values()
    assert made.texts["en"].stem == "<p>What is {1=2}?</p>"
    assert made.texts["en"].choices["a"] == "a~b"
    assert made.texts["en"].rationale == "<p>So it is</p><p>a~b: yes</p>"
    assert (made.meta.topic, made.meta.subtopic) == ("office", "tables")
    assert [finding.kind for finding in read_list.findings] == ["feedback_moved"]


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Write about it.{}", "essay_refused"),
        ("Only words", "description_refused"),
        ("Which of two? {=a ~b} and {=c ~d}", "several_interactions"),
        ("Braces { do not match", "malformed"),
        ("Which is right? {~a ~b}", "no_key"),
        ("What is typed? {=a*b}", "wildcard"),
        ("How many? {#many}", "malformed"),
        ("{=a ~b}", "no_stem"),
    ],
)
def test_what_is_no_item_is_refused_with_its_kind_and_the_next_question_is_read(block, kind):
    read_list = _read(f"{block}\n\n::next:: Which key copies? {{=Ctrl+C ~Ctrl+V}}\n")
    assert [(refusal.kind, refusal.line) for refusal in read_list.refusals] == [(kind, 1)]
    assert len(read_list.items) == 1


def test_a_brace_that_is_never_closed_costs_no_other_question():
    read_list = _read("Which? {=a ~b\n\nWhich of them? {=c ~d}\n\nWhich one? {\n=e\n\n~f\n}\n")
    assert ([refusal.kind for refusal in read_list.refusals], len(read_list.items)) == (["malformed"], 2)


def test_two_right_options_of_a_single_choice_are_told():
    assert "two_keys" in [finding.kind for finding in _read("Which is right? {=a =b ~c}").findings]


def test_lesson_32_a_round_trip_keeps_each_digest_or_names_the_loss(tmp_path):
    items = {made.id: made for made in map(item, KINDS)}
    losses = write_gift(items, {}, tmp_path / "list.gift")
    back = read_gift(tmp_path / "list.gift", Defaults()).items
    lossy = {loss.item for loss in losses}
    assert {"OFF-001", "OFF-002", "OFF-004", "OFF-007", "OFF-008"} <= back.keys()
    for item_id, made in items.items():
        assert item_id in lossy or digest_item(back[item_id]) == digest_item(made)


def test_items_that_moodle_marks_otherwise_are_named(tmp_path):
    made = item("multiple")
    kinds = [loss.kind for loss in write_gift({made.id: made}, {}, tmp_path / "list.gift")]
    assert kinds == ["scored_otherwise"]


@given(st.text(alphabet=st.sampled_from("ab{}=~#%:\\->\n /$T1"), max_size=120))
def test_every_block_of_any_text_is_accounted_for(text):
    read_list = read_gift_bytes((text + "\n\nx").encode(), Defaults())
    assert read_list.blocks == len(read_list.items) + len(read_list.refusals) + len(read_list.questions)


def test_a_choice_of_the_shape_of_the_model_is_made():
    assert isinstance(_only("Which is right? {=a ~b}").interaction, ChoiceInteraction)


def test_a_wildcard_at_an_answers_end_is_left_out_and_told():
    read_list = _read("What holds a running program? {=*memory* =RAM}\n")
    (made,) = read_list.items.values()
    assert made.answer_key.variants == ("memory", "RAM")
    assert "wildcard_dropped" in [finding.kind for finding in read_list.findings]
