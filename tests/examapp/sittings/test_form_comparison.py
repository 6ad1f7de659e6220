"""A sitting's forms side by side."""

import pytest
from sqlalchemy.orm import Session

from examapp.authoring.vault import ListVault
from examapp.programmes.policy import read_policy
from examapp.sittings.booking import book
from examapp.sittings.form_comparison import compare_forms
from examapp.sittings.forms import assemble_forms
from examapp.sittings.models import Sitting
from examapp.sittings.planning import create_sitting
from question_bank.blueprint import DEFAULT_BLUEPRINT
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground


def _plan(db: Session, ground: Ground) -> Sitting:
    return create_sitting(
        db,
        programme=ground.programme(db),
        question_list=ground.question_list(db),
        room=ground.room(db),
        starts_at=STARTS,
        rehearsal=True,
        **WHO,
    )


def test_before_forms_are_made_there_is_nothing_to_compare(ground: Ground) -> None:
    with ground.database.transaction() as db:
        policy = read_policy(db, ground.programme_id, AT)
        assert compare_forms(db, _plan(db, ground), policy) is None


def test_each_form_has_its_items_by_topic_its_score_and_what_it_shares(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = _plan(db, ground)
        book(db, ground.keys, sitting, ground.candidates(db)[:4], **WHO)
        assemble_forms(db, sitting, ListVault(ground.keys), **WHO)
        found = compare_forms(db, sitting, read_policy(db, ground.programme_id, AT))
    assert found is not None
    assert found.topics == DEFAULT_BLUEPRINT.topics()
    assert [line.topics for line in found.lines] == [
        tuple(DEFAULT_BLUEPRINT.cells[t] for t in found.topics)
    ] * 4
    assert max(line.shared for line in found.lines) <= found.overlap_limit == 40
    assert found.maximum == 50
    assert found.score_chart.rows[3].mean == pytest.approx(found.figures.score_spread.mean, abs=1e-4)


def test_no_question_comes_back_more_often_than_the_policy_allows(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = _plan(db, ground)
        book(db, ground.keys, sitting, ground.candidates(db)[:5], **WHO)
        assemble_forms(db, sitting, ListVault(ground.keys), **WHO)
        found = compare_forms(db, sitting, read_policy(db, ground.programme_id, AT))
    assert found is not None
    assert all(1 <= use.most <= use.limit for use in found.uses)
    assert sum(use.items for use in found.uses) >= 90
