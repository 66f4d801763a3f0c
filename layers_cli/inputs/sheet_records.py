"""Reads the records of CSV in any dialect, one at a time, from a file that is never kept whole.

Quotes are read strictly: taken leniently, all rows after one that is not closed would be a single
cell, and that cell would be paid for as one hook.
"""

import csv
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from layers_cli.formats.text import is_blank
from layers_cli.inputs.sheet_encodings import SheetEncoding

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
LONGEST_CELL = 1_000_000  # characters; what is too long for its column says so itself
_LONGEST_LINE = 4 * LONGEST_CELL
_NONE: Mapping[str, Any] = MappingProxyType({})
_BAD_QUOTES = (
    "opens a quote that is not closed before the next cell; write a quote within a quoted cell"
    ' twice: ""'
)


class SheetError(ValueError):
    """A sheet cannot be read from *line* on, None for as a whole; the message says why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class SheetRow(NamedTuple):
    """One row: its first *line* in the file, its *number* in the sheet, the header being 1.

    *values* are by column: text, or what JSON has. *problem* says why there are none. *flaws* say
    of a column why it has no value here.
    """

    line: int
    number: int
    values: Mapping[str, Any] = _NONE
    problem: str | None = None
    flaws: Mapping[str, str] = _NONE

    @property
    def place(self) -> str:
        """Return where people find it: in the file, and in the sheet if that differs."""
        return f"line {self.line}" + (f" (row {self.number})" if self.number != self.line else "")


class SheetText(NamedTuple):
    """The text of *file*, which is read from its beginning as often as somebody asks."""

    file: BinaryIO
    encoding: SheetEncoding

    def lines(self) -> Generator[str, None, None]:
        """Yield the lines; one pass has to end, or be dropped, before the next begins.

        Raises `SheetError` for a line that is too long to be one.
        """
        text = self.encoding.opened(self.file)
        try:
            for number, line in enumerate(iter(partial(text.readline, _LONGEST_LINE), ""), 1):
                if len(line) == _LONGEST_LINE and line[-1] != "\n":
                    raise SheetError(f"is longer than {_LONGEST_LINE:,} characters", number)
                yield line
        finally:
            text.detach()  # or it would close the file


class Dialect(NamedTuple):
    """How records are written: the *delimiter*, *lines_before* the first, and whether *spaced*.

    *spaced* cells have spaces before them, which are no content.
    """

    delimiter: str
    lines_before: int = 0
    spaced: bool = False

    def records(self, text: SheetText) -> Iterator[tuple[int, list[str]]]:
        """Yield the cells of each record of *text* with its first line.

        Raises `SheetError` for bad quotes, and for a cell that is longer than any text.
        """
        csv.field_size_limit(LONGEST_CELL)
        lines = text.lines()
        for _ in range(self.lines_before):
            next(lines)
        reader = csv.reader(
            lines, delimiter=self.delimiter, strict=True, skipinitialspace=self.spaced
        )
        begins = 1 + self.lines_before
        try:
            for cells in reader:
                yield begins, cells
                begins = reader.line_num + 1 + self.lines_before
        except csv.Error as exc:
            lines.close()
            raise self._error(text, begins, exc) from exc

    def _error(self, text: SheetText, begins: int, exc: csv.Error) -> SheetError:
        """Return what is wrong with the record in the line *begins*."""
        opens = self._bad_quote(text, begins)
        if opens is not None:
            return SheetError(_BAD_QUOTES, opens)
        if "field larger" in str(exc):
            return SheetError(f"has a cell of more than {LONGEST_CELL:,} characters", begins)
        return SheetError(f"cannot be read: {exc}", begins)

    def _bad_quote(self, text: SheetText, begins: int) -> int | None:
        """Return the line of the first quote that is not closed well, from *begins* on."""
        rest = _from_line(text, begins)
        spaces, end = " *" if self.spaced else "", f"[{re.escape(self.delimiter)}\n]"
        cell = re.compile(
            rf'{spaces}"(?P<quoted>(?:[^"]|"")*+)(?P<good>"(?={end}|\Z))?'
            rf"|[^{re.escape(self.delimiter)}\n]*"
        )
        at = 0
        while at <= len(rest) and (found := cell.match(rest, at)):
            if found["quoted"] is not None and found["good"] is None:
                return begins + rest.count("\n", 0, at)
            at = found.end() + 1
        return None


def _from_line(text: SheetText, begins: int) -> str:
    """Return the text from the line *begins* on, as far as a quoted cell may go."""
    taken: list[str] = []
    size = 0
    for number, line in enumerate(text.lines(), 1):
        if number >= begins:
            taken.append(line)
            size += len(line)
        if size > _LONGEST_LINE:
            break
    return "".join(taken)


def first_cells(records: Iterable[tuple[int, list[str]]]) -> list[str]:
    """Return the cells of the first of *records* that is not blank."""
    return next((cells for _, cells in records if not are_blank(cells)), [])


def are_blank(cells: Sequence[str]) -> bool:
    """Whether nothing can be seen in any of *cells*."""
    return all(map(is_blank, cells))


def find_delimiter(text: SheetText, columns: Sequence[str]) -> str:
    """Return what separates the cells of *text*: what makes most of its first row *columns*."""

    def fitness(delimiter: str) -> tuple[int, int, bool]:
        try:
            cells = first_cells(Dialect(delimiter).records(text))
        except SheetError:
            return -1, 0, False
        names = {cell.strip().lower() for cell in cells}
        return len(names.intersection(columns)), len(cells), delimiter == ","

    return max(DELIMITERS, key=fitness)
