"""The words of the candidate's page: each name by which a script asks for one, with its English msgid.

The page shows no word that does not stand here. It fetches the whole table, in one language at a time, and
replaces the placeholders itself; two asterisks on both sides of some words make them bold.
"""

from collections.abc import Callable
from typing import Final

from examapp.delivery.texts_before_start import BEFORE_START
from examapp.delivery.texts_of_end import OF_END
from examapp.delivery.texts_of_exam import OF_EXAM
from examapp.delivery.texts_of_practice import OF_PRACTICE

PAGE_TEXTS: Final[dict[str, str]] = BEFORE_START | OF_PRACTICE | OF_EXAM | OF_END


def translate_page(translate: Callable[[str], str]) -> dict[str, str]:
    """Return the page's words by name, in the language that `translate` speaks."""
    return {name: translate(msgid) for name, msgid in PAGE_TEXTS.items()}
