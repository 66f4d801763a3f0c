"""Responses of the API: the server's own bytes, and a typed view of them on demand.

`--json` passes the bytes on and needs no models; tables need models and no bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from layers_cli.api.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

M = TypeVar("M")
T = TypeVar("T")


@dataclass(frozen=True)
class RawResponse:
    """A 2xx or 304 response: its status, the body's bytes, all headers and those that matter."""

    status: int
    content: bytes
    request_id: str | None = None
    etag: str | None = None
    date: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class ApiResponse(Generic[M]):
    """A successful response.

    *raw* is the body as it came, *shape* the name of its class in `api.models`, looked up at the
    first use of `model`, since pydantic costs more to import than the rest of a run.
    """

    def __init__(
        self,
        raw: bytes,
        shape: str,
        *,
        status: int = 200,
        request_id: str | None = None,
        etag: str | None = None,
    ) -> None:
        self.raw = raw
        self.status = status
        self.request_id = request_id
        self.etag = etag
        self._shape = shape

    @cached_property
    def data(self) -> Any:
        """Return the decoded JSON; raises `ContractError` where it is no JSON object."""
        data = self._decoded(lambda: json.loads(self.raw))
        return data if isinstance(data, dict) else self._decoded(_no_object)

    @cached_property
    def model(self) -> M:
        """Return the response as an `api.models` object.

        Raises `ContractError` where it does not fit the contract.
        """
        return cast("M", self._modelled(self._shape, self.data))

    def _modelled(self, shape: str, data: Any) -> Any:
        kind = getattr(import_module("layers_cli.api.models"), shape)
        return self._decoded(lambda: kind.model_validate(data))

    def _decoded(self, decode: Callable[[], T]) -> T:
        try:
            return decode()
        except ValueError as exc:  # also what json, pydantic and msgspec raise
            raise ContractError(
                f"The response is not a {self._shape} that this version can read",
                status=self.status,
                request_id=self.request_id,
            ) from exc


class PageResponse(ApiResponse[Any], Generic[M]):
    """One page of a list: `{"items": […], "nextCursor": …}`; *row_shape* names a row's class."""

    def __init__(self, raw: bytes, shape: str, *, row_shape: str, **answer: Any) -> None:
        super().__init__(raw, shape, **answer)
        self._row_shape = row_shape
        self._kept: list[int] | None = None

    def keep(self, wanted: Callable[[Any], bool], *, most: int | None = None) -> int:
        """Keep the first *most* rows that are *wanted*, and return how many those are."""
        rows = self.rows()
        numbers = [number for number, row in enumerate(rows) if wanted(row)][:most]
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
        return self.data.get("nextCursor") or None

    def raw_rows(self) -> list[Buffer]:
        """Return the server's bytes row by row, neither decoded nor copied."""
        if self._split is None:
            return [json.dumps(row).encode() for row in self.rows()]
        return self._chosen(self._split.items)

    def rows(self) -> list[Any]:
        """Return the rows as decoded JSON."""
        rows = self.data.get("items")
        return self._chosen(rows) if isinstance(rows, list) else self._decoded(_no_object)

    def models(self) -> list[M]:
        """Return the rows as `api.models` objects."""
        return [self._modelled(self._row_shape, row) for row in self.rows()]

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
        except ValueError:  # a field is not as documented; the models know what may be
            return None

    def _chosen(self, rows: list[Any]) -> list[Any]:
        return rows if self._kept is None else [rows[number] for number in self._kept]

    @cached_property
    def _split(self) -> Any:
        """Return the page cut into rows; None where msgspec cannot read it."""
        from layers_cli.api.pages import split_page  # one page of JSON needs no msgspec

        try:
            return split_page(self.raw)
        except ValueError:  # half a surrogate pair, say, which JSON allows
            return None


@dataclass(frozen=True)
class CombinedResult(Generic[M]):
    """A document of our own, combined from several responses."""

    data: Any
    model: M
    raw: bytes | None = None


@dataclass(frozen=True)
class ListPage(Generic[M]):
    """A list of our own, as one page: *items* as JSON, *shown* as objects."""

    items: Sequence[Any]
    shown: Sequence[M]
    raw: bytes | None = None
    next_cursor: str | None = None
    is_whole: bool = True

    @property
    def data(self) -> Any:
        """Return the page as JSON."""
        return {"items": self.items, "nextCursor": None}

    @property
    def model(self) -> Sequence[M]:
        """Return the rows as objects."""
        return self.shown

    def raw_rows(self) -> list[Buffer]:
        """Return the rows as encoded JSON."""
        return [json.dumps(item, ensure_ascii=False).encode() for item in self.items]

    def rows(self) -> list[Any]:
        """Return the rows as JSON."""
        return list(self.items)

    def for_table(self) -> list[M]:
        """Return the rows as objects."""
        return list(self.shown)


def _no_object() -> Any:
    raise ValueError("no JSON object")
