from decimal import Decimal

from examapp.core.db import Database
from examapp.grading.models import ItemScoreRow, Score
from examapp.grading.queries import item_shares
from tests.factories.closed_sitting import Seat, make_closed_sitting, total

TWO = (Seat("Karimov Botir Abduvohidovich", total(30)), Seat("Zokirov Akbar Muminovich", total(50)))


def test_an_items_share_is_the_mean_of_the_newest_scores_under_the_lists_key(database: Database) -> None:
    with database.transaction() as db:
        digest = make_closed_sitting(db, TWO).question_list.digest
        first, second = db.query(Score).order_by(Score.id)
        for score, points in ((first, "0"), (second, "0.5")):
            score.key_version = digest
            score.items = [
                ItemScoreRow(position=0, item_id="LAW-1", points=points, maximum="1", answered=True),
                ItemScoreRow(position=1, item_id="LAW-2", points="0", maximum="0", answered=True),
            ]
        again = Score(attempt_id=first.attempt_id, key_version=digest, rule_version="99", topics={})
        again.head_digest, again.points, again.maximum = first.head_digest, "1", "1"
        again.marked_at = first.marked_at
        again.items = [ItemScoreRow(position=0, item_id="LAW-1", points="1", maximum="1", answered=True)]
        db.add(again)
        db.flush()
        assert item_shares(db, digest) == {"LAW-1": (Decimal("0.75"), 2)}
        assert item_shares(db, "0" * 64) == {}
