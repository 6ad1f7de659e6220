"""The state that response processing works on, and the way from an expression's element to its value.

The machine counts its steps, so that no processing of a stranger runs for long, and it has no way to the
outside: no files, no network, no custom operators, no chance.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from question_bank.formats.qti.declarations import OutcomeDeclaration, ResponseDeclaration
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import NUMBERS, Value, number, read_part
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

# A step takes about two microseconds, so a list keeps a processor busy for some four seconds at most.
MOST_STEPS_OF_RUN = 20_000
MOST_STEPS_OF_ITEM = 200_000
MOST_STEPS_OF_LIST = 2_000_000

Operator = Callable[["Machine", Element], Value | None]


class Budget:
    """Steps that are left, for the whole list and for the item at hand.

    Each item that uses up its share halves the share of those after it: a list of such items is no accident.
    """

    def __init__(self) -> None:
        self._of_list = MOST_STEPS_OF_LIST
        self._share = MOST_STEPS_OF_ITEM
        self._of_item = self._share

    def begin_item(self) -> None:
        """Give the next item its share."""
        self._of_item = self._share

    def take(self) -> None:
        """Take one step, or raise Refusal where none is left."""
        self._of_list -= 1
        self._of_item -= 1
        if self._of_list < 0:
            raise Refusal("too_long", "the list's response processing takes too many steps; divide the list")
        if self._of_item < 0:
            self._share //= 2
            raise Refusal("too_long", "the response processing takes too many steps")


class Machine:
    """Variables of one run: the responses given, the outcomes as they stand."""

    def __init__(
        self,
        responses: Mapping[str, ResponseDeclaration],
        outcomes: Mapping[str, OutcomeDeclaration],
        given: Mapping[str, Value | None],
        operators: Mapping[str, Operator],
        budget: Budget,
    ) -> None:
        self.responses = responses
        self.declared = outcomes
        self.given = given
        self.outcomes: dict[str, Value | None] = {
            name: declaration.default if declaration.default is not None else _start(declaration)
            for name, declaration in outcomes.items()
        }
        self._operators = operators
        self._budget = budget
        self._steps = 0

    def evaluate(self, element: Element) -> Value | None:
        """Return the value of an expression, or raise Refusal where it is not known here."""
        self.step()
        operator = self._operators.get(element.name)
        if operator is None:
            raise Refusal(
                "operator_unknown", say("the expression %(name)s is not read here", name=element.name)
            )
        return operator(self, element)

    def operands(self, element: Element) -> list[Value | None]:
        """Return the values of all child expressions."""
        return [self.evaluate(child) for child in element.children()]

    def step(self) -> None:
        """Count one step."""
        self._steps += 1
        self._budget.take()
        if self._steps > MOST_STEPS_OF_RUN:
            raise Refusal("too_long", "the response processing takes too many steps")

    def variable(self, name: str) -> Value | None:
        """Return a variable's value; a response that was not given is NULL."""
        if name in self.outcomes:
            return self.outcomes[name]
        if name in self.responses:
            return self.given.get(name)
        if name in {"numAttempts", "duration"}:
            return number(Decimal(1), "integer")
        if name == "completionStatus":
            return None
        raise Refusal(
            "unknown_variable", say("the processing asks for %(name)r, which is not declared", name=name[:40])
        )

    def response(self, name: str) -> ResponseDeclaration:
        """Return a response's declaration."""
        if name not in self.responses:
            raise Refusal(
                "unknown_variable",
                say("the processing asks for %(name)r, which is not declared", name=name[:40]),
            )
        return self.responses[name]

    def amount(self, text: str) -> Decimal:
        """Read an attribute that is a number or names a variable that holds one."""
        try:
            value = read_part("float", text)
        except Refusal:
            held = self.variable(text.strip().strip("{}"))
            value = None if held is None else held.one
        if not isinstance(value, Decimal):
            raise Refusal("not_representable", say("%(text)r is no number", text=text[:40]))
        return value


def _start(declaration: OutcomeDeclaration) -> Value | None:
    """Return the value of an outcome without default: numbers start at nought, others at NULL."""
    if declaration.cardinality == "single" and declaration.base in NUMBERS:
        return number(Decimal(0), declaration.base)
    return None
