"""An empty installation reaches its first certificate on plain pages, with nothing of the demo's making."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from examapp import create_app
from examapp.accounts.enrolment import create_account, enrol
from examapp.accounts.second_factor import new_secret
from examapp.candidates.sheet_columns import COLUMNS
from examapp.core.clock import TASHKENT, now
from examapp.core.db import transaction
from examapp.core.permissions import Role
from examapp.core.settings import load_settings
from examapp.core.signing import key_ring
from examapp.demo.people import DemoPerson, list_people
from tests.browser import follow
from tests.journeys.commission import collect_certificate, decide, download
from tests.journeys.conftest import new_context
from tests.journeys.looking import Axes
from tests.journeys.papers import know_paper
from tests.journeys.people import digits_of, reload_until, sign_in
from tests.journeys.seat import Seat, fetch
from tests.journeys.serving import ROOT, Served, assert_no_fault, environment, free_port

PASSWORD = "uzun va eslab qolish oson jumla"
PROGRAMME, ORGANISATION = "MINIMUM", "TK-001"
MEMBERS = 6
LISTED = 3
STAFF = (
    ("operator", "Mirzayeva Dilnoza Gʻayratovna", Role.OPERATOR),
    ("chair", "Raxmatullayev Anvar Sobirovich", Role.COMMISSION_CHAIR),
    ("proctor", "Yusupova Dilfuza Raximovna", Role.PROCTOR),
    ("secretary", "Tursunova Malika Komilovna", Role.SECRETARY),
)


@pytest.fixture
def installation(tmp_path: Path, fonts: Path) -> Iterator[Served]:
    """`examapp migrate`, `staff create`, `serve`: what the README says, and nothing else."""
    data = tmp_path / "installation"
    data.mkdir()
    (data / "fonts").symlink_to(fonts)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    served = Served(url, data, {"staff": [], "sitting": {}}, environment(data, url))
    migrated = served.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    with (data / "stderr.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "examapp", "serve", "--bind", f"127.0.0.1:{port}"],
            env=served.environ,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        _wait_until_ready(served)
        yield served
    finally:
        process.terminate()
        status = process.wait(timeout=120)
    assert status == 0
    assert_no_fault(data)


def _wait_until_ready(served: Served) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if fetch(f"{served.url}/readyz").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((served.data / "stderr.log").read_text())


def _send(page: Page, **fields: str) -> None:
    """Fill the fields of the page's main form and send it."""
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    follow(page, "main form:not([role=search]) .submit-row button")


def _enrol(browser: Browser, served: Served, name: str, one_time_code: str, axes: Axes) -> None:
    """The owner of an account chooses a password and connects the telephone; the card then knows both."""
    computer = new_context(browser)
    page = computer.new_page()
    page.goto(f"{served.url}/enrol?lang=uz-Latn")
    _send(page, one_time_code=one_time_code.lower().replace("-", " "))
    axes.look(page, "enrol-password-uz")
    secret = page.locator("aside .code, .code").first.inner_text().strip()
    _send(page, password=PASSWORD, again=PASSWORD, digits=digits_of(secret))
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    axes.look(page, "enrol-recovery-uz")
    served.card["staff"].append({"name": name, "password": PASSWORD, "totp_secret": secret})
    computer.close()


def _hire(browser: Browser, served: Served, axes: Axes) -> Page:
    """The console makes the administrator, who makes the others and stays signed in."""
    made = served.run("staff", "create", "--login-name", "admin", "--display-name", "Sobirov Aziz", "--json")
    assert made.returncode == 0, made.stderr
    _enrol(browser, served, "admin", json.loads(made.stdout)["one_time_code"], axes)
    computer = new_context(browser)
    page = sign_in(computer, served, "admin")
    for name, display_name, role in STAFF:
        page.goto(f"{served.url}/staff/new")
        axes.look(page, "staff-new-uz")
        for field, value in (("display_name", display_name), ("login_name", name)):
            page.fill(f"[name={field}]", value)
        page.select_option("[name=role]", role.value)
        follow(page, "main .submit-row button")
        _enrol(browser, served, name, page.locator(".code-big").inner_text(), axes)
    page.goto(f"{served.url}/staff")
    axes.look(page, "staff-uz")
    _hire_members(served)
    return page


def _hire_members(served: Served) -> None:
    """The members come the same way; to save time they are enrolled by the same verbs, not by pages."""
    app = create_app(load_settings(served.environ))
    try:
        with app.app_context(), transaction() as db:
            for number in range(MEMBERS):
                account = create_account(
                    db,
                    login_name=f"member-{number}",
                    display_name=f"Aʼzoyev Aʼzo {number}",
                    role=Role.COMMISSION_MEMBER,
                    actor="console",
                    at=now(),
                )
                secret = new_secret()
                digits = digits_of(secret)
                enrol(db, key_ring(), account, password=PASSWORD, totp_secret=secret, digits=digits, at=now())
                card = {"name": account.login_name, "password": PASSWORD, "totp_secret": secret}
                served.card["staff"].append(card)
    finally:
        app.extensions["database"].engine.dispose()


