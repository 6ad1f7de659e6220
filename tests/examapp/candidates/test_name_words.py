"""The keys of names: the same sound is the same key, and a beginning has the beginning of its key."""

import pytest

from examapp.candidates.name_words import list_name_words, read_asked_words
from question_bank.scripts import search_key


def finds(asked: str, *name: str) -> bool:
    """Tell whether one word that was asked for begins one word of a name."""
    [beginnings] = read_asked_words(asked)
    return any(one.word.startswith(key) for key in beginnings for one in list_name_words(*name))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Каримов", "Karimov Botir"),
        ("Karimov", "Каримов Ботир"),
        ("Hakimov", "Khakimov Xasan"),
        ("Хасан", "Khakimov Xasan"),
        ("Qarshiboev", "Qarshibayev Ali"),
        ("Qarshibaev", "Qarshiboyev Ali"),
        ("Gulom", "Gʻulomov Ali"),
        ("G'ulom", "Gʻulomov Ali"),
        ("Ғулом", "G`ulomov Ali"),
        ("Juraev", "Djurayev Ali"),
        ("Muhamad", "Muhammadjonov Ali"),
        ("Oʻrmon", "Qoʻchqorova-Oʻrmonjonova Ali"),
    ],
)
def test_habits_of_writing_do_not_hide_a_name(asked: str, name: str) -> None:
    assert finds(asked, name)


@pytest.mark.parametrize(
    "name", ["Khakimov", "Yusupov", "Tsoy", "Djurayev", "Kozhimurat", "Saodat", "Qoʻchqorova"]
)
def test_every_beginning_of_a_word_finds_it(name: str) -> None:
    for length in range(1, len(name) + 1):
        if name[length - 1] != "ʻ":
            assert finds(name[:length], name), name[:length]


def test_a_beginning_that_is_cut_within_one_sound_finds_no_other_sound() -> None:
    assert finds("Ak", "Akbarov Ali")
    assert not finds("Ak", "Ahmedov Vali")


def test_the_other_words_stand_beside_each_key_and_particles_in_none() -> None:
    words = {one.word: one.others for one in list_name_words("Orinov Gʻayrat Alisher oʻgʻli")}
    assert words == {"arinav": " garat alishir ", "garat": " arinav alishir ", "alishir": " arinav garat "}


def test_a_cyrillic_name_typed_by_hand_is_a_second_spelling_of_the_same_words() -> None:
    words = {one.word: one.others for one in list_name_words("Sergeev Ilya", "Шергеев Илья")}
    assert words == {"sirgiv": " ila ", "shirgiv": " ila ", "ila": " sirgiv shirgiv "}


def test_nothing_that_can_stand_in_a_name_asks_for_nothing() -> None:
    assert read_asked_words(" . - ") == []
    assert read_asked_words("Ka\u202erim") == []


def test_folding_word_by_word_is_folding_the_whole() -> None:
    name = "Қўчқорова-Ўрмонжонова Ойгул Ғуломжон қизи"
    assert [search_key(part) for part in name.split()] == search_key(name).split()
