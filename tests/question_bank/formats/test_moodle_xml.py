import base64
from decimal import Decimal

import pytest
from lxml import etree

from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.moodle_xml import read_moodle_bytes, read_moodle_xml, write_moodle_xml
from question_bank.interactions import InteractionType
from question_bank.scoring import score_response
from question_bank.sealing import digest_item
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item

STEM = "Which is right?"
FILE = base64.b64encode(PICTURE).decode()


def _question(kind, body, stem=STEM, name="name"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>{body}</question>'
    )


def _answer(text, fraction=0, more=""):
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{more}</answer>'


def _read(*questions, **defaults):
    xml = f"<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n{chr(10).join(questions)}\n</quiz>"
    return read_moodle_bytes(xml.encode(), Defaults(**defaults))


def _only(*questions):
    (made,) = _read(*questions).items.values()
    return made


CHOICE = _question("multichoice", "<single>true</single>" + _answer("yes", 100) + _answer("no"))


def test_a_choice_of_one_is_read():
    made = _only(CHOICE)
    assert (made.texts["en"].choices, made.answer_key.choices) == ({"a": "yes", "b": "no"}, ("a",))


def test_a_penalty_of_a_choice_of_one_becomes_a_mapping_with_a_lower_bound():
    made = _only(_question("multichoice", _answer("yes", 100) + _answer("nearly", 50) + _answer("no", -25)))
    points = [score_response(made, [choice]).points for choice in "abc"]
    assert points == [1, Decimal("0.5"), Decimal("-0.25")]


def test_fractions_of_a_choice_of_several_become_a_mapping_that_never_goes_below_nothing():
    body = "<single>false</single><defaultgrade>2.0000000</defaultgrade>"
    answers = _answer("one", 50) + _answer("two", 50) + _answer("three", -100)
    made = _only(_question("multichoice", body + answers))
    answered = [["a", "b"], ["a"], ["a", "c"], ["c"], ["a", "b", "c"]]
    assert [score_response(made, answer).points for answer in answered] == [2, 1, 0, 0, 0]


def test_lesson_34_a_choice_that_pays_for_ticking_everything_is_changed_and_told():
    body = "<single>false</single>" + _answer("one", 50) + _answer("two", 50) + _answer("three")
    read_list = _read(_question("multichoice", body))
    (made,) = read_list.items.values()
    assert score_response(made, ["a", "b", "c"]).points == 0
    assert "scoring_changed" in [finding.kind for finding in read_list.findings]


@pytest.mark.parametrize(("right", "key"), [("true", ("a",)), ("false", ("b",))])
def test_true_and_false_become_a_choice_of_two(right, key):
    wrong = "false" if right == "true" else "true"
    made = _only(_question("truefalse", _answer(right, 100) + _answer(wrong)))
    assert (made.answer_key.choices, made.texts["en"].choices["a"]) == (key, "True")


def test_typed_answers_keep_what_each_earns():
    made = _only(_question("shortanswer", _answer("Word", 100) + _answer("Writer", 50) + _answer("*")))
    assert [score_response(made, words).points for words in ("WORD", "writer", "else")] == [
        1,
        Decimal("0.5"),
        0,
    ]


def test_a_number_keeps_its_tolerance_and_its_unit():
    unit = "<units><unit><multiplier>1</multiplier><unit_name>KB</unit_name></unit></units>"
    made = _only(_question("numerical", _answer("1024", 100, "<tolerance>0.5</tolerance>") + unit))
    assert (made.answer_key.value, made.answer_key.tolerance) == (Decimal(1024), Decimal("0.5"))
    assert made.texts["en"].unit == "KB"


def _pair(source, target):
    answer = f"<answer><text>{target}</text></answer>"
    return f'<subquestion format="html"><text>{source}</text>{answer}</subquestion>'


