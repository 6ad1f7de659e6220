"""Signing in: three right things at once, each code once, slowed down after wrong tries."""

import base64
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from flask.testing import FlaskClient

from examapp.accounts.enrolment import (
    CODE_LIFE,
    ask_renewal,
    create_account,
    enrol,
    find_by_one_time_code,
    find_open_code,
    give_one_time_code,
    renew_code,
    set_active,
)
from examapp.accounts.errors import (
    EnrolmentRefused,
    LoginNameTaken,
    ProofRefused,
    RenewalNeedsTwo,
    SecondFactorUsed,
    SecondFactorWrong,
    SignInRefused,
    SignInThrottled,
)
from examapp.accounts.live_sign_in import begin_sign_in
from examapp.accounts.models import KnownAddress, StaffAccount
from examapp.accounts.second_factor import find_secret, new_secret
from examapp.accounts.sign_in import (
    FREE_TRIES,
    PAUSE,
    check_password,
    check_second_factor,
    note_failure,
    note_success,
    prove_presence,
    refuse_while_throttled,
)
from examapp.accounts.signed_in import as_signed_in, find_signed_in
from examapp.core.audit import latest_entries
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing
from tests.at_once import at_once
from tests.cast import open_pages
from tests.conftest import SECRET

AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PASSWORD = "bahor keldi yana"


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys", SECRET)


@pytest.fixture
def person(database: Database, keys: KeyRing) -> tuple[StaffAccount, str, list[str]]:
    secret = new_secret()
    with database.transaction() as db:
        account = create_account(
            db, login_name="Yusupova", display_name="Yusupova D. R.", role=Role.PROCTOR, actor="t", at=AT
        )
        before = AT - timedelta(minutes=5)
        digits = pyotp.TOTP(secret).at(before)
        codes = enrol(db, keys, account, password=PASSWORD, totp_secret=secret, digits=digits, at=before)
    return account, secret, codes


def _check(database: Database, keys: KeyRing, **given: object) -> StaffAccount:
    wanted = {"login_name": "yusupova", "password": PASSWORD, "second_factor": "", "at": AT} | given
    with database.reading() as db:
        record = check_password(db, wanted["login_name"], wanted.pop("password"))
    with database.transaction() as db:
        return check_second_factor(db, keys, record=record, address="10.0.0.1", **wanted)


def test_name_password_and_digits_together_sign_in(database, keys, person) -> None:
    digits = pyotp.TOTP(person[1]).at(AT)
    assert _check(database, keys, login_name=" YUSUPOVA ", second_factor=f"{digits[:3]} {digits[3:]}").id


@pytest.mark.parametrize(
    "wrong",
    [
        {"login_name": "nobody"},
        {"password": "bahor keldi"},
        {"second_factor": "000000"},
        {"second_factor": ""},
    ],
)
def test_one_wrong_thing_is_refused_without_saying_which(database, keys, person, wrong) -> None:
    given = {"second_factor": pyotp.TOTP(person[1]).at(AT)} | wrong
    with pytest.raises(SignInRefused):
        _check(database, keys, **given)


def test_digits_work_once(database, keys, person) -> None:
    digits = pyotp.TOTP(person[1]).at(AT)
    _check(database, keys, second_factor=digits)
    with pytest.raises(SecondFactorUsed):
        _check(database, keys, second_factor=digits)
    later = AT + timedelta(seconds=30)
    assert _check(database, keys, second_factor=pyotp.TOTP(person[1]).at(later), at=later).id


def test_the_same_digits_in_one_moment_sign_in_once(database, keys, person) -> None:
    digits, barrier, outcomes = pyotp.TOTP(person[1]).at(AT), threading.Barrier(4, timeout=20), []

    def try_it() -> None:
        with database.reading() as db:
            record = check_password(db, "yusupova", PASSWORD)
        barrier.wait()
        try:
            with database.transaction() as db:
                given = {"login_name": "yusupova", "record": record, "second_factor": digits, "at": AT}
                outcomes.append(check_second_factor(db, keys, address="10.0.0.1", **given).id)
        except SecondFactorUsed:
            outcomes.append("used")

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == [str(person[0].id), "used", "used", "used"]


def test_guesses_of_one_moment_before_a_grave_act_are_counted_one_after_the_other(
    database, keys, person
) -> None:
    wrong = f"{(int(pyotp.TOTP(person[1]).at(AT)) + 500_000) % 1_000_000:06}"

    def guess() -> object:
        try:
            with database.transaction() as db:
                own = db.get_one(StaffAccount, person[0].id)
                return type(prove_presence(db, keys, own, wrong, address="10.0.0.1", at=AT))
        except SignInThrottled:
            return SignInThrottled

    answers = at_once(*[guess] * 10)
    assert answers.count(ProofRefused) == FREE_TRIES["pair"]
    assert answers.count(SignInThrottled) == 10 - FREE_TRIES["pair"]


