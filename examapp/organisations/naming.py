"""Names of bodies and places by language, set right by the rules for names."""

from collections.abc import Mapping

from examapp.core.i18n import N_
from examapp.organisations.errors import NameRefused
from question_bank.scripts import ScriptError, normalise_name, to_latin


def clean_names(typed: Mapping[str, str | None]) -> dict[str, str]:
    """Return the names that were typed, repaired, without empty ones; Uzbek Latin is always among them.

    An Uzbek name typed in Cyrillic is kept so and rendered in Latin. Raises NameRefused.
    """
    names: dict[str, str] = {}
    for language, text in typed.items():
        try:
            cleaned = normalise_name(text or "")[0]
        except ScriptError as error:
            raise NameRefused(mark=error.mark) from error
        if cleaned:
            names[language] = cleaned
    uzbek = names.get("uz-Latn", "")
    if not uzbek:
        raise NameRefused(N_("Type the name in Uzbek."))
    latin = to_latin(uzbek)
    if latin != uzbek:
        names.setdefault("uz-Cyrl", uzbek)
    return names | {"uz-Latn": latin}
