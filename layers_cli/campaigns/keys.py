"""What identifies a row: its name, its content, and the Idempotency-Key made from both.

None of them knows the time, the host or the place in the sheet, so that the same row has the same
key everywhere. Only another *take* can pay for the same content again.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from layers_cli.campaigns.records import PlannedRow
from layers_cli.formats.json_text import encoded

_NAME_DIGITS = 16


def content_digest(project: str, body: Mapping[str, Any]) -> str:
    """Return the hash of what a row asks for, by which a changed row is told."""
    text = encoded([project, body], sort_keys=True, separators=(",", ":"))
    return sha256(text).hexdigest()


def digest_of(row: PlannedRow) -> str:
    """Return the hash of what *row* asks for."""
    return content_digest(row.project, row.body)


def name_of(digest: str) -> str:
    """Return the name of a row without a key of its own, from the *digest* of its content."""
    return f"row-{digest[:_NAME_DIGITS]}"


def idempotency_key(campaign: str, name: str, digest: str, take: int) -> str:
    """Return the Idempotency-Key of the *take* of a row, whose content has this *digest*."""
    # Lengths tell where a text ends, whatever is in it.
    text = f"{len(campaign)}:{campaign}{len(name)}:{name}{digest}{take}"
    return f"c-{sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()[:32]}"