def test_guesses_of_one_moment_that_have_passed_the_password_wait_like_the_others(
    database, keys, person
) -> None:
    with database.transaction() as db:  # while this one's password was looked at, others have failed
        _fail(db, "yusupova", "10.0.0.1", FREE_TRIES["pair"])
    with pytest.raises(SignInThrottled):
        _check(database, keys, second_factor=pyotp.TOTP(person[1]).at(AT))


def test_digits_of_two_minutes_ago_are_refused(database, keys, person) -> None:
    with pytest.raises(SignInRefused):
        _check(database, keys, second_factor=pyotp.TOTP(person[1]).at(AT - timedelta(minutes=2)))


def test_a_recovery_code_works_once(database, keys, person) -> None:
    code = person[2][3]
    assert _check(database, keys, second_factor=code.lower().replace("-", " ")).id
    with pytest.raises(SignInRefused):
        _check(database, keys, second_factor=code)


def test_a_closed_account_cannot_sign_in_and_its_open_sign_in_ends(database, keys, person) -> None:
    account = person[0]
    with database.transaction() as db:
        kept = db.get_one(StaffAccount, account.id)
        begin_sign_in(db, kept, address="10.0.0.1", at=AT)
        cookie = as_signed_in(kept).get_id()
        assert find_signed_in(db, cookie, AT).id == account.id
        set_active(db, kept, active=False, actor="t", at=AT)
        db.flush()
        assert find_signed_in(db, cookie, AT) is None
    with pytest.raises(SignInRefused):
        _check(database, keys, second_factor=pyotp.TOTP(person[1]).at(AT))


@pytest.mark.parametrize(
    "cookie", ["", "1", "1.0", "1.0.", "1.0.None", "1.1.", "1.x.x", "x.0.x", "999.0.x", "٣.0.x", "9" * 40]
)
def test_a_forged_cookie_id_is_nobody(database, person, cookie: str) -> None:
    with database.reading() as db:
        assert find_signed_in(db, cookie, AT) is None


def _fail(db, name: str, address: str, times: int) -> None:
    for _ in range(times):
        refuse_while_throttled(db, name, address, AT)
        note_failure(db, name, address, AT)
        db.flush()


def test_wrong_tries_slow_a_name_down_at_their_address_and_a_pause_frees_it(database) -> None:
    with database.transaction() as db:
        _fail(db, "a", "10.0.0.1", FREE_TRIES["pair"])
        with pytest.raises(SignInThrottled):
            refuse_while_throttled(db, "A ", "10.0.0.1", AT)
        refuse_while_throttled(db, "b", "10.0.0.1", AT)  # the centre behind the same address goes on
        refuse_while_throttled(db, "a", "10.0.0.2", AT)  # and so does the owner elsewhere
        refuse_while_throttled(db, "a", "10.0.0.1", AT + PAUSE + timedelta(seconds=1))


