"""Neighbours by the room's plan or by the numbers, and the forms before them."""

import pytest

from examapp.sittings.errors import NotReadyToPublish
from examapp.sittings.neighbours import list_alike, list_neighbours
from examapp.sittings.planning import publish
from tests.examapp.sittings.conftest import WHO, Ground
from tests.examapp.sittings.test_sittings import make_ready


def test_neighbours_touch_on_the_plan_whatever_their_numbers_are() -> None:
    places = {1: (1, 1), 2: (3, 1), 3: (2, 2), 4: (9, 9)}
    assert list(list_neighbours([1, 2, 3, 4], places)) == [(1, 3), (2, 3)]


def test_without_a_plan_neighbours_have_consecutive_numbers() -> None:
    assert list(list_neighbours([1, 2, 4, 5], {})) == [(1, 2), (4, 5)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sitting_in_which_neighbours_have_the_same_form_is_not_published(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        assert list_alike(sitting) == []
        first, second, *_others = sorted(sitting.bookings, key=lambda one: one.workstation.number)
        assert first.form is not None
        assert second.form is not None
        second.form.digest = first.form.digest
        with pytest.raises(NotReadyToPublish, match="seats 1 and 2"):
            publish(db, sitting, **WHO)
