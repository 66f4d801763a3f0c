"""Responses of the API: the server's own bytes, and a typed view of them on demand.

`--json` passes the bytes on and needs no models; tables need models and no bytes.
"""

from __future__ import annotations

import codecs
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from layers_cli.api.errors import ContractError, WebPageError
from layers_cli.formats.json_text import encoded, loads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

# Blanks, marks of byte order, and the zeros of UTF-16.
_BEFORE_TAGS = b" \t\r\n\0" + codecs.BOM_UTF8 + codecs.BOM_UTF16
M = TypeVar("M")
T = TypeVar("T")


class RawResponse(NamedTuple):
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
            raise contract_error(self, "The response is not JSON") from exc


def contract_error(answer: RawResponse | ApiResponse[Any], message: str) -> ContractError:
    """Return the error for what is wrong with *answer*."""
    content = answer.content if isinstance(answer, RawResponse) else answer.raw
    # A page for people, such as a network's login, instead of JSON.
    kind = WebPageError if content.lstrip(_BEFORE_TAGS)[:1] == b"<" else ContractError
    exc = kind(message, status=answer.status, request_id=answer.request_id)
    if isinstance(answer, ApiResponse):  # what it was the response to has been done all the same
        exc.key, exc.acts_again = answer.key, answer.acts_again
        exc.is_accepted = answer.key is not None
        exc.maybe_executed = exc.is_accepted or exc.acts_again
    return exc


class ApiResponse(Generic[M]):
    """A successful response.

    *raw* is the body as it came, *shape* the name of its class in `api.models`, looked up at the
    first use of `model`, since pydantic costs more to import than the rest of a run. *key* and
    *acts_again* are those of the call, as `ApiError` has them.
    """

    def __init__(
        self,
        raw: bytes,
        shape: str,
        *,
        status: int = 200,
        request_id: str | None = None,
        etag: str | None = None,
        key: str | None = None,
        acts_again: bool = False,
    ) -> None:
        self.raw = raw
        self.status = status
        self.request_id = request_id
        self.etag = etag
        self.key = key
        self.acts_again = acts_again
        self._shape = shape

    @cached_property
    def data(self) -> Any:
        """Return the decoded JSON; raises `ContractError` where it is no JSON object."""
        data = self._decoded(lambda: loads(self.raw))
        if not isinstance(data, dict):
            raise self._unreadable()
        return data

    @cached_property
    def model(self) -> M:
        """Return the response as an `api.models` object.

        One that cannot be asked for again, such as a new secret, is read as far as it can be.
        Raises `ContractError` where it does not fit the contract.
        """
        kind, data = model_class(self._shape), self.data
        read = partial(readable, kind) if self.acts_again else kind.model_validate
        return cast("M", self._decoded(lambda: read(data)))

    def _decoded(self, decode: Callable[[], T]) -> T:
        try:
            return decode()
        except (ValueError, RecursionError) as exc:  # also what pydantic and msgspec raise
            raise self._unreadable() from exc

    def _unreadable(self) -> ContractError:
        wrong = f"The response cannot be read as {self._shape}"
        return contract_error(self, wrong)


def readable(kind: Any, data: Any) -> Any:
    """Return *data* as an object of *kind*, without those of its fields that nobody can read."""
    try:
        return kind.model_validate(data)
    except ValueError as exc:  # pydantic's, which says where
        odd = {error["loc"][0] for error in exc.errors() if error["loc"]}  # type: ignore[attr-defined]
    given = data.items() if isinstance(data, dict) else ()
    kept = {name: value for name, value in given if name not in odd}
    needed = {
        each.alias or name: each.annotation
        for name, each in kind.model_fields.items()
        if each.is_required()
    }
    stand_in = {
        name: readable(inner, dict(given).get(name))
        if hasattr(inner, "model_fields")
        else "unreadable"
        for name, inner in needed.items()
        if name not in kept
    }
    return kind.model_validate({**kept, **stand_in})


def model_class(shape: str) -> Any:
    """Return the class *shape*; the models of rarer commands are loaded for those alone."""
    found = getattr(import_module("layers_cli.api.models"), shape, None)
    return found or getattr(import_module("layers_cli.api.endpoints.models"), shape)


class CombinedResult(NamedTuple, Generic[M]):
    """A document of our own, combined from several responses."""

    data: Any
    model: M
    raw: bytes | None = None


class ListPage(NamedTuple, Generic[M]):
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
