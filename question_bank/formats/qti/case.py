"""One item whose marking is to be told in a rule of ours: draft, processing, what stands in its rules."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from question_bank.formats.qti.drafts import Draft
from question_bank.formats.qti.processing import Processing
from question_bank.formats.qti.rule_facts import RuleFacts, read_facts
from question_bank.responses import is_empty
from question_bank.scripts import ScriptError, fold_answer


@dataclass(frozen=True, slots=True)
class Case:
    """What scoring is derived from: the draft, its processing, the facts of its rules, its responses."""

    draft: Draft
    processing: Processing
    facts: RuleFacts
    names: tuple[str, ...]

    def points(self, response: Any) -> Decimal:
        """Return what the processing pays for an answer in our shape."""
        if is_empty(response):
            return self.processing.score({})
        return self.processing.score(self.draft.encode(response))


def open_case(draft: Draft, processing: Processing, names: tuple[str, ...]) -> Case:
    """Gather what scoring is derived from; `names` are the responses of the draft's interaction."""
    return Case(draft, processing, read_facts(processing, frozenset(names)), names)


def fold_typed(text: str) -> str:
    """Fold a typed answer; nothing where it cannot be typed."""
    try:
        return fold_answer(text)
    except ScriptError:
        return ""
