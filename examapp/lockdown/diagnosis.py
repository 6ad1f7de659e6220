"""What arrived and what was expected, side by side, for a technician at the seat. No secret stands in it.

Of each bound key the first eight digits are shown. They belong to the address of the page of diagnosis alone,
which no call of the exam ever has.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from examapp.lockdown.checking import Arrived, Expected, Fault, PageRule, Pair, find_fault
from examapp.lockdown.config_key import bind_to_address
from examapp.lockdown.desk import LockdownDesk
from examapp.sittings.models import Sitting

SHOWN_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the page shows; `exam_fits` is None where the centre keeps no list, or nothing was shown."""

    counted_url: str
    arrived_url: str
    by_headers: bool
    config_arrived: str
    config_expected: str
    exam_arrived: str
    listed: int
    exam_fits: bool | None
    fault: Fault | None

    @property
    def same_address(self) -> bool:
        """Whether the browser asks under the address under which the server counts."""
        return self.counted_url == self.arrived_url


def diagnose(
    db: Session, desk: LockdownDesk, sitting: Sitting, arrived: Arrived, arrived_url: str
) -> Diagnosis:
    """Compare what a browser shows on the page of diagnosis with what a sitting expects."""
    config_key, exam_keys = desk.config_key_of(db, sitting.id), desk.exam_keys_of(db, sitting)
    expected = Expected(config_key, exam_keys, "", arrived.url, arrived.url)
    pair: Pair = arrived.headers or arrived.of_page
    fits = pair.exam in {bind_to_address(arrived.url, key) for key in exam_keys}
    return Diagnosis(
        counted_url=arrived.url,
        arrived_url=arrived_url,
        by_headers=bool(arrived.headers),
        config_arrived=_begin(pair.config),
        config_expected=_begin(bind_to_address(arrived.url, config_key)) if config_key else "",
        exam_arrived=_begin(pair.exam),
        listed=len(exam_keys),
        exam_fits=fits if exam_keys and pair.exam else None,
        fault=find_fault(arrived, expected, PageRule.NEVER),
    )


def _begin(shown: str) -> str:
    return "".join(sign for sign in shown if sign.isalnum())[:SHOWN_DIGITS]
