"""The page's filters, read from and written to the query string."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.core.pagination import Position, position
from layers_cli.sandbox.page.calendar import Month
from layers_cli.sandbox.store import ContainerFilter

STATUS_FILTERS = {
    "all": ("All", ContainerFilter()),
    "review": (
        "Needs review",
        ContainerFilter(status=("completed",), approval_status=("pending",)),
    ),
    "approved": ("Approved", ContainerFilter(approval_status=("approved",))),
    "rejected": ("Rejected", ContainerFilter(approval_status=("rejected",))),
    "running": ("Running", ContainerFilter(status=("queued", "processing"))),
    "failed": ("Failed", ContainerFilter(status=("failed",))),
}
"""Label and container filter of each choice, by its name in the query string."""


@dataclass(frozen=True)
class PageFilters:
    """What one view of the page is narrowed to.

    Args:
        project: a project id; `None` means the seeded one.
        only: a name in `STATUS_FILTERS`.
        before: the cursor of an older page.
        text: what is searched for in hooks, captions and ids.
        month: of the calendar, such as `2026-11`; `None` means the present one.

    """

    project: str | None = None
    only: str = "all"
    before: str | None = None
    month: str | None = None
    text: str | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "PageFilters":
        """Read a query string, ignoring invalid values: people edit addresses."""
        only, before = query.get("only", "all"), query.get("before")
        try:
            position("content", before)
        except HttpError:
            before = None
        month = query.get("month")
        if month is not None and Month.read(month) is None:
            month = None
        only = only if only in STATUS_FILTERS else "all"
        return cls(query.get("project"), only, before, month, query.get("text") or None)

    @property
    def filter(self) -> ContainerFilter:
        """The filter of the container list."""
        return replace(STATUS_FILTERS[self.only][1], text=self.text)

    @property
    def position(self) -> Position | None:
        """The position after which the container list begins."""
        return position("content", self.before)

    def query(self, **changes: str | None) -> str:
        """Write the query string of this view, with *changes*."""
        values = vars(replace(self, **changes))  # type: ignore[arg-type]  # all fields are strings
        defaults = vars(PageFilters())
        return urlencode({name: value for name, value in values.items() if value != defaults[name]})
