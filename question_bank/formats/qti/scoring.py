"""From an item's response processing to a scoring rule of ours that pays the same for every answer tried.

The processing is run over probes; a rule is taken only if it agrees on all of them. Where none does, the item
is refused with an answer on which they differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from question_bank.answer_keys import TextKey
from question_bank.areas import area_to_json
from question_bank.formats.qti.drafts import Draft
from question_bank.formats.qti.mappings import list_mappings, lowest_of, write_amount
from question_bank.formats.qti.marking_twins import Found
from question_bank.formats.qti.probes import list_probes
from question_bank.formats.qti.processing import Processing
from question_bank.formats.qti.refusal import Refusal
from question_bank.formats.qti.rule_facts import RuleFacts, Values, guess_ranges, guess_right, read_facts
from question_bank.interactions import Interaction, InteractionType, list_gaps, list_labelled
from question_bank.items import Item, ItemError
from question_bank.responses import is_empty
from question_bank.scoring import score_response
from question_bank.scripts import ScriptError, fold_answer

_WRONG_TEXT = "\u2026"
_MOST_DIGITS = Decimal("0.000000001")
_LARGEST = Decimal(10) ** 15
_NOUGHT = Decimal(0)

# Makes the item of a key, a scoring member and a maximum, or raises ItemError.
MakeItem = Callable[[Any, dict[str, Any], str], Item]
Note = Callable[[str, str], None]


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


def derive_marking(case: Case, make_item: MakeItem, note: Note) -> Found:
    """Return a key and a rule that pay as the processing does; Refusal where there is none."""
    names, processing = case.names, case.processing
    right, most = _find_right(case, names)
    refused: Refusal | None = None
    for key, scoring in _list_candidates(case, names, right, most):
        try:
            item = make_item(key, scoring, write_amount(most))
        except ItemError as error:
            kind = "no_key" if error.kind == "no_key" else "scoring_not_representable"
            refused = refused or Refusal(kind, error.problem)
            continue
        difference = find_difference(case, item, note)
        if difference is None:
            if processing.guessed:
                note("no_processing", processing.guessed)
            return Found(key, scoring, write_amount(most))
        refused = refused or Refusal("scoring_not_representable", difference)
    raise refused or Refusal("scoring_not_representable", "no rule pays as the processing does")


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


def _list_candidates(
    case: Case, names: tuple[str, ...], right: Values, most: Decimal
) -> Iterator[tuple[Any, dict[str, Any]]]:
    key = case.draft.decode(right)
    match case.draft.interaction["type"]:
        case InteractionType.TEXT_ENTRY:
            yield from _text_candidates(case, key, most)
        case InteractionType.NUMERIC | InteractionType.SLIDER:
            yield from _number_candidates(case, key)
        case InteractionType.SELECT_POINT:
            yield key, {"rule": "match_correct"}
            yield from _point_candidates(case, names, key, most)
        case kind:
            yield key, {"rule": "match_correct"}
            if kind not in {InteractionType.CHOICE, InteractionType.HOTSPOT}:
                yield key, {"rule": "per_pair"}
            if kind != InteractionType.ORDER:
                mappings = list_mappings(case.draft, case.processing, names, case.points, key, most)
                yield from ((key, mapping) for mapping in mappings)


def _text_candidates(case: Case, key: list[str], most: Decimal) -> Iterator[tuple[Any, dict[str, Any]]]:
    if case.facts.has_pattern:
        raise Refusal(
            "scoring_not_representable", "the answer is met by a pattern, not by a list of variants"
        )
    listed = list(dict.fromkeys([*key, *case.facts.texts]))
    paid: dict[str, Decimal] = {}
    seen: set[str] = set()
    # Of two spellings that are one to us, the better paid counts.
    for variant in sorted(listed, key=lambda text: -case.points(text)):
        points, folded = case.points(variant), _fold(variant)
        if points > 0 and folded and folded not in seen:
            paid[variant] = points
            seen.add(folded)
    variants = [variant for variant in listed if variant in paid]
    yield variants, {"rule": "match_correct"}
    yield (
        variants,
        {
            "rule": "map_response",
            "mapping": {variant: write_amount(paid[variant]) for variant in variants},
            "default": write_amount(case.points(_WRONG_TEXT)),
            "lower": write_amount(min(_NOUGHT, case.points(_WRONG_TEXT))),
            "upper": write_amount(most),
        },
    )


def _number_candidates(case: Case, key: dict[str, str]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for value, tolerance in guess_ranges(Decimal(key["value"]), case.facts):
        if _fits(value) and _fits(tolerance):
            yield {"value": write_amount(value), "tolerance": write_amount(tolerance)}, {"rule": "numeric"}


def _fits(value: Decimal) -> bool:
    """Tell whether the model can hold a number: fifteen digits before the point and nine behind it."""
    return abs(value) < _LARGEST and value == value.quantize(_MOST_DIGITS)


def _point_candidates(
    case: Case, names: tuple[str, ...], key: Any, most: Decimal
) -> Iterator[tuple[Any, dict[str, Any]]]:
    mapping = case.processing.responses[names[0]].area_mapping
    if mapping is None:
        return
    yield (
        key,
        {
            "rule": "map_response_point",
            "areas": [{**area_to_json(area), "value": write_amount(value)} for area, value in mapping.areas],
            "default": write_amount(mapping.default),
            "lower": write_amount(
                lowest_of(mapping.lower, [mapping.default] * int(case.draft.interaction["max_choices"]))
            ),
            "upper": write_amount(most),
        },
    )


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
        return f"the answer {answer!r} earns {_show(theirs)} in the source and {_show(ours)} here"
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
    folded = _fold(answer)
    return any(_fold(variant) == folded for variant in item.answer_key.variants)


def _fold(text: str) -> str:
    try:
        return fold_answer(text)
    except ScriptError:
        return ""


def _show(value: Decimal) -> str:
    return write_amount(value.quantize(_MOST_DIGITS)) if abs(value) < _LARGEST else str(value)
