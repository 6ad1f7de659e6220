import json

import pytest
from sqlalchemy import select, update

from examapp.accounts.signed_in import as_signed_in
from examapp.authoring.desk_errors import (
    AlreadyAccepted,
    InsiderCannotApprove,
    NotAnItem,
    NotApprovable,
    RemarkMissing,
    WriterCannotReview,
    WrongState,
)
from examapp.authoring.desk_models import DeskItem, DeskMedia, ItemComment, ItemEvent
from examapp.authoring.desk_queries import list_events, read_body
from examapp.authoring.desk_review import (
    accept_item,
    add_comment,
    approve_item,
    find_faults,
    return_item,
    settle_comment,
    submit_item,
)
from examapp.authoring.desk_states import ItemState
from examapp.authoring.desk_translating import save_translation
from examapp.authoring.desk_writing import begin_item, save_draft
from examapp.core.audit import AuditEntry
from examapp.core.errors import Forbidden, NotFound
from examapp.core.permissions import Role
from question_bank.items import item_from_json
from question_bank.sealing import digest_item
from tests.cast import add_person
from tests.examapp.authoring.desk_making import AT, bring_to, put_item


def test_an_item_goes_from_the_draft_to_the_approval(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.APPROVED)
    assert item.digest == digest_item(item_from_json(read_body(db, item)))
    assert item.accepted_by_id == people[Role.REVIEWER].id
    assert item.approved_by_id == people[Role.APPROVER].id


def test_every_act_leaves_an_event_with_its_states(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.RETIRED)
    acts = [
        (event.act.value, event.from_state.value, event.to_state.value) for event in list_events(db, item)
    ]
    assert acts[::-1] == [
        ("submit", "draft", "in_review"),
        ("accept", "in_review", "in_review"),
        ("complete", "in_review", "translated"),
        ("approve", "translated", "approved"),
        ("seal", "approved", "sealed"),
        ("retire", "sealed", "retired"),
    ]


def test_an_unfinished_draft_is_not_sent(db, people):
    author = people[Role.AUTHOR]
    item = begin_item(db, kind="choice", topic="law", language="uz-Latn", account=author, at=AT)
    with pytest.raises(NotAnItem):
        submit_item(db, item, account=author, at=AT)
    assert item.state is ItemState.DRAFT


def test_only_its_author_sends_a_draft(db, people):
    item = put_item(db, people)
    other = as_signed_in(add_person(db, Role.AUTHOR, suffix="2"))
    with pytest.raises(Forbidden):
        submit_item(db, item, account=other, at=AT)


def test_who_wrote_a_part_cannot_accept_or_return(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.IN_REVIEW)
    with pytest.raises(WriterCannotReview):
        accept_item(db, item, account=people[Role.AUTHOR], at=AT)
    with pytest.raises(WriterCannotReview):
        return_item(db, item, "A word.", account=people[Role.AUTHOR], at=AT)


@pytest.mark.parametrize("insider", [Role.AUTHOR, Role.REVIEWER])
def test_author_reviewer_and_approver_are_three_people(db, people, insider):
    item = bring_to(db, people, put_item(db, people), ItemState.TRANSLATED)
    with pytest.raises(InsiderCannotApprove):
        approve_item(db, item, account=people[insider], at=AT)
    assert item.state is ItemState.TRANSLATED


def test_who_translated_a_version_does_not_approve_it(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.IN_REVIEW)
    translator, typed = people[Role.TRANSLATOR], read_body(db, item)
    typed["texts"]["ru"]["stem"] = "<p>Какой из ответов верен?</p>"
    save_translation(db, item, typed, "ru", base=1, ready=True, account=translator, at=AT)
    accept_item(db, item, account=people[Role.REVIEWER], at=AT)
    with pytest.raises(InsiderCannotApprove):
        approve_item(db, item, account=translator, at=AT)
    approve_item(db, item, account=people[Role.APPROVER], at=AT)


def test_an_account_whose_role_changed_stays_an_author_of_what_it_wrote(db, people):
    item = put_item(db, people)
    writer = as_signed_in(add_person(db, Role.APPROVER, suffix="2"))
    body = read_body(db, item)
    body["meta"]["subtopic"] = "other"
    with pytest.raises(Forbidden):
        save_draft(db, item, body, base=1, account=writer, at=AT)


def test_an_acceptance_alone_does_not_make_an_item_translated(db, people):
    item = put_item(db, people)
    body = read_body(db, item)
    body["texts"]["uz-Latn"]["stem"] = "<p>Qaysi javob maqbul?</p>"
    save_draft(db, item, body, base=1, account=people[Role.AUTHOR], at=AT)
    submit_item(db, item, account=people[Role.AUTHOR], at=AT)
    accept_item(db, item, account=people[Role.REVIEWER], at=AT)
    assert item.state is ItemState.IN_REVIEW
    translator = people[Role.TRANSLATOR]
    for language in ("ru", "en"):
        typed = read_body(db, item)
        save_translation(db, item, typed, language, base=2, ready=True, account=translator, at=AT)
    assert item.state is ItemState.TRANSLATED


