import pytest

from question_bank.answer_keys import NumericKey
from question_bank.formats.contract import Defaults
from question_bank.formats.qti.kinds import BUILDERS, LEFT_OUT
from question_bank.formats.qti.kinds import REFUSED as REFUSED_KINDS
from question_bank.formats.qti.reading import read_qti
from question_bank.items import item_to_json
from question_bank.truth_table import list_table_faults
from tests.question_bank.formats.qti.fixtures import (
    DEFAULTS,
    KEPT,
    NAMESPACES,
    REFUSED,
    choices,
    item,
    kept,
    package,
    png,
    response,
    scored,
)

BECOMES = {
    "choice": "choice",
    "multiple": "choice",
    "order": "order",
    "associate": "match",
    "match": "match",
    "gap_match": "gap_match",
    "inline_choice": "inline_choice",
    "text_entry": "text_entry",
    "numeric": "numeric",
    "hottext": "choice",
    "hotspot": "hotspot",
    "select_point": "select_point",
    "graphic_order": "order",
    "graphic_associate": "match",
    "graphic_gap_match": "gap_match",
    "position_object": "select_point",
    "slider": "slider",
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.zip"


def _read_one(path, text, **files):
    return read_qti(package(path, {"item-1": text}, **files), DEFAULTS)


def _kinds(read):
    return {finding.kind for finding in read.findings}


def _refusal(path, text, **files):
    (refusal,) = _read_one(path, text, **files).refusals
    return refusal


@pytest.mark.parametrize("version", NAMESPACES)
@pytest.mark.parametrize("name", KEPT)
def test_each_interaction_becomes_its_kind_and_scores(path, name, version):
    read = _read_one(path, kept(name, version))
    (made,) = read.items.values()
    assert (read.format, read.blocks, read.refusals) == (f"QTI {version}", 1, ())
    assert made.interaction.type == BECOMES[name]
    assert list_table_faults(made) == ()
    assert "en" in made.texts
    assert set(read.media) == {picture.sha256 for picture in made.media.values()}


@pytest.mark.parametrize("name", KEPT)
def test_both_spellings_give_the_same_item(tmp_path, name):
    first, second = (
        _read_one(tmp_path / f"{version}.zip", kept(name, version)).items for version in ("2.2", "3.0")
    )
    assert [item_to_json(made) for made in first.values()] == [item_to_json(made) for made in second.values()]


@pytest.mark.parametrize("version", NAMESPACES)
@pytest.mark.parametrize("name", REFUSED)
def test_each_interaction_without_a_kind_is_refused_by_its_name(path, name, version):
    body, kind = REFUSED[name]
    refusal = _refusal(path, item(body, response("single", "string", "x"), "match_correct", version))
    assert (refusal.kind, refusal.item) == (kind, "item-1")
    assert refusal.line is not None


def test_the_table_names_every_interaction_of_the_specification():
    words = [
        "choice",
        "order",
        "associate",
        "match",
        "gap-match",
        "inline-choice",
        "text-entry",
        "extended-text",
        "hottext",
        "hotspot",
        "select-point",
        "graphic-order",
        "graphic-associate",
        "graphic-gap-match",
        "position-object",
        "slider",
        "media",
        "drawing",
        "upload",
        "custom",
        "portable-custom",
        "end-attempt",
    ]
    assert {f"{word}-interaction" for word in words} == {*BUILDERS, *REFUSED_KINDS, *LEFT_OUT}


def test_keys_points_and_words_are_those_of_the_source(path):
    (made,) = _read_one(path, kept("gap_match")).items.values()
    native = item_to_json(made)
    assert native["answer_key"] == {"RESPONSE": [["W", "G1"], ["S", "G2"]]}
    assert native["scoring"]["mapping"] == {"W G1": "1", "S G2": "2"}
    assert (native["scoring"]["default"], native["max_points"]) == ("-1", "3")
    assert native["texts"]["en"]["stem"] == "<p>Which?</p><p>Now is the [[G1]] of our [[G2]].</p>"


def test_a_number_has_its_tolerance_and_its_unit(path):
    (made,) = _read_one(path, kept("numeric")).items.values()
    assert made.answer_key == NumericKey(made.answer_key.value, made.answer_key.tolerance)
    assert (str(made.answer_key.value), str(made.answer_key.tolerance), made.texts["en"].unit) == (
        "10.5",
        "0.5",
        "KB",
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("associate", "associate_as_match"),
        ("hottext", "hottext_as_choice"),
        ("graphic_order", "areas_numbered"),
        ("position_object", "object_as_point"),
        ("graphic_gap_match", "picture_as_words"),
        ("hotspot", "labels_made"),
        ("text_entry", "text_folded"),
    ],
)
def test_a_change_on_the_way_is_a_finding(path, name, kind):
    assert kind in _kinds(_read_one(path, kept(name)))


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        (
            '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show">Yes</modalFeedback>',
            "feedback_lost",
        ),
        ('<stylesheet href="a.css" type="text/css"/>', "style_lost"),
        ("<catalogInfo/>", "catalog_lost"),
    ],
)
def test_what_stands_beside_the_body_is_lost_by_name(path, more, kind):
    assert kind in _kinds(_read_one(path, kept("choice", beside=more)))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('<rubricBlock view="scorer"><p>For two points</p></rubricBlock>', "rubric_lost"),
        (
            '<feedbackBlock outcomeIdentifier="F" identifier="x" showHide="show"><p>No</p></feedbackBlock>',
            "feedback_lost",
        ),
        ("<p><math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>", "math_as_text"),
        ('<object type="video/mp4" data="film.mp4"/>', "object_lost"),
        ('<object type="image/png" data="pictures/gone.png"/>', "picture_missing"),
        ("<marquee>x</marquee>", "html_cleaned"),
        ('<endAttemptInteraction responseIdentifier="HINT" title="Hint"/>', "control_lost"),
    ],
)
def test_what_of_the_body_cannot_be_kept_is_lost_by_name(path, words, kind):
    body, declarations, processing = KEPT["choice"]
    assert kind in _kinds(_read_one(path, item(words + body, declarations, processing)))


