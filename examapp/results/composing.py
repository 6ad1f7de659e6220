"""From the facts of a closed sitting to what its sheet says: no query, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from examapp.delivery.models import Attempt
from examapp.grading.models import Score
from examapp.proctoring.models import AbortKind, AbortReason
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.content import (
    DECIDED,
    CandidateLine,
    IncidentLine,
    ItemDecisionLine,
    SheetContent,
    TimeChange,
    TopicColumn,
)
from examapp.results.outcomes import BY_POINTS, Outcome, Points, judge
from examapp.results.passing_rule import PassingRule
from examapp.results.sheet_facts import SittingFacts
from examapp.results.time_changes import as_ledger_rows, list_time_changes
from examapp.sittings.models import Booking
from question_bank.blueprint import TOPICS
from question_bank.regrading import DecisionKind, voids


def compose(
    facts: SittingFacts, *, number: str, revision: int, rule: PassingRule, at: datetime
) -> SheetContent:
    """Return the sheet's content; every attempt must be over, and marked where it was begun."""
    sitting, centre = facts.sitting, facts.sitting.room.centre
    held_from, held_until = _held(facts)
    void = is_void(facts)
    assert sitting.closed_at is not None
    return SheetContent(
        number=number,
        revision=revision,
        rehearsal=sitting.rehearsal,
        sitting=sitting.code,
        programme=sitting.programme.code,
        programme_titles=sitting.programme.titles,
        region_code=centre.region_code,
        centre_names=centre.names,
        room=sitting.room.name,
        held_from=held_from,
        held_until=held_until,
        closed_at=sitting.closed_at,
        drawn_up_at=at,
        proctors=tuple(facts.proctors),
        question_list=sitting.question_list.code,
        list_digest=sitting.question_list.digest,
        pass_percent=rule.percent,
        cut_score=rule.source,
        topics=_topics(facts),
        lines=tuple(
            _line(facts, booking, position, rule, void=void)
            for position, booking in enumerate(facts.bookings, start=1)
        ),
        time_changes=_time_changes(facts),
        incidents=_incidents(facts),
        item_decisions=tuple(
            ItemDecisionLine(one.decision.item_id, one.decision.kind.value, one.reason, "")
            for one in facts.decisions
        ),
    )


def is_void(facts: SittingFacts) -> bool:
    """Tell whether so many items of a form were neutralised that the sitting says nothing any more."""
    out = {one.decision.item_id for one in facts.decisions if one.decision.kind is DecisionKind.NEUTRALISE}
    if not out or facts.sitting.policy is None:
        return False
    most = policy_from_snapshot(facts.sitting.policy).void_over
    return any(voids(items, out, most) for items in facts.items_by_form.values())


def _held(facts: SittingFacts) -> tuple[datetime, datetime]:
    """Return first start and last end; where nobody started, the plan and the closing."""
    attempts = facts.attempts_by_booking.values()
    started = [attempt.started_at for attempt in attempts if attempt.started_at]
    ended = [attempt.ended_at for attempt in attempts if attempt.ended_at]
    closed_at = facts.sitting.closed_at
    assert closed_at is not None
    return min(started, default=facts.sitting.starts_at), max(ended, default=closed_at)


def _topics(facts: SittingFacts) -> tuple[TopicColumn, ...]:
    """Return the topics in the order of a form's sections; where nothing was marked, as planned."""
    assert facts.sitting.policy is not None
    blueprint = policy_from_snapshot(facts.sitting.policy).blueprint
    marked = (_topic_points(score) for score in facts.scores_by_attempt.values())
    planned = {topic: Decimal(count) for topic, count in blueprint.items()}
    return topic_columns(marked) or _in_order(planned)


def topic_columns(marked: Iterable[Mapping[str, Points]]) -> tuple[TopicColumn, ...]:
    """Return the topics that marked results have, each with its largest maximum, in a form's order."""
    maxima: dict[str, Decimal] = {}
    for topics in marked:
        for topic, points in topics.items():
            maxima[topic] = max(maxima.get(topic, Decimal(0)), points.maximum)
    return _in_order(maxima)


