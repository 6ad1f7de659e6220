"""What the templates' text alone shows: icons that exist, no inline styles, complete catalogues."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

EXAMAPP = Path(__file__).resolve().parents[2] / "examapp"
TEMPLATES = EXAMAPP / "templates"
OWN = [
    *(TEMPLATES / name for name in ("base.html", "staff.html", "public.html")),
    *sorted((TEMPLATES / "macros").glob("*.html")),
    *sorted((TEMPLATES / "errors").glob("*.html")),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
TYPEWRITER_MARKS = re.compile("['`´‘’]")


def read_catalogue(locale: str) -> dict[tuple[str | None, str], list[str]]:
    path = EXAMAPP / "translations" / locale / "LC_MESSAGES" / "site.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    entries = {}
    for message in catalogue:
        if message.id:
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            forms = [message.string] if isinstance(message.string, str) else list(message.string)
            entries[message.context, msgid] = forms
    return entries


def messages_of_templates() -> set[tuple[str | None, str]]:
    found = set()
    for path in OWN:
        text = BytesIO(path.read_bytes())
        for _line, message, _comments, context in extract("jinja2", text, keywords=KEYWORDS):
            found.add((context, message if isinstance(message, str) else message[0]))
    return found


def all_templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("locale", ["uz_Latn", "ru"])
def test_every_sentence_of_the_frame_is_translated(locale: str):
    translated = {key for key, forms in read_catalogue(locale).items() if all(forms)}
    assert messages_of_templates() - translated == set()


@pytest.mark.parametrize("locale", ["uz_Latn", "ru"])
def test_the_catalogue_holds_nothing_that_no_template_says(locale: str):
    assert set(read_catalogue(locale)) - messages_of_templates() == set()


@pytest.mark.parametrize("locale", ["uz_Latn", "ru"])
def test_a_translation_keeps_the_placeholders_and_has_no_typewriter_apostrophe(locale: str):
    for (_context, msgid), forms in read_catalogue(locale).items():
        for form in forms:
            assert sorted(re.findall(r"%\(\w+\)s", form)) == sorted(re.findall(r"%\(\w+\)s", msgid)), msgid
            assert not TYPEWRITER_MARKS.search(form), form


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = (EXAMAPP / "static" / "site" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'symbol id="([\w-]+)"', sprite))
    for path in all_templates():
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        named = set(re.findall(r"(?:\bicon\(|\bicon(?:_name)?=|\bsign=|'icon': )'([\w-]+)'", text))
        assert named <= drawn, f"{path.relative_to(TEMPLATES)}: {named - drawn}"


def test_no_template_carries_an_inline_style_or_handler():
    for path in all_templates():
        inline = re.findall(r"<[^>]*\s(?:style|on[a-z]+)=", path.read_text(encoding="utf-8"))
        assert not inline, f"{path.relative_to(TEMPLATES)}: {inline}"
