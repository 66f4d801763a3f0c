"""Reads workbooks, XLSX and ODS, in a process of their own, with bounded memory and time.

The library lays a sheet out as a whole: two cells in its far corners, 1.5 KB of file, ask for
550 GB, and nobody can catch the abort that follows. The other process writes the sheet as CSV into
a file without a name; it is read from there as any CSV, once all of it is known to be there.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, BinaryIO, NamedTuple, cast

from layers_cli.formats.file_names import printable
from layers_cli.formats.json_text import loads
from layers_cli.inputs.sheet_encodings import SheetEncoding
from layers_cli.inputs.sheet_records import SheetError, SheetRow
from layers_cli.render.text import counted

MARK = "\0"  # begins a cell that has no value; what follows says why, see `_FLAWS`
_FLAWS = {
    "F": "is a formula that was never calculated; open the workbook, and save it",
    "E": "is a formula with the error",
    "M": "is one of several merged cells, and only the first has a value; split them",
}
_SECONDS = 60.0
_REFUSED = 3  # exit code of the other process; the message is its output
_AS_CSV = "save the sheet as CSV UTF-8"
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGES = (b"<html", b"<!doctype html", b"<table", b"<head", b"<?xml", b"mime-version:")


class BookInfo(NamedTuple):
    """Which sheet of a workbook was read, and what of it is not in the rows.

    *others* are its other sheets that are not hidden; *uncalculated* counts formulas without a
    value, *merged* areas of merged cells, *errors* formulas of an ODS whose errors are not told by
    their cells.
    """

    sheet: str
    others: tuple[str, ...] = ()
    uncalculated: int = 0
    merged: int = 0
    errors: int = 0

    @property
    def note(self) -> str | None:
        """Return what people have to know, if anything."""
        counts = (
            (self.uncalculated, "formula", "without a value"),
            (self.errors, "formula", "with an error"),
            (self.merged, "area", "of merged cells"),
        )
        blank = [f"{counted(count, what)} {more}" for count, what, more in counts if count]
        parts = [f"with blank cells for {', '.join(blank)}"] if blank else []
        if self.others:
            name = printable(self.sheet)
            parts.insert(0, f"from its sheet `{name}` (--sheet NAME chooses another)")
        return f"read {' and '.join(parts)}" if parts else None


class Book(NamedTuple):
    """The rows of a workbook's sheet as CSV in a *file*."""

    file: BinaryIO
    encoding: SheetEncoding
    info: BookInfo

    def row(self, found: SheetRow) -> SheetRow:
        """Return *found*, a row of the CSV, as one of the workbook, which has no lines."""
        number, values = found.number, found.values
        if MARK not in "".join(values.values()):
            return SheetRow(number, number, values, found.problem)
        flaws = {name: _flaw(text) for name, text in values.items() if text[:1] == MARK}
        return SheetRow(number, number, {**values, **dict.fromkeys(flaws, "")}, flaws=flaws)


def _flaw(mark: str) -> str:
    why = _FLAWS.get(mark[1:2], "cannot be read")
    return f"{why} {mark[2:]}; correct it in the workbook" if mark[1:2] == "E" else why


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins with *head* may be one."""
    return head.startswith(_ZIP)


def refusal(head: bytes, file: BinaryIO) -> str | None:
    """Return what *file*, which begins with *head*, is if it looks like a sheet and is none."""
    if head.startswith(_OLD):
        file.seek(0)
        if _ENCRYPTED in file.read():
            return "is encrypted; remove the password, or " + _AS_CSV
        return f"is a workbook of Excel 97 to 2003; save it as .xlsx, or {_AS_CSV}"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        return f"is a web page or XML that is named like a sheet; open it, and {_AS_CSV}"
    return None


@contextmanager
def read_workbook(file: BinaryIO, tab: str | None = None) -> Iterator[Book]:
    """Give the rows of the sheet *tab* of *file*, of the first that is not hidden by default.

    Raises `SheetError` for a file that cannot be read within bounds.
    """
    if find_spec("python_calamine") is None:
        raise SheetError(
            f"is a workbook; for these: pip install 'layers-cli[sheets]'; or {_AS_CSV}"
        )
    with tempfile.TemporaryFile(prefix="layers-sheet-") as output:
        yield _book(_run(file, cast("BinaryIO", output), tab), cast("BinaryIO", output))


def _book(code: int, output: BinaryIO) -> Book:
    """Return what the process that ended with *code* has written to *output*."""
    output.seek(0)
    said = _object(output.readline())
    if code == _REFUSED:
        raise SheetError(str(said["error"]))
    if code:
        raise SheetError(f"cannot be read: it is damaged, or takes too much memory; {_AS_CSV}")
    info = BookInfo(**{**said, "others": tuple(said["others"])})
    return Book(output, SheetEncoding("UTF-8", "utf-8", output.tell()), info)


def _run(file: BinaryIO, output: BinaryIO, tab: str | None) -> int:
    """Have *file* written to *output* as CSV, and return how the process ended."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # `seek` may stay within what is buffered
    words = [sys.executable, "-P", "-m", "layers_cli.inputs.workbook_process"]
    try:
        done = subprocess.run(  # noqa: S603 - the name of a sheet is one argument
            words + ([tab] if tab is not None else []),
            stdin=file,
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise SheetError(f"takes longer than {_SECONDS:g} s to read; {_AS_CSV}") from exc
    return done.returncode


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        found = loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
