"""Response processing: the standard templates by their names, or the rules that an item brings.

processing = read_processing(root)
processing.score({"RESPONSE": value})    the points of SCORE, 0 where it stays NULL
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from question_bank.formats.qti.declarations import (
    OutcomeDeclaration,
    ResponseDeclaration,
    read_decimal,
    read_outcomes,
    read_responses,
)
from question_bank.formats.qti.expressions import OPERATORS
from question_bank.formats.qti.machine import Budget, Machine
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import NUMBERS, Value, number, read_part, single
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

_SCORE = "SCORE"
_MATCH = frozenset({"match_correct", "cc2_match_basic", "cc2_match"})
_MAP = frozenset({"map_response", "cc2_map_response"})
_MAP_POINT = "map_response_point"
_KNOWN = _MATCH | _MAP | {_MAP_POINT}


class _Exit(Exception):
    """The processing ends here, by its own word."""


@dataclass(frozen=True, slots=True)
class Processing:
    """An item's variables and rules; `guessed` says why the rules are not the item's own, or is empty."""

    responses: Mapping[str, ResponseDeclaration]
    outcomes: Mapping[str, OutcomeDeclaration]
    rules: Sequence[Element]
    budget: Budget
    guessed: str = ""
    outcome: str = _SCORE
    assumed: Mapping[str, Value | None] = field(default_factory=dict)

    def score(self, given: Mapping[str, Value | None]) -> Decimal:
        """Return the points for responses, or raise Refusal where the rules cannot be followed."""
        machine = Machine(self.responses, self.outcomes, {**self.assumed, **given}, OPERATORS, self.budget)
        try:
            _run(machine, self.rules)
        except _Exit:
            pass
        except (TypeError, ArithmeticError) as error:
            raise Refusal("bad_expression", "a value of one type is used as one of another") from error
        value = machine.outcomes.get(self.outcome)
        if value is None:
            return Decimal(0)
        points = value.one
        if not isinstance(points, Decimal):
            raise Refusal("not_representable", say("%(outcome)s is no number", outcome=self.outcome))
        return points

    def beside_right_answers(self, name: str) -> "Processing":
        """Return the processing of one response while all others are answered as they are declared right."""
        others = {other: declared.correct for other, declared in self.responses.items() if other != name}
        return replace(self, assumed=others)


def read_processing(root: Element, budget: Budget) -> Processing:
    """Read variables and rules of an item, or raise Refusal for a template that is not known."""
    responses, outcomes = read_responses(root), read_outcomes(root)
    if _SCORE not in outcomes:
        outcomes[_SCORE] = OutcomeDeclaration(_SCORE, "float", "single", None, None, None)
    element = root.child("response-processing")
    rules, guessed = _read_rules(element, responses)
    return Processing(responses, outcomes, rules, budget, guessed)


def _read_rules(
    element: Element | None, responses: Mapping[str, ResponseDeclaration]
) -> tuple[Sequence[Element], str]:
    rules = [] if element is None else element.children()
    named = [] if element is None else [element.get("template"), element.get("template-location")]
    templates = [_short_name(address) for address in named if address]
    if rules:
        return rules, ""
    if not templates:
        guess = "the item says nothing of its scoring; each answer was taken as its key or mapping says"
        return _rules_of_declarations(responses), guess
    name = next((name for name in templates if name in _KNOWN), templates[0])
    response = "RESPONSE" if "RESPONSE" in responses or len(responses) != 1 else next(iter(responses))
    declared = responses.get(response)
    if name.endswith("map_response") and declared is not None and not _has_mapping(declared):
        guess = "the answer is to be mapped, but no mapping is declared; its key was taken as all or nothing"
        return _template_rules("match_correct", response), guess
    return _template_rules(name, response), ""


def _short_name(address: str) -> str:
    """Return a template's name out of its address: of a URL, a path or a URN."""
    return re.split(r"[/:\\]", address.rstrip("/").partition("#")[0])[-1].removesuffix(".xml").lower()


def _has_mapping(declared: ResponseDeclaration) -> bool:
    return declared.mapping is not None and bool(declared.mapping.entries)


