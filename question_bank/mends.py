"""Mends that a program can propose for what was found; nothing is mended unless somebody accepts it.

A mend is a value: the words before and after, the items that would stand instead, and their digests. Mends
may be accepted one by one or together, in any order: each is proposed anew for the item as it then is.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from question_bank.findings import Finding
from question_bank.formats.contract import Offer
from question_bank.item_places import find_place, list_places, write_place
from question_bank.items import Item
from question_bank.markup import clean_html
from question_bank.protected_text import convert_outside
from question_bank.scripts import mixes_scripts, to_latin
from question_bank.sealing import digest_item
from question_bank.transliteration import APOSTROPHES, set_apostrophes

_LATIN_LOOKS = str.maketrans("аеорсухіјһАВЕКМНОРСТУХІЈҺ", "aeopcyxijhABEKMHOPCTYXIJH")
_CYRILLIC_LOOKS = str.maketrans("aeopcyxABEKMHOPCTYX", "аеорсухАВЕКМНОРСТУХ")
_LETTERED = re.compile(r"^(\s*(?:<p>)?\s*)[A-HА-З]\s?[).]\s*(?=\S)")
_NUMBERED = re.compile(r"^(\s*(?:<p>)?\s*)\d{1,4}\s?[.)]\s*(?=[^\W\d_])")
_VERBATIM = re.compile(r"(<(?:code|kbd)\b.*?</(?:code|kbd)>)", re.DOTALL)
_LETTER = rf"[^\W\d_{APOSTROPHES}]"


@dataclass(frozen=True, slots=True)
class Mend:
    """What would be changed: `items` stand instead of the one with `digest_before`; none of them: it goes.

    `digest_before` is None where no item stands yet, because the editor was asked about its block.
    """

    finding: Finding
    before: str
    after: str
    items: tuple[Item, ...]
    digest_before: str | None
    digests_after: tuple[str, ...]


def propose(finding: Finding, item: Item | None, offer: Offer | None = None) -> Mend | None:
    """Return the mend of a finding, or None where only a person can mend it or it is mended already."""
    if offer is not None:
        after = "\n++++\n".join(offer.pieces)
        return _make(finding, None, offer.before, after, offer.items) if offer.items else None
    if item is None or finding.kind not in _MENDERS:
        return None
    return _MENDERS[finding.kind](finding, item)


def apply_mends(items: Mapping[str, Item], mends: Iterable[Mend]) -> tuple[dict[str, Item], tuple[Mend, ...]]:
    """Return the items after the mends, and the mends as they came to be; one that finds nothing is left out.

    The order of the mends makes no difference to the items.
    """
    mended = dict(items)
    done: list[Mend] = []
    for mend in mends:
        name = mend.finding.item
        if mend.digest_before is None:
            new = {item.id: item for item in mend.items if item.id not in mended}
            mended |= new
            done += [mend] if new else []
            continue
        fresh = propose(mend.finding, mended.get(name))
        if fresh is None:
            continue
        done.append(fresh)
        if fresh.items:
            mended |= {item.id: item for item in fresh.items}
        else:
            del mended[name]
    return mended, tuple(done)


def _make(finding: Finding, item: Item | None, before: str, after: str, items: tuple[Item, ...]) -> Mend:
    digest = None if item is None else digest_item(item)
    return Mend(finding, before, after, items, digest, tuple(map(digest_item, items)))


def _at_place(change: Callable[[str, str, str], str]) -> Callable[[Finding, Item], Mend | None]:
    """Make a mender of a change to the words at the place that the finding names.

    `change` is handed the words, the language, and what stands after the place's name in the finding's text.
    """

    def mender(finding: Finding, item: Item) -> Mend | None:
        place = find_place(item, finding.text)
        if place is None:
            return None
        before = dict(list_places(item))[place]
        detail = finding.text.removeprefix(place).removeprefix(":").strip()
        after = change(before, place.partition(" ")[0], detail)
        if after == before:
            return None
        return _make(finding, item, before, after, (write_place(item, place, after),))

    return mender


def _mend_mixed(text: str, language: str, word: str) -> str:
    if not mixes_scripts(word):
        return text
    mended = _unmix(word, language)
    # An apostrophe may have been set right meanwhile, by another mend.
    signs = f"[{APOSTROPHES}]"
    pattern = re.sub(signs, lambda _found: signs, re.escape(word))
    bounded = rf"(?<!{_LETTER}){pattern}(?!{_LETTER})"
    return re.sub(bounded, lambda _found: mended, text) if mended else text


def _unmix(word: str, language: str) -> str:
    """Return a mixed word in the one script of its language, or nothing where it cannot be told."""
    if language in {"ru", "uz-Cyrl"}:
        cyrillic = word.translate(_CYRILLIC_LOOKS)
        return "" if mixes_scripts(cyrillic) else cyrillic
    latin = word.translate(_LATIN_LOOKS)
    if mixes_scripts(latin):
        latin = to_latin(word) if language == "uz-Latn" else ""
    return set_apostrophes(latin) if language == "uz-Latn" else latin


def _mend_apostrophes(text: str, language: str, detail: str) -> str:
    del language, detail
    return convert_outside(text, set_apostrophes)


def _mend_markup(text: str, language: str, detail: str) -> str:
    del language, detail
    return clean_html(text)


def _mend_spaces(text: str, language: str, detail: str) -> str:
    del language, detail
    pieces = _VERBATIM.split(text)
    pieces[::2] = [
        re.sub(r"(?<=[^\s>])[ \t\n]+([,;?!])(?![\w.])", r"\1", re.sub(r"[ \t\n]{2,}", " ", piece))
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def _mend_letters(finding: Finding, item: Item) -> Mend | None:
    """Take the letters from before all options of a language."""
    language = finding.text.partition(" ")[0]
    if language not in item.texts:
        return None
    changed, before, after = item, [], []
    for choice, label in item.texts[language].choices.items():
        bare = _LETTERED.sub(r"\1", label)
        if bare != label:
            changed = write_place(changed, f"{language} {choice}", bare)
            before.append(label)
            after.append(bare)
    return _make(finding, item, "\n".join(before), "\n".join(after), (changed,)) if before else None


def _mend_number(text: str, language: str, detail: str) -> str:
    del language, detail
    return _NUMBERED.sub(r"\1", text)


def _remove(finding: Finding, item: Item) -> Mend:
    """Take out an item that asks the same as an earlier one with the same key."""
    stem = next(iter(item.texts.values())).stem
    return _make(finding, item, stem, "", ())


_MENDERS: Mapping[str, Callable[[Finding, Item], Mend | None]] = {
    "mixed_scripts": _at_place(_mend_mixed),
    "apostrophe": _at_place(_mend_apostrophes),
    "unclean_html": _at_place(_mend_markup),
    "whitespace": _at_place(_mend_spaces),
    "numbered": _at_place(_mend_number),
    "lettered": _mend_letters,
    "same_stem": _remove,
}
