"""A dossier holds all about an attempt; a stranger recomputes it with Python alone, and changes show."""

import ast
import io
import json
import random
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask import Flask
from sqlalchemy import func, select

from examapp.accounts.models import StaffAccount
from examapp.cli import main
from examapp.core.audit import latest_entries, record, seal_new_entries
from examapp.core.clock import ManualClock, using
from examapp.core.permissions import Role
from examapp.core.settings import INSTALLATION_FILE, Settings
from examapp.delivery.models import Attempt, SeatSilence
from examapp.demo.answers import right_answer, wrong_answer
from examapp.dossiers.archive import SCRIPT
from examapp.sittings.models import SittingProctor
from question_bank.answer_keys import NumericKey, TextKey
from question_bank.content import load_shipped_list
from question_bank.items import item_to_json
from question_bank.responses import ResponseError, check_response
from question_bank.scoring import read_answered_number, score_response
from question_bank.scripts import fold_answer, fold_by_look
from question_bank.truth_table import truth_table
from tests.cast import open_pages
from tests.conftest import SECRET
from tests.examapp.delivery.making import MORNING, TEXT_ITEM, Seat, make_room
from tests.examapp.documents.paper import read_text, squeeze
from tests.factories.closed_sitting import LONG_POSITION
from tests.factories.issued import bring_fonts
from tests.factories.marked import mark

# Whether a database is one or the other has no part in what is proved here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MIXED_NAME = "Oʻgʻiloy Gʻulomjonovna Қўчқорова-Ўрмонжонова"
REASON = "Shikoyat № 12 boʻyicha tekshiruv"


@pytest.fixture
def seat(app: Flask, settings: Settings) -> Iterator[Seat]:
    """A candidate who changed an answer, was paused, and handed in; the attempt is sealed and marked."""
    bring_fonts(settings)
    clock = ManualClock(MORNING)
    with using(clock):
        room = make_room(app, clock)
        made = room.started_seat()
        with room.writing() as db:
            candidate = db.get_one(Attempt, made.place.attempt_id).booking.candidate
            candidate.name_latn = candidate.name_cyrl = MIXED_NAME
            candidate.organisation.names = dict.fromkeys(candidate.organisation.names, LONG_POSITION["ru"])
        with room.database.reading() as db:
            paper = room.desk.papers.open(db, db.get_one(Attempt, made.place.attempt_id).form_id)
        assert made.save(0, "xato").status_code == 200
        clock.advance(minutes=2)
        room.pause(made.place)
        clock.advance(minutes=1)
        room.resume(made.place)
        room.extend(made.place, 5)
        for seq, name in enumerate(paper.form.item_ids(), 1):
            choose = wrong_answer if seq == 2 else right_answer
            answer = choose(paper.opened.items[name], paper.form.find_item(name))
            reply = made.put({"lease": 1, "seq": seq, "item": name, "response": answer, "made_ms": 0})
            assert reply.status_code == 200
        assert made.submit(7).status_code == 200
        with room.writing() as db:
            listed = db.get_one(Attempt, made.place.attempt_id).sitting.question_list.code
            for name in (TEXT_ITEM, "LAW-999"):
                facts = {"item": name, "reason": f"Shikoyat {name}"}
                about = {"subject_kind": "question_list", "subject_code": listed, "at": MORNING}
                record(db, act="item_matter.put", actor="staff:S", facts=facts, **about)
            mark(db, room.desk.papers, made.place.attempt_id, MORNING)
            seal_new_entries(db, app.extensions["key_ring"].signer("audit"), MORNING)
        yield made


def _take(app: Flask, seat: Seat, role: Role = Role.AUDITOR) -> zipfile.ZipFile:
    reply = open_pages(app, role, suffix="-taker").post(
        f"/attempts/{seat.place.code}/dossier?lang=ru", data={"reason": REASON}
    )
    assert reply.status_code == 200, reply.text
    return zipfile.ZipFile(io.BytesIO(reply.data))


