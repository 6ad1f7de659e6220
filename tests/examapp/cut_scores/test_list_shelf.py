import pytest

from examapp.authoring.errors import ListBroken
from examapp.authoring.models import ListItem
from examapp.authoring.vault import ListVault
from examapp.cut_scores.list_shelf import ListShelf
from tests.examapp.cut_scores.study_making import Ground

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_list_is_checked_once_and_a_broken_one_is_never_kept(ground: Ground) -> None:
    vault, shelf = ListVault(ground.keys), ListShelf()
    with ground.database.transaction() as db:
        first = shelf.open(db, ground.ceremony.list_id, vault)
        assert shelf.open(db, ground.ceremony.list_id, vault) is first
        row = db.query(ListItem).first()
        assert row is not None
        row.body = row.body[:-1] + bytes([row.body[-1] ^ 1])
        db.flush()
        for _time in range(2):
            with pytest.raises(ListBroken):
                ListShelf().open(db, ground.ceremony.list_id, vault)
