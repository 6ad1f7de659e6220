"""What a candidate is told of an appeal, by whatever post reaches them, once each."""

from datetime import timedelta

from examapp.appeals.models import Remedy, Verdict
from examapp.appeals.telling import FRESH, list_untold, tell
from examapp.notices.facts import facts_from_json
from examapp.notices.models import CandidateContact, Channel, Notice, NoticeKind
from examapp.notices.wording import write_words
from tests.examapp.appeals.making import NEXT_DAY, answer, appoint, file, make_ground

POST = (Channel.EMAIL, Channel.SMS)
TAKEN, ANSWERED = NoticeKind.APPEAL_TAKEN, NoticeKind.APPEAL_ANSWERED


def test_who_can_be_reached_is_told_once_of_the_acceptance_with_its_day_and_once_of_the_answer(database):
    with database.transaction() as db:
        ground = make_ground(db)
        appeal = file(db, ground)
        assert list_untold(db, TAKEN, POST, NEXT_DAY) == []  # no address is known
        contact = {"candidate_id": ground.booking.candidate_id, "changed_by": "staff:O"}
        db.add(
            CandidateContact(**contact, email="botir@example.uz", phone="998901234567", changed_at=NEXT_DAY)
        )
        db.flush()
        assert list_untold(db, TAKEN, (), NEXT_DAY) == []
        assert list_untold(db, TAKEN, POST, NEXT_DAY + FRESH + timedelta(days=1)) == []
        assert list_untold(db, TAKEN, POST, NEXT_DAY) == [appeal.id]
        assert tell(db, appeal, TAKEN, POST, NEXT_DAY) == 2
        db.flush()
        assert list_untold(db, TAKEN, POST, NEXT_DAY) == list_untold(db, ANSWERED, POST, NEXT_DAY) == []
        appoint(db, appeal, ground)
        answer(db, appeal, ground, Verdict.REJECTED, Remedy.NONE)
        assert list_untold(db, ANSWERED, POST, NEXT_DAY) == [appeal.id]
        tell(db, appeal, ANSWERED, POST, NEXT_DAY)
        db.flush()
        assert list_untold(db, ANSWERED, POST, NEXT_DAY) == []
        told = db.query(Notice).filter_by(channel=Channel.SMS).order_by(Notice.id).all()
        short = [
            write_words(one.kind, facts_from_json(one.facts), one.candidate, "ru", "http://a/my/").short
            for one in told
        ]
    assert short[0].startswith("Апелляция AP-2026-0001")
    assert "15.12.2026" in short[0]
    assert short[1].endswith("http://a/my/")
