"""The interface is complete in each language; a room's catalogue is enough, no step compiles it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from examapp.core.i18n import TRANSLATIONS, load_catalogue

ROOT = Path(__file__).resolve().parents[3] / "examapp"
KEYWORDS = {
    "N_": None,
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
MIXED = re.compile(r"\w*[A-Za-zʻʼ]+[А-Яа-яЁёЎўҚқҒғҲҳ]+\w*|\w*[А-Яа-яЁёЎўҚқҒғҲҳ]+[A-Za-z]+\w*")


def _used() -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Yield place and key of each message as catalogues know it: the words, with the context where one is."""
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("templates/**.html", "jinja2")]
    for file, line, message, _comments, context in extract_from_dir(
        str(ROOT), method_map=methods, keywords=KEYWORDS, options_map={}
    ):
        first = next((part for part in message if part), "") if isinstance(message, tuple) else message
        if first:
            yield f"{file}:{line}", (first, context) if context else first


def _messages(locale: str) -> Iterator[tuple[Path, object, str]]:
    """Yield catalogue, words and translation; words with a context stand behind it."""
    for path in sorted((TRANSLATIONS / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
                    for string in strings:
                        yield path, _key(message), string


def _key(message: Message) -> object:
    """Return a plural message's two forms, or the words, behind their context where there is one."""
    return (
        f"{message.context}\x04{message.id}" if message.context and not message.pluralizable else message.id
    )


@pytest.mark.parametrize("locale", ["uz_Latn", "uz_Cyrl", "ru"])
def test_every_text_of_the_program_is_translated(locale: str) -> None:
    known = set()
    for key in load_catalogue(locale)._catalog:  # plural forms are kept under (words, number of the form)
        words = key[0] if isinstance(key, tuple) else key
        context, _mark, rest = words.rpartition("\x04")
        known.add((rest, context) if context else rest)
    missing = [f"{place}: {message!r}" for place, message in _used() if message not in known]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("locale", ["uz_Latn", "ru"])
def test_no_translation_loses_or_invents_a_placeholder(locale: str) -> None:
    breaches = []
    for path, message, string in _messages(locale):
        source = message if isinstance(message, str) else " ".join(map(str, message))
        wanted, found = (set(re.findall(r"%\((\w+)\)", text)) for text in (source, string))
        if not found <= wanted or (isinstance(message, str) and found != wanted):
            breaches.append(f"{path.name}: {source!r} → {string!r}")
    assert not breaches, "\n".join(breaches)


def test_uzbek_has_no_typewriter_apostrophe() -> None:
    breaches = [
        f"{path.name}: {string}" for path, _id, string in _messages("uz_Latn") if re.search(r"['’‘`]", string)
    ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("locale", ["uz_Latn", "ru"])
def test_no_word_mixes_two_scripts(locale: str) -> None:
    breaches = [f"{path.name}: {string}" for path, _id, string in _messages(locale) if MIXED.search(string)]
    assert not breaches, "\n".join(breaches)


ANOTHER_NAME = {
    "аудитори": "кабинет",
    "экзамен": "тестирование",
    "список вопросов": "перечень вопросов",
    "утвердит лист": "утвердит ведомость",
    "кадровик": "сотрудник кадровой службы",
}


def test_russian_has_one_name_for_one_thing() -> None:
    breaches = [
        f"{path.name}: {string}: {name}"
        for path, _id, string in _messages("ru")
        for word, name in ANOTHER_NAME.items()
        if re.search(word, string, re.IGNORECASE) and path.name != "exam_page.po"
    ]
    assert not breaches, "\n".join(breaches)


def test_uzbek_cyrillic_is_rendered_from_the_latin_catalogue() -> None:
    assert load_catalogue("uz_Cyrl").gettext("Sign in") == "Кириш"


def test_the_same_words_have_one_translation_in_all_rooms() -> None:
    for locale in ("uz_Latn", "ru"):
        known: dict[object, tuple[str, str]] = {}
        clashes = []
        for path, message, string in _messages(locale):
            if not isinstance(message, str):
                continue
            before = known.setdefault(message, (path.name, string))
            if before[1] != string:
                clashes.append(f"{message!r}: {before[0]} {before[1]!r}, {path.name} {string!r}")
        assert not clashes, "\n".join(clashes)


@pytest.mark.parametrize("number", [1, 2, 30])
def test_uzbek_words_serve_every_number(number: int) -> None:
    words = load_catalogue("uz_Latn").ngettext("%(num)s candidate", "%(num)s candidates", number)
    assert words == "%(num)s nomzod"
