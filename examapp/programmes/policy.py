"""The policy as the other rooms read it: typed, of one moment, or of a sitting's snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.programmes.models import PolicyStatus
from examapp.programmes.policy_keys import KEYS
from examapp.programmes.standing import list_standing

# Rule item.decisions speaks of a third, which no whole percentage is.
_THIRDS: Final[Mapping[int, Fraction]] = {33: Fraction(1, 3), 67: Fraction(2, 3)}


@dataclass(frozen=True)
class Policy:
    """The values that govern; lengths carry their unit in their name.

    `blueprint` holds only the topics that have questions.
    `pass_percent` is None where the rule is the exam form's own cut score. `provisional_keys` names the keys
    that an official sitting uses and nobody has approved: with one of them it cannot be opened. `void_over`
    is an exact share of the questions: 33 % is a third.
    """

    question_count: int
    duration_minutes: int
    pass_rule: str
    pass_percent: int | None
    grace_seconds: int
    blueprint: dict[str, int]
    multiple_choice_scoring: str
    negative_marking: bool
    languages: tuple[str, ...]
    shuffle: str
    exposure_percent: int
    overlap_percent: int
    navigation: str
    lockdown: str
    signals: bool
    result_shown: str
    identity_checked: bool
    late_entry: bool
    arrive_minutes: int
    expiry_hours: int
    one_workstation: bool
    abort_reason_required: bool
    extra_time_percents: tuple[int, ...]
    item_decisions: tuple[str, ...]
    void_over: Fraction
    consent_asked: bool
    list_deadline_days: int
    list_approval: str
    acquaintance_recorded: bool
    order_deadline_days: int
    notice_days: tuple[int, ...]
    publish_after_confirmation: bool
    retake_wait_months: int
    excuse_working_days: int
    unexcused_absence: str
    appeal_working_days: int
    appeal_answer_working_days: int
    certificate_issue_days: int
    certificate_years: int
    certificate_reminder_months: int
    certificate_fields: tuple[str, ...]
    quorum_members: int
    quorum_over_percent: int
    holidays: tuple[str, ...]
    provisional_keys: tuple[str, ...]


def read_policy(db: Session, programme_id: int, at: datetime) -> Policy:
    """Return the policy of a programme as it stands at a moment."""
    return policy_from_snapshot(policy_snapshot(db, programme_id, at))


def policy_snapshot(db: Session, programme_id: int, at: datetime) -> dict[str, Any]:
    """Return the policy as JSON, {key: {"value", "source", "status"}}, to be frozen with a sitting."""
    return {
        standing.key.key: {
            "value": standing.value,
            "source": standing.source,
            "status": standing.status.value,
        }
        for standing in list_standing(db, programme_id, at)
    }


def policy_from_snapshot(snapshot: Mapping[str, Any]) -> Policy:
    """Return the typed policy of a snapshot; a key that is younger than the snapshot has its default."""
    values = {
        key: snapshot[key]["value"] if key in snapshot else entry.default for key, entry in KEYS.items()
    }
    provisional = tuple(
        key
        for key, entry in KEYS.items()
        if entry.sitting and key in snapshot and snapshot[key]["status"] != PolicyStatus.APPROVED
    )
    return _typed(values, provisional)


def _typed(values: Mapping[str, Any], provisional: tuple[str, ...]) -> Policy:
    rule, quorum = values["exam.pass_rule"], values["commission.quorum"]
    appeal, validity = values["appeal.window"], values["certificate.validity_years"]
    return Policy(
        question_count=values["exam.question_count"],
        duration_minutes=values["exam.duration_minutes"],
        pass_rule=rule["rule"],
        pass_percent=rule.get("percent"),
        grace_seconds=values["exam.grace_seconds"],
        blueprint={topic: count for topic, count in values["exam.blueprint"].items() if count},
        multiple_choice_scoring=values["exam.multiple_choice_scoring"],
        negative_marking=values["exam.negative_marking"],
        languages=tuple(values["exam.languages"]),
        shuffle=values["exam.shuffle"],
        exposure_percent=values["exam.exposure_percent"],
        overlap_percent=values["exam.overlap_percent"],
        navigation=values["exam.navigation"],
        lockdown=values["exam.lockdown"],
        signals=values["exam.signals"],
        result_shown=values["exam.result_shown"],
        identity_checked=values["checkin.identity"],
        late_entry=values["checkin.late_entry"] == "allowed",
        arrive_minutes=values["checkin.arrive_minutes"],
        expiry_hours=values["sitting.expiry_hours"],
        one_workstation=values["attempt.one_workstation"],
        abort_reason_required=values["attempt.abort_reason"],
        extra_time_percents=tuple(values["accommodation.extra_time_percent"]),
        item_decisions=tuple(values["item.decisions"]),
        void_over=_read_share(values["item.void_over_percent"]),
        consent_asked=values["consent"],
        list_deadline_days=values["list.deadline_days"],
        list_approval=values["list.approval"],
        acquaintance_recorded=values["order.acquaintance"],
        order_deadline_days=values["order.deadline_days"],
        notice_days=tuple(values["notice.days_before"]),
        publish_after_confirmation=values["result.publish"],
        retake_wait_months=values["fail.retake_wait"],
        excuse_working_days=values["absence.excused"],
        unexcused_absence=values["absence.unexcused"],
        appeal_working_days=appeal["file"],
        appeal_answer_working_days=appeal["answer"],
        certificate_issue_days=values["certificate.issue_within_days"],
        certificate_years=validity["years"],
        certificate_reminder_months=validity["reminder"],
        certificate_fields=tuple(values["certificate.fields"]),
        quorum_members=quorum["members"],
        quorum_over_percent=quorum["over_percent"],
        holidays=tuple(values["calendar"]["holidays"]),
        provisional_keys=provisional,
    )


def _read_share(percent: int) -> Fraction:
    return _THIRDS.get(percent, Fraction(percent, 100))