def _appoint(administrator: Page, operator: Page, served: Served, axes: Axes) -> None:
    """The operator enters the commission with its order, the administrator approves it."""
    operator.goto(f"{served.url}/commissions/new")
    axes.look(operator, "commission-new-uz")
    _send(operator, name_uz="Respublika komissiyasi", name_ru="Республиканская комиссия")
    for box in operator.locator("input[name=seat]").all():
        box.check()
    _send(operator, document="12-F, 05.01.2026", from_day="05.01.2026")
    axes.look(operator, "commission-uz")
    administrator.goto(f"{operator.url}?lang=ru")
    axes.look(administrator, "commission-approve-ru")
    follow(administrator, "main .actions form button.primary")
    expect(administrator.locator(".badge.turquoise").first).to_be_visible()
    administrator.context.close()


def _lay_down_the_rules(operator: Page, chair: Page, served: Served, axes: Axes) -> None:
    """The operator proposes a value with its document, the chair approves it."""
    operator.goto(f"{served.url}/programmes")
    axes.look(operator, "programmes-empty-uz")
    operator.goto(f"{served.url}/programmes/new")
    _send(
        operator,
        code=PROGRAMME,
        title_latn="Minimal kompyuter savodxonligi",
        title_ru="Минимальная компьютерная грамотность",
        title_en="Minimum computer literacy",
        level_latn="Minimal daraja",
        level_ru="Минимальный уровень",
        level_en="Minimum level",
    )
    axes.look(operator, "policy-uz")
    operator.goto(f"{served.url}/programmes/{PROGRAMME}/values/checkin.late_entry")
    operator.check("input[name=value][value=allowed]")
    axes.look(operator, "policy-propose-uz")
    _send(operator, document="Operator buyrugʻi", document_number="12-s", document_date="23.11.2026")
    chair.goto(f"{served.url}/programmes/{PROGRAMME}/proposals")
    axes.look(chair, "policy-proposals-ru")
    follow(chair, ".closing button.primary")
    row = chair.locator("tr[id='checkin.late_entry']")
    expect(row.locator(".tag, .badge").first).to_be_visible()
    expect(row).to_contain_text("12-s")
    axes.look(chair, "policy-ru")


def _furnish(operator: Page, served: Served, axes: Axes) -> None:
    """A centre with a room and five workstations, and the body whose people come."""
    operator.goto(f"{served.url}/centres/new")
    axes.look(operator, "centre-new-uz")
    _send(operator, name_latn="Toshkent shahri, 1-markaz", region_code="UZ-TK", address="Navoiy, 30")
    _send(operator, name="204")
    if not operator.locator("main [name=count]").count():
        follow(operator, "main .panel.room h2 a")
    _send(operator, count="5")
    expect(operator.locator(".tiles .tile")).to_have_count(5)
    axes.look(operator, "room-uz")
    operator.goto(f"{served.url}/organisations/new")
    _send(
        operator, name_latn="Toshkent shahar hokimligi", kind="local", region_code="UZ-TK", code=ORGANISATION
    )
    axes.look(operator, "organisations-uz")


def _register(operator: Page, served: Served, axes: Axes, folder: Path) -> None:
    """One candidate is typed, the others come in a list: our template, filled in."""
    typed, *listed = list_people(1 + LISTED)
    operator.goto(f"{served.url}/candidates/new")
    axes.look(operator, "candidate-new-uz")
    _send(operator, organisation=ORGANISATION, **_fields(typed))
    operator.goto(f"{served.url}/candidates")
    file = folder / "candidates.xlsx"
    file.write_bytes(_fill_in(download(operator, "a[href*='template.xlsx']"), listed))
    imported = served.run("candidates", "import", str(file), "--json")
    receipt = json.loads(imported.stdout)
    assert imported.returncode == 0, receipt
    assert (receipt["rows"], receipt["created"], receipt["refused"]) == (LISTED, LISTED, 0)
    operator.reload()
    expect(operator.locator("tbody tr")).to_have_count(1 + LISTED)
    axes.look(operator, "candidates-uz")


def _fields(person: DemoPerson) -> dict[str, str]:
    return {
        "family_name": person.family_name,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "pinfl": person.pinfl,
        "birth_date": f"{person.birth_date:%d.%m.%Y}",
        "position": person.position_uz,
        "position_ru": person.position_ru,
    }


