"""What every reader shares: from what a source says of an item to the item, and nothing lost on the way.

A reader hands each block to a `ListMaker`, as a draft, a refusal or a question; the maker gives ids, tells
the language, cleans the words, and counts.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, Offer, ReadList, refuse_too_many
from question_bank.formats.draft_items import Draft, guess_draft_language, make_item
from question_bank.items import Item, ItemError
from question_bank.sentences import say

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

_TWICE = "%(wish)r stands twice, so the item got a new one"
_NO_ID = "%(wish)r cannot be an id here, so the item got a new one"


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
        self._take(draft)

    def refuse(self, kind: str, text: str, line: int | None = None, name: str = "") -> None:
        """Take a block that cannot become an item."""
        self._take(Finding(kind, name, text, line))

    def ask(
        self,
        finding: Finding,
        before: str,
        pieces: Sequence[str] = (),
        drafts: Sequence[Draft] = (),
    ) -> None:
        """Take a block that only the editor can decide on; the drafts are what the pieces would make."""
        self._take(_Question(finding, before, tuple(pieces), tuple(drafts)))

    def _take(self, block: Draft | Finding | _Question) -> None:
        self._blocks.append(block)
        refuse_too_many(len(self._blocks))

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
                item, notes = make_item(block, item_id, self._defaults, fallback)
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
                language, is_sure = guess_draft_language(block.texts[""])
                sure[language] += is_sure
        return sure.most_common(1)[0][0] if sure.total() else ""

    def _number(self, number: int, part: str = "") -> str:
        return f"{self._defaults.id_stem}-{number:04}{part}"

    def _choose_id(self, draft: Draft, number: int, items: Mapping[str, Item], taken: Counter[str]) -> str:
        wish = draft.item_id
        if wish and _ID.fullmatch(wish) and wish not in items:
            return wish
        if wish:
            pattern = _TWICE if wish in items else _NO_ID
            draft.notes.append(("id_changed", say(pattern, wish=wish[:60])))
        made, tries = self._number(number), 0
        while made in items or made in taken:
            tries += 1
            made = self._number(number, f".{tries}")
        return made

    def _offer(self, question: _Question, number: int, fallback: str) -> Offer:
        made: list[Item] = []
        for part, draft in enumerate(question.drafts, start=1):
            try:
                made.append(make_item(draft, self._number(number, f".{part}"), self._defaults, fallback)[0])
            except ItemError:
                # Half an offer would lose the other half.
                return Offer(question.before, question.pieces, ())
        return Offer(question.before, question.pieces, tuple(made))


def _named(finding: Finding, name: str) -> Finding:
    return finding if finding.item else replace(finding, item=name)
