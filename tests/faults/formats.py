"""`./run faults formats`: files of every format, spoilt and hostile, through the product's door.

The mass is read in one worker process, as fast as it goes. One file in `--apart-every`, and each attack, is
read by the child that the product starts, with its bounds; who starts those children is a small process that
does nothing else, because a child's peak begins at that of its parent. Figures add up in a state file.
"""

import argparse
import json
import re
import resource
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from examapp.authoring.list_reading import read_apart
from question_bank.formats.contract import NotReadable
from question_bank.formats.judging import judge
from question_bank.formats.report import Judged
from tests.faults import verbs
from tests.faults.attacks import ATTACKS, write_attack
from tests.faults.spoiling import spoil, write_sources

BATCH = 50
MOST_SECONDS = 5.0
MOST_MEMORY = 256 * 2**20
LONGEST_BATCH = 300
COUNTS = ("trials", "read", "refused", "unaccounted", "crashes", "unclean", "wall_over", "cpu_over")
_UNCLEAN = re.compile(
    r"<(script|iframe|img|object|a|svg|style|link)\b|<[^>]*\s(on\w+|href|src|style)\s*=", re.IGNORECASE
)


def main(words: Sequence[str]) -> int:
    """Run the campaign and print its table; 1 where a count that must be nought is not."""
    options = _options(words)
    state = _load(options.state, options.seed)
    until = time.monotonic() + options.seconds if options.seconds else None
    with tempfile.TemporaryDirectory() as folder:
        sources = write_sources(Path(folder))
        if options.verbs:
            told = verbs.run(sources, [name for name in ATTACKS if options.verbs.strip() in name])
            print(verbs.table(told))
            return 1 if any(one.fault for one in told) else 0
        _run_attacks(state, sources, Path(folder), options.state)
        _run_mass(state, sources, options, until)
    _save(state, options.state)
    print(table(state))
    return 1 if faults_of(state) else 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run faults formats", description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="spoilt files to add (attacks come beside)")
    parser.add_argument("--seed", type=int, default=1, help="of a new state; a state keeps its own")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so long (0: when all are done)")
    parser.add_argument("--state", type=Path, help="JSON file in which figures add up from run to run")
    parser.add_argument("--apart-every", type=int, default=20, help="one file in so many through the child")
    told = "give each attack whose name holds WORD to the verb instead, from the shell (without WORD: all)"
    parser.add_argument("--verbs", nargs="?", const=" ", metavar="WORD", help=told)
    return parser.parse_args(words)


def _load(path: Path | None, seed: int) -> dict[str, Any]:
    if path and path.exists():
        state: dict[str, Any] = json.loads(path.read_text())
        return state
    return {"seed": seed, "figures": {}, "peak_of_child": 0, "peak_at": "", "attacks": {}, "faults": []}


def _save(state: dict[str, Any], path: Path | None) -> None:
    if path:
        path.write_text(json.dumps(state, indent=1))


def figures_of(state: dict[str, Any], name: str, door: str) -> dict[str, Any]:
    """Return the counts of a kind of file by a door ("worker" or "child"), made at first use."""
    fresh = dict.fromkeys(COUNTS, 0) | {"wall": 0.0, "cpu": 0.0}
    counts: dict[str, Any] = state["figures"].setdefault(f"{name} {door}", fresh)
    return counts


def _run_mass(
    state: dict[str, Any], sources: Mapping[str, bytes], options: argparse.Namespace, until: float | None
) -> None:
    end = state.setdefault("next", 0) + options.trials
    pool, starter = _pool(), _pool()
    while state["next"] < end and (until is None or time.monotonic() < until):
        numbers = range(state["next"], min(state["next"] + BATCH, end))
        state["next"] = numbers.stop
        inside = [number for number in numbers if number % options.apart_every]
        try:
            told = pool.submit(read_batch, sources, inside, state["seed"]).result(LONGEST_BATCH)
        except (BrokenProcessPool, TimeoutError) as error:
            pool.shutdown(wait=False, cancel_futures=True)
            pool = _pool()
            told = [_trial_of("batch", crash=f"the worker died in {numbers}: {error!r}")]
        for trial in told:
            count(state, "worker", trial)
        for number in (number for number in numbers if number % options.apart_every == 0):
            count(state, "child", starter.submit(read_one_apart, sources, number, state["seed"]).result())
        _save(state, options.state)
    pool.shutdown()
    starter.shutdown()


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"))


def _run_attacks(state: dict[str, Any], sources: Mapping[str, bytes], folder: Path, to: Path | None) -> None:
    """Try each attack that the state does not know yet."""
    with _pool() as starter:
        for name in ATTACKS:
            if name in state["attacks"]:
                continue
            # A process for each file made: some take much memory in the making.
            with _pool() as maker:
                path = maker.submit(write_attack, name, sources, folder).result()
            trial = starter.submit(read_in_child, "attacks", path, name).result()
            state["attacks"][name] = trial["kind"] or "read"
            count(state, "child", trial)
            path.unlink()
            _save(state, to)