def _fill_in(template: bytes, people: list[DemoPerson]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet, names = book.worksheets[0], [column.name for column in COLUMNS if column.in_template]
    for row, person in enumerate(people, start=2):
        for name, value in (_fields(person) | {"organisation": ORGANISATION}).items():
            sheet.cell(row=row, column=names.index(name) + 1, value=value)
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


def _plan(operator: Page, served: Served, axes: Axes) -> list[dict[str, str]]:
    """Sample list, rehearsal, bookings, proctor, forms, publication; returns codes and PINs as printed."""
    operator.goto(f"{served.url}/question-lists")
    follow(operator, "main form button.primary")
    axes.look(operator, "question-list-uz")
    operator.goto(f"{served.url}/sittings/new")
    axes.look(operator, "sitting-new-uz")
    begins = datetime.now(TASHKENT)
    operator.check("[name=rehearsal]")
    _send(operator, day=f"{begins:%d.%m.%Y}", hour=f"{begins:%H:%M}")
    served.card["sitting"]["code"] = operator.url.rstrip("/").rsplit("/", 1)[1].split("?")[0]
    for box in operator.locator("input[name=candidate]").all():
        box.check()
    follow(operator, "form[action$='/bookings'] button")
    axes.look(operator, "slips-uz")
    slips = [_read_slip(row) for row in operator.locator("tr[data-slip]").all()]
    operator.goto(f"{served.url}/sittings/{served.sitting}")
    operator.select_option("[name=proctor]", index=0)
    for act in ("proctors", "forms", "publish"):
        follow(operator, f"form[action$='/{act}'] button")
    axes.look(operator, "sitting-published-uz")
    return slips


def _read_slip(row: Any) -> dict[str, str]:
    code = row.get_attribute("data-slip")
    return {"candidate_code": code, "pin": row.locator("td").last.inner_text().strip()}


def _run_the_room(proctor: Page, served: Served, axes: Axes, slips: list[dict[str, str]]) -> None:
    """The proctor opens, admits the one who came, and closes when the test is handed in."""
    proctor.goto(f"{served.url}/proctor/{served.sitting}")
    axes.look(proctor, "proctor-not-open-ru")
    follow(proctor, "#open-room")
    expect(proctor.locator("#open-room")).to_have_count(0)
    seat = Seat(served, slips[0])
    assert seat.enter()["state"] == "awaiting"
    follow(proctor, proctor.locator(".card-list .card .card-acts a").first)
    follow(proctor, "#document-passport")
    proctor.wait_for_url("**/proctor/*")
    known = know_paper(served, slips[0]["candidate_code"])
    assert len(known.questions) == 50
    seat.start()
    for start in range(0, len(known.questions), 25):
        seat.save([seat.entry(one.id, one.right) for one in known.questions[start : start + 25]])
    assert seat.submit()["receipt"]["answered"] == 50
    proctor.goto(f"{served.url}/proctor/{served.sitting}/close")
    follow(proctor, "main .answer-row button")
    axes.look(proctor, "proctor-closed-from-nothing-ru")


def test_an_empty_installation_reaches_its_first_certificate(
    installation: Served, browser: Browser, context: BrowserContext, axes: Axes, tmp_path: Path
):
    administrator = _hire(browser, installation, axes)
    operator = sign_in(context, installation, "operator")
    chair_computer, room_computer, office = (new_context(browser) for _ in range(3))
    chair = sign_in(chair_computer, installation, "chair", "ru")
    _lay_down_the_rules(operator, chair, installation, axes)
    _appoint(administrator, operator, installation, axes)
    _furnish(operator, installation, axes)
    _register(operator, installation, axes, tmp_path)
    slips = _plan(operator, installation, axes)
    assert len(slips) == 1 + LISTED
    proctor = sign_in(room_computer, installation, "proctor", "ru")
    _run_the_room(proctor, installation, axes, slips)

    secretary = sign_in(office, installation, "secretary")
    secretary.goto(f"{installation.url}/results/")
    row = reload_until(secretary, f"tbody tr:has-text('{installation.sitting}') a")
    number = row.inner_text().splitlines()[0].strip()
    signers = ("member-0", "member-1")
    decide(browser, chair, secretary, installation, axes, number, present=4, signers=signers)
    code, pdf = collect_certificate(secretary, installation, axes, number)
    reply = fetch(f"{installation.url}/verify/{code}")
    assert reply.status == 200
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf)
    assert installation.run("certificates", "verify", str(file)).returncode == 0
    assert installation.run("audit", "verify").returncode == 0
    for computer in (chair_computer, room_computer, office):
        computer.close()
