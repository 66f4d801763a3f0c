"""Reads lists that spreadsheets and programs write: CSV in any dialect, TSV, JSON lines.

    sheet = read_sheet(content, columns=("source", "caption"))
    for row in sheet.rows(): ...      # a `SheetRow`; `problem` says what is wrong with it

The delimiter is found by the names of the columns that the first row has, so that a comma in a
caption decides nothing. Blank rows, and blank cells behind the last column, are no content.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from layers_cli.formats.file_names import printable
from layers_cli.formats.json_text import loads
from layers_cli.formats.text import LARGEST, is_blank
from layers_cli.inputs.sheet_encodings import SheetText, UnknownEncodingError, decode_sheet

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_ANOTHER = "another sign"
_DECLARED = re.compile(r'"?sep=(?P<delimiter>[^\w"\n])"?\n', re.IGNORECASE)  # Excel's own
_WORKBOOKS = {b"PK\x03\x04": "a workbook", b"\xd0\xcf\x11\xe0": "a workbook of old Excel"}
_BAD_QUOTES = (
    "opens a quote that is not closed before the next cell; write a quote within a quoted cell"
    ' twice: ""'
)


class SheetError(ValueError):
    """A sheet cannot be read from *line* on, None for as a whole; the message says why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class SheetRow:
    """One row: its first *line* in the file, its *number* in the sheet, the header being 1.

    *values* are by column: text, or what JSON has. *problem* says why there are none.
    """

    line: int
    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None

    @property
    def place(self) -> str:
        """Return where people find it: in the file, and in the sheet if that differs."""
        return f"line {self.line}" + (f" (row {self.number})" if self.number != self.line else "")


@dataclass(frozen=True)
class Sheet:
    """What was found: *columns* of a table, none of JSON lines, and how to read the *rows*.

    The last of the `rows` has a problem where the rest cannot be read.
    """

    text: SheetText
    columns: tuple[str, ...]
    delimiter: str | None
    rows: Callable[[], Iterator[SheetRow]]

    @property
    def note(self) -> str | None:
        """Return how it is read, where that is not plain CSV in UTF-8."""
        parts = [f"in {self.text.encoding}"] if self.text.encoding != "UTF-8" else []
        if self.text.guessed:
            parts[0] += f" (its words are like `{self.text.sample}`; --encoding NAME decides)"
        if self.delimiter not in (None, ","):
            parts.append(f"with {_DELIMITERS.get(self.delimiter or '', _ANOTHER)} between cells")
        return f"read {' and '.join(parts)}" if parts else None


def read_sheet(
    content: bytes,
    *,
    columns: Sequence[str],
    json_lines: bool = False,
    encoding: str | None = None,
) -> Sheet:
    """Return what *content* holds; *columns* are names that its columns may have.

    It is JSON lines if *json_lines* says so, or if it begins with a brace. Raises `SheetError`.
    """
    for mark, kind in _WORKBOOKS.items():
        if content.startswith(mark):
            raise SheetError(f"is {kind}, not text; save it as CSV UTF-8")
    try:
        text = decode_sheet(content, encoding)
    except UnknownEncodingError as exc:
        raise SheetError(str(exc)) from exc
    if text.text.lstrip().startswith("["):
        raise SheetError("is a JSON array; write one object a line, as `jq -c '.[]'` does")
    if json_lines or text.text.lstrip().startswith("{"):
        return Sheet(text, (), None, lambda: _json_rows(text.text))
    return _table(text, columns)


def _table(text: SheetText, columns: Sequence[str]) -> Sheet:
    declared = _DECLARED.match(text.text)
    start = declared.end() if declared else 0
    lines_before = 1 if declared else 0
    body = text.text[start:]
    delimiter = declared["delimiter"] if declared else _delimiter(body, columns)
    header = _first(_records(body, delimiter, lines_before))
    # Written by hand: `source, caption`. Then the spaces belong to no cell.
    spaced = any(cell.startswith(" ") for cell in header[1:])
    header = _first(_records(body, delimiter, lines_before, spaced=spaced))
    names = [cell.strip().lower() for cell in header]
    while names and not names[-1]:
        names.pop()
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise SheetError(f"has two columns `{printable(twice)}`", 1 + lines_before)

    def rows() -> Iterator[SheetRow]:
        return _table_rows(_records(body, delimiter, lines_before, spaced=spaced), names)

    return Sheet(text, tuple(filter(None, names)), delimiter, rows)


