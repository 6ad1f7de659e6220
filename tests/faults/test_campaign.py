"""The short form of `./run faults formats`, and what it does not let pass."""

import random
import resource

import pytest

from examapp.delivery.papers import Paper
from question_bank.formats.contract import ReadList
from question_bank.formats.judging import judge
from question_bank.formats.registry import FORMATS
from question_bank.formats.report import Judged
from tests.faults import certificates, formats, saves
from tests.faults.attacks import ATTACKS, write_attack
from tests.faults.save_bench import Bench, Save
from tests.faults.spoiling import spoil, write_sources
from tests.question_bank.samples import item

# What takes no time to make; the campaign itself tries all of them.
QUICK = [
    *("entity bomb", "external entity file", "nested elements", "deep rules", "a pattern that backtracks"),
    *("zip of nothing", "overlapping entries", "path out", "picture from outside"),
    *("SVG with a script", "Moodle with foreign pictures", "JSON nested", "YAML of aliases", "noughts"),
]


@pytest.fixture(scope="module")
def saving(tmp_path_factory):
    """Return what makes a bench at a seat of its own; `made`: bodies of schemathesis."""
    with saves.ground(tmp_path_factory.mktemp("saves")) as (app, clock):
        room = saves.make_room(app, clock, seats=8)
        places = iter(range(8))
        yield lambda made=({},): Bench(room, next(places), random.Random(5), made)


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return write_sources(tmp_path_factory.mktemp("sources"))


def test_there_is_a_source_of_every_format(sources):
    assert {name.partition(".")[0] for name in sources} == set(FORMATS)


def test_spoilt_files_are_read_or_refused_and_nothing_worse(sources):
    told = formats.read_batch(sources, range(100), seed=7)
    assert [trial["fault"] for trial in told if trial["fault"] or trial["unaccounted"]] == []
    assert sum(trial["read"] for trial in told) > 15
    assert sum(trial["refused"] for trial in told) > 15


@pytest.mark.parametrize("name", QUICK)
def test_an_attack_is_read_or_refused_and_nothing_of_it_stays(sources, tmp_path, name):
    path = write_attack(name, sources, tmp_path)
    trial = formats._try("attacks", name, judge, path, resource.RUSAGE_SELF)
    assert (trial["fault"], trial["crashes"], trial["unclean"], trial["unaccounted"]) == ("", 0, 0, 0)


def test_a_trial_goes_through_the_door_of_the_product(sources, tmp_path):
    path = write_attack("overlapping entries", sources, tmp_path)
    trial = formats.read_in_child("attacks", path, "overlapping entries")
    assert (trial["refused"], trial["kind"]) == (1, "zip_overlap")


def test_the_same_number_is_the_same_file(sources):
    name = next(iter(sources))
    assert spoil(sources, name, 3, seed=1) == spoil(sources, name, 3, seed=1)


def test_an_item_that_does_more_than_be_read_is_counted():
    made = item("choice")
    text = made.texts["ru"]
    object.__setattr__(text, "stem", "<p>x<img src='http://foreign.example/x'></p>")
    told = formats._look_at(Judged(ReadList("native", 1, {made.id: made}), ()))
    assert told["unclean"] == 1


def test_figures_add_up_and_faults_are_told():
    state = formats._load(None, seed=1)
    for crash in ("", "Traceback …"):
        formats.count(state, "worker", formats._trial_of("gift.gift", "gift.gift 1", crash))
    assert formats.figures_of(state, "gift.gift", "worker")["trials"] == 2
    assert "FAULT worker: gift.gift 1: Traceback …" in formats.table(state)


def test_every_attack_is_made_by_name():
    assert set(QUICK) <= set(ATTACKS)


def test_no_spoilt_save_counts_and_every_right_one_does(saving):
    figures = saves.Figures()
    saves.run(figures, saving(saves.generate(8, 5)), 300)
    assert figures.faults == []
    assert set(figures.ways) == {way.__name__ for way in saves.WAYS}
    assert min(figures.wrong, 10 * figures.right) > 100


def test_a_wrong_save_that_counts_is_found(saving, monkeypatch):
    monkeypatch.setattr(Paper, "accepts", lambda *_words: True)
    figures = saves.Figures()
    saves.run(figures, saving(), 60)
    assert any(fault.startswith("counted") for fault in figures.faults)


def test_a_reply_that_the_document_does_not_know_is_found(saving, monkeypatch):
    monkeypatch.setattr(Bench, "send", lambda *_words: (500, {"error": {"code": "x", "message": "x"}}))
    figures = saves.Figures()
    saves.try_once(saving(), figures)
    assert figures.faults[0].startswith("not as the document says")


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ('{"entries": [{"lease": 1, "seq": 0, "item": "INTERNET-005", "response": "a\\tb"}]}', True),
        ('{"entries": [{"lease": 1, "seq": 0, "item": "NETWORKS-006", "response": null}]}', True),
        ('{"entries": [{"lease": 1, "seq": 0, "item": "INTERNET-005", "response": "\\u061c"}]}', False),
        ('{"entries": [{"lease": 1, "seq": 0, "item": "INTERNET-005", "response": "\\ud800"}]}', False),
        (
            '{"entries": [{"lease": 1, "seq": 0, "item": "INTERNET-005", "response": "", "made_ms": 1e999}]}',
            False,
        ),
    ],
)
def test_the_judge_of_saves_is_exact(saving, body, right):
    bench = saving()
    save = Save(body.encode(), f"Bearer {bench.seat.token}")
    assert (bench.is_right(save) is not None) is right
    assert (bench.send(save)[0] == 200) is right


def test_no_forged_certificate_passes_and_no_genuine_one_is_refused():
    tally = certificates.Tally()
    certificates.forge(tally, 500, seed=4)
    assert (tally.accepted, tally.refused, tally.raised) == ([], [], [])
    assert set(tally.tried) == set(certificates.ALL)
    assert tally.genuine == 20


def test_a_forgery_that_passed_would_be_counted(monkeypatch):
    tally = certificates.Tally()
    monkeypatch.setattr(certificates, "passes", lambda thing, kind: kind == "cut short")
    certificates.forge(tally, 31, seed=4)
    assert len(tally.accepted) >= 1
    assert all(label.startswith("cut short") for label in tally.accepted)
    assert len(tally.refused) == 2
    assert not tally.is_clean


def test_lesson_43_guessed_codes_find_nothing():
    guesses = certificates.guess(20_000, issued_codes=2_000)
    assert guesses.hits == 0
    assert 10_000 < guesses.well_formed < 12_000
