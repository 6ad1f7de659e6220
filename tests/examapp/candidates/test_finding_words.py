import re

import pytest

from examapp.candidates.finding_words import mark_hidden, mark_repairs, say_line, show_hidden
from examapp.candidates.findings import KINDS, Finding
from examapp.candidates.receipts import make_receipt
from examapp.candidates.row_judging import JudgedRow
from examapp.candidates.settling import Outcome, SettledRow


def line_of(*findings):
    row = JudgedRow(2, "Karimov", "", None, list(findings))
    return make_receipt([SettledRow(row, Outcome.REFUSED, list(findings))])["receipt"][0]


def test_changed_characters_are_marked_and_the_others_are_not():
    assert mark_repairs("Ko'chqorova", "Koʻchqorova") == [("Ko", False), ("'", True), ("chqorova", False)]


def test_a_surplus_space_is_marked_and_can_be_seen():
    assert mark_repairs("Karimov  Botir", "Karimov Botir") == [
        ("Karimov ", False),
        ("·", True),
        ("Botir", False),
    ]


def test_a_direction_mark_is_shown_and_turns_nothing_round():
    assert mark_hidden("Kar\u202eimov") == [("Kar", False), ("·", True), ("imov", False)]
    assert show_hidden("Kar\u202eimov\x07") == "Kar·imov·"


def test_nothing_given_gives_no_pieces():
    assert mark_hidden("") == mark_repairs("", "Karimov") == []


def test_a_sentence_is_said_once_and_names_its_column_where_it_has_to(app):
    line = line_of(
        Finding("apostrophe", "family_name"),
        Finding("apostrophe", "given_name"),
        Finding("missing", "patronymic"),
        Finding("pinfl_length", "pinfl", {"digits": 3}),
    )
    with app.test_request_context("/?lang=en"):
        assert say_line(line) == [
            ("Apostrophes set right.", False),
            ("Patronymic: The cell is empty. Fill it in.", True),
            ("A PINFL has 14 digits, this one has 3. Correct it.", True),
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sentence_in_each_language(app, kind):
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)", KINDS[kind][1]), "X")
    if "why" in facts:
        facts["why"] = "pinfl"
    sentences = set()
    for language in ("en", "ru", "uz-Latn", "uz-Cyrl"):
        with app.test_request_context(f"/?lang={language}"):
            sentences.add(say_line(line_of(Finding(kind, "pinfl", facts)))[0][0])
    assert len(sentences) == 4
