"""Languages: which one a request speaks, and catalogues read from .po files without a build step.

Content is tagged uz-Latn, uz-Cyrl, ru, en (BCP 47); Babel calls them uz_Latn, uz_Cyrl, ru, en. Each room
keeps a catalogue of its own in `translations/<locale>/LC_MESSAGES/<room>.po`; all rooms are merged. Uzbek
Cyrillic is a rendering of the Uzbek Latin catalogue, and its own files hold only what a person mended.
"""

from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from examapp.core.clock import TASHKENT
from question_bank.scripts import to_cyrillic

LANGUAGE_NAMES = {"uz-Latn": "Oʻzbekcha", "uz-Cyrl": "Ўзбекча (кирилл)", "ru": "Русский", "en": "English"}
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
LANGUAGE_COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600


def N_(message: str) -> str:  # noqa: N802 - the customary name of the marker
    """Mark a msgid for the catalogues without translating it."""
    return message


def to_locale(language: str) -> str:
    """Return Babel's id of a language tag: `uz-Latn` → `uz_Latn`."""
    return language.replace("-", "_")


def current_language() -> str:
    """Return the language tag of the request, or the installation's default outside of one."""
    locale = get_locale()
    return str(locale).replace("_", "-") if locale else "uz-Latn"


@cache
def load_catalogue(locale: str) -> NullTranslations:
    """Return the merged catalogue of all rooms for a locale; English is the msgids themselves."""
    if locale == "en":
        return NullTranslations()
    merged = _merge(locale)
    if locale == "uz_Cyrl":
        mended = merged
        merged = _render_cyrillic(_merge("uz_Latn"))
        for message in mended:
            if message.id:
                _put(merged, message.id, message.string, message.context)
    buffer = BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return Translations(buffer)


def _merge(locale: str) -> Catalog:
    merged = Catalog(locale=locale)
    for path in sorted((TRANSLATIONS / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string:
                    _put(merged, message.id, message.string, message.context)
    return merged


def _put(catalogue: Catalog, msgid: object, string: object, context: str | None) -> None:
    if isinstance(msgid, tuple | list):
        # Babel gives Uzbek two plural forms and our Uzbek catalogues one: the same words serve both.
        forms = tuple(string) if isinstance(string, tuple | list) else (string,)
        string = (forms + forms[-1:] * catalogue.num_plurals)[: catalogue.num_plurals]
    catalogue.delete(msgid, context)  # type: ignore[arg-type]
    catalogue.add(msgid, string, context=context)  # type: ignore[arg-type]


def _render_cyrillic(latin: Catalog) -> Catalog:
    rendered = Catalog(locale="uz_Cyrl")
    for message in latin:
        if not message.id:
            continue
        string = message.string
        forms = string if isinstance(string, tuple | list) else (string,)
        cyrillic = tuple(to_cyrillic(str(form)) for form in forms)
        if isinstance(message.id, tuple | list):
            _put(rendered, message.id, cyrillic, message.context)
        else:
            _put(rendered, message.id, cyrillic[0], message.context)
    return rendered


class _RoomCatalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's domain, reading our merged catalogues instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return load_catalogue(str(locale)) if locale else NullTranslations()


class _CatalogueBabel(Babel):  # type: ignore[misc]
    domain_instance = _RoomCatalogues()


def _choose_locale() -> str:
    if not has_request_context():
        return to_locale(current_app.config["SETTINGS"].default_language)
    asked = request.args.get(LANGUAGE_COOKIE) or request.cookies.get(LANGUAGE_COOKIE)
    if asked == "kaa":  # Karakalpak is shown in Uzbek until its catalogue exists
        asked = "uz-Latn"
    if asked not in LANGUAGE_NAMES:
        asked = _accepted_language() or current_app.config["SETTINGS"].default_language
    return to_locale(asked)


def _accepted_language() -> str | None:
    for tag, _quality in request.accept_languages:
        lowered = tag.lower()
        if lowered.startswith("uz"):
            return "uz-Cyrl" if "cyrl" in lowered else "uz-Latn"
        if lowered.startswith("ru"):
            return "ru"
    return None  # English browsers stand in Uzbek offices: the installation's default serves them better


def _keep_choice(response: Response) -> Response:
    if not request.query_string:
        return response
    asked = request.args.get(LANGUAGE_COOKIE)
    if asked in LANGUAGE_NAMES:
        settings = current_app.config["SETTINGS"]
        response.set_cookie(
            LANGUAGE_COOKIE,
            asked,
            max_age=COOKIE_SECONDS,
            secure=settings.https,
            httponly=True,
            samesite="Lax",
        )
    return response


def url_with_lang(language: str) -> str:
    """Return the address of this page in another language."""
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != LANGUAGE_COOKIE]
    return f"{request.path}?{urlencode([*arguments, (LANGUAGE_COOKIE, language)])}"


def in_tashkent(moment: datetime) -> datetime:
    """Return a moment in the time zone in which people here read it."""
    return moment.astimezone(TASHKENT)


def show_date(moment: datetime) -> str:
    """Return a date as people here write it: 24.11.2026."""
    return in_tashkent(moment).strftime("%d.%m.%Y")


def show_day(day: date) -> str:
    """Return a calendar day as people here write it: 24.11.2026."""
    return f"{day:%d.%m.%Y}"


def show_time(moment: datetime) -> str:
    """Return a time of day in Tashkent: 10:48."""
    return in_tashkent(moment).strftime("%H:%M")


def show_moment(moment: datetime) -> str:
    """Return date and time of day in Tashkent: 24.11.2026, 10:48."""
    return f"{show_date(moment)}, {show_time(moment)}"


def say_in(names: dict[str, str], language: str | None = None) -> str:
    """Choose the text of a language from a {language: text} record, or the nearest one."""
    wanted = language or current_language()
    nearest = {"uz-Cyrl": "uz-Latn", "kaa": "uz-Latn", "en": "ru"}.get(wanted, "uz-Latn")
    if wanted not in names and wanted == "uz-Cyrl" and "uz-Latn" in names:
        return to_cyrillic(names["uz-Latn"])
    return names.get(wanted) or names.get(nearest) or next(iter(names.values()), "")


def init_i18n(app: Flask) -> None:
    """Give the application its languages and the templates their words for dates and names."""
    _CatalogueBabel(app, locale_selector=_choose_locale, timezone_selector=lambda: "Asia/Tashkent")
    app.after_request(_keep_choice)
    app.jinja_env.globals.update(
        current_language=current_language,
        page_language=current_language,
        language_names=LANGUAGE_NAMES,
        url_with_lang=url_with_lang,
    )
    app.jinja_env.filters.update(date=show_date, day=show_day, time=show_time, moment=show_moment, say=say_in)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
