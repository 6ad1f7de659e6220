"""The receipt of an import: a line for each row, and totals that add up."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from examapp.candidates.findings import Finding
from examapp.candidates.settling import Outcome, SettledRow


def make_receipt(settled: Sequence[SettledRow], *, blank: int = 0, title: str = "") -> dict[str, Any]:
    """Return the receipt: rows = created + matched + changed + refused; repaired is counted beside."""
    outcomes = Counter(row.outcome for row in settled)
    return {
        "rows": len(settled),
        **{outcome.value: outcomes[outcome] for outcome in Outcome},
        "repaired": sum(row.repaired for row in settled),
        "blank": blank,
        "title": title,
        "receipt": [make_line(row) for row in settled],
    }


def make_line(settled: SettledRow) -> dict[str, Any]:
    """Return a row's line of the receipt, as it is kept."""
    person = settled.row.person
    line: dict[str, Any] = {
        "row": settled.row.number,
        "outcome": settled.outcome.value,
        "findings": [finding_to_json(finding) for finding in settled.findings],
        "changes": settled.changes,
        "given": settled.row.given,
        "pinfl_given": settled.row.pinfl_given,
    }
    if person is not None:
        line |= {"name_latn": person.names.latn, "name_cyrl": person.names.cyrl, "pinfl": person.pinfl}
    return line


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as it is kept."""
    return {
        "kind": finding.kind,
        "gravity": finding.gravity.value,
        "column": finding.column,
        "facts": finding.facts,
        "text": finding.text(),
    }


def public_receipt(receipt: dict[str, Any]) -> dict[str, Any]:
    """Return the receipt as the command line prints it: without names and numbers of people."""
    totals = ("rows", "created", "matched", "changed", "repaired", "refused", "blank")
    lines = [
        {
            "row": line["row"],
            "outcome": line["outcome"],
            "findings": [
                {"kind": finding["kind"], "column": finding["column"], "text": finding["text"]}
                for finding in line["findings"]
            ],
        }
        for line in receipt["receipt"]
    ]
    return {total: receipt[total] for total in totals} | {"receipt": lines}
