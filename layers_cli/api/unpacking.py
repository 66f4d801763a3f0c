"""Unpacks the bodies of answers, within bounds."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from layers_cli.api.errors import ContractError, ResponseLostError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED = 256 * 1024 * 1024
_BLOCK = 256 * 1024
_GZIP = b"\x1f\x8b"


def unpacked(content: bytes, encoding: str) -> bytes:
    """Return *content* without the *encoding* that its header names, if that is gzip.

    Raises `ContractError` for what is no gzip, breaks off, or would unfold without end.
    """
    for layer in reversed(encoding.split(",")):
        if content and _is_gzip(layer):
            content = _gunzipped(content)
    return content


def unpacked_blocks(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Do the same to a body of any size that comes in *blocks*, in memory that does not grow.

    Raises `ResponseLostError` for what is no gzip or breaks off.
    """
    if not _is_gzip(encoding):
        yield from blocks
        return
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for block in blocks:
        waiting = block
        while waiting and not member.eof:
            try:
                yield member.decompress(waiting, _BLOCK)
            except zlib.error as exc:
                raise ResponseLostError(f"it cannot be unpacked: {exc}") from exc
            waiting = member.unconsumed_tail
    if not member.eof:
        raise ResponseLostError("it cannot be unpacked: it breaks off")


def _is_gzip(encoding: str) -> bool:
    return encoding.strip().lower() in ("gzip", "x-gzip")


def _gunzipped(content: bytes) -> bytes:
    parts: list[bytes] = []
    left = MOST_UNPACKED
    while content:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            parts.append(member.decompress(content, left))
        except zlib.error as exc:
            raise _unpackable(str(exc)) from exc
        left -= len(parts[-1])
        if left <= 0:
            raise _unpackable(f"it has more than {MOST_UNPACKED // 1_048_576} MiB")
        if not member.eof:
            raise _unpackable("it breaks off")
        # What follows and is no further member is padding.
        content = member.unused_data if member.unused_data.startswith(_GZIP) else b""
    return b"".join(parts)


def _unpackable(why: str) -> ContractError:
    return ContractError(f"The answer cannot be unpacked: {why}", status=0, request_id=None)
