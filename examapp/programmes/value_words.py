"""Policy values in words, in the language of the request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from examapp.core.i18n import N_, say_in
from examapp.programmes.models import PolicyValue
from examapp.programmes.policy_key import Grounds, PolicyKey
from examapp.programmes.special_kinds import Calendar, PassRule, show_day
from examapp.programmes.value_kinds import Numbers, OneOf, OnOff, SomeOf, Whole, Wholes

_GROUNDS = {
    "P": (N_("Protocol of 2012"), N_("Protocol of 2012, item %(detail)s")),
    "R": (N_("Resolution 289 of 2011"), N_("Resolution 289 of 2011, clause %(detail)s")),
    "N": (N_("Press reports of resolution 289"), N_("Press reports of resolution 289: %(detail)s")),
    "A": (N_("By analogy"), N_("By analogy: %(detail)s")),
    "L": (N_("Law"), N_("Law %(detail)s")),
    "–": (N_("The owner sets it"), N_("The owner sets it: %(detail)s")),
}


@dataclass(frozen=True)
class Words:
    """A value as a page shows it: one line, or labelled lines with their sum."""

    line: str
    parts: tuple[tuple[str, str], ...] = ()


def say_label(label: str | Mapping[str, str]) -> str:
    """Return a label in the language of the request, whether it is a msgid or a {language: text} record."""
    return str(gettext(label)) if isinstance(label, str) else say_in(dict(label))


def show_value(key: PolicyKey, value: Any) -> Words:  # noqa: PLR0911 - one for each kind
    """Return a value of a key in words."""
    match key.kind:
        case Whole(unit=unit):
            return Words(_with_unit(str(value), unit))
        case Wholes(unit=unit):
            return Words(_with_unit(", ".join(str(number) for number in value), unit))
        case OnOff():
            return Words(gettext("yes") if value else gettext("no"))
        case OneOf(options=options):
            return Words(gettext(options.get(value, value)))
        case SomeOf(options=options):
            return Words(", ".join(gettext(options.get(item, item)) for item in value))
        case PassRule():
            return Words(_pass_rule(value))
        case Calendar():
            return Words(", ".join(show_day(day) for day in value["holidays"]))
        case Numbers(members=members, summed=summed):
            parts = tuple(
                (say_label(member.label), _with_unit(str(value[name]), member.unit))
                for name, member in members.items()
            )
            return Words(str(sum(value.values())) if summed else "", parts)
        case _:
            return Words(str(value))


def show_grounds(grounds: Grounds) -> str:
    """Return on what a default stands, in words."""
    return "; ".join(
        gettext(_GROUNDS[letter][1], detail=detail) if detail else gettext(_GROUNDS[letter][0])
        for letter, detail in grounds
    )


def show_document(row: PolicyValue) -> str:
    """Return the paper behind a row: “Order, № 12, 24.11.2026”; empty where there is none."""
    if not row.document:
        return ""
    dated = row.document_date or date.min
    return f"{row.document}, № {row.document_number}, {dated:%d.%m.%Y}"


def _with_unit(text: str, unit: str) -> str:
    if not unit:
        return text
    return f"{text} {unit if unit == '%' else gettext(unit)}"


def _pass_rule(value: Mapping[str, Any]) -> str:
    if value["rule"] == "cut_score":
        return str(gettext("the exam form's own cut score"))
    return str(gettext("at least %(percent)s %% of the points that count", percent=value["percent"]))
