"""JSON output: one document, or one object a line.

Wherever possible, a response is written as the server's own bytes, so that key order, number
spelling and unknown fields stay (style.md 9).
"""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING, Any, Protocol, TextIO, TypeVar

from layers_cli.formats.json_text import dumps, encoded
from layers_cli.render.terminal import is_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from typing_extensions import Buffer

M_co = TypeVar("M_co", covariant=True)

_SPOOL_IN_MEMORY = 1 << 20
# Outside ASCII, and the DEL that JSON does not ask to escape.
_NOT_ASCII = "[^\x00-\x7e]"
_SURROGATE = "[\ud800-\udfff]"
# What would steer a terminal or cannot be encoded; inside JSON it can only stand in strings.
_UNSAFE = (
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)


class Document(Protocol[M_co]):
    """One object to show: the server's bytes, the decoded JSON and the typed model."""

    @property
    def raw(self) -> bytes | None:
        """Return the server's own bytes, if the document is one response."""

    @property
    def data(self) -> Any:
        """Return the decoded JSON; raises `ContractError` if it is no JSON."""

    @property
    def model(self) -> M_co:
        """Return the typed object; built only when asked for."""


class PageDocument(Protocol[M_co]):
    """One page of a list."""

    @property
    def raw(self) -> bytes | None:
        """Return the server's own bytes, if the page is one response."""

    @property
    def is_whole(self) -> bool:
        """Whether `raw` is the whole page, with no row filtered out."""

    @property
    def next_cursor(self) -> str | None:
        """Return where the next page begins."""

    @property
    def data(self) -> Any:
        """Return the decoded page."""

    def raw_rows(self) -> Sequence[Buffer]:
        """Return the rows as the server's bytes, undecoded."""

    def rows(self) -> Sequence[Any]:
        """Return the rows as decoded JSON."""

    def for_table(self) -> Sequence[M_co]:
        """Return the rows as objects with the fields that a table shows."""


