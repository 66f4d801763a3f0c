"""Lists containers by their state of review, which the hosted API may not know a filter for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from layers_cli.inputs.timestamps import to_epoch_seconds
from layers_cli.render.text import iso_time

if TYPE_CHECKING:
    from layers_cli.api.endpoints.lists import PageResponse
    from layers_cli.api.models import Container
    from layers_cli.context.context import CommandContext

SLOW_PAGES = 3
"""Pages after which it is said that the server leaves the filter to us."""

_STILL_MADE = 24 * 3600.0  # seconds; whatever was under way during the walk is younger


def containers(
    context: CommandContext,
    filters: Mapping[str, Any],
    *,
    limit: int | None,
    cursor: str | None,
) -> Iterator[PageResponse[Container]]:
    """Yield the project's containers page by page, newest first, as `list_content` takes *filters*.

    A walk over all that are in a state of review ends with a second look at the newest: at what was
    created during the walk, and at what only then came into that state.
    """
    started = context.clock()
    pages = context.api.list_content(context.project, filters, limit=limit, cursor=cursor)
    if filters.get("approvalStatus") is None:
        yield from pages
        return
    seen: set[str] = set()
    for number, page in enumerate(pages, 1):
        if number == SLOW_PAGES and not page.is_whole:
            context.feedback.note(
                "The server does not filter by the state of review, so the whole list is read;"
                " --since makes it shorter"
            )
        seen.update(row["id"] for row in page.rows() if isinstance(row, dict) and "id" in row)
        yield page
    if limit is None and cursor is None:
        again = {**filters, "since": _later(filters.get("since"), started - _STILL_MADE)}
        for page in context.api.list_content(context.project, again, without=frozenset(seen)):
            if page.rows():
                yield page


def _later(given: str | None, moment: float) -> str:
    """Return the later of the two, as the API takes it."""
    if given is not None and to_epoch_seconds(given) >= moment:
        return given
    return iso_time(datetime.fromtimestamp(moment, UTC))
