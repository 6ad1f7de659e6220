"""Two people who act at the same moment: one act happens, and nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from examapp.core.errors import AppError
from examapp.cut_scores.conducting import close_round
from examapp.cut_scores.errors import BallotClosed, BallotsMissing, WrongStep
from examapp.cut_scores.judging import own_ballot, save_estimate, submit_ballot
from examapp.cut_scores.models import StudyState
from examapp.cut_scores.queries import find_turn
from tests.examapp.cut_scores.study_making import AT, ROUND_ONE, WHO, Ground, list_acts


def at_once(ground: Ground, *acts) -> list[AppError | None]:
    """Carry out acts in transactions that begin together, and return what refused each."""
    start = Barrier(len(acts), timeout=20)

    def run(act) -> AppError | None:
        start.wait()
        try:
            with ground.database.transaction() as db:
                act(db)
        except AppError as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_a_round_that_two_close_is_closed_once(ground: Ground) -> None:
    with ground.database.transaction() as db:
        ground.open(db)
        for place in range(3):
            ground.rate(db, place, ROUND_ONE)
    found = at_once(ground, *[lambda db: close_round(db, ground.study(db), **WHO)] * 2)
    # Who comes second finds the discussion, in which no round is open.
    assert sorted(map(type, found), key=str) == sorted([type(None), WrongStep], key=str)
    with ground.database.reading() as db:
        assert ground.study(db).state is StudyState.DISCUSSION
        assert list_acts(db, ground.study(db)).count("round_closed") == 1


def test_a_number_typed_while_the_ballot_is_handed_in_counts_or_is_refused(ground: Ground) -> None:
    with ground.database.transaction() as db:
        ground.open(db)
        for place in range(3):
            ground.rate(db, place, ROUND_ONE, submit=place != 0)
    saved, submitted, closed = at_once(
        ground,
        lambda db: save_estimate(db, ground.study(db), ground.judge(db, 0), "OFF-001", 99, at=AT),
        lambda db: submit_ballot(db, ground.study(db), ground.judge(db, 0), at=AT),
        lambda db: close_round(db, ground.study(db), **WHO),
    )
    assert submitted is None
    assert saved is None or isinstance(saved, BallotClosed)
    assert closed is None or isinstance(closed, BallotsMissing)
    with ground.database.reading() as db:
        kept = own_ballot(db, ground.study(db), ground.judge_ids[0], 1)["OFF-001"]
        assert kept == (99 if saved is None else ROUND_ONE["OFF-001"][0])
        turn = find_turn(db, ground.study(db), ground.judge_ids[0], 1)
        assert turn is not None
        assert turn.submitted_at == AT
