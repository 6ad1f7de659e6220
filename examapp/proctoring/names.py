"""Names as a tile can hold them, and as the head of a page can."""

import re
from typing import Final

_FIRST_LETTER: Final = re.compile(r"[SC]h|[OG]ʻ|.")
_TWO_LETTER_INITIALS = ("Sh", "Ch", "Oʻ", "Gʻ")


def short_name(full_name: str) -> str:
    """Return family name and initial: `Qoʻchqorova-Oʻrmonjonova Oʻ.`; a Latin digraph is one letter here."""
    family, _space, rest = full_name.partition(" ")
    given = rest.lstrip()
    if not given:
        return family
    length = 2 if given.startswith(_TWO_LETTER_INITIALS) else 1
    return f"{family} {given[:length]}."


def name_for(language: str, name_latn: str, name_cyrl: str) -> str:
    """Return a person's name in the script of the reader's language."""
    return name_cyrl if language in {"ru", "uz-Cyrl"} and name_cyrl else name_latn


def with_initials(name: str) -> str:
    """Return `Saidxoʻjayeva F. Q.` for family name, given name, patronymic; Sh, Ch, Oʻ and Gʻ are letters."""
    family, *others = name.split()
    if len(others) != 2:
        return name
    return " ".join([family, *(f"{_FIRST_LETTER.findall(one)[0]}." for one in others)])
