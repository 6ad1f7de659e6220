import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.answer_keys import key_to_json
from question_bank.assembly import assemble
from question_bank.blueprint import Blueprint
from question_bank.exam_form import (
    ExamFormError,
    check_public_response,
    form_digest,
    form_from_json,
    form_to_json,
    public_paper,
    to_bank_response,
)
from question_bank.interactions import list_gaps
from question_bank.items import LANGUAGES
from question_bank.responses import ResponseError
from question_bank.scoring import score_response
from question_bank.sealing import canonical_json
from tests.question_bank.samples import KINDS, PICTURE_SHA256, item
from tests.question_bank.test_responses import ANY_JSON

ITEMS = {made.id: made for made in map(item, KINDS)}
SECRET_NAMES = {
    "answer_key",
    "correct",
    "is_correct",
    "mapping",
    "rationale",
    "score",
    "point",
    "points",
    "scoring",
}


def _form(seed="seed"):
    return assemble(ITEMS, Blueprint({"office": len(KINDS)}), 1, seed)[0]


def _paper(form, languages=LANGUAGES, shown=None):
    return public_paper(form, ITEMS, languages, lambda sha256: f"/media/{sha256}", shown)


def _id_of(kind):
    return item(kind).id


def _public_item(paper, kind):
    (found,) = [one for one in paper["form"]["sections"][0]["items"] if one["id"] == _id_of(kind)]
    return found


def _members(value):
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _members(member)
    elif isinstance(value, list):
        for member in value:
            yield from _members(member)


def _key_in_public_ids(form, item_id):
    """The right answer as the page would send it."""
    made = ITEMS[item_id]
    public = form.find_item(item_id).public_ids()
    key = key_to_json(made.answer_key)
    match made.interaction.type:
        case "choice" | "order" | "hotspot":
            return [public[choice] for choice in key]
        case "match" | "gap_match":
            return [[public[source], public[target]] for source, target in key]
        case "select_point":
            return [list(area.centre()) for area in made.answer_key.areas]
        case "inline_choice":
            return {public[gap]: public[choice] for gap, choice in key.items()}
        case "text_entry":
            return key[0]
    return key["value"]


@given(seed=st.text(min_size=1, max_size=8))
@settings(deadline=None, max_examples=30)
def test_the_key_survives_the_way_to_the_page_and_back_in_every_kind(seed):
    form = _form(seed)
    for item_id, made in ITEMS.items():
        answer = _key_in_public_ids(form, item_id)
        check_public_response(form, ITEMS, item_id, answer)
        assert score_response(made, to_bank_response(form, item_id, answer)).points == 1


def test_a_form_comes_back_from_its_stored_bytes_equal():
    form = _form()
    stored = canonical_json(form_to_json(form))
    assert form_from_json(json.loads(stored)) == form
    assert form_digest(form_from_json(json.loads(stored))) == form_digest(form)


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored.pop("seed"),
        lambda stored: stored.update(format=2),
        lambda stored: stored.update(extra=1),
        lambda stored: stored["sections"][0]["items"].append(stored["sections"][0]["items"][0]),
        lambda stored: stored["sections"][0]["items"][0].update(ids=[]),
    ],
)
def test_a_snapshot_that_is_no_form_is_refused(change):
    stored = form_to_json(_form())
    change(stored)
    with pytest.raises(ExamFormError):
        form_from_json(stored)


def test_no_member_of_the_paper_names_a_key_a_mapping_or_points():
    assert not SECRET_NAMES & set(_members(_paper(_form())))


def test_no_rationale_and_no_bank_id_of_a_choice_reaches_the_paper():
    form = _form()
    written = json.dumps(_paper(form), ensure_ascii=False)
    assert "secret rationale" not in written
    internal = {
        bank_id for section in form.sections for place in section.items for bank_id in place.ids.values()
    }
    assert not internal & set(_strings(_paper(form)))


def _strings(value):
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)
    elif isinstance(value, str):
        yield value


def test_the_paper_is_the_same_whatever_the_key_is():
    """The strongest form of silence: another key changes no byte but the digest's."""
    other = {**ITEMS, _id_of("choice"): item("choice", answer_key={"r1": ["d"]})}
    blueprint = Blueprint({"office": len(KINDS)})
    papers = []
    for items in (ITEMS, other):
        form = assemble(items, blueprint, 1, "seed")[0]
        paper = public_paper(form, items, LANGUAGES, str)
        paper["form"].pop("digest")
        papers.append(paper)
    assert papers[0] == papers[1]


