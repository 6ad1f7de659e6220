"""From a plan to an open room: nothing half done, and official rooms on approved policy only."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account
from examapp.authoring.errors import ListAlreadyTaken, ListBroken
from examapp.authoring.lists import open_list
from examapp.authoring.models import ListItem, ListMedia
from examapp.authoring.shipped import take_in_shipped_list
from examapp.authoring.vault import ListVault
from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.core.permissions import Role
from examapp.programmes.policy_keys import POLICY_KEYS
from examapp.programmes.proposals import Document, approve_values, propose_as_they_stand
from examapp.sittings.booking import book, pin_fits, renew_pins, unbook
from examapp.sittings.errors import (
    AlreadyBooked,
    NotAProctor,
    NotReadyToOpen,
    NotReadyToPublish,
    ProvisionalPolicy,
    RoomFull,
    SampleList,
    SeparateRoomNeeded,
    SittingLocked,
)
from examapp.sittings.forms import assemble_forms
from examapp.sittings.models import Booking, ExamFormRecord, Sitting, SittingState
from examapp.sittings.opening import close_sitting, open_sitting
from examapp.sittings.planning import assign_proctor, create_sitting, publish
from examapp.sittings.queries import find_booking, find_sitting
from question_bank.exam_form import form_digest, form_from_json
from tests.examapp.authoring.ceremony_ground import seal_officially
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground


def plan(db: Session, ground: Ground, *, rehearsal: bool = True) -> Sitting:
    return create_sitting(
        db,
        programme=ground.programme(db),
        question_list=ground.question_list(db),
        room=ground.room(db),
        starts_at=STARTS,
        rehearsal=rehearsal,
        **WHO,
    )


def make_ready(db: Session, ground: Ground, *, rehearsal: bool = True) -> Sitting:
    sitting = plan(db, ground, rehearsal=rehearsal)
    book(db, ground.keys, sitting, ground.candidates(db)[:4], **WHO)
    assign_proctor(db, sitting, ground.proctor(db), **WHO)
    assemble_forms(db, sitting, ListVault(ground.keys), **WHO)
    return sitting


def test_codes_name_region_day_and_number_and_are_found_as_people_type_them(ground: Ground) -> None:
    with ground.database.transaction() as db:
        assert [plan(db, ground).code for _ in range(2)] == ["TK-2026-1124-01", "TK-2026-1124-02"]
        found = find_sitting(db, "тк 2026 1124 02")
        assert found is not None
        assert found.code == "TK-2026-1124-02"


def test_each_candidate_gets_a_seat_a_code_and_a_pin_that_is_kept_only_as_a_mac(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = plan(db, ground)
        slips = book(db, ground.keys, sitting, ground.candidates(db)[:3], **WHO)
        assert [slip.seat for slip in slips] == [1, 2, 3]
        assert len({slip.candidate_code for slip in slips}) == 3
        booking = find_booking(db, sitting, slips[0].candidate_code.lower())
        assert booking is not None
        assert slips[0].pin not in booking.pin_mac
        assert pin_fits(ground.keys, booking, slips[0].pin)
        assert not pin_fits(ground.keys, booking, slips[1].pin)


def test_a_new_pin_ends_the_old_one(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = plan(db, ground)
        [slip] = book(db, ground.keys, sitting, ground.candidates(db)[:1], **WHO)
        booking = db.get_one(Booking, slip.booking_id)
        [renewed] = renew_pins(db, ground.keys, [booking], **WHO)
        assert pin_fits(ground.keys, booking, renewed.pin)
        assert renewed.pin == slip.pin or not pin_fits(ground.keys, booking, slip.pin)


def test_nobody_sits_twice_and_nobody_without_a_seat(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = plan(db, ground)
        book(db, ground.keys, sitting, ground.candidates(db)[:1], **WHO)
        with pytest.raises(AlreadyBooked):
            book(db, ground.keys, sitting, ground.candidates(db)[:1], **WHO)
        with pytest.raises(RoomFull):
            book(db, ground.keys, sitting, ground.candidates(db)[1:6], **WHO)


def test_who_is_granted_a_separate_room_is_not_seated_beside_others(ground: Ground) -> None:
    with ground.database.transaction() as db:
        alone, *others = ground.candidates(db)[:3]
        [asked] = request_accommodations(db, alone, [AccommodationKind.SEPARATE_ROOM], evidence="№ 5", **WHO)
        approve_accommodation(db, asked, valid_until=STARTS.date(), **(WHO | {"actor": "staff:WB"}))
        shared, own = plan(db, ground), plan(db, ground)
        book(db, ground.keys, shared, others, **WHO)
        with pytest.raises(SeparateRoomNeeded) as refusal:
            book(db, ground.keys, shared, [alone], **WHO)
        assert refusal.value.parameters == {"name": alone.name_latn}
        own.starts_at += timedelta(hours=1)
        book(db, ground.keys, own, [alone], **WHO)


def test_what_was_granted_after_the_booking_keeps_a_shared_sitting_from_publication(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        [asked] = request_accommodations(
            db, ground.candidates(db)[0], [AccommodationKind.SEPARATE_ROOM], evidence="№ 5", **WHO
        )
        approve_accommodation(db, asked, valid_until=STARTS.date(), **(WHO | {"actor": "staff:WB"}))
        with pytest.raises(SeparateRoomNeeded):
            publish(db, sitting, **WHO)


def test_a_seat_that_was_freed_is_given_again(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = plan(db, ground)
        slips = book(db, ground.keys, sitting, ground.candidates(db)[:2], **WHO)
        unbook(db, sitting, db.get_one(Booking, slips[0].booking_id), **WHO)
        db.flush()
        [again] = book(db, ground.keys, sitting, ground.candidates(db)[2:3], **WHO)
        assert again.seat == 1


def test_only_a_proctor_watches(ground: Ground) -> None:
    with ground.database.transaction() as db:
        auditor = create_account(db, login_name="auditor", display_name="A", role=Role.AUDITOR, **WHO)
        with pytest.raises(NotAProctor):
            assign_proctor(db, plan(db, ground), auditor, **WHO)


def test_every_candidate_gets_an_own_sealed_form_of_the_blueprint(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        records = db.scalars(select(ExamFormRecord).where(ExamFormRecord.sitting_id == sitting.id)).all()
        forms = [form_from_json(json.loads(record.body)) for record in records]
        assert [form_digest(form) for form in forms] == [record.digest for record in records]
        assert {len(form.item_ids()) for form in forms} == {50}
        assert {section.topic: len(section.items) for section in forms[0].sections} == {
            "law": 10,
            "edoc": 6,
            "devices": 10,
            "office": 12,
            "internet": 6,
            "networks": 3,
            "security": 3,
        }
        assert len({form.item_ids() for form in forms}) == 4


def test_assembling_again_replaces_the_forms_and_the_same_seed_gives_the_same(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        vault = ListVault(ground.keys)
        digests = []
        for _ in range(2):
            assemble_forms(db, sitting, vault, seed="ab" * 16, **WHO)
            digests.append(sorted(db.scalars(select(ExamFormRecord.digest))))
        assert digests[0] == digests[1]
        assert len(digests[0]) == 4


@pytest.mark.parametrize("missing", ["candidates", "forms", "proctor"])
def test_a_sitting_with_something_missing_is_not_published(ground: Ground, missing: str) -> None:
    with ground.database.transaction() as db:
        sitting = plan(db, ground)
        if missing != "candidates":
            book(db, ground.keys, sitting, ground.candidates(db)[:1], **WHO)
        if missing == "proctor":
            assemble_forms(db, sitting, ListVault(ground.keys), **WHO)
        if missing == "forms":
            assign_proctor(db, sitting, ground.proctor(db), **WHO)
        with pytest.raises(NotReadyToPublish):
            publish(db, sitting, **WHO)
        assert sitting.state is SittingState.PLANNED


def test_after_publication_candidates_and_forms_stand(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        publish(db, sitting, **WHO)
        with pytest.raises(SittingLocked):
            book(db, ground.keys, sitting, ground.candidates(db)[4:5], **WHO)
        with pytest.raises(SittingLocked):
            assemble_forms(db, sitting, ListVault(ground.keys), **WHO)
        with pytest.raises(SittingLocked) as refusal:
            publish(db, sitting, **WHO)
        assert str(refusal.value).startswith(f"The sitting {sitting.code} is published")
        assert refusal.value.code == "sitting_locked"


def test_a_room_opens_and_closes_once_and_in_this_order(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        with pytest.raises(NotReadyToOpen):
            open_sitting(db, sitting, **WHO)
        publish(db, sitting, **WHO)
        with pytest.raises(NotReadyToOpen):
            close_sitting(db, sitting, **WHO)
        for _ in range(2):
            open_sitting(db, sitting, **WHO)
        for _ in range(2):
            close_sitting(db, sitting, **WHO)
        with pytest.raises(NotReadyToOpen):
            open_sitting(db, sitting, **WHO)
        assert sitting.opened_at == AT


def test_an_official_sitting_refuses_a_sample_list(ground: Ground) -> None:
    with ground.database.transaction() as db, pytest.raises(SampleList):
        plan(db, ground, rehearsal=False)


def _official(db: Session, ground: Ground) -> Sitting:
    ground.list_id = seal_officially(db, ground.keys, ground.programme(db)).id
    return make_ready(db, ground, rehearsal=False)


def test_an_official_sitting_is_not_published_while_a_value_it_uses_is_provisional(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = _official(db, ground)
        with pytest.raises(ProvisionalPolicy) as refusal:
            publish(db, sitting, **WHO)
        assert "exam.duration_minutes" in str(refusal.value)
        assert (sitting.state, sitting.policy) == (SittingState.PLANNED, None)


def test_an_official_sitting_with_a_provisional_value_in_its_snapshot_does_not_open(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = _official(db, ground)
        sitting.rehearsal = True
        publish(db, sitting, **WHO)
        sitting.rehearsal = False
        with pytest.raises(ProvisionalPolicy):
            open_sitting(db, sitting, **WHO)
        assert sitting.state is SittingState.PUBLISHED


def test_an_official_sitting_opens_once_the_chair_has_approved(ground: Ground) -> None:
    with ground.database.transaction() as db:
        keys = [key.key for key in POLICY_KEYS]
        document = Document(title="Bayonnoma", number="7", dated=date(2026, 11, 2))
        rows = propose_as_they_stand(db, ground.programme(db), keys, document=document, **WHO)
        approve_values(db, rows, actor="staff:CHAIR", at=AT)
        sitting = _official(db, ground)
        publish(db, sitting, **WHO)
        open_sitting(db, sitting, **WHO)
        assert sitting.state is SittingState.OPEN


@pytest.mark.parametrize("place", ["item", "media", "manifest", "signature", "digest"])
def test_a_list_with_one_changed_byte_does_not_open_and_the_part_is_named(ground: Ground, place: str) -> None:
    with ground.database.transaction() as db:
        row = db.scalars(select(ListItem).where(ListItem.item_id == "LAW-003")).one()
        picture = db.scalars(select(ListMedia)).first()
        question_list = ground.question_list(db)
        assert picture is not None
        if place == "item":
            row.body = row.body[:-1] + bytes([row.body[-1] ^ 1])
        elif place == "media":
            picture.content = picture.content[:-1] + bytes([picture.content[-1] ^ 1])
        elif place == "manifest":
            question_list.manifest = question_list.manifest.replace("LAW-003", "LAW-004", 1)
        elif place == "signature":
            other = "B" if question_list.signature[0] == "A" else "A"
            question_list.signature = other + question_list.signature[1:]
        else:
            question_list.digest = "0" * 64
        db.flush()
        with pytest.raises(ListBroken) as broken:
            open_list(db, ground.list_id, ListVault(ground.keys))
        named = {"item": "LAW-003", "media": picture.sha256}.get(place, question_list.code)
        assert broken.value.parameters["name"] == named


def test_the_same_list_is_taken_in_once(ground: Ground) -> None:
    with ground.database.transaction() as db, pytest.raises(ListAlreadyTaken):
        take_in_shipped_list(db, ListVault(ground.keys), programme=ground.programme(db), **WHO)


def test_a_beginning_is_kept_as_utc(ground: Ground) -> None:
    with ground.database.transaction() as db:
        code = plan(db, ground).code
    with ground.database.reading() as db:
        assert db.scalars(select(Sitting.starts_at).where(Sitting.code == code)).one() == datetime(
            2026, 11, 24, 4, 30, tzinfo=UTC
        )
