"""Responses of the API: the server's own bytes, and a typed view of them on demand.

`--json` passes the bytes on and needs no models; tables need models and no bytes.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from layers_cli.api.errors import ContractError, WebPageError
from layers_cli.formats.json_text import encoded, loads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

M = TypeVar("M")
T = TypeVar("T")

# No real list has as many pages, or as many in a row that are empty.
MOST_PAGES = 100_000
MOST_EMPTY_PAGES = 1000
_LONGEST_EMPTY_PAGE = 8192  # bytes


def tidied(content: bytes) -> bytes:
    """Return *content* as JSON that any program reads; what is no JSON stays as it is.

    That is UTF-8 without a mark at its beginning, without half characters and without `NaN`.
    """
    is_odd = b"\0" in content[:4] or content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    is_odd = is_odd or content.startswith(codecs.BOM_UTF8) or not _is_utf8(content)
    if not is_odd and b"NaN" not in content and b"Infinity" not in content:
        return content
    constants: list[str] = []
    try:
        data = loads(content, on_constant=constants.append)
    except ValueError:
        return content
    return encoded(data) if is_odd or constants else content


def _is_utf8(content: bytes) -> bool:
    try:
        return content.isascii() or bool(content.decode())
    except UnicodeDecodeError:
        return False


@dataclass(frozen=True)
class RawResponse:
    """A 2xx or 304 response: its status, the body's bytes, all headers and those that matter."""

    status: int
    content: bytes
    request_id: str | None = None
    etag: str | None = None
    date: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def json(self) -> Any:
        """Return the decoded JSON, None for an empty body; raises `ContractError` for no JSON."""
        if not self.content.strip():
            return None
        try:
            return loads(self.content)
        except ValueError as exc:
            raise contract_error(self, "The response is no JSON") from exc


def contract_error(answer: RawResponse | ApiResponse[Any], message: str) -> ContractError:
    """Return the error for what is wrong with *answer*."""
    content = answer.content if isinstance(answer, RawResponse) else answer.raw
    # A page for people, such as a network's login, instead of JSON.
    kind = WebPageError if content.lstrip()[:1] == b"<" else ContractError
    return kind(message, status=answer.status, request_id=answer.request_id)


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
        data = self._decoded(lambda: loads(self.raw))
        return data if isinstance(data, dict) else self._decoded(_no_object)

    @cached_property
    def model(self) -> M:
        """Return the response as an `api.models` object.

        Raises `ContractError` where it does not fit the contract.
        """
        return cast("M", self._modelled(self._shape, self.data))

    def _modelled(self, shape: str, data: Any) -> Any:
        kind = _model_class(shape)
        return self._decoded(lambda: kind.model_validate(data))

    def _decoded(self, decode: Callable[[], T]) -> T:
        try:
            return decode()
        except (ValueError, RecursionError) as exc:  # also what pydantic and msgspec raise
            wrong = f"The response is not a {self._shape} that this version can read"
            raise contract_error(self, wrong) from exc


def _model_class(shape: str) -> Any:
    """Return the class *shape*; the models of rarer commands are loaded for those alone."""
    found = getattr(import_module("layers_cli.api.models"), shape, None)
    return found or getattr(import_module("layers_cli.api.endpoints.models"), shape)


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
        return self._chosen(rows) if isinstance(rows, list) else self._decoded(_no_object)

    def models(self) -> list[M]:
        """Return the rows as `api.models` objects."""
        return [self._row_model(row) for row in self.rows()]

    def _row_model(self, row: Any) -> Any:
        """Return *row* as an object; what of it nobody can read is left out, and stops no list."""
        kind = _model_class(self._row_shape)
        try:
            return kind.model_validate(row)
        except ValueError as exc:  # pydantic's, which says where
            odd = {error["loc"][0] for error in exc.errors() if error["loc"]}  # type: ignore[attr-defined]
        given = row.items() if isinstance(row, dict) else ()
        readable = {name: value for name, value in given if name not in odd}
        fields = kind.model_fields.items()
        needed = [each.alias or name for name, each in fields if each.is_required()]
        stand_in = {name: "unreadable" for name in needed if name not in readable}
        return self._decoded(lambda: kind.model_validate({**readable, **stand_in}))

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
        except (
            ValueError,
            RecursionError,
        ):  # a field is not as documented; the models know what may be
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
        return [encoded(item) for item in self.items]

    def rows(self) -> list[Any]:
        """Return the rows as JSON."""
        return list(self.items)

    def for_table(self) -> list[M]:
        """Return the rows as objects."""
        return list(self.shown)


def _text(value: Any) -> str:
    """Return a cursor; raises `ValueError` for what no request can carry."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError("no text")
    str(value).encode()
    return str(value)


def _no_object() -> Any:
    raise ValueError("no JSON object")
