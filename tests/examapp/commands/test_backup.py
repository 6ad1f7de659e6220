"""An installation comes back from its copy, made while others write: every row, key and certificate."""

import json
import shutil
import stat
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import MetaData, select

from examapp.cli import main
from examapp.programmes.proposals import create_programme
from tests.examapp.commands.installed import AT, Place


def rows_of(place: Place, address: str) -> dict[str, list[tuple[Any, ...]]]:
    with place.database(address) as database, database.engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }


def test_every_row_key_and_certificate_comes_back_and_only_the_owner_reads_them(place: Place) -> None:
    result = place.backup()
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
    assert [path.name for path in place.folder.iterdir() if path.name.startswith(".examapp")] == []
    result = place.restore()
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["files"] == facts["files"]
    assert rows_of(place, place.target) == rows_of(place, place.source)
    for name in ("installation.toml", "keys/audit-ed25519.pem", "certificates/AB/one.pdf"):
        assert (place.new / name).read_bytes() == (place.old / name).read_bytes()
        assert stat.S_IMODE((place.new / name).stat().st_mode) == 0o600
    assert (
        stat.S_IMODE(place.new.stat().st_mode) == stat.S_IMODE((place.new / "keys").stat().st_mode) == 0o700
    )
    assert not (place.new / "fonts").exists()


def test_the_restored_installation_goes_on_counting_and_its_audit_log_is_whole(place: Place) -> None:
    place.backup()
    place.restore()
    assert place.run(place.new, place.target, "migrate").exit_code == 0
    assert place.run(place.new, place.target, "audit", "verify").exit_code == 0
    with place.database(place.target) as database, database.transaction() as db:
        create_programme(db, code="second", titles={}, levels={}, actor="system", at=AT)


def test_a_copy_is_of_one_moment_though_others_write(place: Place) -> None:
    stop, has_written = threading.Event(), threading.Event()

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            place.write(f"p{number}")
            number += 1
            has_written.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        has_written.wait(60)
        results = [place.backup() for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    assert {result.exit_code for result in results} == {0}
    assert place.restore().exit_code == 0
    rows = rows_of(place, place.target)
    entries = [row for row in rows["audit_entry"] if "programme.created" in row]
    assert len(rows["programme"]) == len(entries) > 1, "a programme and its record are one transaction"
    assert len(rows["policy_value"]) % len(rows["programme"]) == 0


def test_an_installation_that_is_there_is_never_overwritten(place: Place) -> None:
    place.backup()
    before = rows_of(place, place.source)
    into_folder = place.run(place.old, place.target, "restore", place.file)
    assert (into_folder.exit_code, "is not empty" in into_folder.stderr) == (2, True)
    into_database = place.run(place.new, place.source, "restore", place.file)
    assert (into_database.exit_code, "holds tables already" in into_database.stderr) == (2, True)
    assert list(place.new.iterdir()) == []
    assert rows_of(place, place.source) == before


def test_a_copy_goes_into_the_same_kind_of_database_only(place: Place, postgres_server: str) -> None:
    place.backup()
    sqlite = place.source.startswith("sqlite")
    other = postgres_server if sqlite else f"sqlite:///{place.folder}/other.sqlite3"
    result = place.run(place.new, other, "restore", place.file)
    assert (result.exit_code, "Name an empty database of" in result.stderr) == (2, True)


@pytest.mark.parametrize("change", ["cut", "byte", "more", "path", "revision", "roots"])
def test_a_damaged_copy_is_refused_and_leaves_nothing(place: Place, change: str) -> None:
    place.backup()
    damage(place.file, change)
    result = place.restore()
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.output
    assert list(place.new.iterdir()) == []
    if not place.target.startswith("sqlite"):
        assert rows_of(place, place.target) == {}


def damage(file: Path, change: str) -> None:
    if change == "cut":
        file.write_bytes(file.read_bytes()[:-100])
        return
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members["manifest.json"])
    if change == "byte":
        members["folder/installation.toml"] += b" "
    elif change == "more":
        members["folder/more"] = b""
    elif change == "path":
        members["folder/../../out"] = b""
        manifest["files"]["folder/../../out"] = "0" * 64
    elif change == "roots":
        manifest["database"]["roots"]["sealed_heads"] = "0" * 64
    else:
        manifest["database"]["revision"] = "9999"
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)


def test_without_an_installation_there_is_nothing_to_copy(place: Place) -> None:
    result = place.run(place.folder / "nothing", place.source, "backup", place.file)
    assert (result.exit_code, "no installation here" in result.stderr) == (2, True)
    assert not (place.folder / "nothing").exists()


def test_a_database_in_the_folder_is_copied_once_and_comes_back_into_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    file = tmp_path / "old" / "copy.examapp"
    for data, verb in (("old", ["migrate"]), ("old", ["backup", str(file)]), ("old", ["backup", str(file)])):
        monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / data))
        assert CliRunner().invoke(main, verb).exit_code == 0
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
    assert sorted(names) == ["database/database.sqlite3", "folder/installation.toml", "manifest.json"]
    shutil.move(file, tmp_path / "copy.examapp")
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "new"))
    assert CliRunner().invoke(main, ["restore", str(tmp_path / "copy.examapp")]).exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"examapp.sqlite3", "installation.toml"}
    assert stat.S_IMODE((tmp_path / "new" / "examapp.sqlite3").stat().st_mode) == 0o600
    assert CliRunner().invoke(main, ["audit", "verify"]).exit_code == 0
