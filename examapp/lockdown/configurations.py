"""A sitting's configuration of the locked browser: made, kept encrypted, given out under a password.

The two passwords follow from the installation's secret and are stored nowhere: one opens the file, the other
lets the browser be left. Both are for staff alone.
"""

import base64
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.codes import ALPHABET, show_code
from examapp.core.sealed_bytes import open_bytes, seal_bytes
from examapp.core.signing import KeyRing
from examapp.lockdown.checking import Mode
from examapp.lockdown.config_key import compute_config_key
from examapp.lockdown.errors import AddressRefused, NoConfiguration, NotLocked
from examapp.lockdown.models import LockdownConfiguration
from examapp.lockdown.password_block import draw_salts
from examapp.lockdown.seb_file import read_seb_file, write_seb_file
from examapp.lockdown.template import SettingsRefused, make_settings
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting

EXAM_PAGE: Final = "/exam/"
SALT_BYTES: Final = 32
PASSWORD_SIGNS: Final = 12


@dataclass(frozen=True, slots=True)
class Passwords:
    """What people type: to open the file, and to leave the browser."""

    opening: str
    quitting: str


def mode_of(sitting: Sitting) -> Mode:
    """Return how a sitting is locked; a policy that is not frozen yet says nothing."""
    return Mode(policy_from_snapshot(sitting.policy or {}).lockdown)


def require_locked(sitting: Sitting) -> None:
    """Raise NotLocked unless the sitting asks for the locked browser."""
    if mode_of(sitting) is not Mode.SAFE_EXAM_BROWSER:
        raise NotLocked


def _place(sitting_id: int, revision: int) -> str:
    return f"lockdown {sitting_id} {revision}"


def passwords_of(keys: KeyRing, sitting: Sitting, revision: int) -> Passwords:
    """Return the passwords of one revision, in groups of four."""

    def derive(purpose: str) -> str:
        digits = int(keys.mac(f"lockdown {purpose}", f"{sitting.code} {revision}".encode()), 16)
        return show_code("".join(ALPHABET[(digits >> (5 * place)) & 31] for place in range(PASSWORD_SIGNS)))

    return Passwords(derive("opening"), derive("quitting"))


def find_newest(db: Session, sitting_id: int) -> LockdownConfiguration | None:
    """Return the configuration that holds, or None."""
    return db.scalars(
        select(LockdownConfiguration)
        .where(LockdownConfiguration.sitting_id == sitting_id)
        .order_by(LockdownConfiguration.revision.desc())
        .limit(1)
    ).first()


def make_configuration(
    db: Session, keys: KeyRing, sitting: Sitting, *, base_url: str, after: int, actor: str, at: datetime
) -> LockdownConfiguration:
    """Make the next revision; `after` is the one that the person saw (0: none), so a second press makes none.

    Raises NotLocked and AddressRefused. An earlier revision's file no longer passes.
    """
    require_locked(sitting)
    newest = find_newest(db, sitting.id)
    if newest is not None and newest.revision > after:
        return newest
    revision = after + 1
    try:
        quitting = passwords_of(keys, sitting, revision).quitting
        settings = make_settings(base_url + EXAM_PAGE, quitting, os.urandom(SALT_BYTES))
    except SettingsRefused as refused:
        raise AddressRefused from refused
    sealed = seal_bytes(_key(keys), write_seb_file(settings), _place(sitting.id, revision))
    made = LockdownConfiguration(
        sitting_id=sitting.id,
        revision=revision,
        content=base64.b64encode(sealed).decode("ascii"),
        made_by=actor,
        made_at=at,
    )
    try:
        with db.begin_nested():
            db.add(made)
    except IntegrityError:  # pressed twice at one moment
        return db.get_one(LockdownConfiguration, (sitting.id, revision))
    _note(db, "configuration_made", sitting, actor, at, revision=revision)
    return made


def _key(keys: KeyRing) -> bytes:
    return keys.derive("lockdown configurations at rest")


def open_settings(keys: KeyRing, kept: LockdownConfiguration) -> dict[str, Any]:
    """Return the settings of a kept configuration; raises SealedBytesBroken if they were changed."""
    sealed = base64.b64decode(kept.content)
    return read_seb_file(open_bytes(_key(keys), sealed, _place(kept.sitting_id, kept.revision)))


def read_config_key(keys: KeyRing, kept: LockdownConfiguration) -> str:
    """Return the Config Key of a kept configuration."""
    return compute_config_key(open_settings(keys, kept))


def give_out(db: Session, keys: KeyRing, sitting: Sitting, *, actor: str, at: datetime) -> tuple[int, bytes]:
    """Return revision and encrypted file of the newest configuration; raises NoConfiguration."""
    require_locked(sitting)
    kept = find_newest(db, sitting.id)
    if kept is None:
        raise NoConfiguration
    _note(db, "configuration_given_out", sitting, actor, at, revision=kept.revision)
    password = passwords_of(keys, sitting, kept.revision).opening
    return kept.revision, write_seb_file(open_settings(keys, kept), password, draw_salts())


def _note(db: Session, act: str, sitting: Sitting, actor: str, at: datetime, **facts: Any) -> None:
    record(
        db,
        act=f"lockdown.{act}",
        actor=actor,
        subject_kind="sitting",
        subject_code=sitting.code,
        at=at,
        facts=facts,
    )
