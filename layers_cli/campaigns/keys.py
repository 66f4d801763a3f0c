"""What identifies a row: its name, its content, and the Idempotency-Key made from both.

None of them knows the time, the host or the place in the sheet, so that the same row has the same
key everywhere. Only another *take* can pay for the same content again.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any

from layers_cli.campaigns.records import PlannedRow

_NAME_DIGITS = 16
_LISTS = (list, tuple)  # a union would be made anew each time


def content_digest(project: str, body: Mapping[str, Any]) -> str:
    """Return the hash of what a row asks for, by which a changed row is told."""
    return _hash(_told_apart(chain((project,), *sorted(body.items()))))


def digest_of(row: PlannedRow) -> str:
    """Return the hash of what *row* asks for."""
    return content_digest(row.project, row.body)


def name_of(digest: str) -> str:
    """Return the name of a row without a key of its own, from the *digest* of its content."""
    return f"row-{digest[:_NAME_DIGITS]}"


def idempotency_key(campaign: str, name: str, digest: str, take: int) -> str:
    """Return the Idempotency-Key of the *take* of a row, whose content has this *digest*."""
    return f"c-{_hash(_told_apart([campaign, name, digest, take]))[:32]}"


def _told_apart(values: Iterable[Any]) -> str:
    """Return *values* as one text; lengths tell where each ends, whatever is in it."""
    return "".join(
        [f"{len(each)}:{each}" if each.__class__ is str else _measured(each) for each in values]
    )


def _measured(value: Any) -> str:
    """Return a *value* that is no text behind its length."""
    is_list = isinstance(value, _LISTS)
    text = _told_apart(value) if is_list else str(value)
    return f"{len(text)}{'[' if is_list else ':'}{text}"


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
