from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale
from sqlalchemy import inspect, select

from examapp.accounts.errors import SecondFactorUsed
from examapp.authoring.ceremony import list_signatures, retire_list, withdraw_list
from examapp.authoring.errors import (
    AlreadySigned,
    BlueprintNotMet,
    CodeRefused,
    ListBroken,
    ListHasFindings,
    ListNotSealed,
    NotASealingOfficial,
    NotComposed,
    NotInForce,
)
from examapp.authoring.lists import open_list
from examapp.authoring.models import ListItem, ListMedia, ListSignature, QuestionList, QuestionListState
from examapp.authoring.queries import is_in_force, list_usable_lists
from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from question_bank.blueprint import Blueprint
from question_bank.findings import Finding
from tests.cast import add_person
from tests.examapp.authoring.ceremony_ground import AT, UNTIL, Ceremony, list_items, prepare
from tests.question_bank.samples import item, raw_item


@pytest.fixture
def ceremony(database, settings) -> Ceremony:
    return prepare(database, settings)


def test_a_list_is_in_force_after_two_officials_have_signed_and_not_before(ceremony):
    with ceremony.database.transaction() as db:
        made = ceremony.compose(db)
        for signed in (0, 1):
            assert made.state is QuestionListState.COMPOSED
            assert list_usable_lists(db, UNTIL) == []
            with pytest.raises(ListNotSealed):
                open_list(db, made.id, ceremony.vault)
            ceremony.sign(db, signed)
        assert (made.state, made.sealed_at) == (QuestionListState.SEALED, AT)
        assert set(open_list(db, made.id, ceremony.vault).items) == set(list_items())
        acts = db.scalars(
            select(AuditEntry.act).where(AuditEntry.subject_code == made.code).order_by(AuditEntry.id)
        ).all()
    assert acts == [f"question_list.{act}" for act in ("composed", "signed", "signed", "sealed")]


def test_one_official_signs_once(ceremony):
    with ceremony.database.transaction() as db:
        ceremony.compose(db)
        ceremony.sign(db, 0)
        with pytest.raises(AlreadySigned):
            ceremony.sign(db, 0)
        assert len(list_signatures(db, ceremony.found(db))) == 1


def test_a_wrong_second_factor_signs_nothing_and_counts_as_a_wrong_try(ceremony):
    with ceremony.database.transaction() as db:
        ceremony.compose(db)
        assert isinstance(ceremony.sign(db, 0, digits="000000"), CodeRefused)
        assert list_signatures(db, ceremony.found(db)) == []


def test_six_digits_that_were_used_do_not_sign_again(ceremony):
    with ceremony.database.transaction() as db:
        ceremony.compose(db)
        ceremony.sign(db, 0)
        ceremony.compose(db, list_id="MCL-2027", valid_until=None)
        with pytest.raises(SecondFactorUsed):
            ceremony.sign(db, 0)


def test_nobody_but_a_sealing_official_signs(ceremony):
    with ceremony.database.transaction() as db:
        ceremony.compose(db)
        ceremony.official_ids.append(add_person(db, Role.OPERATOR).id)
        with pytest.raises(NotASealingOfficial):
            ceremony.sign(db, 2, digits="123456")


def test_items_with_findings_make_no_list(ceremony):
    items = list_items()
    raw = raw_item("choice")
    raw["texts"]["ru"]["choices"]["a"] = raw["texts"]["ru"]["choices"]["b"]
    items["OFF-001"] = item("choice", texts=raw["texts"])
    with ceremony.database.transaction() as db, pytest.raises(ListHasFindings) as refused:
        ceremony.compose(db, items=items)
    assert "OFF-001" in refused.value.parameters["first"]


def test_the_first_finding_is_named_in_the_readers_language(app):
    refusal = ListHasFindings([Finding("equal_options", "OFF-001", "a and b read alike in ru")])
    with app.test_request_context("/"), force_locale("ru"):
        assert "первое – OFF-001: Два варианта читаются одинаково" in refusal.sentence()


def test_a_list_that_cannot_fill_its_blueprint_is_not_composed(ceremony):
    wanted = Blueprint({"office": 3, "law": 2})
    with ceremony.database.transaction() as db, pytest.raises(BlueprintNotMet) as refused:
        ceremony.compose(db, blueprint=wanted)
    assert refused.value.parameters["cells"] == "law 0/2"


