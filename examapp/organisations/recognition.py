"""Which organisation a cell of a list means: by its code, or by its name in any language or script."""

import re
from collections.abc import Iterable

from examapp.organisations.body_codes import read_body_code
from examapp.organisations.models import Organisation
from question_bank.scripts import ScriptError, search_key

_NOT_LETTERS = re.compile(r"[\W_]+")


class OrganisationIndex:
    """Organisations by code and by folded name; names that two of them share find neither."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._by_code: dict[str, Organisation] = {}
        self._by_name: dict[str, dict[int, Organisation]] = {}
        for organisation in organisations:
            self._by_code[organisation.code] = organisation
            for name in organisation.names.values():
                self._by_name.setdefault(_fold(name), {})[organisation.id] = organisation

    def find(self, text: str) -> list[Organisation]:
        """Return the organisations that a text can mean: none, the one, or those that share the name."""
        by_code = self._by_code.get(read_body_code(text))
        if by_code is not None:
            return [by_code]
        return list(self._by_name.get(_fold(text), {}).values())


def _fold(name: str) -> str:
    try:
        return _NOT_LETTERS.sub(" ", search_key(name)).strip()
    except ScriptError:
        return ""
