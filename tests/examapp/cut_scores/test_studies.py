"""A study through its verbs: the panel, its two rounds, and what is refused on the way."""

from decimal import Decimal

import pytest

from examapp.authoring.ceremony import retire_list
from examapp.core.errors import NotFound
from examapp.core.permissions import Role
from examapp.cut_scores.conducting import abandon_study, begin_second_round, close_round, release_judge
from examapp.cut_scores.discussing import Measured, discuss
from examapp.cut_scores.errors import (
    BallotClosed,
    BallotIncomplete,
    BallotNotOpened,
    BallotsMissing,
    ListNotReady,
    NotAJudge,
    NotCalibrated,
    OutOfRange,
    StudyReasonMissing,
    StudyRunning,
    TooFewJudges,
    UnknownItem,
    WrongStep,
)
from examapp.cut_scores.judging import open_ballot, own_ballot, read_estimate, save_estimate, submit_ballot
from examapp.cut_scores.models import StudyState
from question_bank.cut_score import Method
from tests.cast import add_person
from tests.examapp.cut_scores.study_making import (
    AT,
    ROUND_ONE,
    ROUND_TWO,
    WHO,
    Ground,
    list_acts,
    parameters,
)

# Refusals that no database has a part in.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG_ENOUGH = "Hakam kasal boʻlib qoldi"


def add_judge(ground: Ground, db) -> None:
    ground.judge_ids.append(add_person(db, Role.APPROVER, suffix="-judge4").id)


def test_a_study_goes_its_way_and_every_step_stands_in_the_audit_log(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.SEALED)
        acts = list_acts(db, study)
    one_round = ["items_opened", "ballot_submitted"] * 3
    assert acts == [
        "opened",
        *one_round,
        "round_closed",
        "round_begun",
        *one_round,
        "round_closed",
        "sealed",
    ]


@one_database
@pytest.mark.parametrize("count", [0, 2])
def test_a_panel_of_fewer_than_three_is_refused(ground, count):
    with ground.database.transaction() as db, pytest.raises(TooFewJudges):
        ground.open(db, judges=ground.accounts(db)[:count])


@one_database
def test_naming_one_judge_twice_makes_no_panel(ground):
    with ground.database.transaction() as db, pytest.raises(TooFewJudges):
        ground.open(db, judges=[*ground.accounts(db)[:2], ground.accounts(db)[0]])


@one_database
@pytest.mark.parametrize("role", [Role.AUTHOR, Role.COMMISSION_CHAIR, Role.OPERATOR])
def test_who_wrote_items_seals_records_or_leads_studies_is_no_judge(ground, role):
    with ground.database.transaction() as db, pytest.raises(NotAJudge):
        ground.open(db, judges=[*ground.accounts(db), add_person(db, role)])


@one_database
def test_a_closed_account_is_no_judge(ground):
    with ground.database.transaction() as db:
        ground.accounts(db)[1].active = False
        with pytest.raises(NotAJudge):
            ground.open(db)


@one_database
def test_a_list_that_is_not_sealed_is_not_judged(ground):
    with ground.database.transaction() as db:
        retire_list(db, ground.question_list(db), reason="eskirgan roʻyxat", **WHO)
        with pytest.raises(ListNotReady):
            ground.open(db)


