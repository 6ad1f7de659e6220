"""Answers that are typed or set: texts, numbers, sliders; and lists within the text."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape

from question_bank.decimals import read_plain_decimal, read_typed_number, write_decimal
from question_bank.formats.qti.bodies import write_label
from question_bank.formats.qti.declarations import ResponseDeclaration
from question_bank.formats.qti.drafts import IDS, Draft, Part, Values, identifiers, parts_of
from question_bank.formats.qti.values import Value, read_part, single
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

# Where a field of the text stands; a blank line of the usual length in the stem.
FIELD = "\ue000"
_BLANK = "____"
_LONE_FIELD = re.compile(rf"<p>\s*{FIELD}\s*(?P<unit>[^<>{FIELD}]{{0,12}})</p>$|^\s*{FIELD}\s*$")
_NUMBERS = ("integer", "float")
_USUAL_LENGTH = 40
_LONGEST = 1_000


def build_text_entry(part: Part) -> Draft:
    """Make a text entry, or a number to type where the response is one."""
    declaration = part.response(("single",), ("string", *_NUMBERS))
    stem, unit = _place_field(part.stem(FIELD), may_have_unit=declaration.base in _NUMBERS)
    if declaration.base in _NUMBERS:
        return _draft_number(declaration, {"type": "numeric"}, stem, unit)
    expected = part.element.get("expected-length")
    hint = min(int(expected), _LONGEST) if expected.isdecimal() and len(expected) < 9 else 0

    def decode(values: Values) -> list[str]:
        return [str(variant) for variant in parts_of(values, declaration)]

    return Draft(
        interaction={"id": declaration.identifier, "type": "text_entry", "max_length": hint or _USUAL_LENGTH},
        stem=stem,
        encode=lambda response: {declaration.identifier: single("string", response) if response else None},
        decode=decode,
    )


def build_slider(part: Part) -> Draft:
    """Make a slider; without a step it moves by ones."""
    declaration = part.response(("single",), _NUMBERS)
    amounts = {}
    for name, word, usual in (
        ("lower", "lower-bound", ""),
        ("upper", "upper-bound", ""),
        ("step", "step", "1"),
    ):
        amount = read_plain_decimal(_plain(part.element.get(word) or usual))
        if amount is None:
            raise Refusal("malformed", say("%(word)s of the slider is no number", word=word))
        amounts[name] = write_decimal(amount)
    return _draft_number(declaration, {"type": "slider", **amounts}, part.stem(part.prompt()), "")


def build_inline_choices(parts: Sequence[Part]) -> Draft:
    """Make one item of all lists within the text; each of them is a gap."""
    declarations = [part.response(("single",), IDS) for part in parts]
    gaps: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    holes: dict[int, str] = dict(parts[0].others)
    names = [name for part in parts for name in identifiers(part.element.children("inline-choice"))]
    clash = len(set(names)) != len(names) or bool({part.identifier for part in declarations} & set(names))
    for part, declaration in zip(parts, declarations, strict=True):
        gap = declaration.identifier
        prefix = f"{gap}." if clash else ""
        for choice in part.element.children("inline-choice"):
            labels[prefix + choice.get("identifier")] = write_label(part.source, choice)
        gaps[gap] = [prefix + name for name in identifiers(part.element.children("inline-choice"))]
        holes[id(part.element)] = f"[[{gap}]]"
    first = parts[0]
    stem = Part(first.source, first.processing, first.element, holes).stem(holes[id(first.element)])

    def decode(values: Values) -> dict[str, str]:
        return {
            part.identifier: (f"{part.identifier}." if clash else "") + parts_of(values, part)[0]
            for part in declarations
        }

    return Draft(
        interaction={"id": "r1", "type": "inline_choice", "gaps": gaps},
        stem=stem,
        choices=labels,
        encode=lambda response: {
            gap: single("identifier", choice.removeprefix(f"{gap}.") if clash else choice)
            for gap, choice in response.items()
        },
        decode=decode,
    )


def _draft_number(
    declaration: ResponseDeclaration, interaction: dict[str, str], stem: str, unit: str
) -> Draft:
    def encode(response: str) -> dict[str, Value | None]:
        amount = read_typed_number(response)
        if amount is None or (declaration.base == "integer" and amount % 1):
            return {declaration.identifier: None}
        return {declaration.identifier: single(declaration.base, amount)}

    def decode(values: Values) -> dict[str, str]:
        amount = parts_of(values, declaration)[0]
        if not isinstance(amount, Decimal):
            amount = read_part("float", str(amount))
        return {"value": _plain(format(amount, "f")), "tolerance": "0"}

    return Draft(
        interaction={"id": declaration.identifier, **interaction},
        stem=stem,
        encode=encode,
        decode=decode,
        text={"unit": unit} if unit else {},
    )


def _place_field(stem: str, *, may_have_unit: bool) -> tuple[str, str]:
    """Leave out a field that stands alone at the end, with its unit; show a blank for one within the text."""
    found = _LONE_FIELD.search(stem)
    unit = (found["unit"] or "").strip() if found else ""
    if found and (may_have_unit or not unit):
        return stem[: found.start()] + stem[found.end() :], unescape(unit)
    return stem.replace(FIELD, _BLANK), ""


def _plain(text: str) -> str:
    """Write a number as the model does: no plus, no zeros before it, none needless behind the point."""
    try:
        amount = read_part("float", text)
    except Refusal:
        return text
    written = format(amount, "f")
    return written.rstrip("0").rstrip(".") if "." in written and written.endswith("0") else written