def test_each_kind_stands_in_the_paper_in_its_own_shape():
    paper = _paper(_form())
    shapes = {
        "choice": {"id", "type", "max_choices", "choices"},
        "multiple": {"id", "type", "max_choices", "choices"},
        "order": {"id", "type", "choices"},
        "match": {"id", "type", "sources", "targets"},
        "inline_choice": {"id", "type", "gaps"},
        "text_entry": {"id", "type", "max_length"},
        "numeric": {"id", "type", "unit"},
        "hotspot": {"id", "type", "media", "max_choices", "areas"},
        "gap_match": {"id", "type", "choices", "gaps", "reuse"},
        "select_point": {"id", "type", "media", "max_choices"},
        "slider": {"id", "type", "lower", "upper", "step", "unit"},
    }
    for kind, members in shapes.items():
        (interaction,) = _public_item(paper, kind)["interactions"]
        assert set(interaction) == members
    (gap, _) = _public_item(paper, "inline_choice")["interactions"][0]["gaps"]
    assert set(gap) == {"id", "choices"}
    assert set(gap["choices"][0]) == {"id", "html"}
    (area, *_) = _public_item(paper, "hotspot")["interactions"][0]["areas"]
    assert set(area) == {"id", "shape", "coords"}


def test_areas_keep_their_reading_order_and_shapes():
    (interaction,) = _public_item(_paper(_form()), "hotspot")["interactions"]
    areas = [(area["shape"], area["coords"]) for area in interaction["areas"]]
    assert areas == [("rect", [10, 10, 90, 60]), ("circle", [200, 100, 40]), ("rect", [300, 100, 390, 190])]


def test_the_markers_of_a_stem_carry_the_public_gap_ids_in_every_language():
    paper = _paper(_form())
    made = _public_item(paper, "inline_choice")
    gaps = {gap["id"] for gap in made["interactions"][0]["gaps"]}
    for language in LANGUAGES:
        stem = paper["texts"][language][made["id"]]["stem"]
        assert all(f"[[{gap}]]" in stem for gap in gaps)
        assert "[[g1]]" not in stem


def test_texts_label_exactly_what_is_offered_in_every_language():
    form = _form()
    paper = _paper(form)
    for language in LANGUAGES:
        for item_id, text in paper["texts"][language].items():
            gaps = list_gaps(ITEMS[item_id].interaction)
            assert len(text["choices"]) + len(gaps) == len(form.find_item(item_id).ids)


def test_a_picture_has_its_address_size_type_and_description():
    (picture,) = _public_item(_paper(_form(), shown="ru"), "hotspot")["media"]
    assert picture == {
        "id": "m1",
        "url": f"/media/{PICTURE_SHA256}",
        "width": 400,
        "height": 200,
        "type": "image/svg+xml",
        "alt": "Окно программы",
    }


def test_the_form_stands_in_the_language_shown_and_all_languages_in_texts():
    paper = _paper(_form(), shown="ru")
    assert list(paper["texts"]) == list(LANGUAGES)
    assert paper["form"]["lang"] == "ru"
    assert _public_item(paper, "choice")["stem"] == "<p>Какой ответ верен?</p>"
    assert paper["form"]["sections"][0]["title"] == "Офисные программы"
    assert paper["form"]["sections"][0]["titles"]["uz-Cyrl"] == "Офис дастурлари"


def test_karakalpak_stands_as_asked_for_with_the_uzbek_text():
    paper = _paper(_form(), languages=("kaa", "ru"))
    assert paper["languages"] == ["kaa", "ru"]
    assert paper["texts"]["kaa"][_id_of("choice")]["stem"] == "<p>Qaysi javob toʻgʻri?</p>"


def test_a_paper_with_a_missing_item_version_or_language_is_not_made():
    form = _form()
    with pytest.raises(ExamFormError, match="version 1"):
        public_paper(form, {**ITEMS, _id_of("choice"): item("choice", version=2)}, ["ru"], str)
    with pytest.raises(ExamFormError, match="version 1"):
        public_paper(form, {}, ["ru"], str)
    with pytest.raises(ExamFormError, match="no text in fr"):
        public_paper(form, ITEMS, ["fr"], str)


def test_bank_ids_and_ids_of_another_form_are_unknown_choices():
    form, other = _form("one"), _form("two")
    stranger = next(iter(other.find_item(_id_of("choice")).ids))
    for answer in (["b"], [stranger]):
        with pytest.raises(ResponseError) as caught:
            check_public_response(form, ITEMS, _id_of("choice"), answer)
        assert caught.value.kind == "unknown_choice"


def test_an_answer_to_an_item_that_the_form_does_not_hold_is_an_unknown_item():
    with pytest.raises(ResponseError) as caught:
        check_public_response(_form(), ITEMS, "LAW-999", ["a"])
    assert caught.value.kind == "unknown_item"


@given(item_id=st.sampled_from(sorted(ITEMS)), response=ANY_JSON)
@settings(deadline=None)
def test_any_json_from_the_page_is_taken_or_refused_and_never_crashes(item_id, response):
    form = FORM
    try:
        check_public_response(form, ITEMS, item_id, response)
    except ResponseError:
        return
    assert score_response(ITEMS[item_id], to_bank_response(form, item_id, response)).points in {0, 1}


FORM = _form()
