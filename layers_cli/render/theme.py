"""The colour and the glyph of each status; both only repeat the word (cli-conventions 4h)."""

from collections.abc import Mapping
from typing import NamedTuple


class StatusStyle(NamedTuple):
    """A style name, a glyph, and a glyph for ASCII streams."""

    style: str = ""
    glyph: str = "·"
    ascii_glyph: str = "."


UNKNOWN = StatusStyle()

STATUSES: Mapping[str, StatusStyle] = {
    # containers and jobs (content page, "Lifecycle"; api-core on jobs)
    "queued": StatusStyle("dim", "○", "o"),
    "running": StatusStyle("cyan", "◐", ">"),
    "processing": StatusStyle("cyan", "◐", ">"),
    "completed": StatusStyle("green", "✓", "+"),
    "failed": StatusStyle("red", "✗", "x"),
    "canceled": StatusStyle("dim", "⊘", "-"),
    # review (content page, "Approval status")
    "not_required": StatusStyle("dim", "·", "."),
    "pending": StatusStyle("yellow", "●", "*"),
    "approved": StatusStyle("green", "✓", "+"),
    "rejected": StatusStyle("red", "✗", "x"),
    # posts and social accounts (api-rest 7.1, 8.2)
    "publishing": StatusStyle("cyan", "◐", ">"),
    "published": StatusStyle("green", "✓", "+"),
    "draft": StatusStyle("yellow", "●", "*"),
    "connected": StatusStyle("green", "✓", "+"),
    "reauth_required": StatusStyle("yellow", "●", "*"),
    "disconnected": StatusStyle("dim", "⊘", "-"),
    # decisions of a file
    "ready": StatusStyle("cyan", "○", "o"),
    "made": StatusStyle("green", "✓", "+"),
    "already": StatusStyle("dim", "✓", "+"),
    "repeated": StatusStyle("dim", "⊘", "-"),
    "blocked": StatusStyle("red", "✗", "x"),
    "unsent": StatusStyle("yellow", "○", "o"),
    "unknown": StatusStyle("yellow", "●", "*"),
    # projects, downloads, billing
    "active": StatusStyle("green", "●", "*"),
    "archived": StatusStyle("dim", "⊘", "-"),
    "saved": StatusStyle("green", "✓", "+"),
    "present": StatusStyle("dim", "✓", "+"),
    "uploaded": StatusStyle("green", "✓", "+"),
    "skipped": StatusStyle("dim", "⊘", "-"),
}

# Style name -> SGR parameters, for the lines written without Rich.
SGR: Mapping[str, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}


def status_style(status: str) -> StatusStyle:
    """Return the style of *status*; an unknown one is plain."""
    return STATUSES.get(status, UNKNOWN)


def status_words(status: str) -> str:
    """Return *status* for people; a job's `running` is a container's `processing`."""
    if status not in STATUSES:
        return status
    return "processing" if status == "running" else status.replace("_", " ")


def paint(text: str, style: str) -> str:
    """Wrap *text* in the escape sequences of *style*; an unknown style leaves it alone."""
    code = SGR.get(style)
    return f"\x1b[{code}m{text}\x1b[0m" if code else text
