"""`./run faults certificates`: forged PDFs, QR codes and badges, and guessed codes.

None may be taken for genuine, and no genuine one refused; nothing may raise. Every kind of forgery is a
function of `forging`. A seed makes the same forgeries again.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from examapp.certificates.code_check import LENGTH, is_well_formed, new_certificate_code
from examapp.certificates.pdf_check import check_pdf
from examapp.certificates.verification import Standing, judge_badge, judge_qr_text
from examapp.core.codes import new_code
from tests.examapp.certificates.signed import PAYLOAD_KEY, issued
from tests.faults.forging import BADGE_FORGERIES, PDF_FORGERIES, QR_FORGERIES, genuine

GENUINE_EVERY = 25
ISSUED_CODES = 100_000
TODAY = date(2026, 12, 1)
KEYS = [PAYLOAD_KEY.public_key()]


@dataclass
class Tally:
    """What was tried, by kind, and what must not have been."""

    tried: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    genuine: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing forged passed, nothing genuine was refused and nothing raised."""
        return not (self.accepted or self.refused or self.raised)


def passes(thing: bytes | str, kind: str) -> bool:
    """Tell whether the product takes a thing for genuine."""
    if kind.startswith("QR"):
        verdict = judge_qr_text(str(thing), keys=KEYS, find_entry=None, today=TODAY)
        return verdict.standing is not Standing.NOT_GENUINE
    data = bytes(thing) if not isinstance(thing, str) else thing.encode()
    if kind.startswith("badge"):
        return judge_badge(data, keys=KEYS, find_entry=None, today=TODAY).standing is not Standing.NOT_GENUINE
    return check_pdf(data, trust=issued().anchor, payload_key=KEYS[0]).genuine


Forgery = tuple[int, Callable[[Any, Random], Any]]
ALL: Mapping[str, Forgery] = {**PDF_FORGERIES, **QR_FORGERIES, **BADGE_FORGERIES}


def forge(tally: Tally, trials: int, seed: int, kinds: Mapping[str, Forgery] = ALL) -> None:
    """Try so many forgeries, each kind by its weight, and genuine ones among them."""
    names, weights = list(kinds), [weight for weight, _ in kinds.values()]
    for number in range(trials):
        chance = Random(f"{seed} {number}")
        kind = chance.choices(names, weights)[0] if number >= len(names) else names[number]
        original = original_of(kind, chance.randrange(3))
        forged = kinds[kind][1](original, chance)
        assert forged != original, f"{kind} {number} forges nothing"
        _try(tally, kind, f"{kind}, trial {number}", forged)
        if number % GENUINE_EVERY == 0:
            tally.genuine += 1
            if not passes(original, kind):
                tally.refused.append(f"{kind}, trial {number}")


def original_of(kind: str, which: int) -> bytes | str:
    """Return a genuine thing of the sort that a kind forges."""
    found = genuine(which)
    return found.qr if kind.startswith("QR") else found.badge if kind.startswith("badge") else found.pdf


def _try(tally: Tally, kind: str, label: str, forged: bytes | str) -> None:
    tally.tried[kind] += 1
    begun = time.process_time()
    try:
        if passes(forged, kind):
            tally.accepted.append(label)
    except Exception as error:
        tally.raised.append(f"{label}: {error!r}")
    tally.seconds[kind] += time.process_time() - begun


@dataclass(frozen=True)
class Guesses:
    """How many codes were guessed, how many could have been issued, and how many were."""

    tried: int
    well_formed: int
    hits: int


def guess(number: int, *, issued_codes: int = ISSUED_CODES) -> Guesses:
    """Guess codes against so many issued ones; half of them with the right check character.

    Both sides come from the operating system's generator, as in the product.
    """
    codes = {new_certificate_code() for _ in range(issued_codes)}
    well_formed = hits = 0
    for turn in range(number):
        code = new_certificate_code() if turn % 2 else new_code(LENGTH)
        well_formed += is_well_formed(code)
        hits += code in codes
    return Guesses(number, well_formed, hits)


def table(tally: Tally) -> str:
    """Return the figures, and below them what must not have been."""
    lines = [f"{'forgery':<32}{'tried':>8}{'CPU ms each':>14}"]
    lines += [
        f"{kind:<32}{tried:>8}{1000 * tally.seconds[kind] / tried:>14.2f}"
        for kind in ALL
        if (tried := tally.tried[kind])
    ]
    lines.append(f"{'all':<32}{tally.tried.total():>8}")
    lines.append(
        f"accepted: {len(tally.accepted)}; genuine ones refused: {len(tally.refused)} of {tally.genuine}; "
        f"raised: {len(tally.raised)}"
    )
    lines += [f"FAULT {one}" for one in (*tally.accepted, *tally.refused, *tally.raised)[:40]]
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Run the campaign and print its figures; 1 where a count that must be nought is not."""
    parser = argparse.ArgumentParser(prog="./run faults certificates", description=__doc__)
    parser.add_argument("--trials", type=int, default=10_000, help="forgeries")
    parser.add_argument("--codes", type=int, default=1_000_000, help="guessed codes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    tally = Tally()
    forge(tally, options.trials, options.seed)
    print(table(tally))
    guesses = guess(options.codes)
    print(
        f"{guesses.tried} codes guessed, {guesses.well_formed} of them well-formed, "
        f"against {ISSUED_CODES} issued ones: {guesses.hits} hit"
    )
    return 0 if tally.is_clean and not guesses.hits else 1
