"""Template processing: chance chooses the values from which one instance of a template item is made.

The chance is seeded by the item's identifier, so a file gives the same item whenever and wherever it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from question_bank.formats.qti.declarations import read_outcomes, read_responses
from question_bank.formats.qti.expressions import OPERATORS
from question_bank.formats.qti.machine import Budget, Machine, Operator
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import Value, container, number, single
from question_bank.formats.refusal import Refusal
from question_bank.seeded import SeededStream
from question_bank.sentences import say

_MOST_TRIES = 100
_MOST_REPEATS = 1000

Values = Mapping[str, Value | None]


class _Again(Exception):
    """A constraint is not met: all is chosen anew."""


class _Exit(Exception):
    """The processing ends here, by its own word."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What template processing chose: template variables, right responses, default values."""

    variables: Values
    correct: dict[str, Value | None] = field(default_factory=dict)
    defaults: dict[str, Value | None] = field(default_factory=dict)


def run_template(root: Element, budget: Budget) -> Chosen:
    """Run an item's template processing, or raise Refusal where it cannot be followed."""
    chance = SeededStream(root.get("identifier"), "template")
    declared, responses = read_outcomes(root, "template-declaration"), read_responses(root)
    processing = root.child("template-processing")
    for _ in range(_MOST_TRIES):
        machine = Machine(responses, declared, {}, _operators(chance), budget)
        chosen = Chosen(machine.outcomes)
        try:
            _run(machine, [] if processing is None else processing.children(), chosen)
        except _Again:
            continue
        except _Exit:
            pass
        except (TypeError, ArithmeticError) as error:
            raise Refusal("bad_expression", "a value of one type is used as one of another") from error
        return chosen
    raise Refusal("template", "the template's constraint is not met in a hundred tries")


def _run(machine: Machine, rules: Sequence[Element], chosen: Chosen) -> None:
    for rule in rules:
        machine.step()
        name = rule.get("identifier")
        match rule.name:
            case "set-template-value":
                machine.outcomes[name] = _typed(machine, name, _only(machine, rule))
            case "set-correct-response":
                chosen.correct[name] = _only(machine, rule)
            case "set-default-value":
                chosen.defaults[name] = _only(machine, rule)
            case "template-condition":
                _run_condition(machine, rule, chosen)
            case "template-constraint":
                if not _is_true(_only(machine, rule)):
                    raise _Again
            case "exit-template":
                raise _Exit
            case _:
                raise Refusal("rule_unknown", say("the rule %(name)s is not read here", name=rule.name))


def _run_condition(machine: Machine, condition: Element, chosen: Chosen) -> None:
    for branch in condition.children():
        if branch.name == "template-else":
            _run(machine, branch.children(), chosen)
            return
        test, *rules = branch.children() or [Element("null", {})]
        if _is_true(machine.evaluate(test)):
            _run(machine, rules, chosen)
            return


def _is_true(value: Value | None) -> bool:
    return value is not None and value.one is True


def _only(machine: Machine, rule: Element) -> Value | None:
    expressions = rule.children()
    if len(expressions) != 1:
        raise Refusal("bad_expression", say("%(name)s needs one expression", name=rule.name))
    return machine.evaluate(expressions[0])


def _typed(machine: Machine, name: str, value: Value | None) -> Value | None:
    declared = machine.declared.get(name)
    return (
        value if declared is None or value is None else Value(declared.base, value.cardinality, value.parts)
    )


def _operators(chance: SeededStream) -> Mapping[str, Operator]:
    def integer(machine: Machine, element: Element) -> Value:
        lower, upper, step = (
            int(machine.amount(element.get(name, default)))
            for name, default in (("min", "0"), ("max", "0"), ("step", "1"))
        )
        if upper < lower or step < 1:
            raise Refusal("bad_expression", "chance has nothing to choose from")
        return number(Decimal(lower + step * chance.below((upper - lower) // step + 1)), "integer")

    def fraction(machine: Machine, element: Element) -> Value:
        lower, upper = (machine.amount(element.get(name, "0")) for name in ("min", "max"))
        part = Decimal(chance.below(1001)) / 1000
        return number(lower + (upper - lower) * part)

    def one_of(machine: Machine, element: Element) -> Value | None:
        value = next(iter(machine.operands(element)), None)
        return None if value is None else single(value.base, value.parts[chance.below(len(value.parts))])

    return {
        **OPERATORS,
        "random": one_of,
        "random-integer": integer,
        "random-float": fraction,
        "repeat": _repeat,
    }


def _repeat(machine: Machine, element: Element) -> Value | None:
    times = int(machine.amount(element.get("number-repeats", "1")))
    if not 0 <= times <= _MOST_REPEATS:
        raise Refusal("too_long", "an expression is repeated too often")
    found = [value for _ in range(times) for value in machine.operands(element) if value is not None]
    return (
        container(found[0].base, "ordered", tuple(p for value in found for p in value.parts))
        if found
        else None
    )
