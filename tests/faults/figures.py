"""Figures of the fault trials: one file that grows over runs, and the table that shows it.

A run adds its trials under a lock, so that several may count into one file and a killed run loses at most
the trial that it was in.
"""

import fcntl
import json
import os
import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# A median needs no more; the longest is kept apart.
MOST_TIMES = 2_000
MOST_FAULTS = 40


def default_path() -> Path:
    """Where figures accumulate unless told otherwise: the user's state."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "examapp" / "faults.json"


@dataclass
class Trial:
    """What became of one trial: counts of answers, how long until the service was back, what went wrong.

    `point` is the named point at which a process died, where it died at one.
    """

    kind: str
    point: str = field(default="", kw_only=True)
    acknowledged: int = 0
    lost: int = 0
    recovery_s: float | None = None
    faults: list[str] = field(default_factory=list)


class Figures:
    """The file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[dict[str, Any]]:
        with self.path.with_suffix(".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            kept = json.loads(self.path.read_text()) if self.path.exists() else {"kinds": {}}
            yield kept
            fresh = self.path.with_suffix(".new")
            fresh.write_text(json.dumps(kept, indent=1, sort_keys=True))
            fresh.replace(self.path)

    def add(self, *trials: Trial) -> None:
        """Count trials."""
        with self._locked() as kept:
            for trial in trials:
                _count(kept["kinds"], trial)

    def explain(self, words: str, because: str) -> int:
        """Move the faults that hold some words to those that are explained; returns how many.

        None is deleted: the table shows them, counted, below itself.
        """
        moved = 0
        with self._locked() as kept:
            for counts in kept["kinds"].values():
                found = [fault for fault in counts["faults"] if words in fault]
                counts["faults"] = [fault for fault in counts["faults"] if words not in fault]
                explained = counts.setdefault("explained", [])
                explained += [{"fault": fault, "because": because} for fault in found]
                moved += len(found)
        return moved

    def skip(self, kind: str, reason: str) -> None:
        """Note that a kind cannot be tried on this machine, and why."""
        with self._locked() as kept:
            kept.setdefault("skipped", {})[kind] = reason

    def read_skipped(self) -> dict[str, str]:
        """Return, by kind, why it was not tried."""
        with self._locked() as kept:
            return dict(kept.get("skipped", {}))

    def read(self) -> dict[str, dict[str, Any]]:
        """Return the figures by kind."""
        with self._locked() as kept:
            return kept["kinds"]

    def trials(self, kind: str) -> int:
        """Return how many trials of a kind are counted."""
        return self.read().get(kind, {}).get("trials", 0)

    def show(self, only: set[str] | None = None) -> str:
        """Return the table, faults below it; `answered` counts trials in which something was acknowledged."""
        head = f"{'kind':<52}{'trials':>8}{'answered':>10}{'acknowledged':>14}{'lost':>6}"
        head += f"{'back in s, median':>19}{'longest':>9}"
        lines, faults = [head], []
        for kind, counts in sorted(self.read().items()):
            if only is not None and kind not in only:
                continue
            times = counts["times"]
            middle = f"{statistics.median(times):.2f}" if times else "-"
            longest = f"{counts['longest']:.2f}" if times else "-"
            row = f"{kind:<52}{counts['trials']:>8}{counts.get('answered', 0):>10}"
            row += f"{counts['acknowledged']:>14}{counts['lost']:>6}"
            lines.append(f"{row}{middle:>19}{longest:>9}")
            faults += [f"FAULT {kind}: {fault}" for fault in counts["faults"]]
            points = counts.get("points", {})
            if points:
                rarest = min(points, key=lambda name: points[name])
                told = f"{len(points)} named points, the rarest {points[rarest]} times ({rarest})"
                faults.append(f"POINTS {kind}: {told}; trials before points were counted are not among them")
            reasons = Counter(one["because"] for one in counts.get("explained", []))
            faults += [f"EXPLAINED {kind}, {number} times: {reason}" for reason, number in reasons.items()]
        faults += [f"SKIPPED {kind}: {reason}" for kind, reason in sorted(self.read_skipped().items())]
        return "\n".join(lines + faults)


def _count(kinds: dict[str, Any], trial: Trial) -> None:
    empty = {
        "trials": 0,
        "answered": 0,
        "acknowledged": 0,
        "lost": 0,
        "times": [],
        "longest": 0.0,
        "faults": [],
    }
    counts = kinds.setdefault(trial.kind, empty)
    if trial.point:
        points = counts.setdefault("points", {})
        points[trial.point] = points.get(trial.point, 0) + 1
    facts = asdict(trial)
    counts["trials"] += 1
    counts["answered"] = counts.get("answered", 0) + (trial.acknowledged > 0)
    counts["acknowledged"] += facts["acknowledged"]
    counts["lost"] += facts["lost"]
    if trial.recovery_s is not None:
        counts["longest"] = round(max(counts["longest"], trial.recovery_s), 3)
        if len(counts["times"]) < MOST_TIMES:
            counts["times"].append(round(trial.recovery_s, 3))
    counts["faults"] = (counts["faults"] + trial.faults)[:MOST_FAULTS]
