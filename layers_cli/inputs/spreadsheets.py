"""Reads lists that spreadsheets and programs write: CSV in any dialect, TSV, JSON lines, workbooks.

    with read_sheet(file, columns=("source", "caption")) as sheet:
        for row in sheet.rows(): ...      # a `SheetRow`; `problem` says what is wrong with it

The delimiter is found by the names of the columns that the first row has, so that a comma in a
caption decides nothing. Blank rows, and blank cells behind the last column, are no content. Rows
are read one at a time.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO, NamedTuple

from layers_cli.formats.file_names import printable
from layers_cli.formats.json_text import OddJsonError, loads_strictly
from layers_cli.formats.text import is_blank
from layers_cli.inputs import workbooks
from layers_cli.inputs.input_files import Inputs
from layers_cli.inputs.sheet_encodings import SheetEncoding, UnknownEncodingError, find_encoding
from layers_cli.inputs.sheet_records import (
    DELIMITERS,
    Dialect,
    SheetError,
    SheetRow,
    SheetText,
    are_blank,
    find_delimiter,
    first_cells,
)

__all__ = ["GivenSheet", "Sheet", "SheetError", "SheetRow", "open_sheet", "read_sheet"]

_ANOTHER = "another sign"
_DECLARED = re.compile(r'"?sep=(?P<delimiter>[^\w"\n])"?\n', re.IGNORECASE)  # Excel's own
_HEAD = 4096  # bytes that tell what a file is


class Sheet(NamedTuple):
    """What was found: *columns* of a table, none of JSON lines, and how to read the *rows*.

    *header* has the columns as they are written, *book* is there for a workbook. The last of the
    `rows` has a problem where the rest cannot be read. Rows are read from the sheet's file: one
    pass has to end, or be dropped, before the next begins.
    """

    encoding: SheetEncoding
    columns: tuple[str, ...]
    header: tuple[str, ...]
    delimiter: str | None
    rows: Callable[[], Iterator[SheetRow]]
    book: workbooks.BookInfo | None = None

    @property
    def note(self) -> str | None:
        """Return how it is read, where that is not plain CSV in UTF-8."""
        if self.book is not None:
            return self.book.note
        found = self.encoding
        parts = [f"in {found.name}"] if found.name != "UTF-8" else []
        if found.guessed:
            parts[0] += f" (its words are like `{found.sample}`; --encoding NAME decides)"
        if self.delimiter not in (None, ","):
            parts.append(f"with {DELIMITERS.get(self.delimiter or '', _ANOTHER)} between cells")
        return f"read {' and '.join(parts)}" if parts else None


class GivenSheet(NamedTuple):
    """Which sheet a command line names: a file, `-`, and how to read it where that is not found."""

    name: str
    encoding: str | None = None
    tab: str | None = None

    @property
    def called(self) -> str:
        """Return what people call it."""
        return "standard input" if self.name == "-" else printable(self.name)


@contextmanager
def open_sheet(
    inputs: Inputs, given: GivenSheet, *, columns: Sequence[str], param: str
) -> Iterator[Sheet]:
    """Give the sheet that is *given* for *param*; *columns* are names that it may have.

    Raises `SheetError`, and `UsageError` for a file that cannot be read.
    """
    as_lines = given.name.lower().endswith((".jsonl", ".ndjson"))
    with (
        inputs.opened(given.name, param=param) as file,
        read_sheet(
            file, columns=columns, json_lines=as_lines, encoding=given.encoding, tab=given.tab
        ) as sheet,
    ):
        yield sheet


@contextmanager
def read_sheet(
    file: BinaryIO,
    *,
    columns: Sequence[str],
    json_lines: bool = False,
    encoding: str | None = None,
    tab: str | None = None,
) -> Iterator[Sheet]:
    """Give what *file*, which can be read again, holds; *columns* are names that it may have.

    It is JSON lines if *json_lines* says so, or if it begins with a brace. *tab* is the sheet of a
    workbook, the first that is not hidden by default. Raises `SheetError`.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if refused := workbooks.refusal(head, file):
        raise SheetError(refused)
    if not workbooks.is_workbook(head):
        if tab is not None:
            raise SheetError("is text, and has no sheets; leave out --sheet")
        yield _text_sheet(file, columns, encoding, json_lines=json_lines)
        return
    with workbooks.read_workbook(file, tab) as book:
        yield _table(SheetText(book.file, book.encoding), Dialect(","), book)


