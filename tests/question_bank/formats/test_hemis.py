import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.hemis import read_hemis, read_hemis_bytes, write_hemis
from question_bank.formats.registry import read
from tests.question_bank.samples import item

GOOD = """Faylni nusxalash uchun qaysi tugmalar bosiladi?
====
#Ctrl+C
====
Ctrl+V
====
Ctrl+X
++++
Qaysi qurilma maʼlumotni chiqaradi?
======
Klaviatura
======
# Monitor
========
Sichqoncha
"""


def _read(text, **defaults):
    return read_hemis_bytes(text.encode(), Defaults(**defaults))


def test_options_keys_and_separators_of_four_to_eight_signs_are_read():
    made = list(_read(GOOD).items.values())
    assert [one.answer_key.choices for one in made] == [("a",), ("b",)]
    assert made[1].texts["uz-Latn"].choices == {"a": "Klaviatura", "b": "Monitor", "c": "Sichqoncha"}
    assert made[0].texts["uz-Latn"].stem == "<p>Faylni nusxalash uchun qaysi tugmalar bosiladi?</p>"


def test_each_item_is_known_by_the_line_where_it_begins():
    assert list(_read(GOOD).lines.values()) == [1, 9]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
)
def test_every_usual_dress_of_a_file_gives_the_same_items(encode):
    assert read_hemis_bytes(encode(GOOD), Defaults()).items == _read(GOOD).items


def test_a_file_in_windows_1251_is_read_and_that_is_told():
    text = "Для чего нужна операционная система?\n====\n#Управление устройствами\n====\nПечать\n"
    read_list = read_hemis_bytes(text.encode("windows-1251"), Defaults())
    (made,) = read_list.items.values()
    assert made.texts["ru"].choices["a"] == "Управление устройствами"
    assert [finding.kind for finding in read_list.findings] == ["encoding"]


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_a_file_in_another_encoding_is_not_readable_and_the_encoding_is_named(tmp_path, encoding):
    file = tmp_path / "list.txt"
    file.write_bytes(
        ("Для чего нужна операционная система?\n====\n#Управление\n====\nПечать\n" * 5).encode(encoding)
    )
    with pytest.raises(NotReadable) as refusal:
        read(file)
    assert refusal.value.kind == "encoding"


def test_a_separator_inside_a_line_is_a_question_with_the_split_offered_and_nothing_is_split():
    text = "Bir savol qaysi? ==== #ha ==== yoʻq ++++ Ikkinchi savol qaysi? ==== #bir ==== ikki"
    read_list = _read(text)
    assert (len(read_list.items), [question.kind for question in read_list.questions]) == (
        0,
        ["run_together"],
    )
    (offer,) = read_list.offers.values()
    assert offer.before == text
    assert [one.texts["uz-Latn"].choices["a"] for one in offer.items] == ["ha", "bir"]


def test_two_questions_without_a_separator_between_them_are_a_question_with_the_split_offered():
    text = "Birinchi?\n====\n#ha\n====\nyoʻq\nIkkinchi savol?\n====\n#bir\n====\nikki\n"
    read_list = _read(text)
    (offer,) = read_list.offers.values()
    assert offer.pieces == ("Birinchi?\n====\n#ha\n====\nyoʻq", "Ikkinchi savol?\n====\n#bir\n====\nikki")
    assert len(offer.items) == 2
    assert read_list.questions[0].line == 1


def test_an_option_glued_to_the_stem_is_a_question_with_the_split_offered():
    read_list = _read("RAM nima uchun kerak?A) Chop etish\n====\n#Vaqtincha saqlash\n====\nOʻqish\n")
    assert [question.kind for question in read_list.questions] == ["glued_option"]
    (offer,) = read_list.offers.values()
    assert list(offer.items[0].texts["uz-Latn"].choices.values()) == [
        "Chop etish",
        "Vaqtincha saqlash",
        "Oʻqish",
    ]


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Kalitsiz savol?\n====\nbir\n====\nikki", "no_key"),
        ("Bitta variant?\n====\n#bir", "too_few_options"),
        ("Faqat matn", "too_few_options"),
        ("====\n#bir\n====\nikki", "no_stem"),
        ("Hammasi toʻgʻri?\n====\n#bir\n====\n#ikki", "malformed"),
    ],
)
def test_a_block_that_is_no_item_is_refused_with_its_line_and_the_others_are_read(block, kind):
    read_list = _read(f"{GOOD}++++\n{block}\n")
    assert [(refusal.kind, refusal.line) for refusal in read_list.refusals] == [(kind, 17)]
    assert len(read_list.items) == 2


