"""Argon2id, as OWASP advises for it: 19 MiB, two passes, one lane, about 60 ms on a small machine.

The library's own default takes 64 MiB for each password that is looked at, and a worker has 120 MiB in all: for the
same reason no more than two are looked at in one process at once. The library is imported where it is first needed,
because most workers never see a password.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_KIBIBYTES, _PASSES, _LANES = 19_456, 2, 1
_slots = BoundedSemaphore(2)


def normal(password: str) -> str:
    """Return a password as it is hashed: in NFKC, so that every keyboard writes the same one."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """Return the hash of a password, with its salt and its costs; about 60 ms."""
    with _slots:
        return _hasher().hash(normal(password))


def fits(password_hash: str, password: str) -> bool:
    """Tell whether the password is the one of this hash. Where there is no hash it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _slots:
        try:
            _hasher().verify(password_hash or _dummy(), normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with other costs than are asked for now."""
    return _hasher().check_needs_rehash(password_hash)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_PASSES, memory_cost=_KIBIBYTES, parallelism=_LANES)


@cache
def _dummy() -> str:
    """Return the hash of a password that nobody has."""
    return _hasher().hash("nobody has this password")