def _run(folder: Path) -> tuple[int, str]:
    """Run the script as a stranger would: isolated, in an empty environment, with nothing but Python."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "recompute.py"],
        cwd=folder,
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_stranger_recomputes_it_and_each_change_is_named(
    app: Flask, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = _take(app, seat)
    folder = tmp_path / "dossier"
    taken.extractall(folder)
    for script in ("recompute.py", "seal.py"):  # strangers have Pythons of many years
        tree = ast.parse((folder / script).read_text(), feature_version=(3, 8))
        joined = [one for one in ast.walk(tree) if isinstance(one, ast.AugAssign | ast.BinOp)]
        assert not [one for one in joined if isinstance(one.op, ast.BitOr)] or "__future__" in ast.dump(tree)
    assert len((folder / "recompute.py").read_text().splitlines()) <= 100
    status, said = _run(folder)
    assert (status, said.splitlines()[0]) == (0, "As recorded: 8 answers, 6.00 points. Mark: 6.00, none."), (
        said
    )
    told = json.loads((folder / "dossier.json").read_text())
    assert told["heads"][0]["receipt"] in said
    second = told["form"]["sections"][1]["items"][0]["id"]
    for change, where in (
        (
            lambda d: d["answers"][0].update(response="brauzer"),
            f"answer 1/0 to {TEXT_ITEM}: not what was saved",
        ),
        (lambda d: d["answers"].pop(3), "head 0: other answers of a lease"),
        (lambda d: d["score"]["items"].update({second: "1"}), f"item {second}: 0.00 points, recorded 1"),
        (lambda d: d["score"].update(points="7"), "score: 6.00 points, recorded 7"),
        (
            lambda d: d["items"][second].update(answer_key={"r1": ["b"]}),
            f"item {second}: not as sealed",
        ),
        (
            lambda d: d["typed"][TEXT_ITEM].update(response="x"),
            f"typed {TEXT_ITEM}: not the answer that counts",
        ),
        (lambda d: d["heads"][0]["facts"].update(answers={}), "head 0: not that of the audit log"),
        (
            lambda d: d["audit"][1].update(actor="staff:X"),
            f"audit entry {told['audit'][1]['position']}: not what",
        ),
    ):
        changed = json.loads((taken.read("dossier.json")).decode())
        change(changed)
        (folder / "dossier.json").write_text(json.dumps(changed))
        status, said = _run(folder)
        assert (status, where in said) == (1, True), said
        assert "dossier.json: another file" in said
    (folder / "dossier.json").write_bytes(taken.read("dossier.json"))
    (folder / "seal.py").unlink()
    status, said = _run(folder)
    assert (status, said.splitlines()[0]) == (2, "As recorded: 8 answers, 6.00 points. Mark: 6.00, none.")
    assert "NOT CHECKED" in said
    (folder / "seal.py").write_bytes(taken.read("seal.py"))
    (folder / "key.pem").unlink()
    assert _run(folder)[1].splitlines()[0] == "key.pem: is missing"
    (folder / "key.pem").write_bytes(taken.read("key.pem"))
    signature = bytearray(taken.read("seal.sig"))
    signature[40] ^= 1
    (folder / "seal.sig").write_bytes(signature)
    assert _run(folder)[1].splitlines()[0] == "seal.sig: not by key.pem"


def test_the_file_holds_paper_pictures_signature_and_the_log_says_who_took_it_before_it_leaves(
    app: Flask, seat: Seat
) -> None:
    with app.extensions["database"].transaction() as db:
        db.add(
            SeatSilence(attempt_id=seat.place.attempt_id, since=MORNING, until=MORNING + timedelta(minutes=1))
        )
    taken = _take(app, seat)
    names = set(taken.namelist())
    assert {"dossier.pdf", "dossier.json", "seal.json", "seal.sig", "key.pem", "README.txt"} < names
    assert any(name.startswith("media/") for name in names)
    told = json.loads(taken.read("dossier.json"))
    text = read_text(taken.read("dossier.pdf"))
    assert text.count("вовремя · учитывается") == 7, "no word of a table is torn"
    said = squeeze(text)
    candidate = told["attempt"]["candidate"]
    for words in (
        *(candidate["name_cyrl"], candidate["organisation"]["en"], told["attempt"]["code"]),
        *(told["heads"][0]["receipt"], told["heads"][-1]["digest"], told["key_history"]["list"]),
        *(row["cause"] for row in told["time_ledger"] if row["kind"] in {"paused", "extension"}),
        *(row["response"] for row in told["answers"] if isinstance(row["response"], str)),
    ):
        assert squeeze(words) in said, words
    load_pem_public_key(taken.read("key.pem")).verify(taken.read("seal.sig"), taken.read("seal.json"))
    with app.extensions["database"].reading() as db:
        entry = latest_entries(db, most=1)[0]
    assert (entry.act, entry.subject_code, REASON in entry.facts) == (
        "attempt.dossier_taken",
        seat.place.code,
        True,
    )
    assert [row["kind"] for row in told["time_ledger"]][:4] == ["started", "shown", "paused", "resumed"]
    assert told["silences"] == [{"since": MORNING.isoformat(), "until": "2026-11-24T04:31:00+00:00"}]
    assert told["withdrawn_admissions"] == []
    assert {one["act"] for one in told["key_history"]["audit"]} == {
        "question_list.composed",
        "question_list.sealed",
        "item_matter.put",
    }
    told_all = taken.read("dossier.json").decode()
    assert (f"Shikoyat {TEXT_ITEM}" in told_all, "Shikoyat LAW-999" in told_all) == (True, False)


def test_it_is_for_those_alone_who_did_not_run_the_sitting_and_say_what_for(app: Flask, seat: Seat) -> None:
    address = f"/attempts/{seat.place.code}/dossier?lang=ru"
    auditor = open_pages(app, Role.AUDITOR)
    assert "не короче 10 букв" in auditor.post(address, data={"reason": "ok"}).text
    assert "Конфиденциально" in auditor.get(address).text
    far = open_pages(app, Role.OPERATOR, region_code="UZ-FA")
    assert far.post(address, data={"reason": REASON}).status_code == 404
    member = open_pages(app, Role.COMMISSION_MEMBER)
    with app.extensions["database"].transaction() as db:
        staff = db.scalars(select(func.max(StaffAccount.id))).one()
        db.add(SittingProctor(sitting_id=seat.room.sitting_id, staff_id=staff))
    assert member.post(address, data={"reason": REASON}).status_code == 403
    unfinished = f"/attempts/{seat.room.places[1].code}/dossier"
    refused = auditor.post(f"{unfinished}?lang=ru", data={"reason": REASON})
    assert (refused.status_code, "так и не была начата" in refused.text) == (409, True)


def test_the_verb_writes_the_same_file_for_its_owner_alone(
    app: Flask, seat: Seat, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.data / INSTALLATION_FILE).write_text(f'secret_key = "{SECRET}"\n')
    monkeypatch.setenv("EXAMAPP_DATA", str(settings.data))
    monkeypatch.setenv("EXAMAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMAPP_LOG_LEVEL", "CRITICAL")
    place = tmp_path / "d.zip"
    asked = ["attempt", "dossier", seat.place.code, str(place), "--language", "ru", "--json"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["bytes"] == place.stat().st_size
    with zipfile.ZipFile(place) as packed:
        assert "Взял: Сотрудник у сервера." in read_text(packed.read("dossier.pdf"))
    assert place.stat().st_mode & 0o077 == 0
    shutil.unpack_archive(place, tmp_path / "out")
    assert _run(tmp_path / "out")[0] == 0
    assert CliRunner().invoke(main, ["attempt", "dossier", "NOBODY"]).exit_code == 2


def test_the_script_pays_what_the_product_pays_for_every_kind_of_item(database_url: str) -> None:
    points_of = runpy.run_path(str(SCRIPT), run_name="read")["points_of"]
    compared = set()
    for item in load_shipped_list()[1].values():
        if random.Random(item.id).random() < 0.6 and item.interaction.type in compared:
            continue
        native = item_to_json(item)
        for row in truth_table(item):
            if not _is_answer(item, row.response):
                continue  # refused at its arrival, it never counts
            due = score_response(item, row.response).points
            assert points_of(native, row.response, _typed(item, row.response)) == due, (item.id, row.response)
        compared.add(item.interaction.type)
    assert len(compared) >= 8


def _is_answer(item: Any, response: Any) -> bool:
    try:
        check_response(item.interaction, response)
    except ResponseError:
        return False
    return True


def _typed(item: Any, response: Any) -> dict[str, Any]:
    if not isinstance(response, str):
        return {}
    if isinstance(item.answer_key, TextKey):
        variants = {one: fold_answer(one) for one in item.answer_key.variants}
        return {"folded": [fold_answer(response), fold_by_look(response)], "variants": variants}
    if isinstance(item.answer_key, NumericKey):
        number = read_answered_number(item, response)
        return {"number": None if number is None else str(number)}
    return {}
