import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults
from question_bank.formats.hemis import read_hemis_bytes
from question_bank.item_places import find_place, list_places, write_place
from question_bank.items import item_from_json
from question_bank.mends import apply_mends, propose
from question_bank.quality import check_item, check_list
from question_bank.sealing import digest_item
from tests.question_bank.samples import item, raw_item


def _item(language, place, words, item_id="OFF-1"):
    raw = raw_item("choice", item_id)
    if place == "stem":
        raw["texts"][language]["stem"] = words
    else:
        raw["texts"][language]["choices"][place] = words
    return item_from_json(raw)


@pytest.mark.parametrize(
    ("kind", "language", "before", "after"),
    [
        ("mixed_scripts", "uz-Latn", "Fаyl va qogʻoz", "Fayl va qogʻoz"),
        ("mixed_scripts", "uz-Latn", "дaстур", "dastur"),
        ("mixed_scripts", "ru", "Фaйл", "Файл"),
        ("mixed_scripts", "uz-Latn", "О'zbek", "Oʻzbek"),
        ("apostrophe", "uz-Latn", "To'g'ri ma'no <code>it's</code>", "Toʻgʻri maʼno <code>it's</code>"),
        ("unclean_html", "en", "one<script>x</script>", "one"),
        ("whitespace", "en", "one  two , three", "one two, three"),
        ("whitespace", "en", "one  <code>a  b</code>", "one <code>a  b</code>"),
    ],
)
def test_a_mend_tells_the_words_before_and_after_and_both_digests(kind, language, before, after):
    made = _item(language, "b", before)
    finding = next(finding for finding in check_item(made) if finding.kind == kind)
    mend = propose(finding, made)
    assert (mend.before, mend.after) == (before, after)
    assert mend.digest_before == digest_item(made)
    assert mend.digests_after == (digest_item(mend.items[0]),)
    assert mend.items[0].texts[language].choices["b"] == after
    assert kind not in {finding.kind for finding in check_item(mend.items[0])}


def test_letters_before_the_options_are_taken_from_all_of_them():
    raw = raw_item("choice")
    raw["texts"]["en"]["choices"] = {choice: f"{choice.upper()}) word {choice}" for choice in "abcd"}
    made = item_from_json(raw)
    (finding,) = [finding for finding in check_item(made) if finding.kind == "lettered"]
    assert list(propose(finding, made).items[0].texts["en"].choices.values()) == [f"word {c}" for c in "abcd"]


def test_a_number_before_the_stem_is_taken_out():
    made = _item("en", "stem", "<p>12. Which is right?</p>")
    (finding,) = [finding for finding in check_item(made) if finding.kind == "numbered"]
    assert propose(finding, made).after == "<p>Which is right?</p>"


def test_what_only_a_person_can_mend_has_no_mend():
    raw = raw_item("choice")
    raw["texts"].pop("ru")
    made = item_from_json(raw)
    assert [propose(finding, made) for finding in check_item(made)] == [None]
    assert propose(Finding("mixed_scripts", "OFF-1", "ru b: Wордщ"), _item("ru", "b", "Wордщ")) is None


def test_a_repeated_question_is_offered_for_removal_and_one_with_another_key_is_not():
    twins = {name: item("choice", name) for name in ("OFF-1", "OFF-2")}
    twins["OFF-3"] = item("choice", "OFF-3", answer_key={"r1": ["c"]})
    same, other = check_list(twins)
    mend = propose(same, twins["OFF-2"])
    assert (mend.items, mend.digests_after) == ((), ())
    assert propose(other, twins["OFF-3"]) is None
    assert list(apply_mends(twins, [mend])[0]) == ["OFF-1", "OFF-3"]


def test_a_block_that_runs_together_is_divided_only_when_its_mend_is_accepted():
    text = "Birinchi?\n====\n#ha\n====\nyoʻq\nIkkinchi savol?\n====\n#bir\n====\nikki\n"
    read_list = read_hemis_bytes(text.encode(), Defaults())
    (question,) = read_list.questions
    mend = propose(question, None, read_list.offers[question])
    assert mend.digest_before is None
    assert read_list.items == {}
    assert [made.answer_key.choices for made in apply_mends({}, [mend])[0].values()] == [("a",), ("a",)]


def test_a_mend_that_finds_nothing_any_more_is_left_out():
    made = _item("en", "b", "one  two")
    (finding,) = check_item(made)
    mend = propose(finding, made)
    mended, done = apply_mends({made.id: made}, [mend, mend])
    assert (len(done), mended[made.id]) == (1, mend.items[0])


_DIRTY = {
    "stem": "<p>12. Qaysi  jаvob to'g'ri ?</p>",
    "a": "A) Fаyl  va o'yin",
    "b": "B) О'zbek <u>x</u>",
    "c": "C) дaстур  to'plami",
    "d": "D) boshqa",
}


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_mends_give_the_same_item_in_whatever_order_they_are_accepted(chance):
    raw = raw_item("choice")
    raw["texts"]["uz-Latn"]["stem"] = _DIRTY["stem"]
    raw["texts"]["uz-Latn"]["choices"] = {choice: _DIRTY[choice] for choice in "abcd"}
    made = item_from_json(raw)
    mends = [mend for finding in check_item(made) if (mend := propose(finding, made)) is not None]
    assert len(mends) >= 10
    straight, _ = apply_mends({made.id: made}, mends)
    shuffled = list(mends)
    chance.shuffle(shuffled)
    assert apply_mends({made.id: made}, shuffled)[0] == straight
    assert check_item(straight[made.id]) == ()


def test_one_by_one_and_together_come_to_the_same():
    made = _item("uz-Latn", "b", "Fаyl  to'g'ri")
    mends = [propose(finding, made) for finding in check_item(made)]
    random.Random(7).shuffle(mends)
    items = {made.id: made}
    for mend in mends:
        items, _ = apply_mends(items, [mend])
    assert items == apply_mends({made.id: made}, mends)[0]


def test_each_place_of_an_item_is_found_by_its_name_and_can_be_written():
    made = item("choice")
    for place, words in list_places(made):
        assert find_place(made, f"{place}: x") == place
        assert dict(list_places(write_place(made, place, words + "!")))[place] == words + "!"


@pytest.mark.parametrize("place", ["en nothing", "de stem"])
def test_a_place_that_is_not_there_is_not_written(place):
    with pytest.raises(KeyError):
        write_place(item("choice"), place, "x")
