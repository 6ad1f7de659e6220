from itertools import combinations

from examapp.certificates.code_check import LENGTH, is_well_formed, new_certificate_code
from examapp.core.codes import ALPHABET, read_code, show_code


def test_a_new_code_has_twelve_characters_and_is_well_formed() -> None:
    codes = {new_certificate_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) and is_well_formed(code) for code in codes)


def test_lesson_43_every_single_wrong_character_gives_a_code_that_was_never_issued() -> None:
    code = new_certificate_code()
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert not is_well_formed(code[:place] + wrong + code[place + 1 :])


def test_any_two_characters_that_changed_places_give_a_code_that_was_never_issued() -> None:
    for _ in range(20):
        code = new_certificate_code()
        for first, second in combinations(range(LENGTH), 2):
            if code[first] == code[second]:
                continue
            letters = list(code)
            letters[first], letters[second] = letters[second], letters[first]
            assert not is_well_formed("".join(letters))


def test_length_and_alphabet_are_checked() -> None:
    code = new_certificate_code()
    assert not is_well_formed(code[:-1])
    assert not is_well_formed(code + "0")
    assert not is_well_formed("U" + code[1:])
    assert not is_well_formed("")


def test_a_code_typed_as_it_is_printed_comes_back() -> None:
    code = new_certificate_code()
    assert read_code(show_code(code).lower()) == code