def test_a_second_acceptance_is_refused(db, people):
    item = put_item(db, people)
    body = read_body(db, item)
    body["texts"]["uz-Latn"]["stem"] = "<p>Qaysi javob maqbul?</p>"
    save_draft(db, item, body, base=1, account=people[Role.AUTHOR], at=AT)
    submit_item(db, item, account=people[Role.AUTHOR], at=AT)
    accept_item(db, item, account=people[Role.REVIEWER], at=AT)
    with pytest.raises(AlreadyAccepted):
        accept_item(db, item, account=people[Role.REVIEWER], at=AT)


@pytest.mark.parametrize("state", [ItemState.IN_REVIEW, ItemState.TRANSLATED])
def test_a_return_leads_to_the_draft_and_ends_the_acceptance(db, people, state):
    item = bring_to(db, people, put_item(db, people), state)
    return_item(db, item, "The stem is long.", account=people[Role.APPROVER], at=AT)
    assert (item.state, item.accepted_by_id, item.accepted_at) == (ItemState.DRAFT, None, None)
    assert list_events(db, item)[0].remark == "The stem is long."


def test_a_return_needs_words(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.IN_REVIEW)
    with pytest.raises(RemarkMissing):
        return_item(db, item, "  ", account=people[Role.REVIEWER], at=AT)


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.APPROVED, ItemState.SEALED])
def test_what_is_not_under_review_cannot_be_returned(db, people, state):
    item = bring_to(db, people, put_item(db, people), state)
    with pytest.raises(WrongState):
        return_item(db, item, "A word.", account=people[Role.REVIEWER], at=AT)


def test_an_approval_is_refused_with_the_findings(db, people):
    texts = put_item(db, people, code="OFF-900")
    body = read_body(db, texts)
    body["texts"]["en"]["choices"]["b"] = body["texts"]["en"]["choices"]["a"]
    item = put_item(db, people, texts=body["texts"])
    bring_to(db, people, item, ItemState.TRANSLATED)
    with pytest.raises(NotApprovable) as refusal:
        approve_item(db, item, account=people[Role.APPROVER], at=AT)
    assert [finding.kind for finding in refusal.value.findings] == ["equal_options"]
    assert item.state is ItemState.TRANSLATED


def test_a_table_that_pays_for_a_wrong_answer_forbids_the_approval(db, people):
    scoring = {
        "rule": "map_response",
        "mapping": {"a": "1", "b": "1"},
        "default": "-1",
        "lower": "0",
        "upper": "1",
    }
    item = bring_to(db, people, put_item(db, people, scoring=scoring), ItemState.TRANSLATED)
    assert {finding.kind for finding in find_faults(db, read_body(db, item))} == {"truth_table"}


def test_a_lost_picture_forbids_the_approval(db, people):
    item = bring_to(db, people, put_item(db, people, "hotspot"), ItemState.TRANSLATED)
    db.execute(DeskMedia.__table__.delete())
    db.expire_all()
    assert "media_missing" in {finding.kind for finding in find_faults(db, read_body(db, item))}


def test_two_who_act_at_once_do_not_both_win(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.TRANSLATED)
    db.execute(
        update(DeskItem)
        .where(DeskItem.id == item.id)
        .values(state=ItemState.DRAFT)
        .execution_options(synchronize_session=False)
    )
    with pytest.raises(WrongState):
        approve_item(db, item, account=people[Role.APPROVER], at=AT)


def test_comments_are_kept_with_their_revision_and_settled(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.IN_REVIEW)
    add_comment(db, item, " Choice b is too long. ", account=people[Role.REVIEWER], at=AT)
    comment = db.scalars(select(ItemComment)).one()
    assert (comment.text, comment.revision, comment.settled) == ("Choice b is too long.", 1, False)
    settle_comment(db, item, comment.id, account=people[Role.AUTHOR], at=AT)
    settle_comment(db, item, comment.id, account=people[Role.AUTHOR], at=AT)
    assert comment.settled


def test_a_comment_of_another_item_is_not_found(db, people):
    first, second = put_item(db, people), put_item(db, people, code="OFF-902")
    add_comment(db, first, "A word.", account=people[Role.AUTHOR], at=AT)
    db.flush()
    comment = db.scalars(select(ItemComment)).one()
    with pytest.raises(NotFound):
        settle_comment(db, second, comment.id, account=people[Role.AUTHOR], at=AT)


def test_the_audit_log_knows_acts_and_states_and_no_word_of_the_item(db, people):
    item = bring_to(db, people, put_item(db, people), ItemState.IN_REVIEW)
    add_comment(db, item, "Which answer is right?", account=people[Role.REVIEWER], at=AT)
    return_item(db, item, "Which answer is right?", account=people[Role.REVIEWER], at=AT)
    entries = db.scalars(
        select(AuditEntry).where(AuditEntry.subject_kind == "item").order_by(AuditEntry.id)
    ).all()
    assert [entry.act for entry in entries] == [
        *("item.begun", "item.saved", "item.submit", "item.commented", "item.return")
    ]
    assert "answer" not in json.dumps([entry.facts for entry in entries])
    assert db.scalars(select(ItemEvent).order_by(ItemEvent.id)).all()[-1].remark == "Which answer is right?"