def test_a_list_has_one_study_at_a_time(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        with pytest.raises(StudyRunning):
            ground.open(db)
        abandon_study(db, study, reason=LONG_ENOUGH, **WHO)
        assert ground.open(db).code != study.code


def test_what_a_judge_types_is_kept_and_may_be_changed_until_it_is_handed_in(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        ground.rate(db, 0, {"OFF-001": (10,), "OFF-002": (20,)}, submit=False)
    with ground.database.transaction() as db:
        study, judge = ground.study(db), ground.judge(db, 0)
        save_estimate(db, study, judge, "OFF-001", 0, at=AT)
        assert own_ballot(db, study, judge.id, 1) == {"OFF-001": 0, "OFF-002": 20}


@pytest.mark.parametrize("typed", ["-1", "101", "1000", "", "50.5", "half", "٥٠"])
def test_only_a_whole_number_from_nought_to_a_hundred_is_an_estimate(typed):
    with pytest.raises(OutOfRange):
        read_estimate(typed)


def test_the_ends_of_the_scale_are_estimates():
    assert [read_estimate(typed) for typed in (" 0 ", "100", "007")] == [0, 100, 7]


@one_database
@pytest.mark.parametrize("estimate", [-1, 101])
def test_an_estimate_out_of_range_is_not_kept(ground, estimate):
    with ground.database.transaction() as db:
        study = ground.open(db)
        open_ballot(db, study, ground.judge(db, 0), at=AT)
        with pytest.raises(OutOfRange):
            save_estimate(db, study, ground.judge(db, 0), "OFF-001", estimate, at=AT)


@one_database
def test_an_item_of_another_list_is_not_rated(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        open_ballot(db, study, ground.judge(db, 0), at=AT)
        with pytest.raises(UnknownItem, match="NET-999"):
            save_estimate(db, study, ground.judge(db, 0), "NET-999", 50, at=AT)


@one_database
def test_nobody_rates_before_the_questions_were_opened(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        with pytest.raises(BallotNotOpened):
            save_estimate(db, study, ground.judge(db, 0), "OFF-001", 50, at=AT)
        with pytest.raises(BallotNotOpened):
            submit_ballot(db, study, ground.judge(db, 0), at=AT)


def test_opening_a_ballot_again_is_no_second_opening(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        for _time in range(2):
            open_ballot(db, study, ground.judge(db, 0), at=AT)
        assert list_acts(db, study) == ["opened", "items_opened"]


@one_database
def test_who_was_not_named_has_no_ballot(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        ground.judge_ids.append(add_person(db, Role.REVIEWER).id)
        stranger = ground.judge(db, 3)
        for act in (
            lambda: open_ballot(db, study, stranger, at=AT),
            lambda: save_estimate(db, study, stranger, "OFF-001", 50, at=AT),
            lambda: submit_ballot(db, study, stranger, at=AT),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_ballot_with_gaps_is_not_handed_in_and_stays_open(ground):
    with ground.database.transaction() as db:
        ground.open(db)
        ground.rate(db, 0, {"OFF-001": (50,)}, submit=False)
    with pytest.raises(BallotIncomplete, match="OFF-002"), ground.database.transaction() as db:
        submit_ballot(db, ground.study(db), ground.judge(db, 0), at=AT)
    with ground.database.transaction() as db:
        save_estimate(db, ground.study(db), ground.judge(db, 0), "OFF-002", 50, at=AT)


def test_a_ballot_that_was_handed_in_stands(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        ground.rate(db, 0, ROUND_ONE)
        with pytest.raises(BallotClosed):
            save_estimate(db, study, ground.judge(db, 0), "OFF-001", 1, at=AT)
        with pytest.raises(BallotClosed):
            submit_ballot(db, study, ground.judge(db, 0), at=AT)


@one_database
@pytest.mark.parametrize("state", [StudyState.DISCUSSION, StudyState.CLOSED, StudyState.SEALED])
def test_between_and_after_the_rounds_nobody_rates(ground, state):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, state)
        for act in (
            lambda: open_ballot(db, study, ground.judge(db, 0), at=AT),
            lambda: save_estimate(db, study, ground.judge(db, 0), "OFF-001", 1, at=AT),
            lambda: submit_ballot(db, study, ground.judge(db, 0), at=AT),
        ):
            with pytest.raises(BallotClosed):
                act()


def test_a_round_is_closed_when_everybody_has_handed_in_and_not_before(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        for place in (0, 1):
            ground.rate(db, place, ROUND_ONE)
        with pytest.raises(BallotsMissing, match=ground.accounts(db)[2].code):
            close_round(db, study, **WHO)
        ground.rate(db, 2, ROUND_ONE)
        close_round(db, study, **WHO)
        assert study.state is StudyState.DISCUSSION
        with pytest.raises(WrongStep):
            close_round(db, study, **WHO)


def test_the_second_round_begins_with_the_own_numbers_of_the_first(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.ROUND_TWO)
        open_ballot(db, study, ground.judge(db, 1), at=AT)
        own = {item_id: said[1] for item_id, said in ROUND_ONE.items()}
        assert own_ballot(db, study, ground.judge(db, 1).id, 2) == own
        save_estimate(db, study, ground.judge(db, 1), "OFF-003", 60, at=AT)
        assert own_ballot(db, study, ground.judge(db, 1).id, 1) == own


@one_database
def test_nobody_sees_figures_before_the_first_round_is_closed(ground):
    with ground.database.transaction() as db:
        study = ground.open(db)
        for place in range(3):
            ground.rate(db, place, ROUND_ONE)
        with pytest.raises(WrongStep):
            discuss(db, study, ground.judge_ids[0], {})


@one_database
def test_the_items_that_are_disputed_most_come_first(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.DISCUSSION)
        measured = {"OFF-003": Measured(Decimal(55), 120)}
        found = discuss(db, study, ground.judge_ids[1], measured)
    assert [one.measured for one in found.items] == [measured["OFF-003"], None, None, None]
    assert [one.item for one in found.items] == ["OFF-003", "OFF-001", "OFF-002", "OFF-004"]
    first = found.items[0]
    assert (first.lowest, first.lowest_places, first.highest, first.highest_places) == (20, (2,), 90, (1,))
    assert (first.own, round(float(first.mean), 2)) == (20, 63.33)
    assert [float(one.leniency) for one in found.judges] == pytest.approx([-0.266667, 0.483333, -0.216667])
    assert [one.is_own for one in found.judges] == [False, True, False]


@one_database
def test_the_second_rounds_numbers_stay_unseen_while_it_runs(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.ROUND_TWO)
        ground.rate(db, 0, ROUND_TWO)
        found = discuss(db, study, ground.judge_ids[1], {})
    assert next(one.highest for one in found.items if one.item == "OFF-003") == 90


def test_a_judge_who_falls_ill_is_released_for_a_reason_and_counts_no_more(ground):
    with ground.database.transaction() as db:
        add_judge(ground, db)
        study = ground.open(db)
        ill = ground.accounts(db)[3]
        with pytest.raises(StudyReasonMissing):
            release_judge(db, study, ill, reason="  kasal ", **WHO)
        release_judge(db, study, ill, reason=LONG_ENOUGH, **WHO)
        for place in range(3):
            ground.rate(db, place, ROUND_ONE)
        close_round(db, study, **WHO)
        with pytest.raises(NotFound):
            open_ballot(db, study, ground.judge(db, 3), at=AT)
        with pytest.raises(TooFewJudges):
            release_judge(db, study, ground.accounts(db)[0], reason=LONG_ENOUGH, **WHO)


def test_two_who_close_a_round_at_once_close_it_once(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.DISCUSSION)
        begin_second_round(db, study, **WHO)
        with pytest.raises(WrongStep):
            begin_second_round(db, study, **WHO)
        assert list_acts(db, study).count("round_begun") == 1


@one_database
def test_a_bookmark_study_needs_the_measured_difficulty_of_every_item(ground):
    with ground.database.transaction() as db, pytest.raises(NotCalibrated, match="OFF-004"):
        ground.open(db, Method.BOOKMARK, parameters=parameters()[:3])


def test_bookmarks_are_set_in_two_rounds_too(ground):
    with ground.database.transaction() as db:
        study = ground.open(db, Method.BOOKMARK)
        for place, item_id in enumerate(("OFF-002", "OFF-003", "OFF-003")):
            ground.mark(db, place, item_id)
        close_round(db, study, **WHO)
        found = discuss(db, study, ground.judge_ids[0], {})
        assert [one.page for one in found.judges] == [2, 3, 3]
        assert float(found.place) == pytest.approx(1.093147)
        begin_second_round(db, study, **WHO)
        open_ballot(db, study, ground.judge(db, 0), at=AT)
        assert own_ballot(db, study, ground.judge_ids[0], 2) == {"OFF-002": 1}
