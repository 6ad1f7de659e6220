"""From an item's response processing to a scoring rule of ours that pays the same for every answer tried.

The processing is run over probes; a rule is taken only if it agrees on all of them. Where none does, and the
source pays only the right answer in full, the item becomes all or nothing, and a finding names an answer that
loses by it. Else the item is refused with an answer on which they differ.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

from question_bank.answer_keys import TextKey
from question_bank.decimals import write_short_decimal
from question_bank.formats.qti.candidates import LARGEST, MOST_DIGITS, list_candidates
from question_bank.formats.qti.case import Case, fold_typed
from question_bank.formats.qti.marking_twins import Found
from question_bank.formats.qti.probes import list_probes
from question_bank.formats.qti.rule_facts import Values, guess_right
from question_bank.formats.refusal import Refusal
from question_bank.interactions import Interaction, InteractionType, list_gaps, list_labelled
from question_bank.items import Item, ItemError
from question_bank.responses import is_empty
from question_bank.scoring import score_response
from question_bank.sentences import say

# Makes the item of a key, a scoring member and a maximum, or raises ItemError.
MakeItem = Callable[[Any, dict[str, Any], str], Item]
Note = Callable[[str, str], None]


def derive_marking(case: Case, make_item: MakeItem, note: Note) -> Found:
    """Return a key and a rule that pay as the processing does; Refusal where there is none."""
    names, processing = case.names, case.processing
    right, most = _find_right(case, names)
    refused: Refusal | None = None
    for key, scoring in list_candidates(case, names, right, most):
        try:
            item = make_item(key, scoring, write_short_decimal(most))
        except ItemError as error:
            kind = "no_key" if error.kind == "no_key" else "scoring_not_representable"
            refused = refused or Refusal(kind, error.problem)
            continue
        difference = find_difference(case, item, note)
        if difference is None:
            if processing.guessed:
                note("no_processing", processing.guessed)
            return Found(key, scoring, write_short_decimal(most))
        refused = refused or Refusal("scoring_not_representable", difference)
    if _pays_for_everything(case):
        plain = Found(case.draft.decode(right), {"rule": "match_correct"}, write_short_decimal(most))
        with suppress(ItemError):
            make_item(plain.key, plain.scoring, plain.most)
            note(
                "scoring_changed",
                "the source pays each right choice, so choosing everything pays; here it is all or nothing",
            )
            return plain
    whole = _all_or_nothing(case, make_item, right, most, note)
    if whole is not None:
        return whole
    raise refused or Refusal("scoring_not_representable", "no rule pays as the processing does")


def _all_or_nothing(
    case: Case, make_item: MakeItem, right: Values, most: Decimal, note: Note
) -> Found | None:
    """Return the marking that pays the right answer alone, where the source pays no other in full."""
    plain = Found(case.draft.decode(right), {"rule": "match_correct"}, write_short_decimal(most))
    try:
        item = make_item(plain.key, plain.scoring, plain.most)
    except ItemError:
        return None
    lesser: tuple[Any, Decimal] | None = None
    for answer in list_probes(item, case.facts.texts, case.facts.numbers):
        theirs, ours = case.points(answer), score_response(item, answer).points
        if theirs == ours:
            continue
        if ours or theirs >= most or is_empty(answer):
            return None
        lesser = lesser or (answer, theirs)
    if lesser is None:
        return None
    note(
        "scoring_changed",
        say(
            "the answer %(answer)s earns %(points)s in the source; here it is all or nothing",
            answer=lesser[0],
            points=_show(lesser[1]),
        ),
    )
    return plain


def _pays_for_everything(case: Case) -> bool:
    """Tell whether who chooses all there is earns points, which no rule of ours may pay."""
    offer = case.draft.interaction
    if offer["type"] not in {InteractionType.CHOICE, InteractionType.HOTSPOT} or offer["max_choices"] < 2:
        return False
    offered = (
        offer["choices"] if offer["type"] == InteractionType.CHOICE else [a["id"] for a in offer["areas"]]
    )
    return case.points(list(offered)) > 0


def _find_right(case: Case, names: tuple[str, ...]) -> tuple[Values, Decimal]:
    """Return the response that is paid best, the declared key first, and its points."""
    best: tuple[Values, Decimal] | None = None
    trouble: Refusal | None = None
    for values in [*guess_right(case.processing, names), *_guess_single(case, names)]:
        points = case.processing.score(values)
        try:
            case.draft.decode(values)
        except Refusal as error:
            trouble = trouble or error
            continue
        if best is None or points > best[1]:
            best = values, points
    if best is None:
        raise trouble or Refusal("no_key", "no answer is marked as right")
    if best[1] <= 0 and not _has_key(case, names):
        raise Refusal("no_key", "no answer is marked as right")
    if best[1] <= 0:
        raise Refusal("no_points", "even the right answer earns no points")
    return best


def _has_key(case: Case, names: tuple[str, ...]) -> bool:
    declared = [case.processing.responses[name] for name in names]
    return any(part.correct or part.mapping or part.area_mapping for part in declared)


def _guess_single(case: Case, names: tuple[str, ...]) -> Iterator[Values]:
    """Yield each choice alone, for items whose key stands in no declaration."""
    if case.draft.interaction["type"] == InteractionType.CHOICE and len(names) == 1:
        for choice in case.draft.interaction["choices"]:
            yield case.draft.encode([choice])
    if case.draft.interaction["type"] == InteractionType.SELECT_POINT:
        key = case.draft.decode({})
        yield case.draft.encode([_centre(area) for area in key])


def _centre(area: dict[str, Any]) -> list[int]:
    coords = area["coords"]
    match area["shape"]:
        case "circle":
            return [int(part) for part in coords[:2]]
        case "rect":
            return [(coords[0] + coords[2]) // 2, (coords[1] + coords[3]) // 2]
    across, down = coords[::2], coords[1::2]
    return [(min(across) + max(across)) // 2, (min(down) + max(down)) // 2]


def find_difference(case: Case, item: Item, note: Note) -> str | None:
    """Return in words the first answer that the two sides pay differently, or None."""
    for answer in list_probes(item, case.facts.texts, case.facts.numbers):
        theirs, ours = case.points(answer), score_response(item, answer).points
        if theirs == ours:
            continue
        if _is_only_folded(item, answer):
            note(
                "text_folded", "case, apostrophes and look-alike letters are not told apart in typed answers"
            )
            continue
        return say(
            "the answer %(answer)r earns %(theirs)s in the source and %(ours)s here",
            answer=answer,
            theirs=_show(theirs),
            ours=_show(ours),
        )
    return None


def rename_ids(case: Case, known: Interaction, renamed: Interaction) -> Case:
    """Return a case that takes answers in other ids; Refusal where more than the ids differs."""
    pairs = [(list_labelled(known), list_labelled(renamed)), (list_gaps(known), list_gaps(renamed))]
    if known.type != renamed.type or any(len(one) != len(other) for one, other in pairs):
        raise Refusal("scoring_not_representable", "another kind of answer is wanted than the item asks for")
    back = {new: old for olds, news in pairs for old, new in zip(olds, news, strict=True)}
    encode = case.draft.encode
    return replace(case, draft=replace(case.draft, encode=lambda answer: encode(_rename(answer, back))))


def _rename(answer: Any, names: Mapping[str, str]) -> Any:
    if isinstance(answer, dict):
        return {names.get(gap, gap): names.get(choice, choice) for gap, choice in answer.items()}
    if isinstance(answer, list):
        return [_rename(part, names) if isinstance(part, list) else names.get(part, part) for part in answer]
    return answer


def _is_only_folded(item: Item, answer: Any) -> bool:
    """Tell whether a typed answer differs from an accepted variant only by what is folded away."""
    if not isinstance(item.answer_key, TextKey) or answer in item.answer_key.variants:
        return False
    folded = fold_typed(answer)
    return any(fold_typed(variant) == folded for variant in item.answer_key.variants)


def _show(value: Decimal) -> str:
    return write_short_decimal(value.quantize(MOST_DIGITS)) if abs(value) < LARGEST else str(value)
