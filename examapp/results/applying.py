"""From one revision's content to the next one's: changes to single candidates applied, differences named."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from examapp.results.composing import topic_columns
from examapp.results.content import DECIDED, CandidateChange, CandidateLine, RevisedFigure, SheetContent
from examapp.results.corrections import correct
from examapp.results.outcomes import BY_POINTS, Outcome


def apply_changes(content: SheetContent, changes: Iterable[CandidateChange]) -> SheetContent:
    """Return the content with the changes in its lines, and with the topics' maxima as they are then.

    Raises KeyError for a candidate who is not on the sheet, ValueError for an outcome that needs points and
    has none.
    """
    by_code = {line.candidate_code: line for line in content.lines}
    for change in changes:
        line = by_code[change.candidate_code]
        fresh = (
            _changed(line, change) if change.added is None else correct(line, change, content.pass_percent)
        )
        by_code[change.candidate_code] = fresh
    lines = tuple(by_code[line.candidate_code] for line in content.lines)
    columns = topic_columns(line.topics for line in lines)
    return replace(content, lines=lines, topics=columns or content.topics)


def _changed(line: CandidateLine, change: CandidateChange) -> CandidateLine:
    outcome = change.outcome or line.outcome
    by_points = outcome in BY_POINTS
    scored = change.scored or line.scored
    if by_points and scored is None:
        raise ValueError(f"{line.candidate_code} cannot be {outcome} without points")
    topics = line.topics if change.topics is None else change.topics
    latn, cyrl = change.names or (line.name_latn, line.name_cyrl)
    return replace(
        line,
        name_latn=latn,
        name_cyrl=cyrl,
        outcome=outcome,
        reason=_reason(line, change),
        scored=scored if by_points else None,
        topics=topics if by_points else {},
        pass_mark=line.pass_mark if change.pass_mark is None else change.pass_mark,
        key_version=change.key_version or line.key_version,
    )


def _reason(line: CandidateLine, change: CandidateChange) -> str | None:
    """Return what decided: points and excuses speak for themselves, the rest is the commission's word."""
    if change.outcome is None or change.outcome is line.outcome:
        return line.reason
    return None if change.outcome in BY_POINTS | {Outcome.EXCUSED} else DECIDED


def list_differences(
    before: SheetContent, after: SheetContent, changes: Sequence[CandidateChange], reason: str
) -> tuple[RevisedFigure, ...]:
    """Return what differs between two revisions' lines, in the order of the sheet.

    Each has the reason that was given for its candidate, or the revision's own.
    """
    old = {line.candidate_code: _figures(line) for line in before.lines}
    why = {change.candidate_code: change.why for change in changes}
    return tuple(
        RevisedFigure(line.position, what, was, value, why.get(line.candidate_code, reason))
        for line in after.lines
        for what, value in _figures(line).items()
        if (was := old.get(line.candidate_code, {}).get(what)) != value
    )


def carry_over(earlier: Sequence[RevisedFigure], fresh: Sequence[RevisedFigure]) -> tuple[RevisedFigure, ...]:
    """Return what two revisions in a row change together; a figure that is again what it was falls away.

    The reason is that of the last change.
    """
    joined = {(one.position, one.what): one for one in earlier}
    for one in fresh:
        known = joined.get((one.position, one.what), one)
        joined[one.position, one.what] = replace(one, before=known.before)
    changed = (one for one in joined.values() if one.before != one.after)
    return tuple(sorted(changed, key=lambda one: one.position))


def _figures(line: CandidateLine) -> dict[str, str | None]:
    scored = line.scored
    return {
        "outcome": line.outcome.value,
        "points": f"{scored.points.normalize():f}/{scored.maximum.normalize():f}" if scored else None,
        "name_latn": line.name_latn,
        "name_cyrl": line.name_cyrl,
        "reason": line.reason,
    }
