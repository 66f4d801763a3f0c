"""Creates and parses ids (id-formats page); bare UUIDs are accepted as well."""

import hashlib
import os
import re
import uuid
from collections.abc import Callable

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in CROCKFORD for low in CROCKFORD]
_ULID_LENGTH = 26
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)

RandomBytes = Callable[[int], bytes]


def base32(number: int, length: int) -> str:
    """Write *number* as *length* Crockford base32 characters, high ones first."""
    # Two digits at a time, because every request gets an id.
    digits = [_PAIRS[number >> shift & 1023] for shift in range(5 * (length & ~1), -1, -10)]
    return "".join(digits)[-length:]


def new_ulid(prefix: str, *, now: int, random: RandomBytes = os.urandom) -> str:
    """Make `prefix_<ULID>` for the moment *now* (milliseconds)."""
    number = (now << 80) | int.from_bytes(random(10), "big")
    return f"{prefix}_{base32(number, _ULID_LENGTH)}"


def new_uuid(prefix: str, *, random: RandomBytes = os.urandom) -> str:
    """Make `prefix_<UUID>`, version 4."""
    return f"{prefix}_{uuid.UUID(bytes=random(16), version=4)}"


def derived_uuid(prefix: str, *parts: object) -> str:
    """Derive `prefix_<UUID>` from *parts*; the same parts give the same id."""
    return f"{prefix}_{uuid.UUID(bytes=_digest(*parts)[:16], version=4)}"


def derived_ulid(prefix: str, *parts: object) -> str:
    """Derive `prefix_<26 characters>` from *parts*."""
    number = int.from_bytes(_digest(*parts)[:16], "big")
    return f"{prefix}_{base32(number, _ULID_LENGTH)}"


def prefixed(prefix: str, given: str) -> str:
    """Return *given* with its prefix: every path also takes the bare id (id-formats page).

    Ids without a *prefix* are bare UUIDs. A UUID is the same in upper case (RFC 9562).
    """
    bare = given.removeprefix(f"{prefix}_") if prefix else given
    if _UUID.fullmatch(bare):
        bare = bare.lower()
    return f"{prefix}_{bare}" if prefix else bare


def is_uuid_id(prefix: str, given: str) -> bool:
    """Say whether *given* is `prefix_<UUID>` or a bare UUID."""
    return _UUID.fullmatch(given.removeprefix(f"{prefix}_")) is not None


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
