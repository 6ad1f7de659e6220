import pytest

from examapp.candidates.cells import Cell
from examapp.candidates.names import (
    display_names,
    name_key,
    read_name,
    read_text,
    set_capitals,
    sound_key,
    split_full_name,
)
from question_bank.scripts import search_key


def read(text):
    reading = read_name(Cell(text), "family_name")
    return reading.value, [finding.kind for finding in reading.findings]


@pytest.mark.parametrize(
    ("typed", "kept", "kinds"),
    [
        ("Karimov", "Karimov", []),
        ("Ko'chqorova", "Koʻchqorova", ["apostrophe"]),
        ("O`g`iloy", "Oʻgʻiloy", ["apostrophe"]),
        ("Sa’dulla", "Saʼdulla", ["apostrophe"]),
        ("Rаhmonov", "Rahmonov", ["look_alike"]),
        (" Karimov \u00a0", "Karimov", ["space"]),
        ("Kari\u200bmov", "Karimov", ["zero_width"]),
        ("KARIMOV", "Karimov", ["case"]),
        ("каримов", "Каримов", ["case"]),
        ("ЎРМОНОВА-ҚОДИРОВА", "Ўрмонова-Қодирова", ["case"]),
        ("ANVAR O'G'LI", "Anvar oʻgʻli", ["apostrophe", "case"]),
        ("Anvar oʻgʻli", "Anvar oʻgʻli", []),
        ("A.", "A.", []),
    ],
)
def test_a_name_is_set_right_and_each_repair_is_told(typed, kept, kinds):
    assert read(typed) == (kept, kinds)


@pytest.mark.parametrize(
    "typed", ["Kar\u202eimov", "Karimov\x07", "Kari\x00mov", "Karimov\u200f", "\x1bKarimov"]
)
def test_control_and_direction_marks_are_refused(typed):
    assert read(typed) == (None, ["hidden_mark"])


@pytest.mark.parametrize(
    ("typed", "sign"), [("Karimov2", "2"), ("=1+1", "="), ("<b>Ali</b>", "<"), ("Ali;Vali", ";")]
)
def test_signs_that_no_name_has_are_refused_and_named(typed, sign):
    assert read_name(Cell(typed), "family_name").findings[0].facts == {"sign": sign}


def test_a_name_without_end_is_refused():
    assert read("Ka" * 41) == (None, ["too_long"])


def test_a_position_may_hold_signs_and_digits():
    assert (
        read_text(Cell("2-toifali mutaxassis (AKT)"), "position", 240).value == "2-toifali mutaxassis (AKT)"
    )
    assert read_text(Cell("x\u202e"), "position", 240).value is None
    assert read_text(Cell("x" * 241), "position", 240).value is None


@pytest.mark.parametrize(
    ("parts", "latn", "cyrl"),
    [
        (("Qoʻchqorova", "Oʻgʻiloy", ""), "Qoʻchqorova Oʻgʻiloy", "Қўчқорова Ўғилой"),
        (("Ўрмонов", "Ғайрат", "Ҳасанович"), "Oʻrmonov Gʻayrat Hasanovich", "Ўрмонов Ғайрат Ҳасанович"),
        (("Karimov", "Ботир", ""), "Karimov Botir", "Каримов Ботир"),
        (("Qarshiboev", "Ergash", ""), "Qarshiboev Ergash", "Қаршибоев Эргаш"),
        (("Qarshibaeva", "Zuhra", ""), "Qarshibaeva Zuhra", "Қаршибаева Зуҳра"),
        (("Yoʻldoshev", "Shuhrat", ""), "Yoʻldoshev Shuhrat", "Йўлдошев Шуҳрат"),
    ],
)
def test_a_name_is_shown_in_both_scripts_from_whichever_was_given(parts, latn, cyrl):
    names = display_names(*parts)
    assert (names.latn, names.cyrl) == (latn, cyrl)


def test_the_search_key_is_latin_without_apostrophes():
    assert display_names("Ўрмонов", "Ғайрат", "").search_key == "ormonov gayrat"


@pytest.mark.parametrize(
    ("one", "other"), [("Qarshibaev Ali", "Qarshiboev Ali"), ("Ismoilov Sherzod", "Исмаилов Шерзод")]
)
def test_spellings_of_one_name_sound_alike(one, other):
    assert sound_key(one) == sound_key(other)


def test_other_names_do_not_sound_alike():
    assert sound_key("Karimov Botir") != sound_key("Karimova Botir")
    assert sound_key("Karimov Botir") != sound_key("Rahimov Botir")


def test_a_full_name_is_split_and_the_patronymic_may_have_two_words():
    assert split_full_name("Karimov Botir Anvar oʻgʻli") == ("Karimov", "Botir", "Anvar oʻgʻli")
    assert split_full_name("Karimov") == ("Karimov", "", "")


def test_mixed_capitals_are_somebodys_own():
    assert set_capitals("McDonald") == "McDonald"


@pytest.mark.parametrize(
    "name", ["Qoʻchqorova Oʻgʻiloy ʼ qizi", "Ҳамидов  Шерзод", "O'rinov-Tosh A.", "Rаhmonov Ali"]
)
def test_a_names_key_word_by_word_is_the_key_of_the_whole(name):
    assert name_key(name) == search_key(name)