def test_rubrics_for_the_candidate_belong_to_the_words(path):
    body, declarations, processing = KEPT["choice"]
    rubric = '<rubricBlock view="candidate"><p>Read first.</p></rubricBlock>'
    (made,) = _read_one(path, item(rubric + body, declarations, processing)).items.values()
    assert made.texts["en"].stem.startswith("<p>Read first.</p>")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            item("<p><printedVariable identifier='T'/></p>" + KEPT["choice"][0], *KEPT["choice"][1:]),
            "template",
        ),
        (item(KEPT["choice"][0], "", "match_correct"), "no_response"),
        (item(KEPT["choice"][0], response("single", "identifier"), "match_correct"), "no_key"),
        (
            item(KEPT["choice"][0], response("single", "identifier", "Z"), "match_correct"),
            "scoring_not_representable",
        ),
        (item(KEPT["choice"][0], response("ordered", "identifier", "A"), "match_correct"), "cardinality"),
        (
            item(KEPT["order"][0], response("ordered", "identifier", "A", "B"), "match_correct"),
            "order_of_some",
        ),
        (
            item(KEPT["match"][0], response("multiple", "directedPair", "A X", "A Y"), "match_correct"),
            "match_not_one_to_one",
        ),
        (
            item(KEPT["associate"][0], response("multiple", "pair", "A B", "B C", "C A"), "match_correct"),
            "associate_not_two_sided",
        ),
        (item(KEPT["select_point"][0], response("single", "point", "5 5"), "match_correct"), "no_area"),
        (item(KEPT["choice"][0].replace('"C"', '"B"'), *KEPT["choice"][1:]), "malformed"),
        (item("<blinkInteraction/>", "", "match_correct"), "interaction_unknown"),
    ],
)
def test_items_that_cannot_be_kept_are_refused_by_kind(path, text, kind):
    assert _refusal(path, text).kind == kind


def test_of_an_adaptive_item_the_first_attempt_is_kept_and_said(path):
    assert "adaptive_first" in _kinds(_read_one(path, kept("choice", attributes='adaptive="true"')))


