"""More patience than people are given: the suite's machine may stall for longer than a storage may hang.

How long a person or a lock is waited for is a value of the product. A test that is about such a value sets it
or asks for it; in every other test it only measures the machine.
"""

from examapp.core import db, gate
from examapp.delivery import pulse, writer_lane

SECONDS = 30
AS_SHIPPED = {"busy_seconds": db.BUSY_SECONDS}


def be_patient() -> None:
    """Raise the product's limits of waiting for this process."""
    assert db.make_engine.__kwdefaults__["busy_seconds"] == AS_SHIPPED["busy_seconds"]
    db.make_engine.__kwdefaults__["busy_seconds"] = SECONDS
    for module, name in (
        (db, "BUSY_SECONDS"),
        (writer_lane, "BUSY_SECONDS"),
        (writer_lane, "DEADLINE_SECONDS"),
        (gate, "LONGEST_SECONDS"),
        (pulse, "MOMENT_SECONDS"),
    ):
        assert getattr(module, name) < SECONDS
        setattr(module, name, SECONDS)
