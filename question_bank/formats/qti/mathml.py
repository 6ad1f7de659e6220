"""Formulas of MathML as a line of text with raised and lowered parts, all that the model's words can show."""

from html import escape

from question_bank.formats.qti.names import Element

_IGNORED = {"annotation", "annotation-xml", "mspace", "mphantom"}
_LEAVES = {"mi", "mn", "mo", "mtext", "ms"}


def write_formula(element: Element) -> str:
    """Return a formula as HTML of the model's subset."""
    parts = [write_formula(child) for child in element.children() if child.name not in _IGNORED]
    match element.name, parts:
        case name, _ if name in _LEAVES:
            return escape(" ".join(element.text().split()), quote=False)
        case "msup" | "mover", [base, above]:
            return f"{base}<sup>{above}</sup>"
        case "msub" | "munder", [base, below]:
            return f"{base}<sub>{below}</sub>"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}<sub>{below}</sub><sup>{above}</sup>"
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", [base, degree]:
            return f"<sup>{degree}</sup>√({base})"
        case "mfenced", _:
            opening, closing = (
                element.attributes.get(name, sign) for name, sign in (("open", "("), ("close", ")"))
            )
            return f"{escape(opening)}{', '.join(parts)}{escape(closing)}"
        case "mtr", _:
            return ", ".join(parts)
        case "mtable", _:
            return "; ".join(parts)
    return "".join(parts)


def _grouped(part: str) -> str:
    return part if part.replace(".", "").isalnum() else f"({part})"
