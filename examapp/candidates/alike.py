"""One name and one birth date: whether two rows may be one person whom no number tells to be one.

Names are compared as everywhere (`names.sound_key`): by sound, in any script, family and given name. What is
found so is proposed only: a human decides, with a reason. Source: the rules of the attestation, "Names and
scripts" 5.
"""

from datetime import date

from examapp.candidates.identity import birth_date_of
from examapp.candidates.names import fold_sounds, name_key, sound_key

LONGEST_KEY = 160
# Abduvohidovich and Abduvohid oʻgʻli are one patronymic: its beginning tells, its ending does not.
_PATRONYMIC_BEGINNING = 4


def born_of(birth_date: date | None, pinfl: str | None) -> date | None:
    """Return the birth date that is given, else the one that a PINFL carries."""
    return birth_date or (birth_date_of(pinfl) if pinfl else None)


def alike_key(name_latn: str, born: date | None) -> str | None:
    """Return the key that two rows share which may be one person; None without a birth date."""
    return f"{born:%Y%m%d} {sound_key(name_latn)}"[:LONGEST_KEY] if born is not None else None


def patronymics_agree(first: str, second: str) -> bool:
    """Tell whether the patronymics of two full names may be one; where one has none they may."""
    one, other = _patronymic(first), _patronymic(second)
    return not one or not other or one[:_PATRONYMIC_BEGINNING] == other[:_PATRONYMIC_BEGINNING]


def _patronymic(name: str) -> str:
    return fold_sounds(name_key(" ".join(name.split()[2:3])))
