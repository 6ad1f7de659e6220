"""What an interaction becomes: a kind of ours, and the way between our answers and QTI's response values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.qti.bodies import Holes, is_block, write_words
from question_bank.formats.qti.declarations import ResponseDeclaration
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.processing import Processing
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.qti.values import Value, container
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

MOST_CHOICES = 200

Values = Mapping[str, Value | None]


IDS = ("identifier",)
PAIRS = ("pair", "directedPair")
SEVERAL = ("multiple", "single", "ordered")


@dataclass(slots=True, kw_only=True)
class Draft:
    """An interaction in native form with its words, and how answers are told both ways.

    `encode` gives the response values of one of our answers; `decode` gives our key for response values, or
    raises Refusal where they are no key of this kind. `text` holds further members of the words (a unit).
    """

    interaction: dict[str, Any]
    stem: str
    choices: dict[str, str] = field(default_factory=dict)
    encode: Callable[[Any], dict[str, Value | None]]
    decode: Callable[[Values], Any]
    text: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One interaction of an item, with the item around it; `others` are what stands for its siblings."""

    source: ItemSource
    processing: Processing
    element: Element
    others: Holes

    def response(self, cardinalities: tuple[str, ...], bases: tuple[str, ...]) -> ResponseDeclaration:
        """Return the interaction's response declaration, of one of these cardinalities and base types."""
        name = self.element.get("response-identifier")
        declaration = self.processing.responses.get(name)
        if declaration is None:
            raise Refusal("no_response", say("the response %(name)r is not declared", name=name[:40]))
        if declaration.cardinality not in cardinalities:
            raise Refusal(
                "cardinality",
                say(
                    "a response that is %(cardinality)s does not fit here",
                    cardinality=declaration.cardinality[:20],
                ),
            )
        if declaration.base not in bases:
            raise Refusal(
                "base_type",
                say("a response of the type %(base)r does not fit here", base=declaration.base[:20]),
            )
        return declaration

    def stem(self, in_place: str) -> str:
        """Return the item's words with the interaction's own words in its place."""
        body = self.source.root.child("item-body") or Element("item-body", {})
        holes = {**self.others, id(self.element): in_place}
        return write_words(self.source, _without_lone_division(body, holes), holes)

    def words(self, holes: Holes | None = None, *, without: tuple[str, ...] = ()) -> str:
        """Return the interaction's own words: its prompt, and what it holds but the elements `without`."""
        kept = [part for part in self.element.content if isinstance(part, str) or part.name not in without]
        words = write_words(self.source, kept, holes)
        return f"<p>{words}</p>" if words and not words.startswith("<") else words

    def prompt(self) -> str:
        """Return the words of the prompt."""
        prompt = self.element.child("prompt")
        return "" if prompt is None else write_words(self.source, [prompt])


def identifiers(elements: list[Element]) -> list[str]:
    """Return the identifiers of choices; Refusal where one is missing or stands twice."""
    names = [element.get("identifier") for element in elements]
    if len(names) > MOST_CHOICES:
        raise Refusal(
            "too_many_choices",
            say("more than %(most_choices)s choices are offered", most_choices=MOST_CHOICES),
        )
    if "" in names or len(set(names)) != len(names):
        raise Refusal("malformed", "an identifier of a choice is missing or stands twice")
    return names


def encode_ids(declaration: ResponseDeclaration) -> Callable[[Any], dict[str, Value | None]]:
    """Tell a list of ids as a response value."""
    return lambda response: {
        declaration.identifier: container(declaration.base, declaration.cardinality, tuple(response))
    }


def parts_of(values: Values, declaration: ResponseDeclaration) -> tuple[Any, ...]:
    """Return the parts of a key's value; Refusal where there is none."""
    value = values.get(declaration.identifier)
    if value is None:
        raise Refusal("no_key", "no answer is marked as right")
    return value.parts


def _without_lone_division(body: Element, holes: Holes) -> list["Element | str"]:
    """Open a division that is all the words there are: it makes no paragraph of its own."""
    words = [part for part in body.children() if id(part) not in holes]
    if len(words) == 1 and words[0].name == "div" and not is_block(words[0]):
        return [inner for part in body.content for inner in (part.content if part is words[0] else [part])]
    return list(body.content)