def read_one_apart(sources: Mapping[str, bytes], number: int, seed: int) -> dict[str, Any]:
    """Read one spoilt file through the product's own door; the round of formats is that of the mass."""
    names = list(sources)
    name = names[(number // 7) % len(names)]
    spoilt = spoil(sources, name, number, seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{spoilt.ending}"
        path.write_bytes(spoilt.content)
        return read_in_child(name, path, f"{name} {number} {spoilt.way}")


def read_in_child(name: str, path: Path, label: str) -> dict[str, Any]:
    """Read one file through the product's own door, and look at what its child took."""
    trial = _try(name, label, read_apart, path, resource.RUSAGE_CHILDREN)
    # The largest child so far: one that goes beyond shows at once, and stays in sight.
    trial["peak"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return trial


def read_batch(sources: Mapping[str, bytes], numbers: Sequence[int], seed: int) -> list[dict[str, Any]]:
    """Read spoilt files in this process; return what came of each."""
    names = list(sources)
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            name = names[number % len(names)]
            spoilt = spoil(sources, name, number, seed)
            path = Path(folder) / f"list{spoilt.ending}"
            path.write_bytes(spoilt.content)
            label = f"{name} {number} {spoilt.way}"
            told.append(_try(name, label, judge, path, resource.RUSAGE_SELF))
    return told


def _try(name: str, label: str, read: Any, path: Path, whose: int) -> dict[str, Any]:
    before, begun = resource.getrusage(whose), time.monotonic()
    trial = _trial_of(name, label)
    try:
        trial |= _look_at(read(path))
        trial["read"] = 1
    except NotReadable as refusal:
        trial["refused"], trial["kind"] = 1, refusal.kind
    except Exception:
        trial["crashes"] = 1
        trial["fault"] = traceback.format_exc(limit=-3)
    after = resource.getrusage(whose)
    trial["wall"] = time.monotonic() - begun
    trial["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    trial["wall_over"], trial["cpu_over"] = trial["wall"] > MOST_SECONDS, trial["cpu"] > MOST_SECONDS
    return trial


def _trial_of(name: str, label: str = "", crash: str = "") -> dict[str, Any]:
    counts = dict.fromkeys(COUNTS, 0) | {"trials": 1, "crashes": int(bool(crash))}
    return {"name": name, "label": label, "fault": crash, "kind": "", "wall": 0.0, "cpu": 0.0, **counts}


def _look_at(judged: Judged) -> dict[str, Any]:
    """Tell whether every block is accounted for, and whether no item does more than be read."""
    found = judged.read_list
    ends = len(found.items) + len(found.refusals) + len(found.questions)
    texts = [text for item in found.items.values() for text in item.texts.values()]
    words = [part for text in texts for part in (text.stem, *text.choices.values(), text.rationale or "")]
    unclean = [part for part in words if _UNCLEAN.search(part)]
    unclean += [
        str(sha) for sha, content in found.media.items() if b"<script" in content or b"onload" in content
    ]
    fault = f"unclean: {unclean[0][:200]}" if unclean else ""
    return {"unaccounted": int(ends != found.blocks), "unclean": int(bool(unclean)), "fault": fault}


def count(state: dict[str, Any], door: str, trial: dict[str, Any]) -> None:
    """Add a trial to the figures; what must not be is kept with its label."""
    counts = figures_of(state, trial["name"], door)
    for name in COUNTS:
        counts[name] += int(trial[name])
    counts["wall"], counts["cpu"] = max(counts["wall"], trial["wall"]), max(counts["cpu"], trial["cpu"])
    peak = trial.get("peak", 0)
    if peak > state["peak_of_child"]:
        state["peak_of_child"], state["peak_at"] = peak, trial["label"]
        if peak > MOST_MEMORY:
            trial["fault"] = trial["fault"] or f"a child of {peak // 2**20} MB"
    slow = trial["wall_over"] if door == "child" else trial["cpu_over"]
    if trial["fault"] or trial["unaccounted"] or slow:
        why = trial["fault"] or f"{trial['wall']:.1f} s, CPU {trial['cpu']:.1f} s"
        state["faults"].append({"door": door, "label": trial["label"], "why": why})


def faults_of(state: dict[str, Any]) -> list[dict[str, str]]:
    """Return what must not have been."""
    found: list[dict[str, str]] = state["faults"]
    return found


def table(state: dict[str, Any]) -> str:
    """Return the figures as a table, and every fault below it."""
    heading = f"{'file':<26}" + "".join(f"{name:>12}" for name in (*COUNTS, "wall s", "CPU s"))
    lines = [heading]
    total: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {"wall": 0.0, "cpu": 0.0}
    for name, counts in sorted(state["figures"].items()):
        lines.append(_row(name, counts))
        total = {
            key: max(total[key], counts[key]) if key in {"wall", "cpu"} else total[key] + counts[key]
            for key in total
        }
    lines.append(_row("all", total))
    lines.append(f"largest child: {state['peak_of_child'] / 2**20:.0f} MB ({state['peak_at']})")
    lines += [f"FAULT {fault['door']}: {fault['label']}: {fault['why']}" for fault in state["faults"][:40]]
    return "\n".join(lines)


def _row(name: str, counts: Mapping[str, Any]) -> str:
    return (
        f"{name:<26}"
        + "".join(f"{counts[key]:>12}" for key in COUNTS)
        + f"{counts['wall']:>12.2f}{counts['cpu']:>12.2f}"
    )
