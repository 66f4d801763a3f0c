"""Writes a sheet of a workbook as CSV: standard input to standard output, run by `workbooks`.

    python -m layers_cli.inputs.workbook_process [SHEET] < hooks.xlsx

The first line is a JSON object about the sheet, or, with exit code 3, why it is not read. Cells
that have no value for a reason begin with a NUL: `F` formula without a value, `M` merged, `E` and
the error of a formula.
"""

import csv
import datetime
import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn
from xml.etree import ElementTree

from layers_cli.formats.json_text import dumps

_MEMORY = 1 << 30  # bytes of address space
_SECONDS = 60  # of processor time
_LARGEST_OUTPUT = 512 << 20  # bytes
_LARGEST_UNPACKED = 300_000_000  # bytes of XML; 100,000 rows have 60 MB
_MOST_COLUMNS = 200
_REFUSED = 3
_UNCALCULATED, _MERGED = "\0F", "\0M"
_NO_VALUE = (b"", b"<v/>", b"<v></v>")
_AS_CSV = "save the sheet as CSV UTF-8"
_REF = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
# A place further right than column GR, the 200th, and a cell there that has a value.
_FAR_REF = rb'r="((?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])[0-9]{1,7})"'
_FAR_CELL = re.compile(rb"<c\b[^>]*\b" + _FAR_REF + rb"(?:[^>]*[^/>])?>")
_FORMULA = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(<v\s*/>|<v></v>|<v\b)?", re.DOTALL
)

_ERROR = re.compile(
    rb'<c\b([^>]*\bt="e"[^>]*)>(?:\s*<f\b[^>]*(?:/>|>[^<]*</f>))?\s*<v>([^<]*)</v>', re.DOTALL
)
_ODS_ERROR = re.compile(rb'<table:table-cell\b[^>]*\bcalcext:value-type="error"')
_ODS_MERGED = re.compile(rb'<table:table-cell\b[^>]*\bnumber-(?:rows|columns)-spanned="')

Place = tuple[int, int]


def main() -> None:
    """Read the workbook on standard input."""
    _bound()
    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        _check(content)
        _write(content, sys.argv[1] if len(sys.argv) > 1 else None)
    except zipfile.BadZipFile as exc:
        _refuse(f"is a damaged workbook: {exc}")


def _bound() -> None:
    """Limit what this process may take, where the system can."""
    try:
        import resource  # there is none on Windows
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_FSIZE: _LARGEST_OUTPUT,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        with suppress(ValueError, OSError):  # it is lower already
            resource.setrlimit(limit, (most, most))


def _refuse(message: str) -> NoReturn:
    sys.stdout.write(dumps({"error": message}) + "\n")
    sys.exit(_REFUSED)


def _check(content: io.BytesIO) -> None:
    """Refuse what is no workbook, is encrypted, or becomes too large when it is unpacked."""
    with zipfile.ZipFile(content) as book:
        parts = {part.filename: part.file_size for part in book.infolist()}
        unpacked = sum(parts.values())
        if unpacked > _LARGEST_UNPACKED:
            most = _LARGEST_UNPACKED // 1_000_000
            _refuse(f"unpacks to {unpacked // 1_000_000} MB, and {most} are read; {_AS_CSV}")
        if "Index/Document.iwa" in parts:
            _refuse(f"is a document of Numbers; export it as Excel, or {_AS_CSV}")
        if "xl/workbook.bin" in parts:
            _refuse(f"is a binary workbook; save it as .xlsx, or {_AS_CSV}")
        is_ods = "content.xml" in parts and b"spreadsheet" in _part(book, "mimetype")
        if not is_ods and "xl/workbook.xml" not in parts:
            _refuse(f"is a ZIP file, and no workbook; {_AS_CSV}")
        if is_ods and b"encryption-data" in _part(book, "META-INF/manifest.xml"):
            _refuse(f"is encrypted; remove the password, or {_AS_CSV}")


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    try:
        return book.read(name)
    except KeyError:
        return b""


