"""An appeal on one question: its number as seen, what the panel sees, and that the commission gets it."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from examapp.appeals.errors import ItemNumberMissing
from examapp.appeals.filing import Complaint, file_appeal
from examapp.appeals.item_matters import find_matter
from examapp.appeals.models import About, Appeal, AppealState, PanelMember, Remedy, Verdict
from examapp.appeals.remedies import list_remedies
from examapp.authoring.models import ListItem
from examapp.core.audit import latest_entries
from examapp.core.clock import ManualClock, using
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.demo.answers import right_answer
from examapp.grading.models import MatterSource, MatterState
from examapp.proctoring.item_seen import find_item_numbered
from examapp.regrading.matters import put_before_commission
from examapp.results.queries import read_content
from tests.cast import add_person, sign_in
from tests.examapp.appeals.making import NEXT_DAY, WORDS, answer, appoint, make_ground
from tests.examapp.delivery.making import MORNING, Seat, make_room
from tests.factories.marked import mark

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class TwoItems:
    def open(self, db, form_id):
        return SimpleNamespace(form=SimpleNamespace(item_ids=lambda: ("LAW-7", "NET-1")))


@pytest.fixture
def seat(app) -> Iterator[Seat]:
    """A candidate who has handed in one answer; the attempt is sealed and marked."""
    app.config["WTF_CSRF_ENABLED"] = False
    clock = ManualClock(MORNING)
    with using(clock):
        room = make_room(app, clock)
        made = room.started_seat()
        with room.writing() as db:
            paper = room.desk.papers.open(db, db.get_one(Attempt, made.place.attempt_id).form_id)
        name = list(paper.form.item_ids())[1]
        response = right_answer(paper.opened.items[name], paper.form.find_item(name))
        told = {"lease": 1, "seq": 0, "item": name, "response": response, "made_ms": 0}
        assert made.put(told).status_code == 200
        assert made.submit(0).status_code == 200
        with room.writing() as db:
            mark(db, room.desk.papers, made.place.attempt_id, MORNING)
        yield made


def test_the_number_is_that_of_the_candidates_screen_and_the_question_goes_to_the_commission(database):
    with database.transaction() as db:
        ground = make_ground(db)
        for number in (None, 0, 3):
            with pytest.raises(ItemNumberMissing):
                told = Complaint(About.ITEM, WORDS, number)
                file_appeal(db, TwoItems(), ground.booking, told, at=NEXT_DAY)
        told = Complaint(About.ITEM, WORDS, 2)
        appeal = file_appeal(db, TwoItems(), ground.booking, told, at=NEXT_DAY)
        assert (appeal.item_number, appeal.item) == (2, "NET-1")
        list_item(db, appeal)
        appoint(db, appeal, ground)
        answer(db, appeal, ground, Verdict.UPHELD, Remedy.ITEM)
        matter = find_matter(db, appeal)
        assert (matter.source, matter.source_code, matter.text) == (MatterSource.APPEAL, appeal.number, WORDS)
        assert appeal.outcome_revision is None
        content = read_content(ground.sheet)
        assert Remedy.ITEM in list_remedies(db, content, appeal)
        matter.state = MatterState.IN_FORCE
        db.flush()
        assert Remedy.ITEM not in list_remedies(db, content, appeal)


def test_an_item_that_is_before_the_commission_is_named_once_more_and_put_by_one_press(app, database):
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        ground = make_ground(db)
        appeal = file_appeal(db, TwoItems(), ground.booking, Complaint(About.ITEM, WORDS, 2), at=NEXT_DAY)
        list_item(db, appeal)
        earlier = put_before_commission(
            db,
            ground.sheet.sitting.question_list,
            "NET-1",
            ground.commission.secretary,
            text=WORDS,
            at=NEXT_DAY,
        )
    with using(ManualClock(NEXT_DAY)):
        secretary = app.test_client()
        sign_in(secretary, ground.commission.secretary_account)
        for _ in range(2):
            place = secretary.post(f"/appeals/{appeal.number}/put-item").location
        assert place == f"/item-matters/{earlier.code}"
        assert secretary.get(place).text.count(f'href="/appeals/{appeal.number}"') == 1
        assert f'href="{place}"' in secretary.get(f"/appeals/{appeal.number}").text


def list_item(db, appeal):
    """Let the list of the appeal's sitting hold its item."""
    db.add(
        ListItem(
            list_id=appeal.attempt.sitting.list_id,
            item_id=appeal.item,
            version=1,
            digest="ef" * 32,
            topic="networks",
            facts={},
            body=b"",
        )
    )
    db.flush()


def test_the_panel_alone_sees_the_question_with_its_key_and_the_log_says_so(app, seat):
    with seat.room.writing() as db:
        attempt = db.get_one(Attempt, seat.place.attempt_id)
        shown = find_item_numbered(db, seat.room.desk.papers, attempt, 2)
        member, other = (add_person(db, Role.COMMISSION_MEMBER, suffix=one) for one in ("-a", "-b"))
        appeal = Appeal(
            number="AP-2026-0001",
            booking=attempt.booking,
            attempt=attempt,
            region_code=attempt.sitting.room.centre.region_code,
            sheet_number="TK-2026-0001",
            sheet_revision=1,
            about=About.ITEM,
            item=shown.id,
            item_number=2,
            text=WORDS,
            filed_at=MORNING,
            answer_by=MORNING.date(),
            state=AppealState.HEARD,
            panel=[PanelMember(staff_id=member.id, place=1, name=member.display_name, office=member.role)],
        )
        db.add(appeal)
    pages = []
    for account in (other, member):
        client = app.test_client()
        sign_in(client, account)
        pages.append(client.post("/appeals/AP-2026-0001/item?lang=en"))
    assert [page.status_code for page in pages] == [403, 200]
    assert shown.id in pages[1].text
    assert "Key" in pages[1].text
    assert "1 / 1" in pages[1].text
    with app.extensions["database"].reading() as db:
        entry = latest_entries(db, most=1)[0]
    assert (entry.act, entry.subject_code) == ("attempt.appeal_item_shown", seat.place.code)
