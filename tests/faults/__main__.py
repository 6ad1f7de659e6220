"""`./run faults [CAMPAIGN …]`: what is done to the product on purpose, counted over runs of any length.

Without a campaign all run one after the other, except `formats`, `saves`, `certificates` and `tampering`:
they lose no answers and have figures of their own. `short` tries each kind of the others a few times. Figures
accumulate in a file: a campaign that was stopped goes on where it was when it is started again.

A fault whose cause was found to be the trial's and not the product's stays in the file: `--explain WORDS
--because REASON` sets every fault that holds these words apart, with the reason, and the table tells of both.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.faults.budget import Budget
from tests.faults.figures import Figures, default_path

# Name: what it does; its module, which is imported when it is asked for.
CAMPAIGNS: Mapping[str, str] = {
    "kills": "kill -9 of a process that runs the storage module, at random and at each named point",
    "served": "the whole served application, its writer, its database and the room, killed under load",
    "reserve": "the main copy of PostgreSQL fails under load, and its reserve takes over",
    "space": "a disk that is full, read-only or fails to sync, and then works again",
    "browser": "the exam page in Chromium, killed, closed and reloaded, with the link up or cut",
    "links": "narrow, slow and lossy links, replays, clocks that jump, two seats at once, a seat taken over",
    "real_pages": "the exam page in Chromium on such links, with a wrong clock, and reloaded at every step",
    "leases": "seats that race for one attempt on many threads",
    "power": "SQLite's files after a power cut: unsynced writes dropped, torn, in any order",
}
# files of every format, spoilt, through the door for strangers' files; saves that are wrong in one way each;
# forged certificates, QR codes and badges, and guessed codes; answers and audit log tampered with; and each
# kind of the campaigns a few times, for the suite
APART = ("formats", "saves", "certificates", "tampering", "short")


def read_words(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    told = "; ".join(f"{name}: {meaning}" for name, meaning in CAMPAIGNS.items())
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__, epilog=told)
    parser.add_argument("campaigns", nargs="*", choices=[*CAMPAIGNS, []], help="all, if none is named")
    parser.add_argument("--trials", type=int, default=100, help="of each campaign")
    parser.add_argument("--minutes", type=float, default=5.0, help="of each campaign, whichever ends first")
    parser.add_argument("--figures", type=Path, default=default_path(), help="where the figures accumulate")
    parser.add_argument("--show", action="store_true", help="only print the figures")
    parser.add_argument("--explain", metavar="WORDS", help="set the faults that hold these words apart")
    parser.add_argument("--because", metavar="REASON", help="why they are none of the product's")
    asked = parser.parse_args(words)
    if (asked.explain is None) != (asked.because is None):
        parser.error("--explain and --because go together")
    return asked


def main(words: Sequence[str]) -> int:
    """Run campaigns; 0 where nothing was lost and nothing else broke."""
    if words and words[0] in APART:
        return int(importlib.import_module(f"tests.faults.{words[0]}").main(words[1:]))
    asked = read_words(words)
    figures = Figures(asked.figures)
    if asked.explain:
        print(f"{figures.explain(asked.explain, asked.because)} faults are explained")
        asked.show = True
    # Read once when the application is loaded, which is therefore done later: the trials choose the point.
    os.environ["EXAMAPP_DIE_AT"] = "chosen later"
    with tempfile.TemporaryDirectory(prefix="examapp-faults-run-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in [] if asked.show else asked.campaigns or CAMPAIGNS:
            print(f"{name}: {CAMPAIGNS[name]} …", file=sys.stderr, flush=True)
            module = importlib.import_module(f"tests.faults.{name}")
            module.campaign(figures, Budget(asked.trials, asked.minutes))
    print(figures.show())
    print(f"Kept in {figures.path}")
    kinds = figures.read().values()
    return int(any(counts["lost"] or counts["faults"] for counts in kinds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
