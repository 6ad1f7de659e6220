import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from examapp.certificates import reprinting
from examapp.certificates.badge import build_badge
from examapp.certificates.ending import revoke
from examapp.certificates.file_store import file_path
from examapp.certificates.keys import anchor_path, payload_signer, read_or_make_authority
from examapp.certificates.models import Certificate, Revocation
from examapp.certificates.payload import parse_payload
from examapp.certificates.qr_text import write_qr_text
from examapp.commands.certificates import command
from examapp.core import clock
from examapp.core.db import Database
from examapp.core.settings import INSTALLATION_FILE, Settings
from tests.conftest import SECRET
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.issued import bring_fonts, issue_first, make_due

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


def run(*arguments: object) -> Result:
    with clock.using(clock.ManualClock(DECIDED_AT)):
        return CliRunner().invoke(command, [str(argument) for argument in arguments])


def file_of(settings: Settings, certificate: Certificate) -> Path:
    return file_path(settings.certificates, certificate.code)


def test_issue_makes_what_is_due_and_says_where(installation: Settings, database: Database) -> None:
    make_due(database)
    result = run("issue", "TK-2026-1124-01", "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.output)
    assert (facts["sitting"], facts["issued"]) == ("TK-2026-1124-01", 1)
    assert Path(facts["certificates"][0]["file"]).read_bytes().startswith(b"%PDF-")
    again = run("issue", "tk 2026 1124 01")
    assert "Issued now: 0" in again.output


def test_issue_refuses_an_unknown_sitting_and_one_without_a_decision(
    installation: Settings, database: Database
) -> None:
    unknown = run("issue", "NOWHERE")
    assert (unknown.exit_code, "There is no sitting" in unknown.output) == (1, True)


def test_an_issued_file_verifies_with_exit_0(app: Flask, installation: Settings, database: Database) -> None:
    certificate = issue_first(app, database)
    result = run("verify", file_of(installation, certificate), "--json")
    facts = json.loads(result.output)
    assert result.exit_code == 0
    assert (facts["status"], facts["genuine"], facts["rehearsal"]) == ("valid", True, False)
    assert (facts["number"], facts["holder"]) == (certificate.number, certificate.name_latn)


def test_a_rehearsals_file_says_so(app: Flask, installation: Settings, database: Database) -> None:
    certificate = issue_first(app, database, rehearsal=True)
    path = file_of(installation, certificate)
    assert json.loads(run("verify", path, "--json").output)["rehearsal"] is True
    assert "REHEARSAL" in run("verify", path).output


def test_a_revoked_one_ends_with_1(app: Flask, installation: Settings, database: Database) -> None:
    certificate = issue_first(app, database)
    with database.transaction() as db:
        db.add(
            Revocation(
                certificate_id=certificate.id,
                reason="r",
                document="d",
                revoked_by="staff:C",
                revoked_at=DECIDED_AT,
            )
        )
    result = run("verify", file_of(installation, certificate))
    assert result.exit_code == 1
    assert "not valid: revoked" in result.output


def test_one_changed_byte_ends_with_2(
    app: Flask, installation: Settings, database: Database, tmp_path: Path
) -> None:
    certificate = issue_first(app, database)
    content = bytearray(file_of(installation, certificate).read_bytes())
    content[2000] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content)
    result = run("verify", changed, "--json")
    assert result.exit_code == 2
    assert json.loads(result.output)["genuine"] is False


def test_without_an_anchor_it_ends_with_2_and_makes_no_installation(
    app: Flask,
    installation: Settings,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate = issue_first(app, database)
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("EXAMAPP_DATA", str(elsewhere))
    result = run("verify", file_of(installation, certificate))
    assert result.exit_code == 2
    assert "no trust anchor" in result.output
    assert not elsewhere.exists()


def test_offline_an_anchor_and_a_register_are_enough(
    app: Flask,
    installation: Settings,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate = issue_first(app, database)
    register = tmp_path / "register.json"
    assert run("register", register).exit_code == 0
    assert certificate.name_latn not in register.read_text()
    assert certificate.code not in register.read_text()
    anchor = anchor_path(installation.keys)
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "elsewhere"))
    path = file_of(installation, certificate)
    offline = run("verify", path, "--trust", anchor, "--register", register)
    made_at = json.loads(register.read_text())["made_at"]
    assert (offline.exit_code, f"register made at: {made_at}" in offline.output) == (0, True)
    assert run("verify", path, "--trust", anchor).exit_code == 3
    register.write_text(register.read_text().replace('"revoked":false', '"revoked":true'))
    tampered = run("verify", path, "--trust", anchor, "--register", register)
    assert (tampered.exit_code, "not what was signed" in tampered.output) == (3, True)


