"""Pairs: matches of two lists, associations of one list, choices put into gaps of the text."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from question_bank.formats.qti.bodies import write_label
from question_bank.formats.qti.declarations import ResponseDeclaration
from question_bank.formats.qti.drafts import PAIRS, SEVERAL, Draft, Part, Values, identifiers, parts_of
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import container
from question_bank.formats.refusal import Refusal

Pairs = Sequence[tuple[str, str]]


def build_match(part: Part) -> Draft:
    """Make a match; the list of which each member is used once in the key becomes the sources."""
    declaration = part.response(SEVERAL, PAIRS)
    sets = part.element.children("simple-match-set")
    if len(sets) != 2:
        raise Refusal("malformed", "a match needs two lists")
    first, second = (_labels(part, group.children("simple-associable-choice")) for group in sets)
    pairs = right_pairs(declaration)
    if _uses_each_once(first, [source for source, _ in pairs]):
        return draft_pairs(declaration, first, second, part.stem(part.prompt()))
    if _uses_each_once(second, [target for _, target in pairs]):
        part.source.note("match_turned", "the two lists changed sides, so that each source has one target")
        return draft_pairs(declaration, second, first, part.stem(part.prompt()), turned=True)
    raise Refusal("match_not_one_to_one", "in neither list has each member exactly one partner")


def build_associate(part: Part) -> Draft:
    """Make a match of an association, where no member is needed on both sides."""
    labels = _labels(part, part.element.children("simple-associable-choice"))
    part.source.note("associate_as_match", "one list of pairs to be found became two lists to be matched")
    return draft_association(part, labels, part.stem(part.prompt()))


def draft_association(part: Part, labels: dict[str, str], stem: str) -> Draft:
    """Divide one list by its key: who has one partner only asks, partners and unpaired ones are offered."""
    declaration = part.response(SEVERAL, PAIRS)
    pairs = right_pairs(declaration)
    partners = Counter(name for pair in pairs for name in pair)
    asking = {first if partners[first] == 1 else second for first, second in pairs}
    answers = {second if first in asking else first for first, second in pairs}
    if any(partners[name] != 1 for name in asking) or asking & answers or len(asking) != len(pairs):
        raise Refusal("associate_not_two_sided", "the pairs cannot be divided into two lists")
    sources = {name: label for name, label in labels.items() if name in asking}
    targets = {name: label for name, label in labels.items() if name not in asking}
    return draft_pairs(declaration, sources, targets, stem)


def draft_pairs(
    declaration: ResponseDeclaration,
    sources: dict[str, str],
    targets: dict[str, str],
    stem: str,
    *,
    turned: bool = False,
) -> Draft:
    """Make a match of two labelled lists; `turned` where QTI names the target first."""

    def turn(pairs: Pairs) -> list[tuple[str, str]]:
        return [(target, source) if turned else (source, target) for source, target in pairs]

    def decode(values: Values) -> list[list[str]]:
        pairs = [_sorted_pair(pair, sources, declaration) for pair in turn(parts_of(values, declaration))]
        place = {name: number for number, name in enumerate(sources)}
        return [list(pair) for pair in sorted(pairs, key=lambda pair: place.get(pair[0], 0))]

    if set(sources) & set(targets):
        raise Refusal("malformed", "an identifier stands in both lists")
    return Draft(
        interaction={
            "id": declaration.identifier,
            "type": "match",
            "sources": list(sources),
            "targets": list(targets),
        },
        stem=stem,
        choices=sources | targets,
        encode=lambda response: {
            declaration.identifier: container(
                declaration.base, declaration.cardinality, tuple(turn(response))
            )
        },
        decode=decode,
    )


def build_gap_match(part: Part) -> Draft:
    """Make a gap match in the text; each gap takes one choice."""
    choices, gaps = part.element.children("gap-text", "gap-img"), list(part.element.walk("gap"))
    holes = {id(gap): f"[[{gap.get('identifier')}]]" for gap in gaps}
    words = part.words(holes, without=("gap-text", "gap-img"))
    names = identifiers(gaps)
    return draft_gaps(part, choices, names, {"gaps": names}, part.stem(words))


def draft_gaps(
    part: Part, choices: list[Element], gaps: list[str], places: dict[str, Any], stem: str
) -> Draft:
    """Make a gap match of choices; `places` are the interaction's members that say where the gaps are."""
    declaration = part.response(SEVERAL, PAIRS)
    labels = _labels(part, choices)
    reuse = any(choice.get("match-max", "1") != "1" for choice in choices)
    offer = {"id": declaration.identifier, "type": "gap_match", "choices": list(labels)} | (
        {"reuse": True} if reuse else {}
    )

    def decode(values: Values) -> list[list[str]]:
        pairs = [
            list(pair) if pair[0] in labels else [pair[1], pair[0]] for pair in parts_of(values, declaration)
        ]
        return sorted(pairs, key=lambda pair: gaps.index(pair[1]) if pair[1] in gaps else 0)

    return Draft(
        interaction=offer | places,
        stem=stem,
        choices=labels,
        encode=lambda response: {
            declaration.identifier: container(
                declaration.base, declaration.cardinality, tuple((choice, gap) for choice, gap in response)
            )
        },
        decode=decode,
    )


def right_pairs(declaration: ResponseDeclaration) -> Pairs:
    """Return the pairs of the key, or, without one, those that a mapping pays for."""
    if declaration.correct is not None:
        return list(declaration.correct.parts)
    entries = () if declaration.mapping is None else declaration.mapping.entries
    pairs = [tuple(entry.key.split()) for entry in entries if entry.value > 0]
    found = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]
    if not found:
        raise Refusal("no_key", "no pair is marked as right")
    return found


def _sorted_pair(
    pair: tuple[str, str], sources: dict[str, str], declaration: ResponseDeclaration
) -> tuple[str, str]:
    one, other = pair
    return (other, one) if declaration.base == "pair" and one not in sources else (one, other)


def _uses_each_once(offered: dict[str, str], used: list[str]) -> bool:
    counts = Counter(used)
    return set(counts) == set(offered) and set(counts.values()) == {1}


def _labels(part: Part, choices: list[Element]) -> dict[str, str]:
    return {
        name: write_label(part.source, choice)
        for name, choice in zip(identifiers(choices), choices, strict=True)
    }
