"""The two names of an account, however it is made: on the page, on the console or by a program."""

import re
from typing import Final

from examapp.accounts.errors import DisplayNameWrong, LoginNameWrong
from question_bank.scripts import ScriptError, normalise_name

LONGEST_DISPLAY_NAME: Final = 160
NO_NAME: Final = "no name"
LOGIN_NAME: Final = re.compile(r"[A-Za-z0-9._-]{3,60}")


def read_login_name(typed: str) -> str:
    """Return a sign-in name as it is kept, in small letters. Raises LoginNameWrong."""
    name = typed.strip()
    # Before the small letters: some signs of other alphabets become Latin ones by them.
    if LOGIN_NAME.fullmatch(name) is None:
        raise LoginNameWrong
    return name.lower()


def counted_name(typed: str) -> str:
    """Return the name under which wrong tries are counted; whatever cannot be a sign-in name is one.

    So nobody types here what other pages count under names of their own, which all hold a space.
    """
    name = typed.strip()
    return name.lower() if LOGIN_NAME.fullmatch(name) else NO_NAME


def read_display_name(typed: str) -> str:
    """Return a full name, repaired by the rules for names. Raises DisplayNameWrong."""
    try:
        name, _repairs = normalise_name(typed)
    except ScriptError as error:
        raise DisplayNameWrong from error
    if not any(sign.isalpha() for sign in name) or len(name) > LONGEST_DISPLAY_NAME:
        raise DisplayNameWrong
    return name
