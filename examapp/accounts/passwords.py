"""Passwords: argon2id at 19 MiB and two passes, 45 ms of CPU, so that a hall that signs in does not wait."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when there is no such account, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """Return the argon2id record of a password."""
    return _hasher.hash(password)


def verify_password(record: str | None, password: str) -> bool:
    """Tell whether the password fits; without a record the same work is done and the answer is no."""
    try:
        _hasher.verify(record or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return record is not None
