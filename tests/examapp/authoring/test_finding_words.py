"""Every kind of finding has words in every language, and no English stands where another language is read."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from babel.messages.pofile import read_po

import question_bank
from examapp.authoring import import_views
from examapp.authoring.finding_words import TITLES, report_words, say_finding
from examapp.core.i18n import LANGUAGE_NAMES, TRANSLATIONS
from examapp.core.permissions import Role
from question_bank.findings import Finding
from question_bank.formats.contract import NotReadable, ReadList
from question_bank.formats.report import Judged, list_report
from question_bank.formats.report_sheet import build_report
from question_bank.sentences import say
from tests.cast import open_pages

ROOT = Path(question_bank.__file__).parent
SINKS = {"Finding", "Refusal", "NotReadable", "note", "refuse"}
KIND = re.compile(r"[a-z]+[a-z0-9]*(_[a-z0-9]+)*")
# Kinds that the code puts together: the types of Moodle's questions, what an export loses.
MADE = {
    *(
        f"{name}_refused"
        for name in ("essay", "description", "calculated", "calculatedsimple", "calculatedmulti")
    ),
    *("random_refused", "randomsamatch_refused", "missingtype_refused"),
    *(f"lost_{name}" for name in ("rationale", "unit", "translator", "checked_by")),
}
ENGLISH = "an English sentence which nobody translated"


def _nodes() -> Iterator[ast.AST]:
    for file in sorted(ROOT.rglob("*.py")):
        if "equal_forms" not in file.parts:
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def _named_kinds() -> set[str]:
    """The kinds that stand in the code: where a finding is made, and in pairs of kind and sentence."""
    found = set(MADE)
    for node in _nodes():
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if (
                name in SINKS
            ):
                found |= {part.value for part in ast.walk(first) if _is_kind(part)}
            case ast.Tuple(elts=[first, ast.Constant(value=str(text))]) if " " in text and _is_kind(first):
                found.add(first.value)
            case ast.Tuple(elts=[first, ast.Call(func=ast.Name(id="say"))]) if _is_kind(first):
                found.add(first.value)
    return found


def _is_kind(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(KIND.fullmatch(node.value))


def test_every_kind_that_the_code_names_has_words():
    assert _named_kinds() - set(TITLES) == set()


@pytest.mark.parametrize("language", ["uz-Latn", "uz-Cyrl", "ru"])
def test_each_kind_has_a_title_and_advice_in_each_language(language):
    for kind in TITLES:
        said, english = say_finding(kind, ENGLISH, language), say_finding(kind, ENGLISH, "en")
        assert said.title != english.title, kind
        assert said.advice != english.advice, kind
        assert said.sentence == "", kind


def test_every_pattern_of_the_catalogue_stands_in_the_code():
    said = {node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    with (TRANSLATIONS / "ru" / "LC_MESSAGES" / "findings.po").open("rb") as file:
        patterns = [str(message.id) for message in read_po(file) if "%(" in str(message.id)]
    assert patterns
    assert set(patterns) - said == set()


def test_a_sentence_is_said_with_what_was_put_into_it():
    text = say("%(count)s options after %(stem)r; at least two are needed", count=1, stem="Kalitsiz?")
    assert say_finding("too_few_options", text, "ru").whole == (
        "Мало вариантов: после «Kalitsiz?» вариантов: 1; нужно хотя бы два"
    )
    assert "Kalitsiz?" in say_finding("too_few_options", text, "uz-Cyrl").sentence


def test_a_place_in_an_item_is_named_in_the_readers_language():
    text = say("%(where)s: %(word)s", where="uz-Latn stem", word="fаyl")
    assert say_finding("mixed_scripts", text, "ru").sentence == "Oʻzbekcha, Вопрос: fаyl"
    assert say_finding("mixed_scripts", text, "en").sentence == "Oʻzbekcha, Question: fаyl"


def test_a_sentence_within_a_sentence_is_said_too():
    inner = say("%(name)s is encrypted. Pack it again without a password.", name="a.xml")
    text = say("%(language)s: %(text)s", language="ru", text=inner)
    assert say_finding("zip_encrypted", text, "ru").sentence == "Русский: a.xml закрыт паролем"


@pytest.fixture
def everything() -> ReadList:
    """A list that provokes every kind: half of them refused blocks, half of them told of the whole."""
    kinds = sorted(TITLES)
    refusals = tuple(Finding(kind, kind, f"{ENGLISH} {kind}", line) for line, kind in enumerate(kinds[::2]))
    findings = tuple(Finding(kind, "", f"{ENGLISH} {kind}") for kind in kinds[1::2])
    return ReadList("hemis", len(refusals), {}, refusals=refusals, findings=findings)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_english_stands_on_the_page_of_a_file_that_provokes_every_kind(app, everything, monkeypatch):
    pages = open_pages(app, Role.AUTHOR)
    judged = Judged(everything, list_report(everything))
    monkeypatch.setattr(import_views, "read_apart", lambda *_arguments, **_more: judged)
    monkeypatch.setattr(import_views.Parking, "find", lambda *_arguments: Path("list.txt"))
    for language in ("ru", "uz-Cyrl", "uz-Latn"):
        page = pages.get(f"/items/import/{'0' * 32}/law?lang={language}").text
        assert ENGLISH not in page
        for kind in TITLES:
            english, said = say_finding(kind, "", "en"), say_finding(kind, "", language)
            assert said.title in page, kind
            assert f">{english.title}<" not in page, kind
            assert english.advice not in page, kind


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_read_is_refused_in_the_readers_language(app, monkeypatch):
    pages = open_pages(app, Role.AUTHOR)

    def refuse(*_arguments: object, **_more: object) -> None:
        raise NotReadable(
            "too_large", say("the file is larger than %(megabytes)s MB; split the list", megabytes=32)
        )

    monkeypatch.setattr(import_views, "read_apart", refuse)
    monkeypatch.setattr(import_views.Parking, "find", lambda *_arguments: Path("list.txt"))
    monkeypatch.setattr(import_views.Parking, "drop", lambda *_arguments: None)
    page = pages.get(f"/items/import/{'0' * 32}/law?lang=ru").text
    assert "файл больше 32 МБ" in page
    assert say_finding("too_large", "", "ru").advice in page
    assert "split the list" not in page


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_the_workbook_speaks_the_readers_language(everything, language):
    content = build_report(list_report(everything), report_words(language))
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(set(rows[0])) == 7
    if language != "en":
        cells = {str(cell) for row in rows for cell in row[2:] if cell}
        assert cells & {say_finding(kind, "", "en").title for kind in TITLES} == set()
        assert not any(ENGLISH in cell for cell in cells)
