"""When the server cannot be reached at the end, the answers can be carried to it in a file."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from examapp.core.signing import KeyRing
from examapp.delivery.rescue_seal import describe_rescue, open_file, rescue_code
from tests.exam_page.driver import Candidate
from tests.exam_page.fake_server import CODE, SITTING

SAVE = "/attempt/responses"
SLOW = 30_000


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path, "a-secret-of-the-rescue-file-that-is-long-enough")


def test_the_closing_page_saves_what_is_not_sent_for_whoever_has_the_code(
    candidate: Candidate, keys: KeyRing
):
    exam, page = candidate.exam, candidate.page
    exam.rescue = describe_rescue(keys, SITTING)
    candidate.begin()
    candidate.option(1).click()
    candidate.mark("held")
    exam.link_down = True
    candidate.go_to(2)
    candidate.option(0).click()
    candidate.finish()
    page.wait_for_selector(".rescue:not([hidden])", timeout=SLOW)
    page.fill("[name=rescue_code]", "0000-0000")
    page.click(".rescue button")
    expect(page.locator(".rescue .told.bad")).to_be_visible(timeout=SLOW)
    page.fill("[name=rescue_code]", rescue_code(keys, SITTING).lower())
    with page.expect_download(timeout=SLOW) as download:
        page.click(".rescue button")
    bundle = open_file(keys, SITTING, Path(download.value.path()).read_bytes())
    assert bundle["token"] in exam.attempts[CODE].tokens
    assert [(entry["seq"], entry["response"]) for entry in bundle["entries"]] == [(1, ["p-a"])]
    exam.link_down = False
    candidate.on("readback")


def test_answers_that_are_too_large_together_are_sent_in_smaller_parts(candidate: Candidate):
    candidate.begin()
    with candidate.exam.broken(SAVE, "503"):
        for place in (0, 1, 2, 0, 1):
            candidate.option(place).click()
        candidate.mark("queued")
    with candidate.exam.broken(SAVE, "two at most"):
        candidate.mark("held")
