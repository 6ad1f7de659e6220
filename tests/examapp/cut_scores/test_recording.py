"""The final record: what it holds, who seals it, and that nothing of it changes afterwards."""

import json
from decimal import Decimal

import pytest

from examapp.authoring.errors import CodeRefused
from examapp.core.errors import Forbidden
from examapp.cut_scores.conducting import abandon_study, close_round
from examapp.cut_scores.errors import RecordBroken, RecordChanged, RecordSealed, WrongStep
from examapp.cut_scores.models import CutScoreStudy, StudyState
from examapp.cut_scores.queries import find_sealed
from examapp.cut_scores.recording import (
    compose_record,
    find_in_force,
    read_record,
    seal_record,
    verify_record,
)
from question_bank.cut_score import Method, cut_score_of, record_to_json
from question_bank.sealing import canonical_json
from tests.examapp.cut_scores.study_making import AT, ITEMS, WHO, list_acts

# Refusals that no database has a part in.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONE = {item_id: Decimal(1) for item_id in ITEMS}


def test_the_record_says_what_the_second_round_came_to(ground):
    with ground.database.transaction() as db:
        record = compose_record(db, ground.lead_to(db, StudyState.CLOSED))
        assert record.list_digest == ground.question_list(db).digest
        assert record.judges == tuple(f"{one.display_name} ({one.code})" for one in ground.accounts(db))
    assert (record.method, record.rounds, str(record.held_on)) == (Method.ANGOFF, 2, "2026-11-20")
    assert record.shares["OFF-003"] == Decimal("0.7")
    cut = cut_score_of(record, ONE)
    # The judges' own cut scores are 2.30, 2.05 and 2.25: spread 0.132288, over the root of 3.
    assert (cut.points, cut.standard_error) == (Decimal("2.2"), Decimal("0.076376"))


def test_a_sealed_record_comes_back_as_it_was_sealed(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.SEALED)
        sealed = find_sealed(db, study)
        assert sealed.body == canonical_json(record_to_json(compose_record(db, study))).decode()
        assert verify_record(db, ground.keys, sealed) == compose_record(db, study)
        assert (sealed.sealed_by, sealed.sealed_at) == (ground.chair(db).code, AT)


@one_database
def test_only_the_chair_seals(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.CLOSED)
        with pytest.raises(Forbidden):
            seal_record(
                db,
                ground.keys,
                study,
                ground.accounts(db)[0],
                digest_seen="",
                typed_code="",
                address="127.0.0.1",
                at=AT,
            )


def test_a_wrong_second_factor_seals_nothing(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.CLOSED)
        assert isinstance(ground.seal(db, typed_code="000000"), CodeRefused)
        assert (study.state, find_sealed(db, study)) == (StudyState.CLOSED, None)


@one_database
def test_another_record_than_the_one_looked_at_is_not_sealed(ground):
    with ground.database.transaction() as db:
        ground.lead_to(db, StudyState.CLOSED)
        with pytest.raises(RecordChanged):
            ground.seal(db, digest_seen="0" * 64)


@one_database
def test_there_is_nothing_to_seal_before_the_second_round_is_closed(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.ROUND_TWO)
        with pytest.raises(WrongStep):
            compose_record(db, study)


def test_a_sealed_record_is_not_sealed_again_nor_its_study_ended_or_reopened(ground):
    with ground.database.transaction() as db:
        study = ground.lead_to(db, StudyState.SEALED)
        for act in (
            lambda: ground.seal(db),
            lambda: close_round(db, study, **WHO),
            lambda: abandon_study(db, study, reason="boshqa qaror kerak", **WHO),
        ):
            with pytest.raises(RecordSealed):
                act()
        assert list_acts(db, study).count("sealed") == 1


@one_database
@pytest.mark.parametrize(
    "change",
    [
        {"body": "{}"},
        {"sealed_name": "Boshqa odam"},
        {"sealed_by": "OTHER"},
        {"digest": "0" * 64},
        {"signature": "AAAA"},
    ],
)
def test_whatever_is_changed_of_a_sealed_record_is_found(ground, change):
    with ground.database.transaction() as db:
        sealed = find_sealed(db, ground.lead_to(db, StudyState.SEALED))
        for name, value in change.items():
            setattr(sealed, name, value)
        with pytest.raises(RecordBroken):
            verify_record(db, ground.keys, sealed)


@one_database
def test_a_changed_share_is_found_without_the_key(ground):
    with ground.database.transaction() as db:
        sealed = find_sealed(db, ground.lead_to(db, StudyState.SEALED))
        body = json.loads(sealed.body)
        body["shares"]["OFF-003"] = "0.1"
        sealed.body = canonical_json(body).decode()
        with pytest.raises(RecordBroken):
            read_record(sealed)


def test_the_newest_record_is_in_force_and_the_older_one_stands(ground):
    with ground.database.transaction() as db:
        ground.lead_to(db, StudyState.SEALED)
        first = find_in_force(db, ground.ceremony.list_id)
        second = ground.seal_another(db)
        assert find_in_force(db, ground.ceremony.list_id) is second
        assert verify_record(db, ground.keys, first) is not None
        assert db.get_one(CutScoreStudy, first.study_id).state is StudyState.SEALED
