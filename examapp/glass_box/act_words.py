"""What happened, in a sentence for each kind of act that the log can hold; `who` stands beside it."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.glass_box.content_words import CONTENT_WORDS
from examapp.glass_box.exam_words import EXAM_WORDS
from examapp.glass_box.people_words import PEOPLE_WORDS
from examapp.glass_box.result_words import RESULT_WORDS
from examapp.glass_box.room_words import ROOM_WORDS

SENTENCES: Final[Mapping[str, str]] = {
    **EXAM_WORDS,
    **ROOM_WORDS,
    **PEOPLE_WORDS,
    **CONTENT_WORDS,
    **RESULT_WORDS,
}


def say_act(kind: str) -> str:
    """Return the sentence of a kind of act in the reader's language; a kind of an older version as it is."""
    return str(gettext(SENTENCES[kind])) if kind in SENTENCES else kind
