"""The file of a bank of parameters: JSON without question or key, only what assembly needs.

    {
      "format": 1,
      "cut": "-0.25",                                     the cut score on the scale of θ; 0 where absent
      "blueprint": {"law": 8, "office": {"know": 5, "apply": 4}},      may be absent
      "items": [
        {
          "id": "LAW-0001", "topic": "law",
          "level": "know",                                may be absent
          "enemies": ["LAW-0007"],                        may be absent, and stand on one side only
          "a": "1.12", "b": "-0.4",                       calibrated; a is 1 where absent (Rasch's model)
          "angoff": "0.62",                               or judged: used where b is absent
          "points": "1",                                  what a right answer earns; 1 where absent
          "true": {"a": "1.05", "b": "-0.31"}             simulations only: what a and b estimate
        }
      ]
    }

The model is P(θ) = 1 / (1 + exp(-a(θ - b))), without the factor 1.7. Numbers may be JSON numbers or decimals
in strings; they are read as they are written. An item with neither b nor angoff counts as its topic's mean.
"""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from question_bank.blueprint import Blueprint, BlueprintError, blueprint_from_json, blueprint_to_json
from question_bank.equal_forms.parameters import ItemParameters, ParameterBank
from question_bank.equal_forms.simulated import SimulatedBank
from question_bank.fields import FieldError, Fields

_LARGEST = Decimal(100)
_ONE = Decimal(1)


class BankFileError(ValueError):
    """The file is no bank of parameters; the text names the member at fault."""


@dataclass(frozen=True, eq=False)
class BankFile:
    """A bank as it was read; `true` holds the same items with their true parameters where all have them."""

    bank: ParameterBank
    true: ParameterBank | None
    blueprint: Blueprint | None


def read_bank(text: str | bytes) -> BankFile:
    """Read a bank of parameters, or raise BankFileError."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        return _read(Fields(data, "bank"))
    except (FieldError, BlueprintError) as error:
        raise BankFileError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise BankFileError(f"the file is not JSON as it is expected: {error}") from error


def write_bank(simulated: SimulatedBank) -> str:
    """Write a simulated bank; reading it gives the same parameters."""
    items = [
        {
            "id": item.id,
            "topic": item.topic,
            "level": item.level,
            "enemies": list(item.enemies),
            "a": str(item.discrimination),
            "b": str(item.difficulty),
            "true": {"a": str(true.discrimination), "b": str(true.difficulty)},
        }
        for item, true in zip(simulated.estimated, simulated.true, strict=True)
    ]
    head = {
        "format": 1,
        "cut": str(simulated.cut),
        "blueprint": blueprint_to_json(simulated.blueprint),
        "items": items,
    }
    return json.dumps(head, indent=1) + "\n"


def _read(fields: Fields) -> BankFile:
    if fields.integer("format", at_least=1) != 1:
        raise FieldError(fields.at("format"), "only format 1 is known here")
    cut = _number(fields, "cut", Decimal(0))
    blueprint = blueprint_from_json(fields.raw("blueprint")) if fields.has("blueprint") else None
    pairs = [_read_item(item) for item in fields.objects("items")]
    fields.done()
    if not pairs:
        raise FieldError(fields.at("items"), "at least one item is expected")
    if len({item.id for item, _true in pairs}) != len(pairs):
        raise FieldError(fields.at("items"), "an id stands twice")
    true = [truth for _item, truth in pairs if truth is not None]
    return BankFile(
        bank=ParameterBank(tuple(item for item, _true in pairs), cut),
        true=ParameterBank(tuple(true), cut) if len(true) == len(pairs) else None,
        blueprint=blueprint,
    )


def _read_item(fields: Fields) -> tuple[ItemParameters, ItemParameters | None]:
    common: dict[str, Any] = {
        "id": fields.text("id"),
        "topic": fields.text("topic"),
        "level": fields.optional_text("level") or "",
        "enemies": fields.texts("enemies") if fields.has("enemies") else (),
        "points": _number(fields, "points", _ONE),
    }
    if not common["id"] or common["points"] <= 0:
        raise FieldError(fields.path, "an id and points above 0 are expected")
    item = ItemParameters(
        **common,
        discrimination=_discrimination(fields),
        difficulty=_number(fields, "b", None) if fields.has("b") else None,
        angoff=_share(fields, "angoff") if fields.has("angoff") else None,
    )
    truth = None
    if fields.has("true"):
        inner = fields.object("true")
        truth = ItemParameters(
            **common, discrimination=_discrimination(inner), difficulty=_number(inner, "b", None)
        )
        inner.done()
    fields.done()
    return item, truth


def _discrimination(fields: Fields) -> Decimal:
    value = _number(fields, "a", _ONE)
    if not value:
        raise FieldError(fields.at("a"), "an item that does not discriminate has no difficulty")
    return value


def _share(fields: Fields, name: str) -> Decimal:
    value = _number(fields, name, None)
    if not 0 <= value <= 1:
        raise FieldError(fields.at(name), "a share from 0 to 1 is expected")
    return value


def _number(fields: Fields, name: str, default: Decimal | None) -> Decimal:
    """Take a number within ±100, written as a JSON number or as a string."""
    if default is not None and not fields.has(name):
        return default
    value = fields.raw(name)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise FieldError(fields.at(name), "a number is expected")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise FieldError(fields.at(name), "a number is expected") from error
    if not number.is_finite() or abs(number) > _LARGEST:
        raise FieldError(fields.at(name), "a number between -100 and 100 is expected")
    return number


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")
