"""A template item becomes the item that one candidate would see: values in place of variables.

What depends on chance is chosen once (`template_rules`), and the editor is told: words and key of a template
are to be looked at before they are approved.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from question_bank.decimals import write_decimal
from question_bank.formats.qti.machine import Budget
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.qti.template_rules import Chosen, run_template
from question_bank.formats.qti.values import Value

_PARTS = ("template-declaration", "template-processing")
# Attributes that may name a variable instead of holding a value.
_NAMING = ("n", "tolerance", "figures", "min", "max", "step", "number-repeats", "lower-bound", "upper-bound")
_PRINTED = re.compile(r"%([+ 0-]*\d*)(?:\.(\d))?([dif])")
_DIGITS = Decimal("0.000001")
_LARGEST = Decimal(10) ** 15

Content = list["Element | str"]


def make_instance(source: ItemSource, budget: Budget) -> ItemSource:
    """Return the source with an instance in place of a template; other items stay as they are."""
    root = source.root
    if not root.children(*_PARTS):
        return source
    chosen = run_template(root, budget)
    content = [part for part in root.content if isinstance(part, str) or part.name not in _PARTS]
    source.note(
        "template_fixed",
        "the item was a template; chance chose one of its forms: check its words and its key",
    )
    return replace(source, root=replace(root, content=_rewrite(content, chosen)))


def _rewrite(content: Content, chosen: Chosen) -> Content:
    return [made for part in content for made in _rewrite_part(part, chosen)]


def _rewrite_part(part: "Element | str", chosen: Chosen) -> Content:
    if isinstance(part, str):
        return [part]
    if not _is_shown(part, chosen):
        return []
    special = _SPECIAL.get(part.name)
    if special is not None:
        return special(part, chosen)
    attributes = {
        name: _named(value, chosen) if name in _NAMING else value for name, value in part.attributes.items()
    }
    return [replace(part, attributes=attributes, content=_rewrite(part.content, chosen))]


def _is_shown(part: Element, chosen: Chosen) -> bool:
    variable = part.get("template-identifier")
    if not variable:
        return True
    held = chosen.variables.get(variable)
    is_named = held is not None and part.get("identifier") in held.parts
    return is_named == (part.get("show-hide", "show") != "hide")


def _named(text: str, chosen: Chosen) -> str:
    held = chosen.variables.get(text.strip().strip("{}"))
    return text if held is None or len(held.parts) != 1 else _write(held.parts[0])


def _print(part: Element, chosen: Chosen) -> Content:
    value = chosen.variables.get(part.get("identifier"))
    layout = part.get("format")
    delimiter = part.get("delimiter") or ", "
    return [] if value is None else [delimiter.join(_show(one, layout) for one in value.parts)]


def _show(part: Any, layout: str) -> str:
    found = _PRINTED.fullmatch(layout)
    if not isinstance(part, Decimal) or found is None:
        return _write(part)
    flags, digits, kind = found[1], found[2], found[3]
    places = int(digits or 6) if kind == "f" else 0
    return f"{part:{flags.replace('-', '')}.{places}f}"


def _write(part: Any) -> str:
    match part:
        case Decimal():
            if part == part.to_integral_value():
                return str(int(part))
            return write_decimal(part.quantize(_DIGITS)) if abs(part) < _LARGEST else str(part)
        case bool():
            return str(part).lower()
        case tuple():
            return " ".join(str(inner) for inner in part)
    return str(part)


def _open(part: Element, chosen: Chosen) -> Content:
    return _rewrite(part.content, chosen)


def _variable(part: Element, chosen: Chosen) -> Content:
    """Put a template variable's value into rules; responses and outcomes stay variables."""
    if part.get("identifier") not in chosen.variables:
        return [part]
    value = chosen.variables[part.get("identifier")]
    if value is None:
        return [Element("null", {})]
    parts: Content = [Element("base-value", {"base-type": value.base}, [_write(one)]) for one in value.parts]
    return parts if value.cardinality == "single" else [Element(value.cardinality, {}, parts)]


def _formula_name(part: Element, chosen: Chosen) -> Content:
    value = chosen.variables.get(part.text().strip())
    if value is None:
        return [part]
    return [Element("mn", {}, [", ".join(_write(one) for one in value.parts)])]


def _declaration(part: Element, chosen: Chosen) -> Content:
    name = part.get("identifier")
    kept = list(part.content)
    for word, values in (("correct-response", chosen.correct), ("default-value", chosen.defaults)):
        if name in values:
            kept = [inner for inner in kept if isinstance(inner, str) or inner.name != word]
            kept = [*_values(word, values[name]), *kept]
    return [replace(part, content=_rewrite(kept, chosen))]


def _values(word: str, value: Value | None) -> Content:
    if value is None:
        return []
    return [Element(word, {}, [Element("value", {}, [_write(one)]) for one in value.parts])]


_SPECIAL: dict[str, Callable[[Element, Chosen], Content]] = {
    "printed-variable": _print,
    "template-inline": _open,
    "template-block": _open,
    "variable": _variable,
    "mi": _formula_name,
    "response-declaration": _declaration,
    "outcome-declaration": _declaration,
}
