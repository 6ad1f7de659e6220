"""Logs are dispensable: where they cannot be written, everything else goes on."""

import errno

import pytest
import structlog

from examapp.core import logs
from examapp.core.settings import Settings
from tests.conftest import SECRET


class FullDisk:
    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def usual_log():
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


def test_a_line_that_a_full_disk_refuses_ends_nothing(tmp_path, monkeypatch, usual_log):
    monkeypatch.setattr(logs.sys, "stderr", FullDisk())
    logs.open_log(Settings(data=tmp_path, database_url="", secret_key=SECRET, base_url="http://localhost"))
    structlog.get_logger("full").warning("group_not_durable", saves=3)


def test_a_line_that_can_be_written_is(tmp_path, monkeypatch, usual_log, capsys):
    logs.open_log(Settings(data=tmp_path, database_url="", secret_key=SECRET, base_url="http://localhost"))
    structlog.get_logger("well").warning("outage_credited", attempts=2)
    assert '"event": "outage_credited"' in capsys.readouterr().err