@pytest.mark.parametrize("register", ["nowhere.json", "."])
def test_a_register_that_cannot_be_read_leaves_the_state_unknown(
    app: Flask, installation: Settings, database: Database, tmp_path: Path, register: str
) -> None:
    path = file_of(installation, issue_first(app, database))
    result = run("verify", path, "--register", tmp_path / register, "--json")
    facts = json.loads(result.output)
    assert (result.exit_code, facts["status"], facts["genuine"]) == (3, "unknown", True)
    assert str(tmp_path / register) in facts["reason"]
    assert "cannot be read" in facts["reason"]


def test_another_installations_register_says_nothing_about_the_file(
    app: Flask, installation: Settings, database: Database, tmp_path: Path
) -> None:
    certificate = issue_first(app, database)
    foreign = tmp_path / "foreign"
    read_or_make_authority(foreign, at=DECIDED_AT)
    result = run("verify", file_of(installation, certificate), "--trust", anchor_path(foreign))
    assert result.exit_code == 2
    assert "Not genuine" in result.output


def test_a_lost_file_is_printed_again_to_the_same_bytes(
    app: Flask,
    installation: Settings,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EXAMAPP_BASE_URL", installation.base_url)
    certificate = issue_first(app, database)
    lying, out = file_of(installation, certificate), tmp_path / "again.pdf"
    issued = lying.read_bytes()
    assert run("reprint", certificate.number, out).exit_code == 0
    lying.unlink()
    assert run("reprint", certificate.number, out).exit_code == 0
    assert out.read_bytes() == lying.read_bytes() == issued
    # An upgrade may print otherwise: the kept file is given out, and without it nothing is made up.
    with monkeypatch.context() as upgraded:
        upgraded.setattr(reprinting, "print_signed", lambda *_words: b"printed by other libraries")
        assert run("reprint", certificate.number, out).exit_code == 0
        assert out.read_bytes() == issued
        lying.unlink()
        refused = run("reprint", certificate.number, out)
        assert (refused.exit_code, lying.exists()) == (1, False)
        assert all(word in refused.output for word in ("backup", "EXAMAPP_BASE_URL"))
    assert run("reprint", certificate.number, out).exit_code == 0
    lying.chmod(0o600)
    lying.write_bytes(issued + b" ")
    assert run("reprint", certificate.number, out).exit_code == 1
    assert run("reprint", "KS-XX-2026-000001", out).exit_code == 1


def test_each_verb_has_help(installation: Settings) -> None:
    for verb in ("issue", "verify", "register", "reprint"):
        assert run(verb, "--help").exit_code == 0


def test_a_qr_code_and_a_badge_are_checked_offline_without_the_pdf(
    app: Flask,
    installation: Settings,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate = issue_first(app, database)
    payload = parse_payload(certificate.payload.encode())
    key = payload_signer(installation.keys)
    text = write_qr_text(payload, key, "https://attestatsiya.example")
    qr, badge = tmp_path / "qr.txt", tmp_path / "badge.json"
    qr.write_text(text + "\n")
    badge.write_bytes(build_badge(payload, key, "https://attestatsiya.example", made_at=DECIDED_AT))
    register, anchor = tmp_path / "register.json", anchor_path(installation.keys)
    assert run("register", register).exit_code == 0
    monkeypatch.setenv("EXAMAPP_DATA", str(tmp_path / "elsewhere"))
    offline = ("--trust", anchor, "--register", register, "--json")
    for asked in (("--qr", text), (qr,), (badge,)):
        result = run("verify", *asked, *offline)
        facts = json.loads(result.output)
        assert (result.exit_code, facts["status"], facts["rehearsal"]) == (0, "valid", False), asked
        assert (facts["number"], facts["holder"]) == (certificate.number, certificate.name_latn)
        assert run("verify", *asked, "--trust", anchor).exit_code == 3
        assert run("verify", *asked).exit_code == 2
    forged = text.replace("/verify/", "/verify/0", 1)
    assert run("verify", "--qr", forged, *offline).exit_code == 2
    assert run("verify", "--qr", "hello", *offline).exit_code == 2
    assert run("verify", *offline).exit_code == 2
    one_anchor = tmp_path / "old.pem"
    one_anchor.write_text(anchor.read_text().split("-----BEGIN", 2)[1].join(["-----BEGIN", ""]))
    assert "names no key" in run("verify", "--qr", text, "--trust", one_anchor).output


def test_a_revoked_certificates_qr_code_ends_with_1(
    app: Flask, installation: Settings, database: Database
) -> None:
    certificate = issue_first(app, database)
    with app.app_context(), database.transaction() as db:
        found = db.get_one(Certificate, certificate.id)
        revoke(db, found, reason="r", document="d", actor="staff:C", at=DECIDED_AT)
    payload = parse_payload(certificate.payload.encode())
    text = write_qr_text(payload, payload_signer(installation.keys), "https://attestatsiya.example")
    result = run("verify", "--qr", text)
    assert (result.exit_code, "not valid: revoked" in result.output) == (1, True)
