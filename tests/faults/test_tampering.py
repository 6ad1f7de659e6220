"""Eight kinds of tampering at random places: all found, the first bad index named, given a checkpoint."""

from collections.abc import Iterator

import pytest

from tests.faults.tampering import KINDS, Ground, open_ground, try_once

TRIALS = 20


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("tampering")
    with open_ground(f"sqlite:///{folder}/log.sqlite3", folder) as made:
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_each_tampering_is_found_and_its_first_bad_index_named(ground: Ground, kind: str) -> None:
    assert {try_once(ground, kind, f"suite {kind} {number}") for number in range(TRIALS)} == {"found"}
