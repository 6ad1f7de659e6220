"""Processes that die while certificates are made: no number twice, none missing, nothing made twice."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from examapp.certificates import presses
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.queries import read_file
from examapp.certificates.series import account_for
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.settings import INSTALLATION_FILE, Settings
from tests.conftest import SECRET
from tests.examapp.certificates.killed import POINTS
from tests.factories.closed_sitting import Seat, total
from tests.factories.issued import at_work, bring_fonts, make_due

ROOT = Path(__file__).resolve().parents[3]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def seats(number: int) -> tuple[Seat, ...]:
    families = ("Azimov", "Boboyev", "Valiyev", "Gʻaniyev", "Davronov", "Ergashev", "Zokirov", "Ibrohimov")
    return tuple(Seat(f"{families[n]} Botir Abduvohidovich", total(40)) for n in range(number))


def require_whole(app: Flask, database: Database, number: int) -> None:
    """Each attempt has one certificate and its file; the numbers have neither gap nor twin."""
    with at_work(app), database.reading() as db:
        rows = db.query(Certificate).all()
        assert len(rows) == len({row.attempt_id for row in rows}) == number
        assert db.query(CertificateDraft).count() == 0
        assert sorted(row.number[-6:] for row in rows) == [f"{n:06d}" for n in range(1, number + 1)]
        assert all(hashlib.sha256(read_file(row)).hexdigest() == row.file_sha256 for row in rows)
        assert db.query(AuditEntry).filter_by(act="certificate.issued").count() == number
        assert [series.missing for series in account_for(db)] == [()]
    lying = list(app.config["SETTINGS"].certificates.glob("[0-9A-Z]*.pdf"))
    assert len(lying) == number, "no certificate was made twice"


@on_sqlite
def test_killed_at_any_point_the_next_one_goes_on(app: Flask, database: Database, settings: Settings) -> None:
    sheet_id = make_due(database, seats(3))
    bring_fonts(settings)
    (settings.data / INSTALLATION_FILE).write_text(f'secret_key = "{SECRET}"\n')
    environment = os.environ | {
        "EXAMAPP_DATA": str(settings.data),
        "EXAMAPP_DATABASE_URL": settings.database_url,
        "EXAMAPP_LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "-m", "tests.examapp.certificates.killed", str(sheet_id)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line.split()[-1] for line in done.stdout.splitlines()] == ["9"] * len(POINTS), done.stdout
    require_whole(app, database, 3)


@on_sqlite
def test_presses_make_the_same_certificates_on_several_cores(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presses, "FEWEST_FOR_PRESSES", 2)
    monkeypatch.setattr(presses, "_usable_cores", lambda: 2)
    beats: list[None] = []
    odd = Seat("Karimov 字 Abduvohidovich", total(40))
    sheet_id = make_due(database, (*seats(5), odd))
    with at_work(app), pytest.raises(RuntimeError, match="1 of 6"):
        issue_sheet(sheet_id, between=lambda: beats.append(None))
    assert len(beats) == 6
    with database.transaction() as db:
        assert {row.name_latn for row in db.query(Certificate)} == {seat.name for seat in seats(5)}
        (series,) = account_for(db)
        assert (series.last, series.issued, series.being_made, series.missing) == (6, 5, 1, ())


def test_three_workers_race_and_each_certificate_is_made_once(app: Flask, database: Database) -> None:
    sheet_id = make_due(database, seats(4))

    def work(_: int) -> None:
        with app.app_context():
            issue_sheet(sheet_id)

    with at_work(app), ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    require_whole(app, database, 4)