class JsonWriter:
    """Writes JSON to one stream, in the form that suits the stream.

    On a terminal it is indented and free of anything that could steer the terminal; elsewhere it is
    compact. On a stream that is not UTF-8 it is plain ASCII. *fields* or *query* choose parts
    of the document, or of each row where rows are lines.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        fields: Sequence[str] | None = None,
        query: Callable[[Any], Any] | None = None,
        pretty: bool = False,
    ) -> None:
        self._stream = stream
        self._fields = fields
        self._query = query
        self._pretty = pretty
        self._utf8 = is_utf8(stream)

    def show(self, document: Document[Any] | PageDocument[Any]) -> None:
        """Write *document* as exactly one JSON document."""
        data = document.data  # what is no JSON must fail before anything is written
        raw = (document.raw or b"").strip()
        if raw and self._is_whole and not self._pretty:
            self._write_raw([raw])
        else:
            self.value(self._chosen(data))

    def value(self, value: Any) -> None:
        """Write *value* as one document."""
        self._write(self._encoded(value) + "\n")

    def line(self, value: Any) -> None:
        """Write *value* as one line and flush."""
        self._write(self._safe(_compact(value)) + "\n")
        self._stream.flush()

    def pages(self, pages: Iterable[PageDocument[Any]]) -> None:
        """Write *pages* as one document; nothing is written if one of them fails.

        A single page passes through unchanged. Several are joined in a temporary file, so that
        memory does not grow with the list; a query needs the whole list at once.
        """
        if self._query:
            self.value(self._query(_gathered(pages)))
            return
        coming = iter(pages)
        first = next(coming, None)
        if first is None:
            self.value({"items": [], "nextCursor": None})
            return
        second = next(coming, None)
        if second is None and first.is_whole and self._is_whole:
            self.show(first)
            return
        # Most lists are one page.
        import shutil
        import tempfile

        with tempfile.SpooledTemporaryFile(
            max_size=_SPOOL_IN_MEMORY, mode="w+", encoding="utf-8", newline="\n"
        ) as spool:
            self._join(spool, _chain(first, second, coming))
            spool.seek(0)
            shutil.copyfileobj(spool, self._stream)

    def _join(self, spool: IO[str], pages: Iterator[PageDocument[Any]]) -> None:
        gap, indent = ("\n    ", 4) if self._pretty else ("", 0)
        spool.write('{\n  "items": [' if self._pretty else '{"items":[')
        separator, cursor = gap, None
        for page in pages:
            for row in page.rows():
                text = self._encoded(chosen(row, self._fields))
                spool.write(separator + text.replace("\n", "\n" + " " * indent))
                separator = f",{gap}"
            cursor = page.next_cursor
        end = self._encoded(cursor)
        spool.write(
            f'\n  ],\n  "nextCursor": {end}\n}}\n' if self._pretty else f'],"nextCursor":{end}}}\n'
        )

    @property
    def _is_whole(self) -> bool:
        """Whether objects are written unchanged."""
        return not self._fields and self._query is None

    def _chosen(self, data: Any) -> Any:
        return self._query(data) if self._query else chosen(data, self._fields)

    def _encoded(self, value: Any) -> str:
        if self._pretty:
            return self._safe(dumps(value, indent=2, ensure_ascii=False, default=str))
        return self._safe(_compact(value))

    def _safe(self, text: str) -> str:
        """Escape what the stream cannot encode and what could steer a terminal."""
        pattern = _NOT_ASCII if not self._utf8 else _UNSAFE if self._pretty else _SURROGATE
        return re.sub(pattern, _escape, text)

    def _write(self, text: str) -> None:
        self._stream.write(text)

    def _write_raw(self, lines: Sequence[Buffer]) -> None:
        if not lines:
            return
        data = b"\n".join([*lines, b""])
        buffer = getattr(self._stream, "buffer", None)
        if buffer is None or not self._utf8 or self._pretty:
            self._write(self._safe(data.decode("utf-8", "surrogatepass")))
            return
        self._stream.flush()  # what was written as text comes first
        buffer.write(data)


class JsonLines(JsonWriter):
    """Writes one JSON object a line."""

    def show(self, document: Document[Any] | PageDocument[Any]) -> None:
        """Write *document* as one line."""
        data = document.data
        raw = (document.raw or b"").strip()
        if raw and self._is_whole and b"\n" not in raw:
            self._write_raw([raw])
            self._stream.flush()
        else:
            self.line(self._chosen(data))

    def pages(self, pages: Iterable[PageDocument[Any]]) -> None:
        """Write each row of *pages* as one line, and flush after each page."""
        for page in pages:
            self._page(page)

    def _page(self, page: PageDocument[Any]) -> None:
        if not self._is_whole:
            lines = [_compact(self._chosen(row)) for row in page.rows()]
            self._write("".join(f"{self._safe(line)}\n" for line in lines))
        else:
            rows = page.raw_rows()
            if b"\n" in (page.raw or b"\n"):  # a page without line feeds has no row with one
                rows = [_on_one_line(bytes(row)) for row in rows]
            self._write_raw(rows)
        self._stream.flush()


def chosen(data: Any, fields: Sequence[str] | None) -> Any:
    """Return only *fields* of *data*, in that order; dotted paths reach inside, also into lists.

    Of a list they are those of its items. A field that is absent is null (content page: absent
    counts as null).
    """
    if not fields:
        return data
    if isinstance(data, dict) and isinstance(items := data.get("items"), list):
        return {**data, "items": [chosen(item, fields) for item in items]}
    if isinstance(data, list):
        return [chosen(item, fields) for item in data]
    kept: dict[str, Any] = {}
    for path in fields:
        _keep(data, path.split("."), kept)
    return kept


def at(data: Any, path: str) -> Any:
    """Return the value at the dotted *path* in *data*, a list for lists, None if absent."""
    for index, name in enumerate(names := path.split(".")):
        if isinstance(data, list):
            return [at(item, ".".join(names[index:])) for item in data]
        if not isinstance(data, dict):
            return None
        data = data.get(name)
    return data


def identities(data: Any, path: str | Callable[[Any], list[str]]) -> list[str]:
    """Return the ids at *path* in *data*, or what it finds there."""
    if not isinstance(path, str):
        return path(data)
    found = at(data, path)
    return [str(each) for each in (found if isinstance(found, list) else [found]) if each]


def objects_of(data: Any) -> list[Any]:
    """Return the rows of *data*: the items it is a list of, or itself."""
    items = data.get("items") if isinstance(data, dict) else data
    return items if isinstance(items, list) else [data]


def _keep(data: Any, names: Sequence[str], kept: dict[str, Any]) -> None:
    name, rest = names[0], names[1:]
    value = data.get(name) if isinstance(data, dict) else None
    if not rest:
        kept[name] = value
    elif isinstance(value, list):
        rows = kept.get(name)
        if not isinstance(rows, list) or len(rows) != len(value):
            rows = kept[name] = [{} for _ in value]
        for item, row in zip(value, rows, strict=True):
            _keep(item, rest, row)
    else:
        inner = kept.get(name)
        if not isinstance(inner, dict):
            inner = kept[name] = {}
        _keep(value, rest, inner)


def _gathered(pages: Iterable[PageDocument[Any]]) -> dict[str, Any]:
    """Return *pages* joined to one document."""
    items: list[Any] = []
    cursor = None
    for page in pages:
        items += page.rows()
        cursor = page.next_cursor
    return {"items": items, "nextCursor": cursor}


def _chain(
    first: PageDocument[Any],
    second: PageDocument[Any] | None,
    rest: Iterator[PageDocument[Any]],
) -> Iterator[PageDocument[Any]]:
    yield first
    if second is not None:
        yield second
        yield from rest


def _compact(value: Any) -> str:
    return dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


def _on_one_line(row: bytes) -> bytes:
    return row if b"\n" not in row else encoded(json.loads(row), separators=(",", ":"))


def _escape(match: re.Match[str]) -> str:
    return dumps(match[0])[1:-1] if match[0] != "\x7f" else "\\u007f"
