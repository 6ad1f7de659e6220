"""Formulas of MathML as a line of text with raised and lowered parts, all that the model's words can show."""

from collections.abc import Callable, Mapping
from html import escape

from question_bank.formats.qti.names import Element

_IGNORED = {"annotation", "annotation-xml", "mspace", "mphantom"}
_LEAVES = {"mi", "mn", "mo", "mtext", "ms"}


def write_formula(element: Element) -> str:
    """Return a formula as HTML of the model's subset."""
    if element.name in _LEAVES:
        return escape(" ".join(element.text().split()), quote=False)
    parts = [write_formula(child) for child in element.children() if child.name not in _IGNORED]
    if element.name == "mfenced":
        opening, closing = element.attributes.get("open", "("), element.attributes.get("close", ")")
        return f"{escape(opening)}{', '.join(parts)}{escape(closing)}"
    count, write = _LAYOUTS.get(element.name, (None, "".join))
    # A layout with too few or too many parts is broken; its parts are still to be read.
    return write(parts) if count in {None, len(parts)} else "".join(parts)


def _grouped(part: str) -> str:
    return part if part.replace(".", "").isalnum() else f"({part})"


_LAYOUTS: Mapping[str, tuple[int | None, Callable[[list[str]], str]]] = {
    "msup": (2, lambda parts: f"{parts[0]}<sup>{parts[1]}</sup>"),
    "mover": (2, lambda parts: f"{parts[0]}<sup>{parts[1]}</sup>"),
    "msub": (2, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub>"),
    "munder": (2, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub>"),
    "msubsup": (3, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"),
    "munderover": (3, lambda parts: f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"),
    "mfrac": (2, lambda parts: f"{_grouped(parts[0])}/{_grouped(parts[1])}"),
    "msqrt": (None, lambda parts: f"√({''.join(parts)})"),
    "mroot": (2, lambda parts: f"<sup>{parts[1]}</sup>√({parts[0]})"),
    "mtr": (None, ", ".join),
    "mtable": (None, "; ".join),
}