def _in_order(columns: Mapping[str, Decimal]) -> tuple[TopicColumn, ...]:
    known = [topic for topic in TOPICS if topic in columns]
    return tuple(TopicColumn(topic, columns[topic]) for topic in (*known, *sorted(set(columns) - set(known))))


def _line(
    facts: SittingFacts, booking: Booking, position: int, rule: PassingRule, *, void: bool
) -> CandidateLine:
    candidate, attempt = booking.candidate, facts.attempts_by_booking.get(booking.id)
    score = facts.scores_by_attempt.get(attempt.id) if attempt else None
    abort = facts.reasons_by_attempt.get(attempt.id) if attempt else None
    scored = Points(Decimal(score.points), Decimal(score.maximum)) if score else None
    own_mark = rule.mark_of(booking.form_id)
    outcome = judge(
        attempt.state if attempt else None,
        scored,
        abort.consequence if abort else None,
        rule.percent,
        own_mark,
        removed=abort is not None and abort.kind is AbortKind.REMOVED,
        excused=booking.candidate_code in facts.excused and not _refused_consent(attempt),
    )
    void = void and outcome in BY_POINTS
    outcome = Outcome.VOID if void else outcome
    counts = outcome in BY_POINTS
    return CandidateLine(
        position=position,
        seat=booking.workstation.number,
        candidate_code=booking.candidate_code,
        name_latn=candidate.name_latn,
        name_cyrl=candidate.name_cyrl,
        organisation=candidate.organisation.names,
        attempt=attempt.code if attempt else None,
        outcome=outcome,
        reason=DECIDED if void else _reason(attempt, abort),
        reason_text=abort.text if abort else "",
        reason_at=abort.given_at if abort else None,
        scored=scored if counts else None,
        topics=_topic_points(score) if score and counts else {},
        form=booking.form.code if booking.form else None,
        sealed=score.head_digest if score else None,
        receipt=facts.receipts_by_attempt.get(attempt.id) if attempt else None,
        key_version=score.key_version if score else None,
        rule_version=score.rule_version if score else None,
        pass_mark=own_mark,
        position_held=candidate.positions,
    )


def _reason(attempt: Attempt | None, abort: AbortReason | None) -> str | None:
    if abort is not None:
        return abort.kind.value
    return AbortKind.CONSENT_REFUSED.value if _refused_consent(attempt) else None


def _refused_consent(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.consent is False


def _topic_points(score: Score) -> Mapping[str, Points]:
    return {
        topic: Points(Decimal(points), Decimal(maximum)) for topic, (points, maximum) in score.topics.items()
    }


def _time_changes(facts: SittingFacts) -> tuple[TimeChange, ...]:
    """Return what changed anybody's time, without the minutes that an incident already names."""
    positions = {
        facts.attempts_by_booking[booking.id].id: position
        for position, booking in enumerate(facts.bookings, start=1)
        if booking.id in facts.attempts_by_booking
    }
    told = {(incident.recorded_at, incident.minutes * 60_000) for incident in facts.incidents}
    return tuple(
        replace(change, author=facts.names_by_actor.get(change.author, change.author))
        for change in list_time_changes(as_ledger_rows(facts.time_rows, positions))
        if change.since != change.until or (change.since, change.milliseconds) not in told
    )


def _incidents(facts: SittingFacts) -> tuple[IncidentLine, ...]:
    position_by_booking = {booking.id: place for place, booking in enumerate(facts.bookings, start=1)}
    return tuple(
        IncidentLine(
            at=incident.recorded_at,
            position=position_by_booking[incident.attempt.booking_id] if incident.attempt else None,
            kind=incident.kind.value,
            text=incident.text,
            consequence=incident.consequence.value,
            minutes=incident.minutes,
        )
        for incident in facts.incidents
    )