def test_who_guesses_a_name_from_many_addresses_is_slowed_down_and_its_owner_is_not(
    database, keys, person
) -> None:
    account = person[0]
    with database.transaction() as db:
        note_success(db, db.get_one(StaffAccount, account.id), "10.0.9.9", AT)
        note_success(db, db.get_one(StaffAccount, account.id), "10.0.9.9", AT)
        for place in range(FREE_TRIES["name"] // 5):
            _fail(db, "yusupova", f"10.0.1.{place}", 5)
        with pytest.raises(SignInThrottled):
            refuse_while_throttled(db, "yusupova", "10.0.2.1", AT)
        refuse_while_throttled(db, "YUSUPOVA ", "10.0.9.9", AT)
        _fail(db, "yusupova", "10.0.9.9", 5)
        with pytest.raises(SignInThrottled):
            refuse_while_throttled(db, "yusupova", "10.0.9.9", AT)


def test_of_an_account_the_latest_ten_addresses_are_known(database, person) -> None:
    with database.transaction() as db:
        account = db.get_one(StaffAccount, person[0].id)
        for place in range(12):
            note_success(db, account, f"10.0.0.{place}", AT + timedelta(minutes=place))
            db.flush()
        known = {one.address for one in db.query(KnownAddress)}
    assert known == {f"10.0.0.{place}" for place in range(2, 12)}


def test_a_copy_of_the_database_holds_no_second_factor_and_no_row_fits_another_account(
    database, keys, person
) -> None:
    account, secret, _codes = person
    with database.transaction() as db:
        kept = db.get_one(StaffAccount, account.id)
        assert kept.totp_sealed is not None
        assert secret not in kept.totp_sealed
        assert secret.encode() not in base64.b64decode(kept.totp_sealed)
        assert find_secret(kept, keys) == secret
        assert find_secret(kept, KeyRing(keys.folder, "another installation's secret")) is None
        other = create_account(db, login_name="oth", display_name="O", role=Role.AUDITOR, actor="t", at=AT)
        other.totp_sealed = kept.totp_sealed
        assert find_secret(other, keys) is None


def test_for_who_acts_for_a_body_one_asks_for_a_new_code_and_another_hands_it_over(database, keys) -> None:
    secret = new_secret()
    with database.transaction() as db:
        head = create_account(
            db,
            login_name="head",
            display_name="H",
            role=Role.ORGANISATION_HEAD,
            organisation_code="TK-001",
            actor="t",
            at=AT,
        )
        renew_code(db, keys, head, actor="staff:ADMIN", at=AT)  # nobody signs in by it yet
        digits = pyotp.TOTP(secret).at(AT)
        enrol(db, keys, head, password=PASSWORD, totp_secret=secret, digits=digits, at=AT)
        with pytest.raises(RenewalNeedsTwo):
            renew_code(db, keys, head, actor="staff:ADMIN", at=AT)
        ask_renewal(db, head, actor="staff:OPERATOR", at=AT)
        with pytest.raises(RenewalNeedsTwo):
            renew_code(db, keys, head, actor="staff:OPERATOR", at=AT)
        assert find_open_code(head, AT) is None
        renew_code(db, keys, head, actor="staff:ADMIN", at=AT)
        assert find_open_code(head, AT) == AT + CODE_LIFE
        with pytest.raises(RenewalNeedsTwo):
            renew_code(db, keys, head, actor="staff:ADMIN", at=AT)
        db.flush()
        acts = [(one.act, one.actor) for one in latest_entries(db) if one.subject_code == head.code]
    assert ("staff.renewal_asked", "staff:OPERATOR") in acts


def test_a_proctor_who_lost_the_telephone_on_the_day_waits_for_one_person_alone(database, keys) -> None:
    with database.transaction() as db:
        proctor = create_account(
            db, login_name="proctor", display_name="P", role=Role.PROCTOR, actor="t", at=AT
        )
        proctor.password_hash = "signs in already"
        assert renew_code(db, keys, proctor, actor="staff:ADMIN", at=AT)


def test_one_administrator_asks_for_a_colleagues_code_and_another_hands_it_over(app, database) -> None:
    pages = [open_pages(app, Role.ADMINISTRATOR, suffix=one) for one in ("-1", "-2")]
    with database.transaction() as db:
        chair = create_account(
            db, login_name="chair", display_name="R", role=Role.COMMISSION_CHAIR, actor="t", at=AT
        )
        chair.password_hash = "signs in already"
    code = f"/staff/{chair.code}/one-time-code"
    assert f'action="{code}"' not in pages[0].get("/staff").text
    assert pages[0].post(code).status_code == 403
    assert (
        "Another administrator hands" in pages[0].post(f"/staff/{chair.code}/ask", follow_redirects=True).text
    )
    assert pages[0].post(code).status_code == 403
    assert f'action="{code}"' not in pages[0].get("/staff").text
    assert f'action="{code}"' in pages[1].get("/staff").text
    assert pages[1].post(code).status_code == 200


def test_a_one_time_code_is_good_for_three_days_and_once(database, keys, person) -> None:
    secret = new_secret()
    with database.transaction() as db:
        account = create_account(db, login_name="new", display_name="N", role=Role.AUDITOR, actor="t", at=AT)
        code = give_one_time_code(db, keys, account, actor="t", at=AT)
        db.flush()
        assert find_by_one_time_code(db, keys, code.lower(), AT).id == account.id
        with pytest.raises(EnrolmentRefused):
            find_by_one_time_code(db, keys, code, AT + CODE_LIFE + timedelta(seconds=1))
        with pytest.raises(SecondFactorWrong):
            enrol(db, keys, account, password=PASSWORD, totp_secret=secret, digits="123", at=AT)
        enrol(
            db, keys, account, password=PASSWORD, totp_secret=secret, digits=pyotp.TOTP(secret).at(AT), at=AT
        )
        db.flush()
        with pytest.raises(EnrolmentRefused):
            find_by_one_time_code(db, keys, code, AT)


def test_a_taken_sign_in_name_is_refused(database, person) -> None:
    with database.transaction() as db, pytest.raises(LoginNameTaken):
        create_account(db, login_name="YUSUPOVA", display_name="Y", role=Role.AUDITOR, actor="t", at=AT)


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\t/evil.example"),
        *("/\n/evil.example", " //evil.example", "///evil.example", "desk", "/desk\r\nSet-Cookie: a=b"),
    ],
)
def test_a_foreign_address_is_not_followed_after_the_sign_in(
    app, client: FlaskClient, database, keys, person, target: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    given = {"login_name": "yusupova", "password": PASSWORD, "second_factor": pyotp.TOTP(person[1]).at(AT)}
    with using(ManualClock(AT)):
        reply = client.post("/sign-in", query_string={"next": target}, data=given)
    assert (reply.status_code, reply.location) == (302, "/desk")


def test_an_api_address_answers_401_json_and_never_a_redirect(client: FlaskClient) -> None:
    reply = client.get("/staff", headers={"Accept": "application/json"})
    assert (reply.status_code, reply.json["error"]["code"]) == (401, "unauthorised")
