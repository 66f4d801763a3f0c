r"""CSV for spreadsheets (RFC 4180): a header, one record an object, lines end with CR LF.

Hooks and captions are foreign text, and a spreadsheet runs what begins like a formula. Such text
gets an apostrophe in front; `--jsonl` has every value as it is.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from layers_cli.formats.json_text import dumps
from layers_cli.render.forms.json import Document, PageDocument, at, objects_of
from layers_cli.render.sanitize import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """Writes rows of decoded JSON to *stream*.

    *columns* are dotted paths; without any, they are those of *shapes* that suit the first rows
    best, or their keys. The rows of an object are those at *part*, if it is given. On a *terminal*
    values are cleaned of what could steer it.
    """

    def __init__(
        self,
        stream: TextIO,
        columns: Sequence[str],
        *,
        shapes: Sequence[tuple[str, ...]] = (),
        part: str | None = None,
        terminal: bool = False,
    ) -> None:
        self._stream = stream
        self._columns = tuple(columns)
        self._shapes = shapes
        self._part = part
        self._terminal = terminal
        self._begun = False

    def show(self, document: Document[Any]) -> None:
        """Write *document* as one row; a list has a row for each item."""
        self.rows(self._parts(objects_of(document.data)))
        self._end()

    def pages(self, pages: Iterable[PageDocument[Any]]) -> None:
        """Write the rows of *pages* below one header."""
        for page in pages:
            self.rows(self._parts(page.rows()))
            self._stream.flush()
        self._end()

    def rows(self, rows: Iterable[Any]) -> None:
        """Write *rows* below those before, the first time with a header."""
        rows = list(rows)
        columns = self._columns = self._columns or _columns(rows, self._shapes)
        page = io.StringIO()
        writer = csv.writer(page, lineterminator="\r\n")
        if columns and not self._begun:
            writer.writerow(columns)
            self._begun = True
        writer.writerows([self._cell(at(row, path)) for path in columns] for row in rows)
        self._write(page.getvalue())

    def _parts(self, rows: Iterable[Any]) -> Iterable[Any]:
        """Return the rows inside *rows*, where those are what a table shows."""
        if self._part is None:
            return rows
        return [each for row in rows for each in at(row, self._part) or ()]

    def _end(self) -> None:
        """Write the header of a table without rows, if its columns are known."""
        if not self._begun:
            self.rows(())

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str):
            # CSV has no way to say NUL.
            value = value.replace("\0", "\ufffd")
            text = clean(value, keep_lines=True) if self._terminal else value
            return f"'{text}" if text.startswith(_FORMULA) else text
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            return value
        text = dumps(value, ensure_ascii=False)
        return clean(text) if self._terminal else text

    def _write(self, text: str) -> None:
        """Write *text* past the stream's translation of line ends."""
        buffer = getattr(self._stream, "buffer", None)
        if buffer is None:
            self._stream.write(text)
            return
        self._stream.flush()  # what was written as text comes first
        buffer.write(text.encode(self._stream.encoding, self._stream.errors or "replace"))


def _columns(rows: Sequence[Any], shapes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the one of *shapes* that has most of the keys of *rows* and fewest others."""
    keys = dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row)
    if not shapes:
        return tuple(keys)
    return max(shapes, key=lambda shape: (len(keys.keys() & set(shape)), -len(shape)))
