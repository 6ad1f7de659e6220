import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from examapp.commands.results import command
from examapp.core.db import Database
from examapp.core.settings import INSTALLATION_FILE, Settings
from tests.conftest import SECRET
from tests.factories.closed_sitting import make_closed_sitting
from tests.factories.commission import make_commission, make_confirmed_sheet
from tests.factories.issued import bring_fonts

# The database has no part in what is proved here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    bring_fonts(settings)
    (settings.data / INSTALLATION_FILE).write_text(f'secret_key = "{SECRET}"\n')
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    return settings


@pytest.mark.parametrize(
    ("kind", "start"), [("csv", b"position,"), ("xlsx", b"PK"), ("pdf", b"%PDF-"), ("json", b'{"commission"')]
)
def test_the_sheet_is_written_in_each_format(
    installation: Settings, database: Database, tmp_path: Path, kind: str, start: bytes
) -> None:
    with database.transaction() as db:
        make_confirmed_sheet(db, make_closed_sitting(db, rehearsal=True), make_commission(db))
    target = tmp_path / f"sheet.{kind}"
    result = CliRunner().invoke(
        command, ["export", "tk-2026-1124-01", "--format", kind, str(target), "--json"]
    )
    assert result.exit_code == 0, result.output
    facts = json.loads(result.output)
    assert (facts["sheet"], facts["state"], facts["rehearsal"]) == ("TK-2026-0001", "confirmed", True)
    assert target.read_bytes().startswith(start)


def test_a_sitting_without_a_sheet_is_refused_in_words(
    installation: Settings, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as db:
        make_closed_sitting(db)
    target = tmp_path / "sheet.csv"
    for sitting, words in (("TK-2026-1124-01", "no result sheet yet"), ("NOWHERE", "There is no sitting")):
        result = CliRunner().invoke(command, ["export", sitting, "--format", "csv", str(target)])
        assert result.exit_code == 1
        assert words in result.output
    assert not target.exists()