def test_pairs_become_a_match_paid_pair_by_pair():
    made = _only(_question("matching", _pair("one", "1") + _pair("two", "2") + _pair("", "3")))
    assert made.interaction.type == InteractionType.MATCH
    assert score_response(made, [["s1", "t1"], ["s2", "t3"]]).points == Decimal("0.5")


def test_an_order_is_right_as_it_is_written():
    made = _only(_question("ordering", _answer("first", 1) + _answer("second", 2) + _answer("third", 3)))
    assert made.answer_key.choices == ("a", "b", "c")


@pytest.mark.parametrize(
    ("grading", "kinds"),
    [
        ("ABSOLUTE_POSITION", ["scoring_changed"]),
        ("", ["scoring_changed"]),
        ("RELATIVE_NEXT_EXCLUDE_LAST", []),
        ("ALL_OR_NOTHING", []),
    ],
)
def test_an_order_that_is_paid_in_another_way_than_here_is_told(grading, kinds):
    steps = "".join(_answer(step, place) for place, step in enumerate(("first", "second", "third"), start=1))
    read_list = _read(_question("ordering", f"{steps}<gradingtype>{grading}</gradingtype>"))
    assert [found.kind for found in read_list.findings if found.kind == "scoring_changed"] == kinds


def _drags(name, groups="11"):
    words = zip(("copies", "pastes"), groups, strict=True)
    return "".join(f"<{name}><text>{word}</text><group>{group}</group></{name}>" for word, group in words)


def test_words_dragged_into_a_text_become_gaps():
    made = _only(_question("ddwtos", _drags("dragbox"), "Ctrl+C [[1]] and Ctrl+V [[2]]"))
    assert made.interaction.gaps == ("g1", "g2")
    assert made.answer_key.pairs == (("a", "g1"), ("b", "g2"))
    assert "[[g1]]" in made.texts["en"].stem


def test_lists_in_a_text_become_lists_of_their_groups():
    made = _only(_question("gapselect", _drags("selectoption"), "Ctrl+V [[2]] the text"))
    assert made.interaction.gaps == {"g1": ("g1a", "g1b")}
    assert made.answer_key.gaps == {"g1": "g1b"}


def _marker(number, text):
    return f"<drag><no>{number}</no><text>{text}</text><noofdrags>1</noofdrags></drag>"


def _drop(number, shape, coords):
    place = f"<shape>{shape}</shape><coords>{coords}</coords>"
    return f"<drop><no>{number}</no>{place}<choice>{number}</choice></drop>"


BACKGROUND = f'<file name="window.svg" encoding="base64">{FILE}</file>'


def test_one_kind_of_marker_becomes_points_to_put_on_the_picture():
    body = BACKGROUND + _marker(1, "here") + _drop(1, "rectangle", "10,20;30,40")
    made = _only(_question("ddmarker", body))
    assert made.interaction.type == InteractionType.SELECT_POINT
    assert made.answer_key.areas[0].coords == (10, 20, 40, 60)
    assert (made.media["m1"].width, made.media["m1"].sha256) == (400, PICTURE_SHA256)


def test_markers_with_words_become_gaps_on_the_picture():
    drags = _marker(1, "menu") + _marker(2, "ribbon")
    drops = _drop(1, "circle", "50,50;20") + _drop(2, "polygon", "100,10;150,10;120,60")
    made = _only(_question("ddmarker", BACKGROUND + drags + drops))
    assert [area.shape for area in made.interaction.areas] == ["circle", "poly"]
    assert made.answer_key.pairs == (("a", "g1"), ("b", "g2"))