def _table_rows(records: Iterator[tuple[int, list[str]]], names: list[str]) -> Iterator[SheetRow]:
    """Yield the rows below the header, which has *names*; those that are blank are none."""
    try:
        filled = ((n, *each) for n, each in enumerate(records, 1) if not _are_blank(each[1]))
        for number, line, cells in islice(filled, 1, None):
            yield _table_row(line, number, cells, names)
    except SheetError as exc:
        yield SheetRow(exc.line or 1, exc.line or 1, problem=str(exc))


def _table_row(line: int, number: int, cells: list[str], names: list[str]) -> SheetRow:
    """Return one row; programs leave out blank cells at its end, or add some."""
    filled = cells + [""] * (len(names) - len(cells))
    if not _are_blank(filled[len(names) :]):
        wrong = f"has more than {len(names)} values; quote cells that contain the delimiter"
        return SheetRow(line, number, problem=wrong)
    pairs = list(zip(names, filled, strict=False))
    if not all(name or is_blank(cell) for name, cell in pairs):
        return SheetRow(line, number, problem="has a value in a column without a name")
    return SheetRow(line, number, {name: cell for name, cell in pairs if name})


def _first(records: Iterable[tuple[int, list[str]]]) -> list[str]:
    """Return the cells of the first of *records* that is not blank."""
    return next((cells for _, cells in records if not _are_blank(cells)), [])


def _records(
    text: str, delimiter: str, lines_before: int, *, spaced: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each record with its first line; raises `SheetError` for bad quotes.

    *spaced* ones have spaces before the cells, which are no content.
    """
    csv.field_size_limit(LARGEST)  # no text is longer; a caption that is too long says so itself
    page = io.StringIO(text, newline="")
    reader = csv.reader(page, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    begins = 1
    try:
        for cells in reader:
            yield begins + lines_before, cells
            begins = reader.line_num + 1
    except csv.Error as exc:
        opens = _bad_quote(text, delimiter, begins, spaces=" *" if spaced else "")
        if opens is None:
            raise SheetError(f"cannot be read: {exc}", begins + lines_before) from exc
        raise SheetError(_BAD_QUOTES, opens + lines_before) from exc


def _bad_quote(text: str, delimiter: str, begins: int, *, spaces: str) -> int | None:
    """Return the line of the first quote that is not closed well, from the line *begins* on.

    *spaces* is the pattern of those before a cell.
    """
    rest = text.split("\n", begins - 1)[-1]
    end = f"[{re.escape(delimiter)}\n]"
    cell = re.compile(
        rf'{spaces}"(?P<quoted>(?:[^"]|"")*+)(?P<good>"(?={end}|\Z))?|[^{re.escape(delimiter)}\n]*'
    )
    at = 0
    while at <= len(rest) and (found := cell.match(rest, at)):
        if found["quoted"] is not None and found["good"] is None:
            return begins + rest.count("\n", 0, at)
        at = found.end() + 1
    return None


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """Return what separates the cells of *text*: what makes most of its first row *columns*."""

    def fitness(delimiter: str) -> tuple[int, int, bool]:
        try:
            cells = _first(_records(text, delimiter, 0))
        except SheetError:
            return -1, 0, False
        names = {cell.strip().lower() for cell in cells}
        return len(names.intersection(columns)), len(cells), delimiter == ","

    return max(_DELIMITERS, key=fitness)


def _json_rows(text: str) -> Iterator[SheetRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if is_blank(line):
            continue
        try:
            values = loads(line)
        except ValueError:
            values = None
        if isinstance(values, dict):
            yield SheetRow(number, number, values)
        else:
            yield SheetRow(number, number, problem="is not a JSON object")


def _are_blank(cells: Sequence[str]) -> bool:
    return all(map(is_blank, cells))
