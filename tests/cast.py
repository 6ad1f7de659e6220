"""The fixed cast: one person for each role, who sign in by name or straight into a test client."""

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account
from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.core.permissions import Role

BEGINNING = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
REGION = "UZ-TK"
PEOPLE = {
    Role.ADMINISTRATOR: "Sobirov Aziz Karimovich",
    Role.OPERATOR: "Mirzayeva Dilnoza Gʻayratovna",
    Role.WORKING_BODY: "Yusupov Rustam Olimovich",
    Role.ORGANISATION_HEAD: "Hakimov Nodir Saidovich",
    Role.HR_OFFICER: "Qodirova Zulfiya Anvarovna",
    Role.AUTHOR: "Nazarov Oybek Qobilovich",
    Role.TRANSLATOR: "Ergasheva Lola Mahmudovna",
    Role.REVIEWER: "Toʻxtasinova Gulnora Rustamovna",
    Role.APPROVER: "Abdullayev Sardor Botirovich",
    Role.SEALING_OFFICIAL: "Joʻrayev Otabek Hamidovich",
    Role.PROCTOR: "Karimov Botir Abduvohidovich",
    Role.SECRETARY: "Tursunova Malika Komilovna",
    Role.COMMISSION_MEMBER: "Ibragimova Nargiza Toxirovna",
    Role.COMMISSION_CHAIR: "Raxmatullayev Anvar Sobirovich",
    Role.AUDITOR: "Saidova Munira Ilhomovna",
}


def cast(db: Session) -> dict[Role, StaffAccount]:
    """Make the cast in the caller's transaction; no region bounds them."""
    return {role: add_person(db, role) for role in PEOPLE}


def add_person(db: Session, role: Role, *, region_code: str | None = None, suffix: str = "") -> StaffAccount:
    """Make one more person of a role, bound to a region if one is given; a suffix makes another person."""
    return create_account(
        db,
        login_name=f"{role.value}{suffix}",
        display_name=f"{PEOPLE[role]} {suffix.strip('-')}".strip(),
        role=role,
        actor="console",
        at=BEGINNING,
        region_code=region_code,
    )


def cookie_of(app: Flask, account: StaffAccount, *, proved: bool = True) -> dict[str, object]:
    """Return what the cookie of a signed-in account holds; asked again it is the same, live sign-in.

    Its moments lie far ahead, so that a test may move its clock as it likes.
    """
    with app.extensions["database"].transaction() as db:
        kept = db.get_one(StaffAccount, account.id)
        kept.live_sign_in = kept.live_sign_in or f"SIGN-IN-{account.id}"
        kept.signed_in_at, kept.proved_at = FAR_AHEAD, FAR_AHEAD if proved else None
        cookie_id = as_signed_in(kept).get_id()
    return {"_user_id": cookie_id, "_fresh": True, "seen_at": int(FAR_AHEAD.timestamp())}


def sign_in(
    client: FlaskClient, account: StaffAccount, *, proved: bool = True, base_url: str = "http://localhost"
) -> None:
    """Sign an account into a test client without its password; unless proved, it was long ago."""
    cookie = cookie_of(client.application, account, proved=proved)
    with client.session_transaction(base_url=base_url) as session:
        session.update(cookie)


def open_pages(app: Flask, role: Role, *, region_code: str | None = None, suffix: str = "") -> FlaskClient:
    """Return a client of a new member of staff, signed in; posts need no token, pages come in English."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.extensions["database"].transaction() as db:
        account = add_person(db, role, region_code=region_code, suffix=suffix)
    client = app.test_client()
    sign_in(client, account)
    client.set_cookie("lang", "en")
    return client
