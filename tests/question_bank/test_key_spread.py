import pytest
from scipy.special import chdtrc

from question_bank.items import item_from_json
from question_bank.key_spread import Sign, chance_beyond, measure_keys
from tests.question_bank.samples import raw_item


def _item(number, labels, key, most=1):
    raw = raw_item("choice", f"A-{number}")
    choices = "abcdef"[: len(labels)]
    raw["interactions"][0] |= {"choices": list(choices), "max_choices": most}
    raw["answer_key"]["r1"] = list(key)
    raw["texts"] = {
        "uz-Latn": {"stem": f"{number}-savol", "choices": dict(zip(choices, labels, strict=True))}
    }
    return item_from_json(raw)


def _spread(items, sign, language=None):
    (found,) = [spread for spread in measure_keys(items, language) if spread.sign is sign]
    return found


def test_picking_one_of_two_longest_options_at_random_is_half_a_mark():
    spread = _spread([_item(1, ["uzun", "uzum", "oq", "bu"], "a")], Sign.LONGEST)
    assert (spread.often, spread.expected, spread.count) == (0.5, 0.25, 1)


def test_options_of_one_length_tell_nothing():
    signs = {spread.sign for spread in measure_keys([_item(1, ["bir", "uch", "besh"[:3], "yuz"], "a")])}
    assert signs == {Sign.PLACE}


def test_a_shortest_option_that_is_always_right_is_far_from_chance():
    items = [_item(number, ["oq", "qizil", "yashil", "binafsha"], "a") for number in range(20)]
    assert _spread(items, Sign.SHORTEST).likelihood < 1e-9
    assert _spread(items, Sign.LONGEST).often == 0


def test_places_are_compared_within_items_of_one_number_of_options():
    two = [_item(number, ["ha", "yoʻq"], "ab"[number % 2]) for number in range(8)]
    four = [_item(10 + number, ["bir", "ikki", "uch", "toʻrt"], "abcd"[number % 4]) for number in range(8)]
    spread = _spread([*two, *four], Sign.PLACE)
    assert (spread.distance, spread.freedom, spread.likelihood) == (0, 4, 1)


def test_of_several_answers_the_ranks_of_the_lengths_are_added():
    labels = ["a", "bb", "ccc", "dddd", "eeeee"]
    spread = _spread([_item(1, labels, "de", most=2)], Sign.LONG_ONES)
    # Ranks 4 + 5 against a mean of 6; the variance is 2·3 ÷ (5·4) of the squares' sum 10.
    assert (spread.often, spread.expected) == (9, 6)
    assert spread.distance == pytest.approx(3)


def test_lengths_are_those_of_the_language_asked_for_and_cyrillic_is_rendered():
    # In Cyrillic letters sh, ch, oʻ and gʻ are one letter each.
    made = _item(1, ["shoʻrcha", "kabelni", "disk", "parol"], "a")
    assert _spread([made], Sign.LONGEST, "uz-Latn").often == 1
    assert _spread([made], Sign.LONGEST, "uz-Cyrl").often == 0


def test_a_sign_with_too_few_items_is_left_out():
    assert measure_keys([_item(1, ["oq", "qizil", "yashil", "qora"], "a")], fewest=2) == []


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 12])
def test_the_likelihood_is_that_of_scipys_chi_square(freedom):
    for distance in (0, 0.1, 1, 3.84, 10.83, 60):
        assert chance_beyond(distance, freedom) == pytest.approx(chdtrc(freedom, distance), abs=1e-12)
