"""A candidate list from the empty page to its lock: officer, head, working body, operator in browsers."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import follow
from tests.examapp.candidates.making import csv_file, pinfl, row, xlsx_file
from tests.journeys.beside_lists import (
    ask_for_a_seat,
    draw_a_sketch,
    excuse_an_absence,
    list_a_namesake,
    tell_two_apart,
)
from tests.journeys.conftest import new_context
from tests.journeys.looking import Axes
from tests.journeys.people import sign_in
from tests.journeys.serving import Served

YESTERDAY = f"{datetime.now(UTC) - timedelta(days=1):%d.%m.%Y}"
REMARK = "Добавьте заместителя."


def choose(page: Page, name: str, data: bytes) -> None:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": data})
    follow(page, "main form button.primary")


def fill_list(page: Page, axes: Axes, folder: Path) -> str:
    """The officer begins the list from the home page, uploads two files and types one person."""
    follow(page, ".desk-pages a[href='/lists']")
    axes.look(page, "lists-home-uz")
    follow(page, "main a.button.primary")
    follow(page, "main form button.primary")
    page.wait_for_url("**/lists/*")
    address = page.url
    axes.look(page, "lists-empty-uz")
    page.goto(f"{address}/upload")
    axes.look(page, "lists-upload-uz")
    mine = {"organisation": ""}
    rows = [row(1, **mine), row(2, family="Oripov", **mine), row(3, pinfl="4,12068E+13", **mine)]
    choose(page, "roʻyxat.xlsx", xlsx_file(*rows))
    expect(page.locator("table.receipt tbody tr")).to_have_count(3)
    axes.look(page, "lists-receipt-uz")
    with page.expect_download() as download:
        page.click(".page-head a[href$='receipt.xlsx']")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book.active.max_row == 4
    follow(page, ".closing button.primary")
    expect(page.locator("table.receipt tbody tr")).to_have_count(3)
    page.goto(f"{address}/upload")
    choose(
        page, "strange.csv", csv_file(["Toʻrayev Anvar Salimovich", pinfl(5)], headings=["Xodim", "Raqam"])
    )
    expect(page.locator("select#column-0")).to_have_value("full_name")
    axes.look(page, "lists-columns-uz")
    follow(page, ".closing button.primary")
    follow(page, ".closing button.primary")
    page.goto(f"{address}/people/new")
    for name, text in {"family_name": "Nazarova", "given_name": "Lola", "pinfl": pinfl(6)}.items():
        page.fill(f"#{name}", text)
    axes.look(page, "lists-person-uz")
    follow(page, "main form button.primary")
    expect(page.locator(".table tbody tr")).to_have_count(4)
    return address


def order(page: Page, address: str, axes: Axes) -> None:
    """The officer uploads the order and records who has seen the schedule."""
    page.goto(f"{address}/order")
    page.fill("#number", "12-k")
    page.fill("#dated_on", YESTERDAY)
    axes.look(page, "lists-order-uz")
    choose(page, "buyruq.pdf", b"%PDF-1.7\n")
    expect(page.locator("a[href*='/orders/']")).to_be_visible()
    page.goto(f"{address}/acquaintance")
    page.fill("#day", YESTERDAY)
    axes.look(page, "lists-acquaintance-uz")
    follow(page, "button[value=everybody]")
    expect(page.locator(".empty")).to_be_visible()


def open_waiting(page: Page, served: Served, axes: Axes, name: str) -> None:
    page.goto(f"{served.url}/lists")
    axes.look(page, name)
    follow(page, "main .table tbody a >> nth=0")


def test_a_list_goes_from_the_officer_through_three_offices_and_locks(
    browser: Browser, demo: Served, context: BrowserContext, axes: Axes, tmp_path: Path
) -> None:
    others = {name: new_context(browser) for name in ("organisation-head", "working-body", "operator")}
    try:
        officer = sign_in(context, demo, "hr-officer")
        address = fill_list(officer, axes, tmp_path)
        order(officer, address, axes)
        head = sign_in(others["organisation-head"], demo, "organisation-head", "ru")
        open_waiting(head, demo, axes, "lists-head-ru")
        axes.look(head, "lists-submit-ru")
        follow(head, ".closing button.primary")
        expect(head.locator(".banner.success")).to_be_visible()
        body = sign_in(others["working-body"], demo, "working-body", "ru")
        open_waiting(body, demo, axes, "lists-working-body-ru")
        follow(body, ".closing a.button")
        body.fill("#remark", REMARK)
        axes.look(body, "lists-return-ru")
        follow(body, "main form button.primary")
        officer.goto(address)
        expect(officer.locator(".banner.warning")).to_contain_text(REMARK)
        axes.look(officer, "lists-returned-uz")
        head.goto(address)
        follow(head, ".closing button.primary")
        open_waiting(body, demo, axes, "lists-working-body-again-ru")
        follow(body, ".closing button.primary")
        operator = sign_in(others["operator"], demo, "operator", "ru")
        open_waiting(operator, demo, axes, "lists-operator-ru")
        follow(operator, ".closing button.primary")
        expect(operator.locator(".banner.success")).to_be_visible()
        officer.goto(address)
        expect(officer.locator("h1 .badge")).to_have_text("Qabul qilingan va yopilgan")
        follow(officer, ".table tbody tr >> nth=0 >> a.button")
        follow(officer, "button[value=take_off]")
        expect(officer.locator("#error-summary")).to_be_visible()
        axes.look(officer, "lists-reason-uz")
        officer.fill("#reason", "Ishdan boʻshadi.")
        follow(officer, "button[value=take_off]")
        officer.goto(f"{address}/history")
        expect(officer.locator("main")).to_contain_text("Ishdan boʻshadi.")
        axes.look(officer, "lists-history-uz")
        list_a_namesake(demo, "Nazarova", "Lola")
        ask_for_a_seat(officer, body, demo, axes)
        excuse_an_absence(officer, body, demo, axes)
        tell_two_apart(operator, demo, axes)
        draw_a_sketch(operator, demo, axes)
    finally:
        for made in others.values():
            made.close()
