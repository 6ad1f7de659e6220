"""The kiosk's files: what starts the browser, and what its policy shuts."""

import json
import subprocess
from pathlib import Path

import pytest

from examapp.lockdown.kiosk import System, write_kiosk_file

BASE = "https://exam.uz"


def _text(system: System, centre: str = "C-01") -> str:
    written = write_kiosk_file(system, BASE, centre)
    assert written is not None
    return written.text


@pytest.mark.parametrize("system", [System.WINDOWS, System.LINUX])
def test_the_script_opens_the_exam_in_full_screen_under_a_profile_that_outlives_a_kill(
    system: System,
) -> None:
    text = _text(system)
    assert "--kiosk" in text
    assert f"{BASE}/exam/" in text
    assert "--user-data-dir" in text
    assert "incognito" not in text


def test_the_linux_script_is_a_script_and_starts_the_browser_again(tmp_path: Path) -> None:
    path = tmp_path / "start.sh"
    path.write_text(_text(System.LINUX))
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0
    browser = tmp_path / "chromium"
    browser.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/started\n')
    browser.chmod(0o755)
    (tmp_path / "sleep").write_text(f"#!/bin/sh\n[ $(wc -l < {tmp_path}/started) -lt 2 ] || kill $PPID\n")
    (tmp_path / "sleep").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(["sh", path], env=environment, timeout=120, check=False)
    started = (tmp_path / "started").read_text().splitlines()
    assert len(started) == 2
    assert started[0].startswith(f"--kiosk {BASE}/exam/ --user-data-dir={tmp_path}/.exam-C-01 ")


def test_the_windows_script_has_windows_line_ends_and_starts_again() -> None:
    text = _text(System.WINDOWS)
    assert text.count("\r\n") == text.count("\n")
    assert text.index(":again") < text.index("start ") < text.index("goto again")


def test_the_policy_shuts_every_other_address_and_keeps_the_profile() -> None:
    policy = json.loads(_text(System.POLICY))
    assert policy["URLBlocklist"] == ["*"]
    assert policy["URLAllowlist"] == ["exam.uz"]
    assert policy["PrintingEnabled"] is False
    assert policy["ClearBrowsingDataOnExitList"] == []


def test_a_centre_s_code_cannot_write_a_command() -> None:
    for system in (System.WINDOWS, System.LINUX):
        text = _text(system, "C'\n& $(evil)")
        assert "exam-C-evil-" in text
        assert "(evil)" not in text


@pytest.mark.parametrize("base", ["http://a b", "http://a'b", 'http://a"b', "http://a%b", "http://a$(x)"])
def test_an_address_that_a_script_would_read_as_a_command_is_refused(base: str) -> None:
    assert write_kiosk_file(System.WINDOWS, base, "C-01") is None
