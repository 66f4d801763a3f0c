"""Idempotency keys: names that nobody has used before."""

import os


def new_key() -> str:
    """Return a random UUID (RFC 9562, version 4); the module `uuid` is slow to load."""
    bits = bytearray(os.urandom(16))
    bits[6] = bits[6] & 0x0F | 0x40
    bits[8] = bits[8] & 0x3F | 0x80
    digits = bits.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