def test_words_on_a_picture_get_a_size_which_is_told():
    drops = "".join(
        f"<drop><no>{n}</no><choice>{n}</choice><xleft>{100 * n}</xleft><ytop>20</ytop></drop>"
        for n in (1, 2)
    )
    body = BACKGROUND + _marker(1, "menu") + _marker(2, "ribbon") + drops
    read_list = _read(_question("ddimageortext", body))
    (made,) = read_list.items.values()
    assert made.interaction.areas[0].coords == (100, 20, 220, 50)
    assert "area_size_assumed" in [finding.kind for finding in read_list.findings]


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("Ctrl+C {1:MULTICHOICE:=copies~pastes} and {1:MC:cuts~=pastes}", InteractionType.INLINE_CHOICE),
        ("It is called {1:SHORTANSWER:=Word~%50%Writer}", InteractionType.TEXT_ENTRY),
        ("There are {1:NUMERICAL:=1024:0.5} of them", InteractionType.NUMERIC),
    ],
)
def test_a_cloze_of_one_kind_of_field_is_read(stem, kind):
    assert _only(_question("cloze", "", stem)).interaction.type == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (_question("cloze", "", "{1:SA:=a} and {1:SA:=b}"), "several_interactions"),
        (_question("cloze", "", "no field"), "no_gap"),
        (_question("essay", ""), "essay_refused"),
        (_question("description", ""), "description_refused"),
        (_question("calculated", _answer("{x}+1", 100)), "calculated_refused"),
        (_question("random", ""), "random_refused"),
        (_question("coderunner", ""), "unknown_kind"),
        (_question("multichoice", _answer("a", 50) + _answer("b")), "no_key"),
        (_question("multichoice", _answer("a", 100)), "too_few_options"),
        (_question("multichoice", _answer("a", "many") + _answer("b")), "malformed"),
        (
            _question("multichoice", "<defaultgrade>0</defaultgrade>" + _answer("a", 100) + _answer("b")),
            "no_points",
        ),
        (
            _question("multichoice", _answer('<img src="@@PLUGINFILE@@/x.png">', 100) + _answer("b")),
            "picture_in_choice",
        ),
        (
            _question(
                "multichoice", _answer("a", 100) + _answer("b"), '<img src="https://example.test/x.png">'
            ),
            "foreign_picture",
        ),
        (
            _question("multichoice", _answer("a", 100) + _answer("b"), '<img src="@@PLUGINFILE@@/x.png">'),
            "picture_missing",
        ),
        (_question("shortanswer", _answer("a*b", 100)), "wildcard"),
        (_question("numerical", _answer("many", 100)), "malformed"),
        (_question("matching", _pair("one", "1") + _pair("two", "2") + _pair("three", "")), "no_key"),
        (_question("matching", _pair("one", "1") + _pair("two", "1")), "too_few_options"),
        (_question("ddwtos", _drags("dragbox"), "no place"), "no_gap"),
        (_question("ddwtos", _drags("dragbox"), "[[7]]"), "no_key"),
        (_question("ddmarker", _marker(1, "here") + _drop(1, "circle", "1,1;1")), "no_picture"),
        (_question("ddmarker", BACKGROUND + _marker(1, "here") + _drop(1, "star", "1,1")), "unknown_shape"),
    ],
)
def test_what_cannot_be_an_item_is_refused_with_its_reason_and_line(question, kind):
    read_list = _read(CHOICE, question)
    assert [(refusal.kind, refusal.line) for refusal in read_list.refusals] == [(kind, 4)]
    assert len(read_list.items) == 1


def test_an_embedded_picture_is_kept_with_its_description():
    stem = 'Which is <b>right</b>?<img src="@@PLUGINFILE@@/window.svg" alt="A window">'
    xml = _question("multichoice", _answer("a", 100) + _answer("b"), stem)
    xml = xml.replace(
        "</questiontext>", f'<file name="window.svg" encoding="base64">{FILE}</file></questiontext>'
    )
    read_list = _read(xml)
    (made,) = read_list.items.values()
    assert made.texts["en"].stem == "Which is <strong>right</strong>?"
    assert made.media["m1"].alt == {"en": "A window"}
    assert read_list.media == {PICTURE_SHA256: PICTURE}


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="https://example.test/x"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>@import "x"</style></svg>',
    ],
)
def test_a_picture_that_does_more_than_draw_is_refused(svg):
    file = base64.b64encode(svg.encode()).decode()
    body = (
        f'<file name="x.svg" encoding="base64">{file}</file>' + _marker(1, "x") + _drop(1, "circle", "4,4;2")
    )
    assert [refusal.kind for refusal in _read(_question("ddmarker", body)).refusals] == ["picture_unsafe"]


