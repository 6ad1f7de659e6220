"""What went wrong with real lists elsewhere, found here; each test is named after the lesson."""

import random

import pytest

from question_bank.formats.contract import Defaults
from question_bank.formats.hemis import read_hemis_bytes
from question_bank.formats.report import count_kinds, list_report
from question_bank.scripts import to_cyrillic

TOPICS = (
    "fayl",
    "jadval",
    "matn",
    "tarmoq",
    "brauzer",
    "pochta",
    "parol",
    "imzo",
    "printer",
    "ekran",
    "xotira",
    "disk",
)
VERBS = ("saqlash", "ochish", "nusxalash", "oʻchirish", "yuborish")
REPEATED, OTHER_KEYS, QUESTIONS = 17, 2, 60


def _block(stem, options, right):
    written = [f"#{option}" if place == right else option for place, option in enumerate(options)]
    return "\n====\n".join([stem, *written])


@pytest.fixture(scope="module")
def dirty_list():
    """A list like a real one: 60 questions, 17 again in Cyrillic, 2 with another key, A mostly right."""
    chance = random.Random(33)
    blocks = []
    for number in range(QUESTIONS):
        stem = (
            f"{TOPICS[number % 12].capitalize()} bilan {VERBS[number // 12]} amali qaysi usulda bajariladi?"
        )
        options = [f"{TOPICS[(number + step) % 12]} {VERBS[number // 12]} usuli" for step in (1, 2, 3, 4)]
        blocks.append((stem, options, 1 if number == 7 else 0))
    repeated = [
        (to_cyrillic(stem), list(map(to_cyrillic, options)), right)
        for stem, options, right in blocks[:REPEATED]
    ]
    other = [(stem, options, 2) for stem, options, _ in blocks[-OTHER_KEYS:]]
    everything = [*blocks, *repeated, *other]
    chance.shuffle(everything)
    return "\n++++\n".join(_block(*block) for block in everything)


def test_lesson_33_each_fault_of_a_real_uzbek_list_is_found(dirty_list):
    read_list = read_hemis_bytes(dirty_list.encode(), Defaults())
    assert read_list.blocks == len(read_list.items) == QUESTIONS + REPEATED + OTHER_KEYS
    found = count_kinds(list_report(read_list))
    assert found["same_stem"] == REPEATED
    assert found["same_stem_other_key"] == OTHER_KEYS
    assert found["key_position"] == 1


def test_lesson_33_384_items_were_266(dirty_list):
    rows = list_report(read_hemis_bytes(dirty_list.encode(), Defaults()))
    removals = [row for row in rows if row.kind == "same_stem" and row.mend and not row.mend.items]
    assert len(removals) == REPEATED


def test_lesson_29_blocks_are_items_refusals_and_questions_and_nothing_else(dirty_list):
    spoilt = dirty_list.replace("#", "", 5).replace("\n++++\n", " ++++ ", 3)
    read_list = read_hemis_bytes(spoilt.encode(), Defaults())
    ends = (len(read_list.items), len(read_list.refusals), len(read_list.questions))
    assert sum(ends) == read_list.blocks
    assert all(ends)


def test_lesson_34_no_imported_item_pays_for_ticking_everything():
    text = "Qaysi ikkitasi toʻgʻri?\n====\n#bir\n====\n#ikki\n====\nuch\n"
    (made,) = read_hemis_bytes(text.encode(), Defaults()).items.values()
    assert made.scoring.name == "match_correct"
