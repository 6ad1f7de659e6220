"""How a computer learns which workstation it is: a room's code for some hours, then a token for good.

The proctor or the operator has a code made for the room and types it at each computer with the number on the
desk. The code has 40 bits and dies after eight hours: a thousand guesses a second would find one of ten open
codes within that time with a chance of 3 in 10,000, and gain a seat's name, which opens nothing.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.centres.errors import PairingRefused, WorkstationUnknown
from examapp.centres.models import Room, Workstation
from examapp.core.audit import record
from examapp.core.codes import new_code, read_code
from examapp.core.signing import KeyRing

CODE_LENGTH: Final = 8
CODE_HOLDS: Final = timedelta(hours=8)


def _code_mac(keys: KeyRing, code: str) -> str:
    return keys.mac("workstation-pairing", code.encode())


def give_room_code(db: Session, keys: KeyRing, room: Room, *, actor: str, at: datetime) -> str:
    """Return a new code for a room, which ends an earlier one; it is kept only as a MAC."""
    code = new_code(CODE_LENGTH)
    room.pairing_mac, room.pairing_until = _code_mac(keys, code), at + CODE_HOLDS
    _note(db, "centre.room_code_given", room, actor, at)
    return code


def pair(db: Session, keys: KeyRing, typed_code: str, number: int, at: datetime) -> tuple[Workstation, str]:
    """Make the computer that knows a room's code one of its workstations; returns it with the token.

    A computer that was this workstation before is it no more. Raises PairingRefused, whatever does not fit.
    """
    mac = _code_mac(keys, read_code(typed_code))
    workstation = db.scalars(
        select(Workstation)
        .join(Workstation.room)
        .where(Room.pairing_mac == mac, Room.pairing_until >= at, Workstation.number == number)
    ).first()
    if workstation is None:
        raise PairingRefused
    workstation.token_number += 1
    db.flush()
    _note(db, "centre.workstation_paired", workstation.room, f"workstation:{number}", at, number=number)
    return workstation, issue_workstation_token(keys, workstation)


def issue_workstation_token(keys: KeyRing, workstation: Workstation) -> str:
    """Return the token by which a computer says which workstation it is."""
    body = f"{workstation.id}.{workstation.token_number}"
    return f"{body}.{keys.mac('workstation', body.encode())}"


def find_workstation(db: Session, keys: KeyRing, token: str) -> Workstation | None:
    """Return the workstation of a token, or None for a forged one and for one that has been replaced."""
    body, _dot, mac = token.rpartition(".")
    identity, _dot, number = body.partition(".")
    if not hmac.compare_digest(keys.mac("workstation", body.encode()).encode(), mac.encode()):
        return None
    workstation = db.get(Workstation, int(identity))
    return workstation if workstation is not None and workstation.token_number == int(number) else None


def get_workstation_by_token(db: Session, keys: KeyRing, token: str) -> Workstation:
    """Return the workstation of a token; raises WorkstationUnknown."""
    workstation = find_workstation(db, keys, token)
    if workstation is None:
        raise WorkstationUnknown
    return workstation


def _note(db: Session, act: str, room: Room, actor: str, at: datetime, **facts: int) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="centre",
        subject_code=room.centre.code,
        at=at,
        facts={"room": room.name, **facts},
    )
