"""A sitting that does not take place: cancelled with a reason, before the room opens, once."""

import json

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.sittings.cancelling import cancel_sitting
from examapp.sittings.errors import CancelReasonMissing, NotReadyToOpen, SittingLocked, TooLateToCancel
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.opening import close_sitting, open_sitting
from examapp.sittings.planning import publish
from examapp.sittings.queries import list_bookable
from tests.examapp.sittings.conftest import AT, WHO, Ground
from tests.examapp.sittings.test_sittings import make_ready, plan


@pytest.mark.parametrize("published", [False, True])
def test_a_sitting_is_cancelled_for_a_reason_that_is_kept_and_audited(
    ground: Ground, published: bool
) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        if published:
            publish(db, sitting, **WHO)
        for reason in ("  Suv   toshqini ", "another"):
            cancel_sitting(db, sitting, reason, **WHO)
        assert (sitting.state, sitting.cancel_reason, sitting.cancelled_at) == (
            SittingState.CANCELLED,
            "Suv toshqini",
            AT,
        )
        [entry] = db.scalars(select(AuditEntry).where(AuditEntry.act == "sitting.cancelled"))
        assert json.loads(entry.facts) == {
            "candidates": 4,
            "from": "published" if published else "planned",
            "reason": "Suv toshqini",
        }


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\u202eb"])
def test_a_sitting_is_not_cancelled_without_a_reason_that_can_be_read(ground: Ground, reason: str) -> None:
    with ground.database.transaction() as db:
        sitting = plan(db, ground)
        with pytest.raises(CancelReasonMissing):
            cancel_sitting(db, sitting, reason, **WHO)
        assert sitting.state is SittingState.PLANNED


def test_an_opened_or_closed_sitting_is_not_cancelled(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        publish(db, sitting, **WHO)
        for step in (open_sitting, close_sitting):
            step(db, sitting, **WHO)
            with pytest.raises(TooLateToCancel):
                cancel_sitting(db, sitting, "reason", **WHO)
        assert sitting.state is SittingState.CLOSED


def test_a_cancelled_sitting_does_not_open_or_change_and_frees_its_candidates(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        publish(db, sitting, **WHO)
        cancel_sitting(db, sitting, "reason", **WHO)
        with pytest.raises(NotReadyToOpen):
            open_sitting(db, sitting, **WHO)
        with pytest.raises(SittingLocked, match="cancelled"):
            publish(db, sitting, **WHO)
        another: Sitting = plan(db, ground)
        assert len(list_bookable(db, another, "")) == len(ground.candidate_ids)
        assert another.code.endswith("-02")
