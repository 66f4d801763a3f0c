"""Keyset pagination with opaque cursors."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, NamedTuple

from layers_cli.formats.json_text import dumps, loads
from layers_cli.sandbox.core.errors import invalid

_HIGHEST = 2**63 - 1


class Position(NamedTuple):
    """Position in a list: the last row seen. Newer rows do not shift it."""

    moment: int
    seq: int

    @classmethod
    def first(cls) -> "Position":
        """Return the position before every row, newest first."""
        return cls(_HIGHEST, _HIGHEST)


def cursor(listing: str, position: Position) -> str:
    """Write *position* in *listing* (such as `content`) as a cursor."""
    return base64.urlsafe_b64encode(dumps([listing, *position]).encode()).decode()


def position(listing: str, given: str | None) -> Position | None:
    """Read a cursor of *listing*; raises HttpError if it is none (sandbox-surface 2)."""
    if given is None:
        return None
    try:
        found = loads(base64.urlsafe_b64decode(given.encode("ascii")))
        read = Position(*found[1:])
    except (ValueError, TypeError, LookupError, binascii.Error):
        raise _malformed() from None
    # A cursor that `cursor` would not write exactly so was made up.
    if not all(type(part) is int and 0 <= part <= _HIGHEST for part in read):
        raise _malformed()
    if cursor(listing, read) != given:
        raise _malformed()
    return read


def page(
    listing: str,
    rows: list[Any],
    limit: int,
    write: Callable[[Any], Any],
    *,
    by: str = "created_at",
) -> dict[str, Any]:
    """Build one page from up to *limit* + 1 rows; the extra row tells that more follow.

    *by* is the column with the moment that the rows are sorted by.
    """
    shown = rows[:limit]
    more = len(rows) > limit
    last = Position(shown[-1][by], shown[-1]["seq"]) if more else None
    return {
        "items": [write(row) for row in shown],
        "nextCursor": cursor(listing, last) if last else None,
    }


def _malformed() -> Exception:
    return invalid(("cursor", "is not a cursor of this list"))
