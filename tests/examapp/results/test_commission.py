import pytest

from examapp.results.commission import Quorum


@pytest.mark.parametrize(
    ("members", "present", "reached", "missing"),
    [
        (7, 4, True, 0),
        (7, 3, False, 1),
        (8, 4, False, 1),
        (8, 5, True, 0),
        (6, 6, False, 0),
        (9, 0, False, 5),
    ],
)
def test_a_quorum_is_seven_on_the_commission_and_more_than_half_of_them_present(
    members: int, present: int, reached: bool, missing: int
) -> None:
    quorum = Quorum(members, present, least=7, over_percent=50)
    assert quorum.is_reached is reached
    assert quorum.missing == missing