def test_two_marked_options_are_told_and_become_a_choice_of_several():
    read_list = _read("Qaysi ikkitasi toʻgʻri?\n====\n#bir\n====\n#ikki\n====\nuch\n")
    (made,) = read_list.items.values()
    assert (made.interaction.max_choices, made.answer_key.choices) == (2, ("a", "b"))
    assert [finding.kind for finding in read_list.findings] == ["two_keys"]


def test_an_empty_option_is_left_out_and_told():
    read_list = _read("Qaysi biri toʻgʻri?\n====\n#bir\n====\nikki\n====\n")
    assert [finding.kind for finding in read_list.findings] == ["blank_option"]


def test_a_list_in_uzbek_cyrillic_keeps_its_text_and_gets_a_latin_one_which_is_told():
    read_list = _read("Қайси тугма нусхалайди?\n====\n#Биринчи\n====\nИккинчи\n")
    (made,) = read_list.items.values()
    assert made.texts["uz-Cyrl"].stem == "<p>Қайси тугма нусхалайди?</p>"
    assert made.texts["uz-Latn"].stem == "<p>Qaysi tugma nusxalaydi?</p>"
    assert [finding.kind for finding in read_list.findings] == ["latin_rendered"]


def test_signs_of_markup_are_words_of_the_text():
    (made,) = _read("HTMLda <b> tegi nima qiladi?\n====\n#a < b & c\n====\nikki\n").items.values()
    assert made.texts["uz-Latn"].stem == "<p>HTMLda &lt;b&gt; tegi nima qiladi?</p>"
    assert made.texts["uz-Latn"].choices["a"] == "a &lt; b &amp; c"


def test_writing_names_every_loss_of_an_item(tmp_path):
    single, typed = item("choice", "OFF-1"), item("text_entry", "OFF-2")
    losses = write_hemis({"OFF-1": single, "OFF-2": typed}, {}, tmp_path / "list.txt")
    assert {(loss.item, loss.kind) for loss in losses} == {
        ("OFF-1", "lost_id"),
        ("OFF-1", "lost_meta"),
        ("OFF-1", "lost_language"),
        ("OFF-1", "lost_rationale"),
        ("OFF-2", "not_written"),
    }
    (back,) = read_hemis(tmp_path / "list.txt", Defaults()).items.values()
    assert back.answer_key == single.answer_key


def test_an_item_whose_words_hold_a_separator_is_not_written(tmp_path):
    made = item("choice")
    stem = made.texts["uz-Latn"].stem.replace("javob", "==== javob")
    raw_texts = {"uz-Latn": {"stem": stem, "choices": dict(made.texts["uz-Latn"].choices)}}
    broken = item("choice", texts=raw_texts)
    kinds = {loss.kind for loss in write_hemis({broken.id: broken}, {}, tmp_path / "list.txt")}
    assert kinds & {"not_written", "lost_words"}


def _count_pieces(text):
    """Count the blocks line by line: a line that begins or ends with four plus signs or more divides."""
    pieces = [""]
    for line in text.split("\n"):
        bare = line.strip(" \t")
        rest = bare.lstrip("+")
        if len(bare) - len(rest) >= 4:
            pieces.append("")
            bare = rest
        words = bare.rstrip("+")
        if len(bare) - len(words) >= 4:
            pieces[-1] += words
            pieces.append("")
        else:
            pieces[-1] += bare
    return sum(bool(piece.strip()) for piece in pieces)


@given(st.text(alphabet=st.sampled_from("ab?#=+\n АB).1"), max_size=120))
def test_every_block_of_any_text_is_accounted_for(text):
    text += "\nx"
    assert read_hemis_bytes(text.encode(), Defaults()).blocks == _count_pieces(text)
