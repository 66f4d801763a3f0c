"""Cells for the kinds of value that views share: statuses, times, links, amounts."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.render.sanitize import first_line
from layers_cli.render.text import absolute_time, byte_count, duration, relative_time
from layers_cli.render.theme import status_style, status_words
from layers_cli.render.view_types import EMPTY, Cell


@lru_cache(maxsize=256, typed=True)
def plain_cell(value: str | float | None, style: str = "") -> Cell:
    """Show *value* as it is; a dash if it is missing."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, float):
        return Cell(amount(value), style=style, plain=amount(value).replace(",", ""))
    return Cell(str(value), style=style)


def amount(value: float) -> str:
    """Return an amount of credits, without decimals where it has none: `1,200`, `12.5`."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def id_cell(value: str | None) -> Cell:
    """Show an id that is never cut, so that it can be copied."""
    return Cell(value, whole=True, is_id=True) if value else EMPTY


@lru_cache(maxsize=256)
def status_cell(status: str | None) -> Cell:
    """Show a status with its glyph and colour; an unknown one unchanged."""
    if not status:
        return EMPTY
    appearance = status_style(status)
    return Cell(status_words(status), style=appearance.style, icon=appearance, plain=status)


def age_cell(moment: datetime | None, now: datetime) -> Cell:
    """Show how long ago *moment* was; a pipe gets the time in full."""
    if moment is None:
        return EMPTY
    return Cell(relative_time(moment, now), style="dim", plain=moment)


def time_cell(moment: datetime | None, now: datetime) -> Cell | None:
    """Show *moment* in full and how long ago it was."""
    if moment is None:
        return None
    words = f"{absolute_time(moment)} ({relative_time(moment, now)})"
    return Cell(words, plain=moment)


def hook_cell(hook: str | None, link: str | None = None) -> Cell:
    """Show the first line of *hook*, linked to *link*; a pipe gets all of it."""
    if not hook:
        return EMPTY
    first = first_line(hook)
    more = " …" if first != hook.strip() else ""
    return Cell(first + more, link=link, plain=hook)


def url_cell(url: str | None) -> Cell | None:
    """Show *url* in full, to click and to copy."""
    return Cell(url, link=url, style="cyan", whole=True) if url else None


def percent_cell(share: float | None) -> Cell:
    """Show *share* (0 to 1) in percent."""
    return EMPTY if share is None else Cell(f"{share:.0%}", plain=f"{share:g}")


def byte_cell(count: int | None) -> Cell:
    """Show a size of *count* bytes."""
    return EMPTY if count is None else Cell(byte_count(count), plain=str(count))


def time_left_cell(seconds: float | None) -> Cell:
    """Show an estimate of the *seconds* that are left."""
    return EMPTY if seconds is None else Cell(f"about {duration(seconds)}", plain=f"{seconds:g}")


def json_cell(value: Any) -> Cell:
    """Show any decoded JSON value; objects and lists stay JSON."""
    if value is None:
        return EMPTY
    if isinstance(value, str):
        return Cell(value)
    return Cell(dumps(value, ensure_ascii=False))


def present(*cells: Cell | None) -> Sequence[Cell]:
    """Return *cells* without the empty ones."""
    return [cell for cell in cells if cell is not None and cell is not EMPTY]
