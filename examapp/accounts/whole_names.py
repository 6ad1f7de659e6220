"""One key for a whole name: two spellings of a person's names are one, in any script, in any order of words.

Staff accounts have no PINFL, so that whoever is of the staff and a candidate as well is known by it.
"""

from functools import lru_cache

from question_bank.scripts import search_key


# A name's key costs more than a query, and the same names are asked for all the time.
@lru_cache(maxsize=4096)
def whole_name_key(name: str) -> str:
    """Return the key of a name as somebody typed it."""
    return order_words(search_key(name))


def order_words(key: str) -> str:
    """Return the words of a kept search key in one order: some write the family name first, others last."""
    return " ".join(sorted(key.split()))
