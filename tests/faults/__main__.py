"""`./run faults CAMPAIGN …`: what is done to the product on purpose, counted over runs of any length."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from tests.faults import formats, saves

CAMPAIGNS: Mapping[str, tuple[str, Callable[[Sequence[str]], int]]] = {
    "formats": ("files of every format, spoilt, through the door for strangers' files", formats.main),
    "saves": ("saves that are wrong in one way each, against the exam API: none may count", saves.main),
}


def main(words: Sequence[str]) -> int:
    """Run one campaign; 0 where nothing broke that must not break."""
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__)
    told = "; ".join(f"{name}: {meaning}" for name, (meaning, _) in CAMPAIGNS.items())
    parser.add_argument("campaign", choices=CAMPAIGNS, help=told)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="what the campaign itself takes (--help)")
    chosen = parser.parse_args(words)
    _, run = CAMPAIGNS[chosen.campaign]
    return run(chosen.rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
