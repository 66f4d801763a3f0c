"""What a visitor chose to see, as it stands in the query string."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from layers_cli.sandbox.core.errors import RefusalError
from layers_cli.sandbox.core.pagination import Position, position
from layers_cli.sandbox.store import ContainerFilter

FILTERS = {
    "all": ("All", ContainerFilter()),
    "review": (
        "Needs review",
        ContainerFilter(status=("completed",), approval_status=("pending",)),
    ),
    "running": ("Running", ContainerFilter(status=("queued", "processing"))),
    "failed": ("Failed", ContainerFilter(status=("failed",))),
}
"""By their name in the address: what a choice is called, and what it shows."""


@dataclass(frozen=True)
class PageFilters:
    """One view of the page.

    Args:
        project: its id; `None` means the seeded one.
        only: a name in `FILTERS`.
        before: the cursor of an older page.

    """

    project: str | None = None
    only: str = "all"
    before: str | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "PageFilters":
        """Read a query string; what cannot be read counts as not given: people edit addresses."""
        only, before = query.get("only", "all"), query.get("before")
        try:
            position("content", before)
        except RefusalError:
            before = None
        return cls(query.get("project"), only if only in FILTERS else "all", before)

    @property
    def filter(self) -> ContainerFilter:
        """Return what the list is narrowed to."""
        return FILTERS[self.only][1]

    @property
    def position(self) -> Position | None:
        """Return after which container the list begins."""
        return position("content", self.before)

    def query(self, **changes: str | None) -> str:
        """Write the query string of this view, with *changes*."""
        seen = vars(replace(self, **changes))  # type: ignore[arg-type]  # the fields are all texts
        usual = vars(PageFilters())
        return urlencode({name: value for name, value in seen.items() if value != usual[name]})
