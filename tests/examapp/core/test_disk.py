"""What is free below the limit belongs to answers; what is logged stays within its quota."""

import json
from pathlib import Path

import pytest
from flask import Flask

from examapp.core.disk import Disk, measure_syncs
from examapp.core.disk_guard import LARGE_BODY, init_disk_guard
from examapp.core.log_files import LogFiles
from examapp.core.settings import Settings, SettingsError, load_settings
from tests.conftest import SECRET

MEGABYTE = 1024 * 1024


def _guarded(tmp_path: Path, least_free_mb: int) -> Flask:
    app = Flask("examapp")
    app.config["SETTINGS"] = Settings(tmp_path, "", SECRET, "http://here", least_free_mb=least_free_mb)
    init_disk_guard(app)
    for path in ("/upload", "/exam/api/v1/attempt/responses"):
        app.add_url_rule(path, path, lambda: "taken", methods=["POST"])
    app.register_error_handler(Exception, lambda error: (error.code, error.status))
    return app


def test_lesson_01_answers_and_small_forms_are_taken_on_a_short_disk_and_files_are_not(
    tmp_path: Path,
) -> None:
    client = _guarded(tmp_path, 10**9).test_client()
    large, small = bytes(LARGE_BODY + 1), b"small"
    assert client.post("/exam/api/v1/attempt/responses", data=large).status_code == 200
    assert client.post("/upload", data=small).status_code == 200
    refused = client.post("/upload", data=large)
    assert (refused.status_code, refused.text) == (503, "disk_full")
    assert _guarded(tmp_path, 0).test_client().post("/upload", data=large).status_code == 200


def test_each_small_write_is_timed_to_the_disk_and_leaves_nothing(tmp_path: Path) -> None:
    spent = measure_syncs(tmp_path, times=3)
    assert len(spent) == 3
    assert min(spent) > 0
    assert list(tmp_path.iterdir()) == []


def test_lesson_01_log_files_never_outgrow_their_quota_and_lose_the_oldest_lines(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    (folder).mkdir()
    (folder / "examapp-20200101T000000-1.jsonl").write_text("old\n" * MEGABYTE)  # another process left 4 MB
    place = LogFiles(folder, 4, Disk(tmp_path, 0))
    line = json.dumps({"event": "x" * 1000}) + "\n"
    for _ in range(6 * MEGABYTE // len(line)):
        place.write(line)
    place.close()
    files = sorted(folder.iterdir())
    assert sum(path.stat().st_size for path in files) <= 4 * MEGABYTE + len(line)
    assert not (folder / "examapp-20200101T000000-1.jsonl").exists()
    assert files[-1].read_text().endswith(line)


def test_lesson_01_nothing_is_logged_below_the_limit_and_nobody_who_logs_fails(tmp_path: Path) -> None:
    LogFiles(tmp_path / "logs", 4, Disk(tmp_path, 10**9)).write("a line\n")
    assert not (tmp_path / "logs").exists()
    LogFiles(Path("/proc/nowhere"), 4, Disk(tmp_path, 0)).write("a line\n")


@pytest.mark.parametrize("quota", ["0", "3"])
def test_a_quota_that_holds_nothing_is_refused(tmp_path: Path, quota: str) -> None:
    with pytest.raises(SettingsError, match="EXAMAPP_LOG_QUOTA_MB"):
        load_settings({"EXAMAPP_DATA": str(tmp_path), "EXAMAPP_LOG_QUOTA_MB": quota})
