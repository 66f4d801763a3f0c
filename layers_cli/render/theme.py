"""Which colour and which glyph goes with which status, as data.

The word is always there; glyph and colour repeat it (cli-conventions 4h).
"""

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """How a status looks: a style name, a glyph, and a glyph for streams that know only ASCII."""

    style: str = ""
    glyph: str = "·"
    ascii_glyph: str = "."


UNKNOWN = Look()

STATUSES: Mapping[str, Look] = {
    # containers and jobs (content page, "Lifecycle"; api-core on jobs)
    "queued": Look("dim", "○", "o"),
    "running": Look("cyan", "◐", ">"),
    "processing": Look("cyan", "◐", ">"),
    "completed": Look("green", "✓", "+"),
    "failed": Look("red", "✗", "x"),
    "canceled": Look("dim", "⊘", "-"),
    # review (content page, "Approval status")
    "not_required": Look("dim", "·", "."),
    "pending": Look("yellow", "●", "*"),
    "approved": Look("green", "✓", "+"),
    "rejected": Look("red", "✗", "x"),
    # projects, downloads, billing
    "active": Look("green", "●", "*"),
    "archived": Look("dim", "⊘", "-"),
    "saved": Look("green", "✓", "+"),
    "present": Look("dim", "✓", "+"),
    "uploaded": Look("green", "✓", "+"),
    "skipped": Look("dim", "⊘", "-"),
}

# Style name -> SGR parameters, for the few lines written without Rich.
SGR: Mapping[str, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}


def look(status: str) -> Look:
    """Return how *status* looks; one this version does not know is shown plainly."""
    return STATUSES.get(status, UNKNOWN)


def paint(text: str, style: str) -> str:
    """Wrap *text* in the escape sequences of *style*; an unknown style leaves it alone."""
    code = SGR.get(style)
    return f"\x1b[{code}m{text}\x1b[0m" if code else text
