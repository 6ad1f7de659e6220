import pytest

from question_bank.items import item_from_json
from question_bank.loose_folding import fold_label, fold_stem
from question_bank.quality import check_list
from tests.question_bank.samples import item, raw_item


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kompyuter xotirasi qaysi?", "Компьютер хотираси қайси?"),
        ("Kompyuter xotirasi qaysi?", "12. компьютер хотираси кайси"),
        ("Oʻzbekiston Respublikasi", "O'zbekiston respublikasi!"),
        ("Oʻzbekiston Respublikasi", "Узбекистон республикаси"),
        ("<p>Elektron hukumat nima?</p>", "Электрон ҳукумат нима?"),
        ("Axborot tizimi", "Ahborot tizimi"),
    ],
)
def test_one_stem_in_latin_cyrillic_and_russian_spelling_is_one(one, other):
    assert fold_stem(one) == fold_stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2 + 2 = ?", "2 - 2 = ?"), ("Excel 2016", "Excel 2019"), ("C#", "C++")]
)
def test_stems_that_ask_another_thing_stay_apart(one, other):
    assert fold_stem(one) != fold_stem(other)


def test_look_alikes_of_two_scripts_are_one_option():
    assert set(fold_label("АВС")) & set(fold_label("ABC"))


def _with(item_id, stem, options, key="a"):
    raw = raw_item("choice", item_id)
    raw["answer_key"]["r1"] = [key]
    raw["texts"] = {"uz-Latn": {"stem": stem, "choices": dict(zip("abcd", options, strict=True))}}
    return item_from_json(raw)


STEM = "Elektron hujjat aylanishi tizimi nima uchun kerak?"


def _kinds(*items):
    found = check_list({made.id: made for made in items})
    return [finding.kind for finding in found if finding.kind != "missing_translation"]


def test_the_same_telling_stem_with_other_options_and_another_right_answer_is_found():
    one = _with("A1", STEM, ["bir", "ikki", "uch", "besh"])
    other = _with("A2", STEM, ["olti", "yetti", "sakkiz", "oʻn"])
    assert _kinds(one, other) == ["same_stem_other_key"]


def test_the_same_right_answer_at_another_place_is_the_same_key():
    one = _with("A1", STEM, ["bir", "ikki", "uch", "besh"], "a")
    other = _with("A2", STEM, ["uch", "БИР", "besh", "ikki"], "b")
    assert _kinds(one, other) == ["same_stem"]


def test_a_short_stem_that_asks_by_its_options_may_stand_twice():
    one = _with("A1", "Qaysi toʻgʻri?", ["bir", "ikki", "uch", "besh"])
    other = _with("A2", "Qaysi toʻgʻri?", ["olti", "yetti", "sakkiz", "oʻn"])
    assert _kinds(one, other) == []


def test_the_same_words_about_another_picture_are_another_question():
    raw = raw_item("hotspot", "OFF-2")
    raw["media"]["m1"]["sha256"] = "0" * 64
    assert check_list({"OFF-1": item("hotspot", "OFF-1"), "OFF-2": item_from_json(raw)}) == ()


def _list_of(key_of, label_of=lambda number, choice: f"{choice} soʻzi {number}", count=40):
    return [
        _with(
            f"A{number}",
            f"{number}-savolda nima soʻralgan?",
            [label_of(number, c) for c in "abcd"],
            key_of(number),
        )
        for number in range(count)
    ]


def test_lesson_33_a_key_that_stands_first_in_97_per_cent_is_found():
    assert _kinds(*_list_of(lambda number: "b" if number == 0 else "a")) == ["key_position"]


def test_a_place_that_never_holds_the_key_is_found_too():
    assert _kinds(*_list_of(lambda number: "abc"[number % 3], count=60)) == ["key_position"]


def test_keys_that_chance_could_spread_are_not_found():
    assert _kinds(*_list_of(lambda number: "aabbccddabcdabdc"[number % 16])) == []


def test_a_longest_option_that_is_never_right_is_found():
    def label(number, choice):
        return f"{choice} soʻzi {number}" + " va yana koʻp narsa" * (choice == "abcd"[(number + 1) % 4])

    kinds = _kinds(*_list_of(lambda number: "abcd"[number % 4], label, count=60))
    assert kinds == ["key_length"]
