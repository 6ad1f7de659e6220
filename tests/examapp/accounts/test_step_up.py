"""Six digits before an act that cannot be undone."""

from datetime import timedelta

import pyotp
import pytest

from examapp.accounts.errors import SecondFactorUsed, SignInThrottled
from examapp.accounts.models import StaffAccount
from examapp.accounts.step_up import prove_again, still_holds
from examapp.core.db import Database
from examapp.core.permissions import Role
from tests.cast import BEGINNING, add_person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def account(database: Database) -> StaffAccount:
    with database.transaction() as db:
        made = add_person(db, Role.PROCTOR)
        made.totp_secret = SECRET
    return made


def prove(database: Database, account: StaffAccount, digits: str) -> bool:
    with database.transaction() as db:
        mine = db.get_one(StaffAccount, account.id)
        return prove_again(db, mine, digits, address="10.0.0.1", at=BEGINNING)


def test_right_digits_prove_once(database: Database, account: StaffAccount) -> None:
    digits = pyotp.TOTP(SECRET).at(BEGINNING)
    assert prove(database, account, digits)
    with pytest.raises(SecondFactorUsed):
        prove(database, account, digits)


def test_wrong_digits_are_counted_as_at_the_sign_in(database: Database, account: StaffAccount) -> None:
    for _ in range(5):
        assert not prove(database, account, "000000")
    with pytest.raises(SignInThrottled):
        prove(database, account, pyotp.TOTP(SECRET).at(BEGINNING))


def test_a_proof_holds_for_ten_minutes_and_none_from_the_future_does() -> None:
    at = BEGINNING.timestamp()
    assert still_holds(at, BEGINNING + timedelta(minutes=10))
    assert not still_holds(at, BEGINNING + timedelta(minutes=10, seconds=1))
    assert not still_holds(at, BEGINNING - timedelta(seconds=1))
    assert not still_holds(None, BEGINNING)
