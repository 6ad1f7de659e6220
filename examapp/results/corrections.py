"""What the commission decided on one candidate, laid over the score, in an order that anybody can repeat.

1. The decisions on items in force give the key. 2. The score is what the sealed answers earn under it.
3. What appeals gave or took is added, topic by topic, in the order in which they were answered; a topic stays
between nothing and its maximum. 4. An annulment comes last and leaves no points. So neither a later decision
on an item nor an appeal hides the other, whichever of them was taken first. An annulment that an appeal lifts
leaves the list: the steps before it then come to the mark again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from examapp.delivery.states import AttemptState
from examapp.grading.models import Score
from examapp.results.content import CandidateChange, CandidateLine
from examapp.results.outcomes import BY_POINTS, Outcome, Points, judge
from examapp.results.sheet_facts import SittingFacts

_ZERO = Decimal(0)


def in_order(changes: Iterable[CandidateChange]) -> tuple[CandidateChange, ...]:
    """Return decisions on candidates as they are applied: corrections, one name, one annulment a candidate.

    Of several mended names the last one holds.
    """
    every = tuple(changes)
    annulled = {one.candidate_code: one for one in every if one.outcome is Outcome.VOID}
    named = {one.candidate_code: one for one in every if one.names is not None}
    corrected = (one for one in every if one.outcome is not Outcome.VOID and one.names is None)
    return (*corrected, *named.values(), *annulled.values())


def is_annulled(standing: Iterable[CandidateChange], candidate_code: str) -> bool:
    """Tell whether the commission annulled a candidate's result, and not the proctor or the rules."""
    return any(one.outcome is Outcome.VOID and one.candidate_code == candidate_code for one in standing)


def lift(changes: Iterable[CandidateChange], candidate_codes: Collection[str]) -> tuple[CandidateChange, ...]:
    """Return decisions without the annulments of these candidates; what appeals corrected stays."""
    return tuple(
        one for one in changes if one.outcome is not Outcome.VOID or one.candidate_code not in candidate_codes
    )


def correct(line: CandidateLine, change: CandidateChange, pass_percent: int | None) -> CandidateLine:
    """Return a line with the points that an appeal gave or took, judged again by the sheet's own rule.

    A line without points stays as it is: there is nothing to add to. Who failed because of what the proctor
    recorded, and not by points, has not passed by further points either.
    """
    if line.outcome not in BY_POINTS or line.scored is None:
        return line
    topics = {
        topic: Points(_bound(now.points + (change.added or {}).get(topic, _ZERO), now.maximum), now.maximum)
        for topic, now in line.topics.items()
    }
    gained = sum((topics[topic].points - now.points for topic, now in line.topics.items()), _ZERO)
    scored = Points(line.scored.points + gained, line.scored.maximum)
    corrected = replace(line, scored=scored, topics=topics)
    if line.reason is not None:
        return corrected
    outcome = judge(AttemptState.SUBMITTED, scored, None, pass_percent, line.pass_mark)
    return replace(corrected, outcome=outcome)


def _bound(points: Decimal, maximum: Decimal) -> Decimal:
    return max(_ZERO, min(points, maximum))


def credit_anew(facts: SittingFacts, standing: Iterable[CandidateChange]) -> list[CandidateChange]:
    """Return the standing decisions with each credited item's points taken from the score as it is now."""
    attempts = {
        one.candidate_code: facts.attempts_by_booking[one.id].id
        for one in facts.bookings
        if one.id in facts.attempts_by_booking
    }
    return [
        credit(change, facts.scores_by_attempt[attempts[change.candidate_code]])
        if change.credited is not None and attempts.get(change.candidate_code) in facts.scores_by_attempt
        else change
        for change in standing
    ]


def credit(change: CandidateChange, score: Score) -> CandidateChange:
    """Return a correction whose item gives what lacks to its maximum; nothing where it counts no more."""
    lacking = {
        row.item_id: Decimal(row.maximum) - Decimal(row.points)
        for row in score.items
        if row.item_id == change.credited
    }
    given = lacking.get(change.credited or "", _ZERO)
    return replace(change, added=dict.fromkeys(change.added or (), given))


def added_points(change: CandidateChange) -> Mapping[str, Decimal]:
    """Return what a correction adds or takes, by topic, without the topics that it leaves alone."""
    return {topic: points for topic, points in (change.added or {}).items() if points}
