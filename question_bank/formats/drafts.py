"""What every reader shares: from what a source says of an item to the item, and nothing lost on the way.

A reader hands each block to a `ListMaker`, as a draft, a refusal or a question; the maker gives ids, tells
the language, cleans the words, and counts.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, Offer, ReadList
from question_bank.items import Item, ItemError, item_from_json
from question_bank.languages import guess_language
from question_bank.markup import clean_html
from question_bank.scripts import to_latin, without_marks

TRUTH_WORDS = {
    "uz-Latn": ("Toʻgʻri", "Notoʻgʻri"),
    "uz-Cyrl": ("Тўғри", "Нотўғри"),
    "ru": ("Верно", "Неверно"),
    "en": ("True", "False"),
}

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TWINS = {"b": "strong", "i": "em", "tt": "code", "div": "p"}
_TWIN_TAG = re.compile(r"<(/?)(b|i|tt|div)\b[^>]*>", re.IGNORECASE)
_LONGEST_TEXT = 50_000


@dataclass(slots=True, kw_only=True)
class Draft:
    """One item as a source tells it, in native shapes; what it does not say comes from the defaults.

    `texts` is keyed by language, "" where the source names none; `truth` asks for the words of right and
    wrong as labels of a and b. `notes` are kind and text of what the reader changed.
    """

    interaction: dict[str, Any]
    key: Any
    texts: dict[str, dict[str, Any]]
    scoring: dict[str, Any] = field(default_factory=lambda: {"rule": "match_correct"})
    max_points: str = "1"
    media: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    item_id: str = ""
    version: int = 1
    truth: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    finding: Finding
    before: str
    pieces: tuple[str, ...]
    drafts: tuple[Draft, ...]


class ListMaker:
    """Collects the blocks of one source and makes the list of them."""

    def __init__(self, format_name: str, defaults: Defaults) -> None:
        self._format = format_name
        self._defaults = defaults
        self._blocks: list[Draft | Finding | _Question] = []
        self._media: dict[str, bytes] = {}
        self._notes: list[Finding] = []

    def add(self, draft: Draft) -> None:
        """Take a block that tells of an item."""
        self._blocks.append(draft)

    def refuse(self, kind: str, text: str, line: int | None = None, name: str = "") -> None:
        """Take a block that cannot become an item."""
        self._blocks.append(Finding(kind, name, text, line))

    def ask(
        self,
        finding: Finding,
        before: str,
        pieces: Sequence[str] = (),
        drafts: Sequence[Draft] = (),
    ) -> None:
        """Take a block that only the editor can decide on; the drafts are what the pieces would make."""
        self._blocks.append(_Question(finding, before, tuple(pieces), tuple(drafts)))

    def note(self, kind: str, text: str, line: int | None = None) -> None:
        """Tell of something that concerns the source as a whole."""
        self._notes.append(Finding(kind, "", text, line))

    def keep_media(self, content: bytes) -> str:
        """Keep a picture and return its SHA-256."""
        name = hashlib.sha256(content).hexdigest()
        self._media[name] = content
        return name

    def finish(self) -> ReadList:
        """Make the items and return the list."""
        fallback = self._usual_language()
        items: dict[str, Item] = {}
        lines: dict[str, int] = {}
        refusals: list[Finding] = []
        questions: dict[Finding, Offer] = {}
        asked: list[Finding] = []
        findings = list(self._notes)
        taken = Counter(block.item_id for block in self._blocks if isinstance(block, Draft))
        for number, block in enumerate(self._blocks, start=1):
            if isinstance(block, Finding):
                refusals.append(_named(block, self._number(number)))
                continue
            if isinstance(block, _Question):
                finding = _named(block.finding, self._number(number))
                asked.append(finding)
                questions[finding] = self._offer(block, number, fallback)
                continue
            item_id = self._choose_id(block, number, items, taken)
            try:
                item, notes = _make_item(block, item_id, self._defaults, fallback)
            except ItemError as error:
                refusals.append(Finding(error.kind, item_id, error.problem, block.line))
                continue
            items[item_id] = item
            if block.line is not None:
                lines[item_id] = block.line
            findings += [Finding(kind, item_id, text, block.line) for kind, text in notes]
        return ReadList(
            format=self._format,
            blocks=len(self._blocks),
            items=items,
            refusals=tuple(refusals),
            questions=tuple(asked),
            findings=tuple(findings),
            media=self._used_media(items),
            lines=lines,
            offers=questions,
        )

    def _used_media(self, items: Mapping[str, Item]) -> dict[str, bytes]:
        used = {picture.sha256 for item in items.values() for picture in item.media.values()}
        return {name: content for name, content in self._media.items() if name in used}

    def _usual_language(self) -> str:
        """Return the language of most blocks that are sure of theirs."""
        sure: Counter[str] = Counter()
        for block in self._blocks:
            if isinstance(block, Draft) and "" in block.texts:
                language, is_sure = _guess(block.texts[""])
                sure[language] += is_sure
        return sure.most_common(1)[0][0] if sure.total() else ""

    def _number(self, number: int, part: str = "") -> str:
        return f"{self._defaults.id_stem}-{number:04}{part}"

    def _choose_id(self, draft: Draft, number: int, items: Mapping[str, Item], taken: Counter[str]) -> str:
        wish = draft.item_id
        if wish and _ID.fullmatch(wish) and wish not in items:
            return wish
        if wish:
            why = "stands twice" if wish in items else "cannot be an id here"
            draft.notes.append(("id_changed", f"{wish[:60]!r} {why}, so the item got a new one"))
        made, tries = self._number(number), 0
        while made in items or made in taken:
            tries += 1
            made = self._number(number, f".{tries}")
        return made

    def _offer(self, question: _Question, number: int, fallback: str) -> Offer:
        made: list[Item] = []
        for part, draft in enumerate(question.drafts, start=1):
            try:
                made.append(_make_item(draft, self._number(number, f".{part}"), self._defaults, fallback)[0])
            except ItemError:
                # Half an offer would lose the other half.
                return Offer(question.before, question.pieces, ())
        return Offer(question.before, question.pieces, tuple(made))


def _named(finding: Finding, name: str) -> Finding:
    return finding if finding.item else replace(finding, item=name)


def _guess(text: Mapping[str, Any]) -> tuple[str, bool]:
    return guess_language(text["stem"], text.get("choices", {}).values())


def _make_item(
    draft: Draft, item_id: str, defaults: Defaults, fallback: str
) -> tuple[Item, list[tuple[str, str]]]:
    notes = list(draft.notes)
    texts: dict[str, dict[str, Any]] = {}
    for told, text in draft.texts.items():
        language = told or _tell_language(text, defaults, fallback, notes)
        if language in texts:
            raise ItemError(item_id, "malformed", f"two texts are in {language}")
        texts[language] = _tidy_text(text, language, notes)
        if draft.truth:
            right, wrong = TRUTH_WORDS.get(language, TRUTH_WORDS["en"])
            texts[language]["choices"] = {"a": right, "b": wrong}
    _add_latin(texts, notes)
    first = next(iter(draft.texts), "")
    named = next(reversed(texts)) if not first else ""
    item = item_from_json(
        {
            "id": item_id,
            "version": draft.version,
            "interactions": [{"id": "r1", **draft.interaction}],
            "answer_key": {"r1": draft.key},
            "scoring": draft.scoring,
            "max_points": draft.max_points,
            "texts": texts,
            "media": {name: _name_alt(picture, named) for name, picture in draft.media.items()},
            "meta": _default_meta(defaults) | draft.meta,
        }
    )
    return item, notes


def _tell_language(
    text: Mapping[str, Any], defaults: Defaults, fallback: str, notes: list[tuple[str, str]]
) -> str:
    if defaults.language:
        return defaults.language
    language, sure = _guess(text)
    if not sure:
        # Within its script only: a Cyrillic text is not Uzbek in Latin letters because its neighbours are.
        same_script = {"uz-Cyrl": "ru", "ru": "uz-Cyrl", "uz-Latn": "en", "en": "uz-Latn"}[language]
        language = fallback if fallback == same_script else language
        notes.append(("language_unsure", f"the language cannot be told from the words; taken for {language}"))
    return language


def _add_latin(texts: dict[str, dict[str, Any]], notes: list[tuple[str, str]]) -> None:
    """Render Uzbek Latin where only Uzbek Cyrillic came.

    Lists, forms and readers of Karakalpak stand on the Latin text; the Cyrillic one stays as it was written
    and is what readers of Cyrillic see, so nothing is lost and one text is there to be checked.
    """
    if "uz-Cyrl" not in texts or "uz-Latn" in texts:
        return
    written = texts["uz-Cyrl"]
    latin = {
        name: to_latin(value)
        for name, value in written.items()
        if isinstance(value, str) and name in {"stem", "rationale", "unit"}
    }
    choices = {choice: to_latin(label) for choice, label in written.get("choices", {}).items()}
    cyrillic = dict(texts)
    texts.clear()
    texts["uz-Latn"] = {**latin, "choices": choices}
    texts.update(cyrillic)
    notes.append(("latin_rendered", "written in Cyrillic only; the Latin text was made from it, check it"))


def _tidy_text(text: Mapping[str, Any], language: str, notes: list[tuple[str, str]]) -> dict[str, Any]:
    tidy = {name: value for name, value in text.items() if name != "choices" and value is not None}
    for name in ("stem", "rationale"):
        if name in tidy:
            tidy[name] = tidy_html(tidy[name], f"{language} {name}", notes)
    choices = text.get("choices", {})
    tidy["choices"] = {
        choice: tidy_html(label, f"{language} {choice}", notes) for choice, label in choices.items()
    }
    return tidy


def tidy_html(text: str, where: str, notes: list[tuple[str, str]]) -> str:
    """Return the text within the model's subset of HTML; what went is noted by kind and text."""
    if len(text) > _LONGEST_TEXT:
        raise ItemError("", "malformed", f"{where} is longer than {_LONGEST_TEXT} characters")
    unmarked = without_marks(text)
    if unmarked != text:
        notes.append(("control_mark", f"{where}: control or direction marks were taken out"))
    twinned = _TWIN_TAG.sub(lambda found: f"<{found[1]}{_TWINS[found[2].lower()]}>", unmarked)
    cleaned = clean_html(twinned).strip()
    gone = sorted(set(_list_tags(unmarked)) - set(_list_tags(cleaned)) - set(_TWINS))
    if gone:
        notes.append(("html_cleaned", f"{where}: {', '.join(gone)} was taken out"))
    return cleaned


def _list_tags(text: str) -> Iterator[str]:
    return (found[1].lower() for found in _TAG_NAME.finditer(text))


def _name_alt(picture: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give a description that names no language the one that its text was found to be in."""
    alt = {told or language: words for told, words in picture["alt"].items()}
    return {**picture, "alt": alt}


def _default_meta(defaults: Defaults) -> dict[str, Any]:
    return {
        "topic": defaults.topic,
        "subtopic": defaults.subtopic,
        "level": defaults.level,
        "enemies": [],
        "source": defaults.source,
        "licence": defaults.licence,
    }
