"""Every paper says all that it is given, letter by letter: names in both scripts, long ones, each figure.

A document is filled from its own fields, so that a new one is asked for as well.
"""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import pytest
from markupsafe import Markup

from examapp import documents
from examapp.documents.rendering import render
from tests.examapp.documents.paper import MADE_AT, paper_fonts, read_text, squeeze

NAME: Final = "Oʻgʻiloy Gʻulomjonovna Қўчқорова-Ўрмонжонова"
# The certificate and the result sheet have tests of their own, which look at the places, too.
ELSEWHERE: Final = {"certificate", "result_sheet"}
# What is printed in another form, or chooses one.
FORMS: Final[dict[str, dict[str, Any]]] = {
    "admission_slip": {
        "sketch": "",
        "plan": "",
        "link_url": "https://attestatsiya.example/n/K4179XTW",
        "extra_minutes": 0,  # they are summed up with the others
    },
    "attempt_dossier": {"pictures": (), "kind": "list", "item_language": "uz-Latn"},
    "question_list": {"pictures": ()},
    "quarter_report": {"percent": 40},  # how long a bar is
    "room_readiness": {"light": "green", "ready_until": None},  # then the cause is told
}


class Filler:
    """Fills documents, and keeps each text and figure that it gave."""

    def __init__(self, forms: dict[str, Any]) -> None:
        self.given: list[str] = []
        self._forms, self._numbers = forms, count(1001)

    def make(self, kind: Any, name: str = "") -> Any:
        if name in self._forms:
            return self._forms[name]
        if dataclasses.is_dataclass(kind):
            hints = get_type_hints(kind)
            return kind(
                **{one.name: self.make(hints[one.name], one.name) for one in dataclasses.fields(kind)}
            )
        if get_origin(kind) is tuple:
            inner = get_args(kind)
            kinds = (inner[0], inner[0]) if inner[-1] is ... else inner
            return tuple(self.make(one, name) for one in kinds)
        if isinstance(kind, UnionType):
            return self.make(get_args(kind)[0], name)
        return self._value(kind)

    def _value(self, kind: Any) -> Any:
        if kind in {str, Markup}:
            self.given.append(f"{NAME} {next(self._numbers)}")
            return kind(self.given[-1])
        if kind is bool:
            return False
        if kind is int:
            self.given.append(str(number := next(self._numbers)))
            return number
        assert kind in {date, datetime}, kind
        return MADE_AT if kind is datetime else MADE_AT.date()


def list_papers() -> Iterator[tuple[str, type]]:
    for module in pkgutil.iter_modules(documents.__path__):
        if module.ispkg and module.name not in ELSEWHERE:
            context = importlib.import_module(f"examapp.documents.{module.name}.context")
            *_, whole = (
                one
                for one in vars(context).values()
                if dataclasses.is_dataclass(one) and one.__module__ == context.__name__
            )
            yield module.name, whole


@pytest.mark.parametrize(("name", "kind"), [*list_papers()])
def test_lesson_38_39_every_paper_says_letter_by_letter_what_it_is_given(name: str, kind: type) -> None:
    filler = Filler(FORMS.get(name, {}))
    document = filler.make(kind)
    said = squeeze(read_text(render(name, document, fonts=paper_fonts(), language="uz-Latn")))
    assert [text for text in filler.given if squeeze(text) not in said] == []