def _text_sheet(
    file: BinaryIO, columns: Sequence[str], encoding: str | None, *, json_lines: bool
) -> Sheet:
    try:
        text = SheetText(file, find_encoding(file, encoding))
    except UnknownEncodingError as exc:
        raise SheetError(str(exc)) from exc
    begins = next((line.lstrip()[:1] for line in text.lines() if not is_blank(line)), "")
    if begins == "[":
        raise SheetError("is a JSON array; write one object a line, as `jq -c '.[]'` does")
    if json_lines or begins == "{":
        return Sheet(text.encoding, (), (), None, lambda: _json_rows(text))
    return _table(text, _dialect(text, columns))


def _dialect(text: SheetText, columns: Sequence[str]) -> Dialect:
    declared = _DECLARED.match(next(text.lines(), ""))
    if declared:
        return Dialect(declared["delimiter"], lines_before=1)
    return Dialect(find_delimiter(text, columns))


def _table(text: SheetText, dialect: Dialect, book: workbooks.Book | None = None) -> Sheet:
    header = first_cells(dialect.records(text))
    if book is None and any(cell.startswith(" ") for cell in header[1:]):
        # Written by hand: `source, caption`. Then the spaces belong to no cell.
        dialect = Dialect(dialect.delimiter, dialect.lines_before, spaced=True)
        header = first_cells(dialect.records(text))
    titles = [cell.strip() if cell[:1] != workbooks.MARK else "" for cell in header]
    while titles and not titles[-1]:
        titles.pop()
    names = [title.lower() for title in titles]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise SheetError(f"has two columns `{printable(twice)}`", 1 + dialect.lines_before)

    def rows() -> Iterator[SheetRow]:
        found = _table_rows(dialect.records(text), names)
        return map(book.row, found) if book else found

    return Sheet(
        text.encoding,
        tuple(filter(None, names)),
        tuple(filter(None, titles)),
        dialect.delimiter,
        rows,
        book.info if book else None,
    )


def _table_rows(records: Iterator[tuple[int, list[str]]], names: list[str]) -> Iterator[SheetRow]:
    """Yield the rows below the header, which has *names*; those that are blank are none."""
    try:
        filled = ((n, *each) for n, each in enumerate(records, 1) if not are_blank(each[1]))
        for number, line, cells in islice(filled, 1, None):
            yield _table_row(line, number, cells, names)
    except SheetError as exc:
        yield SheetRow(exc.line or 1, exc.line or 1, problem=str(exc))


def _table_row(line: int, number: int, cells: list[str], names: list[str]) -> SheetRow:
    """Return one row; programs leave out blank cells at its end, or add some."""
    if len(cells) == len(names) and "" not in names:
        return SheetRow(line, number, dict(zip(names, cells, strict=True)))
    filled = cells + [""] * (len(names) - len(cells))
    if not are_blank(filled[len(names) :]):
        wrong = f"has more than {len(names)} values; quote cells that contain the delimiter"
        return SheetRow(line, number, problem=wrong)
    pairs = list(zip(names, filled, strict=False))
    if not all(name or is_blank(cell) for name, cell in pairs):
        return SheetRow(line, number, problem="has a value in a column without a name")
    return SheetRow(line, number, {name: cell for name, cell in pairs if name})


def _json_rows(text: SheetText) -> Iterator[SheetRow]:
    try:
        for number, line in enumerate(text.lines(), 1):
            if not is_blank(line):
                yield _json_row(number, line)
    except SheetError as exc:
        yield SheetRow(exc.line or 1, exc.line or 1, problem=str(exc))


def _json_row(number: int, line: str) -> SheetRow:
    try:
        values = loads_strictly(line)
    except OddJsonError as exc:
        return SheetRow(number, number, problem=printable(str(exc)))
    except ValueError:
        values = None
    if isinstance(values, dict):
        return SheetRow(number, number, values)
    return SheetRow(number, number, problem="is not a JSON object")
