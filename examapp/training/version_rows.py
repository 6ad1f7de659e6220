"""The rows of a version: what one must know or is taught, by topic, in the languages of the country. Pure.

A row is {"topic", "number", "texts"}; `texts` maps uz-Latn, ru and en to words, `number` counts questions
(parameters) or hours (curriculum), and an hour's number may be left open as 0. A curriculum's row has
"practice", how many of the hours are spent at the computer, and "outcomes", what somebody can do afterwards,
in the same languages; an older one may lack both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from examapp.core.i18n import N_
from examapp.training.errors import RowsRefused
from examapp.training.models import Part
from question_bank.blueprint import TOPICS
from question_bank.parameters import ProgrammeDefinition
from question_bank.scripts import ScriptError, normalise_name

Row = Mapping[str, Any]
LANGUAGES: Final = ("uz-Latn", "ru", "en")
LONGEST_TEXT: Final = 400
MOST_ROWS: Final = 120
_HIGHEST: Final = 500


def rows_of_definition(definition: ProgrammeDefinition) -> list[dict[str, Any]]:
    """Return the shipped parameters of a programme as rows: version 1."""
    return [
        {"topic": one.topic, "number": one.items, "texts": dict(one.texts)} for one in definition.parameters
    ]


def lessons_of_definition(definition: ProgrammeDefinition) -> list[dict[str, Any]]:
    """Return the shipped curriculum of a programme as rows: version 1."""
    return [
        {
            "topic": one.topic,
            "number": one.hours,
            "practice": one.practice,
            "texts": dict(one.texts),
            "outcomes": dict(one.outcomes),
        }
        for one in definition.curriculum
    ]


def begin_curriculum(parameters: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows with which a first curriculum begins: what is demanded, with the hours still open."""
    return [{"topic": row["topic"], "number": 0, "texts": dict(row["texts"])} for row in parameters]


def read_rows(part: Part, typed: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Return the rows that were typed, in the order of topics; empty ones are left out.

    Each has `topic`, `number` and a text for each language. Raises RowsRefused, naming the row.
    """
    rows = [
        _read_row(part, place, one)
        for place, one in enumerate(typed, start=1)
        if any((one.get(language) or "").strip() for language in LANGUAGES)
    ]
    if not rows:
        raise RowsRefused(N_("Write at least one row."))
    if len(rows) > MOST_ROWS:
        raise RowsRefused(N_("At most %(most)s rows can stand here."), most=MOST_ROWS)
    return sorted(rows, key=lambda row: TOPICS.index(row["topic"]))


def _read_row(part: Part, place: int, typed: Mapping[str, str]) -> dict[str, Any]:
    if typed.get("topic") not in TOPICS:
        raise RowsRefused(N_("Row %(row)s: choose a topic."), row=place)
    texts = _read_texts(place, [typed.get(language) or "" for language in LANGUAGES])
    if not {"uz-Latn", "ru"} <= texts.keys():
        raise RowsRefused(N_("Row %(row)s: write the text in Uzbek and in Russian."), row=place)
    number = _read_number(part, place, (typed.get("number") or "").strip())
    row = {"topic": typed["topic"], "number": number, "texts": texts}
    return row if part is Part.PARAMETERS else row | _read_lesson(place, number, typed)


def _read_lesson(place: int, hours: int, typed: Mapping[str, str]) -> dict[str, Any]:
    practice = _read_number(Part.CURRICULUM, place, (typed.get("practice") or "").strip())
    if practice > hours:
        raise RowsRefused(
            N_("Row %(row)s: the hours at the computer cannot be more than all hours."), row=place
        )
    outcomes = _read_texts(place, [typed.get(f"outcome-{language}") or "" for language in LANGUAGES])
    if outcomes and not {"uz-Latn", "ru"} <= outcomes.keys():
        raise RowsRefused(N_("Row %(row)s: write the text in Uzbek and in Russian."), row=place)
    return {"practice": practice, "outcomes": outcomes}


def _read_texts(place: int, typed: Sequence[str]) -> dict[str, str]:
    try:
        texts = {language: normalise_name(text)[0] for language, text in zip(LANGUAGES, typed, strict=True)}
    except ScriptError as error:
        raise RowsRefused(
            N_("Row %(row)s holds a hidden mark. Delete the text and type it again by hand."), row=place
        ) from error
    if max(map(len, texts.values())) > LONGEST_TEXT:
        raise RowsRefused(
            N_("Row %(row)s is too long: at most %(most)s signs."), row=place, most=LONGEST_TEXT
        )
    return {language: text for language, text in texts.items() if text}


def _read_number(part: Part, place: int, typed: str) -> int:
    if not typed and part is Part.CURRICULUM:
        return 0
    if not typed.isdecimal() or not (1 if part is Part.PARAMETERS else 0) <= int(typed) <= _HIGHEST:
        raise RowsRefused(N_("Row %(row)s: the number must be a whole one, such as 4."), row=place)
    return int(typed)


def count_by_topic(rows: Iterable[Row]) -> dict[str, int]:
    """Return the sum of the numbers of each topic."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["topic"]] += row["number"]
    return dict(counts)


def count_hours(rows: Iterable[Row]) -> list[tuple[str, int, int]]:
    """Return each topic of a curriculum with its hours and those of them at the computer, in their order."""
    hours: dict[str, tuple[int, int]] = {}
    for row in rows:
        taught, practised = hours.get(row["topic"], (0, 0))
        hours[row["topic"]] = (taught + row["number"], practised + row.get("practice", 0))
    return [(topic, taught, practised) for topic, (taught, practised) in hours.items()]
