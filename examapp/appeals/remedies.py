"""What an appeal that was upheld changes in the candidate's result."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from examapp.appeals.errors import PointsRefused, PointsUnchanged, RemedyRefused
from examapp.appeals.models import Appeal, Remedy, Verdict
from examapp.delivery.states import AttemptState
from examapp.results.content import CandidateChange, CandidateLine, SheetContent
from examapp.results.models import ResultSheet
from examapp.results.outcomes import BY_POINTS, NOT_THERE, Outcome, Points, judge
from examapp.results.queries import read_content


def find_own_line(content: SheetContent, appeal: Appeal) -> CandidateLine:
    """Return the candidate's line on a sheet."""
    code = appeal.attempt.booking.candidate_code
    return next(line for line in content.lines if line.candidate_code == code)


def list_remedies(line: CandidateLine, appeal: Appeal) -> list[Remedy]:
    """Return what can follow from an appeal, as the result stands now."""
    found = [Remedy.NONE]
    if line.outcome in BY_POINTS and line.topics:
        found.append(Remedy.POINTS)
    if line.outcome not in NOT_THERE | {Outcome.VOID}:
        found.append(Remedy.VOID)
    if appeal.item is not None:
        found.append(Remedy.ITEM)
    return found


def read_points(line: CandidateLine, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the new points by topic as canonical decimals; raises PointsRefused, PointsUnchanged."""
    points = {topic: _read_one(typed.get(topic, ""), now.maximum) for topic, now in line.topics.items()}
    if all(points[topic] == now.points for topic, now in line.topics.items()):
        raise PointsUnchanged
    return {topic: f"{value:f}" for topic, value in points.items()}


def _read_one(typed: str, maximum: Decimal) -> Decimal:
    try:
        value = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation as error:
        raise PointsRefused from error
    if not value.is_finite() or not 0 <= value <= maximum or value != round(value, 2):
        raise PointsRefused
    return value


def make_change(
    sheet: ResultSheet,
    appeal: Appeal,
    verdict: Verdict,
    remedy: Remedy,
    points: Mapping[str, str] | None,
    why: str,
) -> CandidateChange | None:
    """Return what the next revision of the newest sheet must change, or None where nothing changes.

    Raises RemedyRefused, PointsRefused, PointsUnchanged where that does not fit the present result.
    """
    content = read_content(sheet)
    line = find_own_line(content, appeal)
    if remedy not in list_remedies(line, appeal):
        raise RemedyRefused
    if verdict is Verdict.REJECTED and remedy is not Remedy.NONE:
        raise RemedyRefused
    if remedy is Remedy.VOID:
        return CandidateChange(line.candidate_code, why, outcome=Outcome.VOID)
    if remedy is not Remedy.POINTS:
        return None
    new = read_points(line, points or {})
    topics = {topic: Points(Decimal(new[topic]), now.maximum) for topic, now in line.topics.items()}
    scored = Points(
        sum((one.points for one in topics.values()), Decimal(0)),
        sum((one.maximum for one in topics.values()), Decimal(0)),
    )
    outcome = judge(AttemptState.SUBMITTED, scored, None, content.pass_percent, line.pass_mark)
    return CandidateChange(line.candidate_code, why, outcome=outcome, scored=scored, topics=topics)
