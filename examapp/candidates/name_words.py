"""The words by which a name is found: folded by sound, so that script, apostrophe and habit do not matter.

Every word of a name has a key by the same rules that propose duplicates (`names.fold_sounds`): Хакимов,
Khakimov and Hakimov are `hakimav`. The beginning of a word has the beginning of its key, but where it ends
within a spelling that is one sound (`K` of `Khakimov`, `Y` of `Yusupov`): such a word has a second key,
folded letter by letter, with `=` before it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from examapp.candidates.names import fold_letters, fold_sounds, fold_word
from question_bank.scripts import ScriptError

SPELLED: Final = "="
_SPLIT_SOUNDS: Final = ("kh", "dj", "zh", "ts")
_FIRST_HALVES: Final = tuple(sound[0] for sound in _SPLIT_SOUNDS)
# "Son of" and "daughter of" stand in every third name and tell nobody apart.
_PARTICLES: Final = frozenset(fold_sounds(word) for word in ("ogli", "qizi", "ugli", "kizi"))


@dataclass(frozen=True)
class NameWord:
    """One key of a name; `others` are the keys of its other words, with a space before and behind each."""

    word: str
    others: str


def list_name_words(*names: str) -> list[NameWord]:
    """Return the keys of a person whose name was written so, in one script or in several.

    The nth word of each spelling is the same word of the name.
    """
    spellings = [_split(name) for name in names]
    longest = max(map(len, spellings))
    places = [
        dict.fromkeys(key for words in spellings for word in words[place : place + 1] for key in _keys(word))
        for place in range(longest)
    ]
    found: dict[str, NameWord] = {}
    for place, keys in enumerate(places):
        others = "".join(f" {key}" for other, more in enumerate(places) if other != place for key in more)
        for key in keys:
            found.setdefault(key, NameWord(key, others + " "))
    return list(found.values())


def read_asked_words(asked: str) -> list[tuple[str, ...]]:
    """Return, for each word of a search, the beginnings of keys that it means; [] where nothing can fit."""
    try:
        return [_beginnings(word) for word in _split(asked)]
    except ScriptError:
        return []


def _split(name: str) -> list[str]:
    words = [word for part in name.split() for word in _fold(part)]
    return [word for word in words if fold_sounds(word) not in _PARTICLES] or words


def _fold(part: str) -> list[str]:
    return fold_word(part).replace("-", " ").replace(".", " ").split()


@lru_cache(maxsize=50_000)
def _keys(word: str) -> tuple[str, ...]:
    sounds = fold_sounds(word)
    split = word.startswith("y") or any(sound in word for sound in _SPLIT_SOUNDS)
    return tuple(key for key in (sounds, SPELLED + fold_letters(word) if split else "") if key)


def _beginnings(word: str) -> tuple[str, ...]:
    sounds = fold_sounds(word)
    if not sounds:
        return (SPELLED + fold_letters(word),)
    return (sounds, SPELLED + fold_letters(word)) if word.endswith(_FIRST_HALVES) else (sounds,)
