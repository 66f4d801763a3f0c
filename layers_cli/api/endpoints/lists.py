"""Lists page by page: a page with the server's own bytes or with typed rows, and where it ends."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from layers_cli.api.responses import ApiResponse, contract_error, model_class, readable
from layers_cli.formats.json_text import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

M = TypeVar("M")

# No real list has as many pages, or as many in a row that are empty.
MOST_PAGES = 100_000
MOST_EMPTY_PAGES = 1000
_LONGEST_EMPTY_PAGE = 8192  # bytes


class PageResponse(ApiResponse[Any], Generic[M]):
    """One page of a list: `{"items": […], "nextCursor": …}`; *row_shape* names a row's class."""

    def __init__(self, raw: bytes, shape: str, *, row_shape: str, **answer: Any) -> None:
        super().__init__(raw, shape, **answer)
        self._row_shape = row_shape
        self._kept: Sequence[int] | None = None

    def keep(self, wanted: Callable[[Any], bool] | None = None, *, most: int | None = None) -> int:
        """Keep the first *most* rows that are *wanted*, and return how many those are."""
        is_decoded = "data" in self.__dict__
        # To count rows, cutting the page takes a seventh of the time of decoding it.
        rows = self.rows() if wanted or is_decoded else self.raw_rows()
        every = range(len(rows))
        numbers = [n for n in every if wanted(rows[n])][:most] if wanted else every[:most]
        if len(numbers) < len(rows):
            self._kept = numbers
        return len(numbers)

    @property
    def is_whole(self) -> bool:
        """Whether no row was left out, so that `raw` is still the page."""
        return self._kept is None

    @property
    def next_cursor(self) -> str | None:
        """Return where the next page begins; None at the end of the list."""
        for page in (self.__dict__.get("_split"), self.__dict__.get("_shown")):
            if page is not None:
                return cast("str | None", page.next_cursor) or None
        cursor = self.data.get("nextCursor")
        return self._decoded(lambda: _text(cursor)) if cursor else None

    @property
    def has_rows(self) -> bool:
        """Whether there are rows, wanted or not; a long page is not decoded to see."""
        return len(self.raw) > _LONGEST_EMPTY_PAGE or bool(self.data.get("items"))

    def raw_rows(self) -> list[Buffer]:
        """Return the server's bytes row by row, neither decoded nor copied."""
        if self._split is None:
            return [encoded(row) for row in self.rows()]
        return self._chosen(self._split.items)

    def rows(self) -> list[Any]:
        """Return the rows as decoded JSON."""
        rows = self.data.get("items")
        if not isinstance(rows, list):
            raise self._unreadable()
        return self._chosen(rows)

    def models(self) -> list[M]:
        """Return the rows as `api.models` objects."""
        return [self._row_model(row) for row in self.rows()]

    def _row_model(self, row: Any) -> Any:
        """Return *row* as an object; what of it nobody can read is left out, and stops no list."""
        return self._decoded(lambda: readable(model_class(self._row_shape), row))

    def for_table(self) -> list[M]:
        """Return the rows as far as tables show them; models only where those are needed."""
        return self._chosen(self._shown.items) if self._shown else self.models()

    @cached_property
    def _shown(self) -> Any:
        """Return the page as far as it is shown; None where only models can read it."""
        if self._row_shape != "Container":
            return None
        from layers_cli.api.pages import shown_page  # JSON needs no msgspec

        try:
            return shown_page(self.raw)
        except (ValueError, RecursionError):  # not as documented: the models know what may be
            return None

    def _chosen(self, rows: list[Any]) -> list[Any]:
        return rows if self._kept is None else [rows[number] for number in self._kept]

    @cached_property
    def _split(self) -> Any:
        """Return the page cut into rows; None where msgspec cannot read it."""
        from layers_cli.api.pages import split_page  # one page of JSON needs no msgspec

        try:
            return split_page(self.raw)
        except (ValueError, RecursionError):  # half a surrogate pair, say, which JSON allows
            return None


class Cursors:
    """The cursors of one list: tells where it ends, and that it never will."""

    def __init__(self, first: str | None) -> None:
        self._seen = {first}
        self._empty = 0

    def after(self, page: PageResponse[Any]) -> str | None:
        """Return the cursor of the page after *page*, None at the end of the list.

        Raises `ContractError` for a list that goes round in a circle, or on and on.
        """
        cursor = page.next_cursor
        if cursor is None:
            return None
        if cursor in self._seen:
            raise contract_error(
                page, "The list does not end: its next page is one that was read before"
            )
        self._seen.add(cursor)
        self._empty = 0 if page.has_rows else self._empty + 1
        if self._empty >= MOST_EMPTY_PAGES:
            raise contract_error(
                page, f"The list does not end: its last {self._empty} pages are empty"
            )
        if len(self._seen) > MOST_PAGES:
            raise contract_error(page, f"The list does not end: it has {MOST_PAGES} pages and more")
        return cursor


def _text(value: Any) -> str:
    """Return a cursor; raises `ValueError` for what no request can carry."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError("no text")
    str(value).encode()
    return str(value)