def test_an_interaction_that_cannot_be_kept_leaves_the_others_of_its_item(path):
    essay = '<extendedTextInteraction responseIdentifier="ESSAY"/>'
    declared = KEPT["choice"][1] + response("single", "string", identifier="ESSAY")
    read = _read_one(path, item(KEPT["choice"][0] + essay, declared, KEPT["choice"][2]))
    assert (len(read.items), [refusal.kind for refusal in read.refusals]) == (1, ["human_marked"])
    assert read.blocks == 2


def test_a_match_whose_second_list_is_used_once_changes_sides(path):
    text = item(KEPT["match"][0], response("multiple", "directedPair", "A X", "A Y", "B Z"), "match_correct")
    read = _read_one(path, text)
    (made,) = read.items.values()
    assert (made.interaction.sources, made.interaction.targets) == (("X", "Y", "Z"), ("A", "B"))
    assert "match_turned" in _kinds(read)


def test_several_lists_in_the_text_become_one_item(path):
    lists = "".join(
        (
            f'<inlineChoiceInteraction responseIdentifier="{name}">'
            f"{choices('A', 'B', word='inlineChoice')}</inlineChoiceInteraction> "
        )
        for name in ("R1", "R2")
    )
    declared = response("single", "identifier", "A", identifier="R1") + response(
        "single", "identifier", "B", identifier="R2"
    )
    (made,) = _read_one(path, item(f"<p>Take {lists}.</p>", declared)).items.values()
    assert dict(made.interaction.gaps) == {"R1": ("R1.A", "R1.B"), "R2": ("R2.A", "R2.B")}
    assert made.texts["en"].stem == "<p>Take [[R1]] [[R2]] .</p>"
    assert str(made.scoring.name) == "per_pair"


_TWO = (
    "<p>a <textEntryInteraction responseIdentifier='R1'/> b <textEntryInteraction "
    "responseIdentifier='R2'/></p>"
)


_TWO_KEYS = response("single", "string", "cat", identifier="R1") + response(
    "single", "integer", "2", identifier="R2"
)


def test_several_answers_that_are_paid_apart_become_several_items(path):
    read = _read_one(path, item(_TWO, _TWO_KEYS))
    assert read.blocks == 2
    assert [made.interaction.type for made in read.items.values()] == ["text_entry", "numeric"]
    assert list(read.items) == ["item-1-1", "item-1-2"]
    assert "split" in _kinds(read)
    assert read.items["item-1-2"].texts["en"].stem == "<p>a ____ b ____</p>"


def test_several_answers_that_are_paid_together_become_items_and_that_is_told(path):
    both = "".join(
        f"<match><variable identifier='{name}'/><correct identifier='{name}'/></match>"
        for name in ("R1", "R2")
    )
    read = _read_one(path, item(_TWO, _TWO_KEYS, scored(f"<and>{both}</and>")))
    assert [made.interaction.type for made in read.items.values()] == ["text_entry", "numeric"]
    assert {"split", "scoring_changed"} <= set(_kinds(read))


def test_points_for_one_answer_that_hang_on_another_are_refused(path):
    rules = scored("<match><variable identifier='R1'/><correct identifier='R1'/></match>") + (
        "<responseCondition><responseIf><match><variable identifier='R2'/><correct identifier='R2'/></match>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>5</baseValue></setOutcomeValue>"
        "</responseIf></responseCondition>"
    )
    assert _refusal(path, item(_TWO, _TWO_KEYS, rules)).kind == "composite"


def test_a_wrong_answer_to_one_question_that_costs_the_points_of_another_is_refused(path):
    right = "<match><variable identifier='{0}'/><correct identifier='{0}'/></match>"
    raised = (
        "<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/>"
        "<baseValue baseType='float'>1</baseValue></sum></setOutcomeValue>"
    )
    lost = "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>0</baseValue></setOutcomeValue>"
    when = "<responseCondition><responseIf>{}{}</responseIf></responseCondition>"
    rules = "".join(when.format(right.format(name), raised) for name in ("R1", "R2"))
    wrong = f"<not>{right.format('R1')}</not>"
    assert len(_read_one(path, item(_TWO, _TWO_KEYS, rules)).items) == 2
    assert _refusal(path, item(_TWO, _TWO_KEYS, rules + when.format(wrong, lost))).kind == "composite"