def _rules_of_declarations(responses: Mapping[str, ResponseDeclaration]) -> list[Element]:
    """Return rules that add up what each response earns by its key, or else by its mapping."""
    rules: list[Element] = []
    for name, declared in responses.items():
        earned: Element | None = None
        if declared.correct is not None:
            test = _is_correct(name)
            raised = _sum_with_score(Element("base-value", {"base-type": "float"}, ["1"]))
            rules.append(Element("response-condition", {}, [Element("response-if", {}, [test, raised])]))
        elif _has_mapping(declared):
            earned = Element("map-response", {"identifier": name})
        elif declared.area_mapping is not None:
            earned = Element("map-response-point", {"identifier": name})
        if earned is not None:
            rules.append(_sum_with_score(earned))
    return rules


def _is_correct(response: str) -> Element:
    operands: list[Element | str] = [
        Element(word, {"identifier": response}) for word in ("variable", "correct")
    ]
    return Element("match", {}, operands)


def _sum_with_score(expression: Element) -> Element:
    return _set_score(Element("sum", {}, [Element("variable", {"identifier": _SCORE}), expression]))


def _template_rules(name: str, response: str) -> Sequence[Element]:
    """Return the rules of a standard template, for a response."""
    if name in _MATCH:
        then = [_set_score(Element("base-value", {"base-type": "float"}, ["1"]))]
        otherwise = [_set_score(Element("base-value", {"base-type": "float"}, ["0"]))]
        branches: list[Element | str] = [
            Element("response-if", {}, [_is_correct(response), *then]),
            Element("response-else", {}, [*otherwise]),
        ]
        return [Element("response-condition", {}, branches)]
    if name in _MAP:
        return [_set_score(Element("map-response", {"identifier": response}))]
    if name == _MAP_POINT:
        return [_set_score(Element("map-response-point", {"identifier": response}))]
    raise Refusal(
        "template_unknown", say("the processing template %(name)r is not known here", name=name[:60])
    )


def _set_score(expression: Element) -> Element:
    return Element("set-outcome-value", {"identifier": _SCORE}, [expression])


def _run(machine: Machine, rules: Sequence[Element]) -> None:
    for rule in rules:
        machine.step()
        match rule.name:
            case "set-outcome-value":
                machine.outcomes[rule.get("identifier")] = _cast(machine, rule, _only(machine, rule))
            case "lookup-outcome-value":
                machine.outcomes[rule.get("identifier")] = _look_up(machine, rule)
            case "response-condition":
                _run_condition(machine, rule)
            case "response-processing-fragment":
                _run(machine, rule.children())
            case "exit-response":
                raise _Exit
            case _:
                raise Refusal("rule_unknown", say("the rule %(name)s is not read here", name=rule.name))


def _run_condition(machine: Machine, condition: Element) -> None:
    for branch in condition.children():
        if branch.name == "response-else":
            _run(machine, branch.children())
            return
        test, *rules = branch.children() or [Element("null", {})]
        value = machine.evaluate(test)
        if value is not None and value.one is True:
            _run(machine, rules)
            return


def _only(machine: Machine, rule: Element) -> Value | None:
    expressions = rule.children()
    if len(expressions) != 1:
        raise Refusal("bad_expression", say("%(name)s needs one expression", name=rule.name))
    return machine.evaluate(expressions[0])


def _cast(machine: Machine, rule: Element, value: Value | None) -> Value | None:
    """Fit a value to its outcome: a number may be set from any number, an integer from a whole one."""
    declared = machine.declared.get(rule.get("identifier"))
    if declared is None or value is None or declared.base not in NUMBERS:
        return value
    parts = tuple(
        part if isinstance(part, Decimal) else read_part("float", str(part)) for part in value.parts
    )
    return Value(declared.base, value.cardinality, parts)


def _look_up(machine: Machine, rule: Element) -> Value | None:
    declared = machine.declared.get(rule.get("identifier"))
    source = _only(machine, rule)
    if declared is None or declared.table is None:
        raise Refusal("no_mapping", "a value is looked up in a table that is not declared")
    if source is None:
        return None
    for entry in declared.table.children():
        if _is_entry_of(entry, source.one):
            return single(declared.base, read_part(declared.base, entry.get("target-value")))
    default = declared.table.get("default-value")
    return single(declared.base, read_part(declared.base, default)) if default else number(Decimal(0))


def _is_entry_of(entry: Element, amount: Decimal) -> bool:
    bound = read_decimal(entry, "source-value") or Decimal(0)
    if entry.name == "match-table-entry":
        return amount == bound
    return amount >= bound if entry.get("include-boundary", "true") != "false" else amount > bound
