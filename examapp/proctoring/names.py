"""Names as a tile can hold them."""

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