def test_a_field_beside_a_list_in_the_text_stays_a_blank(path):
    body = (
        "<p>a <inlineChoiceInteraction responseIdentifier='R1'>"
        "<inlineChoice identifier='cat'>cat</inlineChoice>"
        "<inlineChoice identifier='dog'>dog</inlineChoice></inlineChoiceInteraction> b "
        "<textEntryInteraction responseIdentifier='R2'/></p>"
    )
    keys = response("single", "identifier", "cat", identifier="R1") + response(
        "single", "integer", "2", identifier="R2"
    )
    read = _read_one(path, item(body, keys))
    assert [made.texts["en"].stem for made in read.items.values()] == [
        "<p>a [[R1]] b ____</p>",
        "<p>a ____ b ____</p>",
    ]
    assert "html_cleaned" not in _kinds(read)


def test_an_identifier_that_stands_twice_or_cannot_be_an_id_is_changed(path):
    files = {
        "a": kept("choice", identifier="same"),
        "b": kept("order", identifier="same"),
        "c": kept("slider", identifier="_ä ö"),
    }
    read = read_qti(package(path, files), DEFAULTS)
    assert list(read.items) == ["same", "same-2", "IMP"]
    assert [finding.kind for finding in read.findings].count("id_changed") == 2


def test_meta_that_the_source_does_not_tell_comes_from_the_importer(path):
    defaults = Defaults(topic="office", level="apply", language="en", licence="own")
    (made,) = read_qti(package(path, {"a": kept("choice")}), defaults).items.values()
    assert (made.meta.topic, made.meta.level, made.meta.licence) == ("office", "apply", "own")


@pytest.mark.parametrize(
    ("tag", "words", "language"),
    [
        ("en-US", "x", "en"),
        ("ru", "x", "ru"),
        ("uz", "Salom", "uz-Latn"),
        ("uz-Cyrl", "x", "uz-Cyrl"),
        ("fr", "x", "fr"),
        ("", "Какой ответ верен", "ru"),
        ("", "Қайси жавоб", "uz-Cyrl"),
        ("", "Qaysi javob", "uz-Latn"),
        ("", "Which answer", "en"),
    ],
)
def test_the_language_is_told_by_its_mark_or_by_the_letters(path, tag, words, language):
    body, declarations, processing = KEPT["choice"]
    for word in ("One of them.", "Which?", "Label A", "Label B", "Label C"):
        body = body.replace(word, f"{words} {word[-2:]}")
    text = item(body, declarations, processing, attributes=f'xml:lang="{tag}"')
    (made,) = read_qti(package(path, {"a": text}), Defaults()).items.values()
    assert language in made.texts


def test_uzbek_in_cyrillic_gets_its_latin_text_and_says_so(path):
    body, declarations, processing = KEPT["choice"]
    text = item("<p>Қайси?</p>" + body, declarations, processing, attributes='xml:lang="uz-Cyrl"')
    read = _read_one(path, text)
    (made,) = read.items.values()
    assert made.texts["uz-Latn"].stem.startswith("<p>Qaysi?</p>")
    assert "latin_rendered" in _kinds(read)


def test_a_shared_text_is_copied_before_the_words(path):
    stimulus = (
        f'<assessmentStimulus xmlns="{NAMESPACES["2.2"]}" identifier="s"><stimulusBody><p>Long ago.</p>'
        '<img src="pictures/map.png" alt="A map"/></stimulusBody></assessmentStimulus>'
    )
    text = kept("choice", beside='<assessmentStimulusRef identifier="s" href="shared/s.xml"/>')
    files = {"items/shared/s.xml": stimulus, "items/shared/pictures/map.png": png(9, 9)}
    read = _read_one(path, text, **files)
    (made,) = read.items.values()
    assert made.texts["en"].stem.startswith("<p>Long ago.</p>")
    assert [picture.width for picture in made.media.values()] == [9]
    assert _refusal(path, text).kind == "stimulus_missing"


def test_a_page_within_the_words_is_copied(path):
    body, declarations, processing = KEPT["choice"]
    text = item('<object data="a.html" type="text/html"/>' + body, declarations, processing)
    read = _read_one(path, text, **{"items/a.html": "<html><body><p onclick='x()'>Islands</p></body></html>"})
    (made,) = read.items.values()
    assert made.texts["en"].stem.startswith("<p>Islands</p>")
