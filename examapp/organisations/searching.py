"""Finding an organisation by what a person remembers of its name."""

from collections.abc import Iterable

from examapp.organisations.models import Organisation
from question_bank.scripts import ScriptError, search_key


def match_names(organisations: Iterable[Organisation], asked: str) -> list[Organisation]:
    """Return those whose code or name, in any language or script, holds every word that was asked for."""
    try:
        words = search_key(asked).split()
    except ScriptError:
        return []
    return [item for item in organisations if all(word in _text_of(item) for word in words)]


def _text_of(organisation: Organisation) -> str:
    return search_key(" ".join([organisation.code, *organisation.names.values()]))
