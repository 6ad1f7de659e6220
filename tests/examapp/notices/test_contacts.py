import pytest

from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.notices.contacts import read_email, read_phone, set_contact, show_phone
from examapp.notices.errors import EmailRefused, PhoneRefused
from tests.factories.published import PUBLISHED_AT, make_published_sitting


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Karimov@Mail.UZ ", "Karimov@mail.uz"), ("", None), ("o'g'li@example.com", "o'g'li@example.com")],
)
def test_an_address_is_kept_as_it_can_be_written_to(typed: str, kept: str | None) -> None:
    assert read_email(typed) == kept


@pytest.mark.parametrize(
    "typed", ["karimov", "a@b", "каримов@mail.uz", "a@mail.uz\nBcc: x@y.uz", "a b@mail.uz", "<a@mail.uz>"]
)
def test_what_no_letter_could_reach_is_refused(typed: str) -> None:
    with pytest.raises(EmailRefused):
        read_email(typed)


@pytest.mark.parametrize("typed", ["+998 90 123-45-67", "901234567", "998901234567", "(90) 123 45 67"])
def test_a_phone_is_kept_as_the_gateways_want_it(typed: str) -> None:
    assert read_phone(typed) == "998901234567"
    assert show_phone("998901234567") == "+998 90 123-45-67"


@pytest.mark.parametrize("typed", ["12345", "+7 901 123-45-67", "90123456a", "٩٠١٢٣٤٥٦٧"])
def test_another_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneRefused):
        read_phone(typed)


def test_the_log_says_which_contact_changed_and_not_to_what(database: Database) -> None:
    with database.transaction() as db:
        candidate = make_published_sitting(db).bookings[0].candidate
        for email in ("a@mail.uz", "b@mail.uz"):
            set_contact(db, candidate, email=email, phone="", actor="staff:O", at=PUBLISHED_AT)
        facts = [row.facts for row in db.query(AuditEntry).filter_by(act="candidate.contact_changed")]
    assert facts == ['{"changed":["email"]}'] * 2
