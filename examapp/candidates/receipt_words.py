"""The words of the two workbooks that go out: a line of the receipt, and the template's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from examapp.candidates.finding_words import column_label, outcome_tag, say_line, show_hidden
from examapp.candidates.sheet_columns import COLUMNS
from examapp.candidates.template import TemplateWords


def receipt_line(line: Mapping[str, Any], *, written: bool) -> Sequence[str]:
    """Return a stored line of a receipt as a row of the workbook."""
    found = [words for words, _refuses in say_line(line)]
    found += [
        f"{column_label(item['column'])}: {item['was'] or '–'} → {item['becomes']}"
        for item in line["changes"]
    ]
    return [
        str(line["row"]),
        show_hidden(line["given"]),
        line.get("name_latn", ""),
        line.get("pinfl") or show_hidden(line["pinfl_given"]),
        outcome_tag(line["outcome"], written=written)[0],
        " ".join(found),
    ]


def template_words() -> TemplateWords:
    """Return the words of our template in the language of the request."""
    return TemplateWords(
        list_title=gettext("Candidate list"),
        help_title=gettext("How to fill in"),
        organisations_title=gettext("Organisations"),
        column=gettext("Column"),
        example=gettext("Example"),
        hint=gettext("What to write"),
        code=gettext("Code"),
        name=gettext("Name"),
        hints={column.name: gettext(column.hint) for column in COLUMNS},
    )
