"""What a program sends of a list, read strictly: a JSON body becomes the same rows as a file does."""

import json
from typing import Any, Final

from examapp.candidates.cells import Cell, ReadRow, Sheet
from examapp.candidates.list_errors import BodyRefused
from examapp.candidates.sheet_columns import COLUMN_LABELS

MOST_PEOPLE: Final = 500
MOST_BYTES: Final = 1024 * 1024
LONGEST_TEXT: Final = 400
FIELDS: Final = tuple(name for name in COLUMN_LABELS if name != "organisation")


def read_people(body: bytes) -> Sheet:
    """Return the people of `{"people": [{field: text}]}` as a sheet, numbered from 1. Raises BodyRefused."""
    if len(body) > MOST_BYTES:
        raise BodyRefused(what=f"the body has more than {MOST_BYTES} bytes")
    try:
        data = json.loads(body)
    except ValueError as error:
        raise BodyRefused(what="it is not JSON") from error
    people = data.get("people") if isinstance(data, dict) else None
    if not isinstance(people, list) or set(data) != {"people"}:
        raise BodyRefused(what='it has to be {"people": [...]}')
    if not 0 < len(people) <= MOST_PEOPLE:
        raise BodyRefused(what=f"people has to hold 1 to {MOST_PEOPLE} persons")
    rows = tuple(_read_person(number, person) for number, person in enumerate(people, start=1))
    return Sheet("", FIELDS, rows, blank=0)


def _read_person(number: int, person: Any) -> ReadRow:
    if not isinstance(person, dict):
        raise BodyRefused(what=f"people[{number - 1}] is not an object")
    for name, value in person.items():
        where = f"people[{number - 1}].{str(name)[:40]}"
        if name not in FIELDS:
            raise BodyRefused(what=f"{where} is not known")
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise BodyRefused(what=f"{where} has to be a text of at most {LONGEST_TEXT} characters")
    return ReadRow(number, {name: Cell(value) for name, value in person.items()})
