"""Conducting a study: the operator names the panel, closes its rounds, and rates nothing.

The operator leads because lists and sittings are the operator's work and no decision lies in it: who passes
is said by the judges' figures, and sealed by the commission's chair, who approves the policy as well.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.authoring.models import ListItem, QuestionList, QuestionListState
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.permissions import Role
from examapp.cut_scores.errors import (
    BallotsMissing,
    ListNotReady,
    NotAJudge,
    NotCalibrated,
    StudyRunning,
    TooFewJudges,
)
from examapp.cut_scores.models import CutScoreJudge, CutScoreStudy, StudyState
from examapp.cut_scores.queries import get_seat, list_panel, list_turns
from examapp.cut_scores.steps import ROUND_OF, RUNNING, hold, move, note_act, read_reason, refusal_of
from question_bank.cut_score import Method
from question_bank.decimals import write_decimal
from question_bank.equal_forms.parameters import ItemParameters

# With two judges their difference is all that the standard error knows; ten and more are customary.
LEAST_JUDGES: Final = 3
# Who knows the items and wrote none of them. The chair seals the record and therefore does not judge.
JUDGE_ROLES: Final = (Role.REVIEWER, Role.APPROVER, Role.COMMISSION_MEMBER)
_MOST_NAMED: Final = 5


def open_study(
    db: Session,
    question_list: QuestionList,
    judges: Sequence[StaffAccount],
    *,
    method: Method,
    actor: str,
    at: datetime,
    parameters: Sequence[ItemParameters] = (),
) -> CutScoreStudy:
    """Open a study of a sealed list; `parameters` are the measured ones, for the bookmark method alone.

    Raises ListNotReady, StudyRunning, TooFewJudges, NotAJudge, NotCalibrated.
    """
    _require_free(db, question_list)
    _require_panel(judges)
    measured = _measure(db, question_list, parameters) if method is Method.BOOKMARK else None
    study = CutScoreStudy(
        code=new_code(8),
        list_id=question_list.id,
        method=method,
        state=StudyState.ROUND_ONE,
        parameters=measured,
        opened_by=actor,
        opened_at=at,
    )
    db.add(study)
    db.flush()
    for place, judge in enumerate(judges, start=1):
        # The account's code keeps two judges of one name apart in the record.
        name = f"{judge.display_name} ({judge.code})"
        db.add(CutScoreJudge(study_id=study.id, account_id=judge.id, place=place, name=name))
    db.flush()
    codes = [judge.code for judge in judges]
    note_act(db, study, "opened", actor, at, list=question_list.code, method=method.value, judges=codes)
    return study


def close_round(db: Session, study: CutScoreStudy, *, actor: str, at: datetime) -> None:
    """Close the round in which everybody has handed in; raises WrongStep, BallotsMissing."""
    number = ROUND_OF.get(hold(db, study))
    if number is None:
        raise refusal_of(study)
    _require_handed_in(db, study, number)
    if number == 1:
        move(db, study, StudyState.ROUND_ONE, StudyState.DISCUSSION)
    else:
        held_on = at.astimezone(TASHKENT).date()
        move(db, study, StudyState.ROUND_TWO, StudyState.CLOSED, held_on=held_on)
    note_act(db, study, "round_closed", actor, at, round=number)


def begin_second_round(db: Session, study: CutScoreStudy, *, actor: str, at: datetime) -> None:
    """Let the judges rate once more after they have talked; raises WrongStep."""
    move(db, study, StudyState.DISCUSSION, StudyState.ROUND_TWO)
    note_act(db, study, "round_begun", actor, at, round=2)


def release_judge(
    db: Session, study: CutScoreStudy, account: StaffAccount, *, reason: str, actor: str, at: datetime
) -> None:
    """Leave a judge out who cannot go on; what was rated stays kept and counts no more.

    Raises StudyReasonMissing, WrongStep once the rounds are over, TooFewJudges where too few would be left.
    """
    why = read_reason(reason)
    if hold(db, study) not in RUNNING - {StudyState.CLOSED}:
        raise refusal_of(study)
    seat = get_seat(db, study, account.id)
    if len(list_panel(db, study)) <= LEAST_JUDGES:
        raise TooFewJudges(least=LEAST_JUDGES)
    seat.released_at, seat.release_reason = at, why
    db.flush()
    note_act(db, study, "judge_released", actor, at, judge=account.code, reason=why)


def abandon_study(db: Session, study: CutScoreStudy, *, reason: str, actor: str, at: datetime) -> None:
    """End a study without a record; raises StudyReasonMissing, RecordSealed, WrongStep."""
    why = read_reason(reason)
    if hold(db, study) not in RUNNING:
        raise refusal_of(study)
    move(db, study, study.state, StudyState.ABANDONED, abandon_reason=why)
    note_act(db, study, "abandoned", actor, at, reason=why)


def _require_free(db: Session, question_list: QuestionList) -> None:
    # Two operators agree on one study: the second waits here and then finds the first one's.
    db.scalars(select(QuestionList.id).where(QuestionList.id == question_list.id).with_for_update()).one()
    if question_list.state is not QuestionListState.SEALED:
        raise ListNotReady(list=question_list.code)
    running = db.scalars(
        select(CutScoreStudy.code).where(
            CutScoreStudy.list_id == question_list.id, CutScoreStudy.state.in_(RUNNING)
        )
    ).first()
    if running is not None:
        raise StudyRunning(study=running)


def _require_panel(judges: Sequence[StaffAccount]) -> None:
    for judge in judges:
        if judge.role not in JUDGE_ROLES or not judge.active:
            raise NotAJudge(name=judge.display_name)
    if len({judge.id for judge in judges}) < LEAST_JUDGES:
        raise TooFewJudges(least=LEAST_JUDGES)


def _measure(
    db: Session, question_list: QuestionList, parameters: Sequence[ItemParameters]
) -> Mapping[str, list[str]]:
    """Return discrimination and difficulty of every item of the list as text, or raise NotCalibrated."""
    measured = {
        one.id: [write_decimal(one.discrimination), write_decimal(one.difficulty)]
        for one in parameters
        if one.difficulty is not None and one.discrimination > 0
    }
    query = select(ListItem.item_id).where(ListItem.list_id == question_list.id).order_by(ListItem.item_id)
    ids = db.scalars(query).all()
    missing = [item_id for item_id in ids if item_id not in measured]
    if missing:
        more = " …" if len(missing) > _MOST_NAMED else ""
        raise NotCalibrated(items=", ".join(missing[:_MOST_NAMED]) + more)
    return {item_id: measured[item_id] for item_id in ids}


def _require_handed_in(db: Session, study: CutScoreStudy, number: int) -> None:
    handed_in = {turn.account_id for turn in list_turns(db, study, number) if turn.submitted_at}
    waiting = [seat.name for seat in list_panel(db, study) if seat.account_id not in handed_in]
    if waiting:
        raise BallotsMissing(judges=", ".join(waiting))
