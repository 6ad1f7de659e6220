import hashlib
import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from question_bank.assembly import assemble
from question_bank.blueprint import DEFAULT_BLUEPRINT
from question_bank.content import (
    ROOT,
    list_sealed_files,
    load_practice_items,
    load_programmes,
    load_shipped_list,
)
from question_bank.content.manifest import LIKELY, check_own, rebuild_manifest
from question_bank.exam_form import public_paper
from question_bank.interactions import InteractionType
from question_bank.items import LANGUAGES, Item
from question_bank.key_spread import Sign, measure_keys
from question_bank.quality import check_item, check_list
from question_bank.sealing import SealBroken


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped folder to break."""
    for name in ("items", "media", "practice", "open", "programmes"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("MANIFEST.json", "SEAL"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_shipped_list_is_as_it_was_sealed():
    manifest, items, media = load_shipped_list()
    assert len(manifest["items"]) == len(items) >= 250
    assert len(manifest["media"]) == len(media)


def test_the_shipped_list_has_no_findings():
    assert check_list(load_shipped_list()[1]) == ()


def test_the_shipped_list_uses_every_kind_of_interaction():
    assert {made.interaction.type for made in load_shipped_list()[1].values()} == set(InteractionType)


def test_forms_of_the_default_blueprint_can_be_drawn_with_choice():
    _, items, _ = load_shipped_list()
    pool = Counter(made.meta.topic for made in items.values())
    assert all(pool[topic] > count for topic, count in DEFAULT_BLUEPRINT.cells.items())
    forms = assemble(items, DEFAULT_BLUEPRINT, 30, "shipped")
    assert len({frozenset(form.item_ids()) for form in forms}) == 30


def test_a_paper_of_the_shipped_list_can_be_made_in_every_language():
    _, items, _ = load_shipped_list()
    form = assemble(items, DEFAULT_BLUEPRINT, 1, "paper")[0]
    paper = public_paper(form, items, (*LANGUAGES, "kaa"), str)
    assert all(len(texts) == 50 for texts in paper["texts"].values())


def test_the_practice_items_are_three_clean_ones_that_are_not_in_the_list():
    items, _ = load_practice_items()
    assert len(items) == 3
    assert not items.keys() & load_shipped_list()[1].keys()
    assert all(check_item(made) == () for made in items.values())


def test_neither_places_nor_lengths_tell_the_keys_of_the_shipped_list_in_any_language():
    _, items, _ = load_shipped_list()
    for language in LANGUAGES:
        spreads = measure_keys(items.values(), language)
        assert {spread.sign for spread in spreads} == set(Sign)
        assert all(spread.likelihood >= LIKELY for spread in spreads), language


def test_who_picks_the_longest_or_the_shortest_option_of_the_shipped_list_earns_what_chance_earns():
    _, items, _ = load_shipped_list()
    for language in LANGUAGES:
        for spread in measure_keys(items.values(), language):
            if spread.sign in {Sign.LONGEST, Sign.SHORTEST}:
                assert abs(spread.often - spread.expected) <= 4, (language, spread.sign)


def test_enemies_of_the_shipped_list_name_each_other():
    _, items, _ = load_shipped_list()
    named = {(made.id, enemy) for made in items.values() for enemy in made.meta.enemies}
    assert named
    assert named == {(enemy, item_id) for item_id, enemy in named}


def test_a_folder_whose_enemies_name_each_other_on_one_side_only_is_not_sealed(copy):
    file = copy / "items" / "law" / "LAW-003.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    raw["meta"]["enemies"].remove("LAW-016")
    file.write_text(json.dumps(raw), encoding="utf-8")
    found = [(finding.kind, finding.item) for finding in rebuild_manifest(copy)]
    assert found == [("one_sided_enemy", "LAW-016")]


def test_a_list_whose_lengths_tell_the_key_in_one_language_is_not_good_enough_to_ship():
    _, items, _ = load_shipped_list()
    telling = {
        item_id: _lengthen_key(made) if number % 3 == 0 else made
        for number, (item_id, made) in enumerate(items.items())
    }
    found = {finding.text.partition(":")[0] for finding in check_own(telling)}
    assert found == {"ru"}


def _lengthen_key(made: Item) -> Item:
    """Make the right options of a choice the longest in Russian."""
    text, right = made.texts["ru"], getattr(made.answer_key, "choices", ())
    choices = {choice: label + (" и ещё" * 20) * (choice in right) for choice, label in text.choices.items()}
    return replace(made, texts={**made.texts, "ru": replace(text, choices=choices)})


def test_one_changed_byte_in_any_file_is_refused_and_the_file_named(copy):
    for file in list_sealed_files(copy):
        whole = file.read_bytes()
        content = bytearray(whole)
        # A place that depends on the file, so that over the folder many kinds of bytes are hit.
        place = int.from_bytes(hashlib.sha256(whole).digest()) % len(content)
        content[place] ^= 1
        file.write_bytes(bytes(content))
        with pytest.raises(SealBroken) as caught:
            load_shipped_list(copy)
        assert caught.value.name in {file.name, file.stem}
        file.write_bytes(whole)
    load_shipped_list(copy)


@pytest.mark.parametrize("blank", [b"\n", b" ", b"\r\n"])
def test_even_a_byte_that_means_nothing_is_refused(copy, blank):
    file = min((copy / "items").rglob("*.json"))
    file.write_bytes(file.read_bytes() + blank)
    with pytest.raises(SealBroken, match=file.stem):
        load_shipped_list(copy)


def test_a_changed_item_with_a_mended_seal_is_still_refused_by_the_manifest(copy):
    file = min((copy / "items").rglob("*.json"))
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    raw = json.loads(file.read_text(encoding="utf-8"))
    raw["meta"]["subtopic"] += "x"
    file.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    after = hashlib.sha256(file.read_bytes()).hexdigest()
    seal = copy / "SEAL"
    seal.write_text(seal.read_text(encoding="ascii").replace(before, after), encoding="ascii")
    with pytest.raises(SealBroken) as caught:
        load_shipped_list(copy)
    assert (caught.value.part, caught.value.name) == ("item", raw["id"])


def test_missing_and_added_files_are_named(copy):
    picture = min((copy / "media").iterdir())
    content = picture.read_bytes()
    picture.unlink()
    with pytest.raises(SealBroken, match=f"{picture.name}: is missing"):
        load_shipped_list(copy)
    picture.write_bytes(content)
    (copy / "items" / "law" / "LAW-999.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SealBroken, match="LAW-999: was not sealed"):
        load_shipped_list(copy)


@pytest.mark.parametrize("seal", [None, "", "no digest here", "x  y  z", b"\x0b", b"\r\n"])
def test_a_folder_without_a_whole_seal_is_refused(copy, seal):
    whole = (copy / "SEAL").read_bytes()
    (copy / "SEAL").unlink()
    if isinstance(seal, bytes):  # another end of its last line
        (copy / "SEAL").write_bytes(whole.removesuffix(b"\n") + seal)
    elif seal is not None:
        (copy / "SEAL").write_text(seal, encoding="ascii")
    with pytest.raises(SealBroken):
        load_shipped_list(copy)


def test_sealing_an_unchanged_folder_again_changes_nothing(copy):
    before = [(copy / name).read_bytes() for name in ("MANIFEST.json", "SEAL")]
    assert rebuild_manifest(copy) == ()
    assert [(copy / name).read_bytes() for name in ("MANIFEST.json", "SEAL")] == before


def test_a_folder_with_findings_is_not_sealed(copy):
    file: Path = min((copy / "items").rglob("*.json"))
    raw = json.loads(file.read_text(encoding="utf-8"))
    del raw["texts"]["ru"]
    file.write_text(json.dumps(raw), encoding="utf-8")
    seal = (copy / "SEAL").read_bytes()
    assert [finding.kind for finding in rebuild_manifest(copy)] == ["missing_translation"]
    assert (copy / "SEAL").read_bytes() == seal


def test_the_blueprint_of_the_first_programme_is_the_sum_of_its_parameters():
    assert load_programmes()["minimum"].blueprint == DEFAULT_BLUEPRINT


def test_a_second_programme_exists_by_data_alone_and_its_forms_can_be_drawn():
    programme = load_programmes()["ict-staff"]
    assert programme.blueprint.total == 50
    _, items, _ = load_shipped_list()
    (form,) = assemble(items, programme.blueprint, 1, "ict")
    assert {section.topic: len(section.items) for section in form.sections} == programme.blueprint.cells


def test_each_kind_of_interaction_stands_in_the_list_at_least_ten_times():
    _, items, _ = load_shipped_list()
    kinds = Counter(made.interaction.type for made in items.values())
    assert min(kinds.values()) >= 10
    assert set(kinds) == set(InteractionType)
    assert sum(bool(made.media) for made in items.values()) >= 40


def test_each_item_has_an_angoff_value_a_source_and_a_reason_in_every_language():
    for made in load_shipped_list()[1].values():
        assert made.meta.angoff is not None
        assert made.meta.source
        assert all((text.rationale or "").strip() for text in made.texts.values())
