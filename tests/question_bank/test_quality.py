import pytest

from question_bank.items import item_from_json
from question_bank.quality import check_item, check_list
from tests.question_bank.samples import KINDS, item, raw_item


def _kinds_found(kind, change):
    raw = raw_item(kind)
    change(raw)
    return {finding.kind for finding in check_item(item_from_json(raw))}


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_item_has_no_findings(kind):
    assert check_item(item(kind)) == ()


def _label(language, choice, words):
    return lambda raw: raw["texts"][language]["choices"].update({choice: words})


def _stem(language, words):
    return lambda raw: raw["texts"][language].update(stem=words)


@pytest.mark.parametrize(
    ("kind", "change", "found"),
    [
        ("choice", lambda raw: raw["texts"].pop("ru"), "missing_translation"),
        ("hotspot", lambda raw: raw["media"]["m1"]["alt"].pop("ru"), "missing_alt"),
        ("hotspot", lambda raw: raw["media"]["m1"]["alt"].update(en=" "), "missing_alt"),
        ("choice", _stem("en", "<p> </p>"), "blank_text"),
        ("choice", _label("en", "b", "<br>"), "blank_text"),
        ("choice", _label("en", "b", "<script>x</script>y"), "unclean_html"),
        ("choice", _label("en", "b", '<img src="x">y'), "unclean_html"),
        ("choice", _label("uz-Latn", "b", "Fаyl"), "mixed_scripts"),
        ("choice", _label("ru", "b", "Фaйл"), "mixed_scripts"),
        ("choice", _label("uz-Latn", "b", "To'gʻri"), "apostrophe"),
        ("choice", _label("en", "b", "answer  A"), "equal_options"),
        ("match", _label("en", "t2", "ANSWER t1"), "equal_options"),
        ("choice", _label("uz-Latn", "b", "Жавоб а"), "equal_options"),
        ("choice", _label("en", "d", "All of the above"), "all_of_the_above"),
        ("choice", _label("ru", "d", "Все перечисленные"), "all_of_the_above"),
        ("choice", _label("uz-Latn", "d", "Barcha javoblar toʻgʻri"), "all_of_the_above"),
        ("text_entry", lambda raw: raw["answer_key"]["r1"].append("x" * 41), "variant_too_long"),
    ],
)
def test_each_fault_of_an_item_is_found_by_its_kind(kind, change, found):
    assert found in _kinds_found(kind, change)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("choice", _label("en", "b", "<code>it's</code> &lt;b&gt;")),
        ("choice", _label("uz-Latn", "b", "PDF-fayl va <code>Фaйл</code>")),
        ("choice", _label("en", "b", "= A1 * B1")),
        ("match", _label("en", "t1", "Answer s1")),
        ("choice", _label("uz-Latn", "b", "Narxi 12\u00a0800 soʻm")),
    ],
)
def test_what_is_no_fault_is_not_found(kind, change):
    assert _kinds_found(kind, change) == set()


def test_an_enemy_that_is_not_in_the_list_is_found():
    stranger = item("choice", meta={**raw_item("choice")["meta"], "enemies": ["OFF-999"]})
    assert [finding.kind for finding in check_list({stranger.id: stranger})] == ["unknown_enemy"]


def test_lesson_33_the_same_question_twice_is_found_and_another_key_told_apart():
    first, again = item("choice", "OFF-1"), item("choice", "OFF-2")
    other = item("choice", "OFF-3", answer_key={"r1": ["c"]})
    found = check_list({one.id: one for one in (first, again, other)})
    assert [(finding.kind, finding.item) for finding in found] == [
        ("same_stem", "OFF-2"),
        ("same_stem_other_key", "OFF-3"),
    ]


def test_lesson_33_the_same_question_in_the_other_script_is_found():
    raw = raw_item("choice", "OFF-2")
    raw["texts"] = {"uz-Latn": {"stem": "<p>Қайси жавоб тўғри?</p>", "choices": {}}}
    raw["texts"]["uz-Latn"]["choices"] = {choice: f"Жавоб {choice}" for choice in "abcd"}
    found = check_list({"OFF-1": item("choice", "OFF-1"), "OFF-2": item_from_json(raw)})
    assert "same_stem" in {finding.kind for finding in found}


def _many(key_of, label_of=lambda number, choice: f"{choice} {number}"):
    items = {}
    for number in range(24):
        raw = raw_item("choice", f"OFF-{number}")
        raw["answer_key"]["r1"] = [key_of(number)]
        for text in raw["texts"].values():
            text["choices"] = {choice: label_of(number, choice) for choice in "abcd"}
        items[raw["id"]] = item_from_json(raw)
    return items


def test_lesson_33_a_list_whose_key_nearly_always_stands_first_is_found():
    kinds = [finding.kind for finding in check_list(_many(lambda number: "a" if number % 2 else "b"))]
    assert kinds == ["key_position"]


def test_a_list_whose_longest_option_is_right_is_found():
    def label(number, choice):
        return f"{choice} {number}" + " and much more" * (choice == "abcd"[number % 4])

    assert [finding.kind for finding in check_list(_many(lambda number: "abcd"[number % 4], label))] == [
        "key_length"
    ]


def test_a_list_with_spread_keys_has_no_findings():
    assert check_list(_many(lambda number: "abcd"[number % 4])) == ()
