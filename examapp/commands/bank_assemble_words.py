"""The report of `examapp bank assemble` as lines for the console."""

from collections.abc import Mapping
from typing import Any

from question_bank.infeasible import Infeasible


def say_infeasible(failure: Infeasible) -> str:
    """Say why there are no forms, one line a cell."""
    lines = [str(cell) for cell in failure.cells] or [failure.reason]
    return "\n".join(["No forms can be made:", *(f"  {line}" for line in lines)])


def say_report(report: Mapping[str, Any]) -> str:
    """Say how equal the forms are, beside forms drawn at random per topic."""
    seconds, exposure, overlap = report["cpu_seconds"], report["exposure"], report["overlap"]
    limit = "none" if overlap["limit"] is None else overlap["limit"]
    lines = [
        f"{report['bank']}: {report['items_in_bank']} items, {report['unknown_items']} of them unknown",
        f"{report['forms']} forms of {report['items']} items by {report['method']}, seed {report['seed']!r}",
        "  CPU-s: " + ", ".join(f"{name} {value:.2f}" for name, value in seconds.items()),
        f"  {'':<34}{'mean':>10}{'lowest':>10}{'highest':>10}{'range':>10}",
        _say_spread("expected score at the cut", report["expected_score"]),
        _say_spread("information at the cut", report["information"]),
        _say_spread("random per topic: expected score", report["random_per_topic"]["expected_score"]),
        _say_spread("random per topic: information", report["random_per_topic"]["information"]),
        f"  forms an item: at most {exposure['highest']} (limit {exposure['limit']})",
        f"  items never used: {exposure['never_used']}",
        f"  items two forms share: at most {overlap['highest']} (limit {limit}), mean {overlap['mean']:.2f}",
    ]
    if report["honest"]:
        honest = report["honest"]
        lines.append(
            f"  in truth, forms made from estimates: range {honest['range']:.4f}, "
            f"random per topic {honest['random_per_topic_range']:.4f}: a gain of {honest['gain']}"
        )
    if "second_opinion" in report:
        lines.append(_say_second(report["second_opinion"]))
    violations = report["violations"]
    lines.append(f"  rules broken: {len(violations)}")
    return "\n".join([*lines, *(f"    {violation}" for violation in violations)])


def _say_spread(name: str, spread: Mapping[str, float]) -> str:
    figures = "".join(f"{spread[part]:>10.4f}" for part in ("mean", "lowest", "highest", "range"))
    return f"  {name:<34}{figures}"


def _say_second(opinion: Mapping[str, Any]) -> str:
    if "failure" in opinion:
        return f"  HiGHS, form by form: {opinion['failure']} ({opinion['cpu_seconds']:.2f} CPU-s)"
    return (
        f"  HiGHS, form by form: range {opinion['expected_score']['range']:.4f} "
        f"in {opinion['cpu_seconds']:.2f} CPU-s"
    )
