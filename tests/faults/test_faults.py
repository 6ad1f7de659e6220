"""What the trials of `./run faults` must not let pass unnoticed; the trials themselves: `test_short.py`."""

import random
import sqlite3
import time

import pytest

from examapp.core import fault_points
from examapp.core.fault_points import Point
from tests.faults import power
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ledger import Noted, Paper, write
from tests.faults.power import Disk, Inode
from tests.faults.shim import COMPILER
from tests.faults.store import Held, check, read_held
from tests.journeys.serving import ROOT

CUTS = 60


@pytest.fixture
def figures(tmp_path):
    return Figures(tmp_path / "figures.json")


@pytest.mark.skipif(COMPILER is None, reason="no C compiler: the recorder cannot be built")
def test_a_power_cut_in_another_mode_than_the_shipped_one_loses_answers_and_the_trials_see_it(tmp_path):
    power.record(tmp_path, answers=60, mode="NORMAL")
    trials = list(power.replay(tmp_path, CUTS, seed=7))
    assert len(trials) == CUTS
    assert sum(trial.lost for trial in trials) > 0
    assert any(trial.acknowledged for trial in trials)


def test_every_named_point_stands_in_the_code_once():
    text = "".join(path.read_text() for path in (ROOT / "examapp").rglob("*.py"))
    assert len(Point) >= 40
    assert {point.name for point in Point if text.count(f"reached(Point.{point.name})") != 1} == set()


def test_without_a_wish_a_point_does_nothing():
    assert fault_points.trap is None
    for point in Point:
        fault_points.reached(point)


def paper_with(*answers):
    noted = Noted(Paper("CODE", "digest"))
    for answer in answers:
        noted.make(1, "ITEM", answer)
    results = [{"seq": seq, "id": noted.ids[1, seq], "status": "live"} for seq in range(len(answers))]
    noted.note_reply(1, results)
    return noted


def held_of(noted, answers):
    events = {(1, seq): (noted.ids[1, seq], "ITEM", write(answer)) for seq, answer in answers.items()}
    head = {1: (len(answers), max(answers, default=-1))}
    return Held({7: events}, {7: head}, {7: ("in_progress", None)})


def test_an_answer_that_is_gone_or_changed_is_lost_and_a_wrong_head_is_told():
    noted = paper_with("a", "b")
    assert check({7: noted}, held_of(noted, {0: "a", 1: "b"})) == (0, [])
    assert check({7: noted}, held_of(noted, {0: "a"}))[0] == 1
    assert check({7: noted}, held_of(noted, {0: "a", 1: "c"}))[0] == 1
    wrong = held_of(noted, {0: "a", 1: "b"})
    wrong.heads[7][1] = (1, 1)
    assert "head" in check({7: noted}, wrong)[1][0]


def test_what_nobody_sent_is_told():
    noted = paper_with("a")
    held = held_of(noted, {0: "a"})
    held.events[7][1, 1] = ("f" * 64, "ITEM", '"z"')
    held.heads[7][1] = (2, 1)
    assert any("nobody sent it" in fault for fault in check({7: noted}, held)[1])


class Interrupted:
    """A connection between whose statements somebody else commits an answer with its head."""

    def __init__(self, path):
        self.own, self.other = (sqlite3.connect(path, isolation_level=None) for _ in range(2))
        self.own.execute("PRAGMA journal_mode=WAL")
        self.own.execute("CREATE TABLE attempt (id, state)")
        self.own.execute("CREATE TABLE sealed_head (attempt_id, revision, receipt)")
        self.own.execute("CREATE TABLE response_event (attempt_id, lease, seq, event_id, item, response)")
        self.own.execute("CREATE TABLE lease (attempt_id, number, next_seq, highest)")

    def execute(self, statement):
        if "FROM lease" in statement:
            self.other.execute("BEGIN")
            self.other.execute("INSERT INTO response_event VALUES (7, 1, 0, 'f', 'ITEM', '1')")
            self.other.execute("INSERT INTO lease VALUES (7, 1, 1, 0)")
            self.other.execute("COMMIT")
        return self.own.execute(statement)

    def close(self):
        self.own.close()
        self.other.close()


def test_a_store_is_read_in_one_view_whoever_commits_meanwhile(tmp_path):
    connection = Interrupted(tmp_path / "store.sqlite3")
    held = read_held(connection)
    assert (held.events, held.heads) == ({}, {})
    held = read_held(connection)
    assert (len(held.events[7]), held.heads) == (1, {7: {1: (1, 0)}})
    connection.close()


def test_of_what_was_not_synced_any_part_may_be_gone_and_of_what_was_none():
    inode = Inode(bytearray(b"old"))
    inode.pending.append(("W", 0, b"new"))
    found = {bytes(inode.after_cut(random.Random(seed), "some")) for seed in range(20)}
    assert found == {b"old", b"new"}
    inode.sync()
    assert {bytes(inode.after_cut(random.Random(seed), "none")) for seed in range(20)} == {b"new"}


def test_a_name_is_lost_until_its_folder_is_synced(tmp_path):
    disk = Disk()
    disk.play("O", 5, 0, b"/x/file-wal")
    seen = set()
    for seed in range(20):
        disk.cut(tmp_path, random.Random(seed), "all")
        seen.add((tmp_path / "file-wal").exists())
    assert seen == {True, False}
    disk.play("D", 9, 0, b"")
    disk.cut(tmp_path, random.Random(1), "all")
    assert (tmp_path / "file-wal").exists()


def test_figures_grow_over_runs_and_tell_every_fault(figures):
    figures.add(Trial("kind", 5, 0, 1.5))
    Figures(figures.path).add(Trial("kind", 3, 1, 0.5, ["an answer is gone"]))
    counts = figures.read()["kind"]
    assert (counts["trials"], counts["acknowledged"], counts["lost"], counts["longest"]) == (2, 8, 1, 1.5)
    assert "FAULT kind: an answer is gone" in figures.show()


def test_figures_tell_at_how_many_named_points_a_process_died(figures):
    figures.add(*(Trial("kind", 1, point=point) for point in ("SAVE_STORED", "SAVE_STORED", "LANE_BEGUN")))
    assert figures.read()["kind"]["points"] == {"SAVE_STORED": 2, "LANE_BEGUN": 1}
    assert "POINTS kind: 2 named points, the rarest 1 times (LANE_BEGUN)" in figures.show()


def test_a_fault_that_is_explained_stays_in_the_file_and_is_told_with_its_reason(figures):
    figures.add(Trial("kind", 5, 0, 1.5, ["starved (seed 1)", "an answer is gone"]), Trial("kind", 1))
    assert figures.explain("starved", "the trial's own fault") == 1
    counts = Figures(figures.path).read()["kind"]
    assert (counts["trials"], counts["faults"]) == (2, ["an answer is gone"])
    assert counts["explained"] == [{"fault": "starved (seed 1)", "because": "the trial's own fault"}]
    assert "EXPLAINED kind, 1 times: the trial's own fault" in figures.show()
    assert "FAULT kind: an answer is gone" in figures.show()


def test_a_budget_ends_by_trials_or_by_time():
    budget = Budget(5, 1)
    part = budget.part(2)
    assert [part.take() for _ in range(3)] == [True, True, False]
    assert [budget.take() for _ in range(4)] == [True, True, True, False]
    over = Budget(5, 0)
    time.sleep(0.001)
    assert not over.take()