def test_categories_tags_and_ids_tell_what_an_item_is_about():
    category = (
        '<question type="category"><category><text>$course$/top/office/tables</text></category></question>'
    )
    named = "".join(f"<tag><text>{tag}</text></tag>" for tag in ("level:apply", "easy"))
    tags = f"<idnumber>OFF-9</idnumber><tags>{named}</tags>"
    read_list = _read(category, _question("multichoice", tags + _answer("a", 100) + _answer("b")))
    made = read_list.items["OFF-9"]
    assert (made.meta.topic, made.meta.subtopic, made.meta.level) == ("office", "tables", "apply")
    assert [finding.kind for finding in read_list.findings] == ["tags_dropped"]
    assert read_list.blocks == 1


def test_languages_of_one_question_become_languages_of_one_item():
    def both(russian, english):
        first = f'<span lang="ru" class="multilang">{russian}</span>'
        return f'{first}<span class="multilang" lang="en">{english}</span>'

    body = _answer(both("да", "yes"), 100) + _answer(both("нет", "no")) + _answer("2 + 2")
    made = _only(_question("multichoice", body, both("Что верно?", "What is right?")))
    assert made.texts["ru"].choices == {"a": "да", "b": "нет", "c": "2 + 2"}
    assert made.texts["en"].stem == "What is right?"


def test_lesson_30_an_id_that_stands_twice_costs_no_item():
    body = "<idnumber>X1</idnumber>" + _answer("a", 100) + _answer("b")
    read_list = _read(_question("multichoice", body), _question("multichoice", body, "What is the other?"))
    assert len(read_list.items) == 2
    assert "id_changed" in [finding.kind for finding in read_list.findings]


def test_markup_that_is_not_allowed_is_taken_out_and_told():
    read_list = _read(
        _question("multichoice", _answer("a", 100) + _answer("b"), "Which<script>x</script> is <u>right</u>?")
    )
    (made,) = read_list.items.values()
    assert made.texts["en"].stem == "Which is right?"
    assert "html_cleaned" in [finding.kind for finding in read_list.findings]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<quiz><question></quiz>", "not_xml"),
        (b"<html><body/></html>", "not_moodle"),
        (b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>', "doctype"),
        (b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "doctype"),
    ],
)
def test_a_file_that_is_no_moodle_xml_or_a_bomb_is_not_readable(content, kind):
    with pytest.raises(NotReadable) as refusal:
        read_moodle_bytes(content, Defaults())
    assert refusal.value.kind == kind


def test_lesson_32_a_round_trip_keeps_each_digest_or_names_the_loss(tmp_path):
    items = {made.id: made for made in map(item, KINDS)}
    losses = write_moodle_xml(items, {PICTURE_SHA256: PICTURE}, tmp_path / "list.xml")
    read_list = read_moodle_xml(tmp_path / "list.xml", Defaults())
    assert (read_list.refusals, read_list.questions) == ((), ())
    lossy = {loss.item for loss in losses if loss.kind != "scored_otherwise"}
    same = {
        item_id
        for item_id, back in read_list.items.items()
        if digest_item(back) == digest_item(items[item_id])
    }
    assert same | lossy == items.keys()
    assert {"OFF-001", "OFF-002", "OFF-003", "OFF-004", "OFF-007", "OFF-008"} <= same


def test_an_export_is_xml_that_holds_one_question_an_item(tmp_path):
    made = item("choice")
    write_moodle_xml({made.id: made}, {}, tmp_path / "list.xml")
    root = etree.parse(tmp_path / "list.xml").getroot()
    assert [question.get("type") for question in root] == ["category", "multichoice"]
    assert [answer.get("fraction") for answer in root.iter("answer")] == ["0", "100", "0", "0"]