def test_a_list_ends_on_its_last_day(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        found = ceremony.found(db)
        assert is_in_force(found, UNTIL)
        assert not is_in_force(found, date(2027, 11, 21))


def test_a_composed_list_is_withdrawn_and_a_sealed_one_retired(ceremony):
    with ceremony.database.transaction() as db:
        made = ceremony.compose(db)
        with pytest.raises(NotInForce):
            retire_list(db, made, reason="new annex", actor="staff:OPERATOR", at=AT)
        withdraw_list(db, made, reason="wrong items", actor="staff:OPERATOR", at=AT)
        with pytest.raises(NotComposed):
            ceremony.sign(db, 0)


def test_a_retired_list_still_opens_for_the_sittings_that_have_forms_of_it(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        retire_list(db, ceremony.found(db), reason="new annex", actor="staff:OPERATOR", at=AT)
        assert not is_in_force(ceremony.found(db), UNTIL)
        assert open_list(db, ceremony.list_id, ceremony.vault).items


def test_the_database_alone_tells_nothing_of_the_items(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        rows = [*db.scalars(select(ListItem.body)), *db.scalars(select(ListMedia.content))]
    assert rows
    assert not any(b"secret rationale" in row or b"<svg" in row or b"choices" in row for row in rows)


def test_another_installation_cannot_open_the_rows(ceremony, tmp_path):
    ceremony.seal()
    ceremony.vault.keys._secret = b"the secret of another installation, long enough"
    with ceremony.database.transaction() as db, pytest.raises(ListBroken) as broken:
        open_list(db, ceremony.list_id, ceremony.vault)
    assert broken.value.parameters["part"] == "key"


SETTLED_ELSEWHERE = {"id", "list_id", "state", "sealed_at", "programme_id"}


def _cells(db):
    for model in (QuestionList, ListSignature, ListItem, ListMedia):
        for row in db.scalars(select(model)).all():
            for column in inspect(model).columns:
                value = getattr(row, column.key)
                if column.key not in SETTLED_ELSEWHERE and isinstance(value, str | bytes):
                    yield row, column.key, value


def _flips(value):
    """One byte changed at the beginning, in the middle and at the end."""
    for place in {0, len(value) // 2, len(value) - 1}:
        if isinstance(value, bytes):
            yield value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
        else:
            other = "b" if value[place] != "b" else "c"
            yield value[:place] + other + value[place + 1 :]


def test_one_flipped_byte_anywhere_is_found_and_named(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        cells = [(type(row), inspect(row).identity, name) for row, name, _ in _cells(db)]
    assert len(cells) > 60
    for model, identity, name in cells:
        with ceremony.database.reading() as db:
            value = getattr(db.get_one(model, identity), name)
        for flipped in _flips(value):
            with ceremony.database.reading() as db:
                row = db.get_one(model, identity)
                with db.no_autoflush:
                    setattr(row, name, flipped)
                    with pytest.raises(ListBroken) as broken:
                        open_list(db, ceremony.list_id, ceremony.vault)
                assert broken.value.parameters["name"], (model, name)
                db.expunge_all()


@pytest.mark.parametrize(
    "change",
    [
        {"titles": {"uz-Latn": "Boshqa"}},
        {"valid_until": date(2099, 1, 1)},
        {"valid_until": None},
        {"sample": True},
        {"cut_score": "0" * 64},
        {"composed_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_whatever_the_statement_says_cannot_be_changed_afterwards(ceremony, change):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        found = ceremony.found(db)
        for name, value in change.items():
            setattr(found, name, value)
        with pytest.raises(ListBroken) as broken:
            open_list(db, found.id, ceremony.vault)
    assert broken.value.parameters["part"] == "statement"


def test_facts_in_clear_that_are_not_the_items_own_are_found(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        row = db.scalars(select(ListItem)).first()
        row.facts = row.facts | {"angoff": "0.99"}
        with pytest.raises(ListBroken) as broken:
            open_list(db, ceremony.list_id, ceremony.vault)
        assert broken.value.parameters["name"] == row.item_id


def test_a_signature_taken_away_or_a_row_added_is_found(ceremony):
    ceremony.seal()
    with ceremony.database.transaction() as db:
        first, second = list_signatures(db, ceremony.found(db))
        db.delete(second)
        db.flush()
        with pytest.raises(ListBroken) as broken:
            open_list(db, ceremony.list_id, ceremony.vault)
        assert broken.value.parameters["part"] == "signature"
        assert first.account_code
        db.rollback()