def _write(content: io.BytesIO, wanted: str | None) -> None:
    """Write the sheet *wanted*, or the first that is not hidden."""
    import python_calamine  # an extra, which few runs need: they read text

    try:
        content.seek(0)
        book = python_calamine.load_workbook(content)
        seen = [
            each.name
            for each in book.sheets_metadata
            if each.visible == python_calamine.SheetVisibleEnum.Visible
            and each.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        name = _chosen(wanted, seen, book.sheet_names)
        marks = _scanned(content, name)
        sheet = book.get_sheet_by_name(name)
        merged = sheet.merged_cell_ranges or []
        head: dict[str, Any] = {"sheet": name, "others": [each for each in seen if each != name]}
        uncalculated = list(marks.values()).count(_UNCALCULATED)
        head |= {"uncalculated": uncalculated, "merged": len(merged)}
        head |= _counted_in_ods(content)
        sys.stdout.write(dumps(head) + "\n")
        covered = {place: _MERGED for area in merged for place in _covered(*area)}
        _write_rows(sheet, covered | marks)
    except python_calamine.CalamineError as exc:
        _refuse(f"is a damaged workbook: {exc}; {_AS_CSV}")


def _counted_in_ods(content: io.BytesIO) -> dict[str, int]:
    """Return how many cells of an ODS have no value for a reason, over all its sheets."""
    with zipfile.ZipFile(content) as book:
        xml = _part(book, "content.xml")
    if not xml:
        return {"errors": 0}
    return {"errors": len(_ODS_ERROR.findall(xml)), "merged": len(_ODS_MERGED.findall(xml))}


def _chosen(wanted: str | None, seen: list[str], names: list[str]) -> str:
    if wanted is None and not seen:
        _refuse("has no sheet that is not hidden; name one: --sheet NAME")
    if wanted is not None and wanted not in names:
        _refuse(f"has no sheet `{wanted}`; its sheets are {', '.join(names)}")
    return seen[0] if wanted is None else wanted


def _write_rows(sheet: Any, marks: dict[Place, str]) -> None:
    sys.stdout.flush()
    with io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="") as page:
        writer = csv.writer(page)
        _, left = sheet.start or (0, 0)
        # The rows above the first that has something are there, the columns before it are not.
        rows = (
            [each if each.__class__ is str else _text(each) for each in row]
            for row in sheet.iter_rows()
        )
        writer.writerows(_marked(rows, marks, left) if marks else rows)


def _marked(rows: Iterable[list[str]], marks: dict[Place, str], left: int) -> Iterator[list[str]]:
    """Yield *rows*, which begin in the column *left*, with the marks of cells without a value."""
    for number, row in enumerate(rows):
        yield [text or marks.get((number, place), "") for place, text in enumerate(row, left)]


def _covered(start: Place, end: Place) -> Iterator[Place]:
    """Yield the places of a merged area that have no value of their own."""
    rows = range(start[0], min(end[0], start[0] + 100_000) + 1)
    columns = range(start[1], min(end[1], _MOST_COLUMNS) + 1)
    yield from ((row, column) for row in rows for column in columns if (row, column) != start)


def _text(value: Any) -> str:
    """Return a cell as people read it: 1.0 is 1, a date is ISO, 0.1 + 0.2 is 0.3."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else str(value)


def _scanned(content: io.BytesIO, name: str) -> dict[Place, str]:
    """Return the marks of formulas without a value in the sheet *name*; refuses one too wide."""
    with zipfile.ZipFile(content) as book:
        part = _sheet_part(book, name)
        xml = _part(book, part) if part else b""
    # The sheets of most have neither: a cheap look spares them a dear one.
    if re.search(_FAR_REF, xml) and (far := _FAR_CELL.search(xml)):
        _refuse(f"has the cell {far[1].decode()}, and {_MOST_COLUMNS} columns are read; {_AS_CSV}")
    wrong = _ERROR.finditer(xml) if b't="e"' in xml else ()
    errors = {_place(found[1]): f"\0E{found[2].decode()}" for found in wrong}
    return dict.fromkeys(_uncalculated(xml), _UNCALCULATED) | errors if b"<f" in xml else errors


def _uncalculated(xml: bytes) -> Iterator[Place]:
    for found in _FORMULA.finditer(xml):
        value = (found[2] or b"").replace(b" ", b"")
        # An empty text is a value: the cell is said to be a text then.
        if value in _NO_VALUE and not (value and b't="str"' in found[1]):
            yield _place(found[1])


def _place(attributes: bytes) -> Place:
    """Return where the cell with these *attributes* stands; -1 for one that does not say it."""
    found = _REF.search(attributes)
    return (int(found[2]) - 1, _column(found[1])) if found else (-1, -1)


def _column(letters: bytes) -> int:
    """Return the number of the column *letters*, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _sheet_part(book: zipfile.ZipFile, name: str) -> str | None:
    """Return the part of an XLSX that holds the sheet *name*."""
    try:
        sheets = _elements(book, "xl/workbook.xml")
        links = _elements(book, "xl/_rels/workbook.xml.rels")
        wanted = next(each for each in sheets if each.get("name") == name and _link(each))
        target = next(each.get("Target") for each in links if each.get("Id") == _link(wanted))
    except (KeyError, ElementTree.ParseError, StopIteration):
        return None
    return None if target is None else target.lstrip("/") if target[0] == "/" else f"xl/{target}"


def _elements(book: zipfile.ZipFile, name: str) -> Iterator[ElementTree.Element]:
    # Anybody's XML: expat bounds what entities become, and this process has bounds anyway.
    return ElementTree.fromstring(book.read(name)).iter()  # noqa: S314


def _link(element: ElementTree.Element) -> str | None:
    return next((text for name, text in element.items() if name.endswith("}id")), None)


if __name__ == "__main__":
    main()
