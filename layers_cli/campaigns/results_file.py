"""`results.csv`: a picture of the record, whole at every moment, in the order of the sheet.

It is never appended to: it is drawn anew into a file of its own, which then takes the place of the
last one, so that no crash tears it. Excel opens it as UTF-8 for its mark, and takes no cell for a
formula; the reader of sheets takes the apostrophe off again.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from itertools import groupby
from pathlib import Path

from layers_cli.campaigns.records import RowRecord
from layers_cli.formats.whole_files import part_path

OURS = (
    *("key", "state", "job", "containers", "status", "approval", "preview", "files"),
    *("credits", "error", "fix", "request_id"),
)
LONGEST_CELL = 16 * 1024 * 1024  # characters; the paths of all files of a row may be many
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ODD = frozenset((*_FORMULA, "'"))  # what the few cells begin with that are looked at closely
_LONGEST_HEADER = 1 << 18  # bytes
_DELIMITERS = ",;\t"  # as spreadsheets save it again


def draw(path: Path, columns: Sequence[str], records: Iterable[RowRecord]) -> Path:
    """Put *records*, under the *columns* of their sheet and ours, in the place of *path*.

    Returns the path that was written, which is another one where a program such as Excel holds the
    file. Raises `OSError`.
    """
    ours = _names(columns)
    header = [*map(safe, columns), *ours.values()]
    rows = (
        [*map(safe, cells), *(safe(values[name]) for name in ours)]
        for cells, values in _rows(columns, records)
    )
    return draw_cells(path, header, rows)


def draw_cells(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Put *rows*, whose cells are safe, in the place of *path*, as `draw` does."""
    part = part_path(path)
    try:
        with part.open("x", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(header)
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        return _put(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _put(part: Path, path: Path) -> Path:
    try:
        return part.replace(path)
    except PermissionError:  # Windows: it is open in Excel
        return part.replace(path.with_name(f"{path.stem}-new{path.suffix}"))


def safe(text: str) -> str:
    """Return *text* as a spreadsheet shows it, never as a formula."""
    text = text.replace("\0", "\ufffd")
    is_odd = text[:1] in _ODD and text.lstrip("'").startswith(_FORMULA)
    return f"'{text}" if is_odd else text


def _names(columns: Sequence[str]) -> dict[str, str]:
    """Return what our columns are called beside those of the sheet; a key of its own is enough."""
    taken = {name.strip().casefold() for name in columns}
    ours = [name for name in OURS if name != "key" or "key" not in taken]
    return {name: f"layers_{name}" if name in taken else name for name in ours}


def columns_of(header: Sequence[str]) -> dict[str, int] | None:
    """Return where our columns are in the *header* of a results file, None in that of another."""
    for sheet in (len(header) - len(OURS), len(header) - len(OURS) + 1):
        ours = _names(header[: max(0, sheet)])
        if sheet >= 0 and tuple(header[sheet:]) == tuple(ours.values()):
            return {name: sheet + place for place, name in enumerate(ours)}
    return None


def is_results(path: Path) -> bool:
    """Whether the file *path* was drawn before, and perhaps saved again by a spreadsheet."""
    try:
        with path.open("rb") as file:
            head = file.read(_LONGEST_HEADER).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return any(columns_of(_first_row(head, sign)) is not None for sign in _DELIMITERS)


def _first_row(text: str, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader(StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(
    columns: Sequence[str], records: Iterable[RowRecord]
) -> Iterator[tuple[Sequence[str], dict[str, str]]]:
    for _, group in groupby(records, key=lambda record: record.row.number):
        takes = list(group)
        cells = list(takes[-1].row.cells[: len(columns)])
        yield cells + [""] * (len(columns) - len(cells)), _values(takes)


def _values(takes: Sequence[RowRecord]) -> dict[str, str]:
    """Return our cells for one row of the sheet: its newest take, and what earlier ones made."""
    newest, replaced = takes[-1], set(takes[-1].row.replaces)
    statuses, approvals, previews = {}, {}, {}
    for take in takes:
        for name in take.container_ids:
            if name not in replaced:
                statuses[name] = take.statuses.get(name, "")
                approvals[name] = take.approvals.get(name, "")
                previews[name] = take.previews.get(name, "")
    problems = newest.row.problems
    return {
        "key": newest.row.name,
        "state": newest.state.value,
        "job": newest.job_id or "",
        "containers": " ".join(statuses),
        "status": _summed(statuses.values()),
        "approval": _summed(approvals.values()),
        "preview": " ".join(filter(None, previews.values())),
        "files": "\n".join(file for take in takes for file in take.files),
        "credits": f"{newest.row.credits:g}" if newest.row.credits else "",
        "error": "; ".join(f"{each.column}: {each.reason}" for each in problems)
        or newest.message
        or "",
        "fix": "; ".join(each.fix for each in problems) or newest.fix or "",
        "request_id": newest.request_id or "",
    }


def _summed(words: Iterable[str]) -> str:
    """Return the words once each, or nothing while none is known."""
    return " ".join(dict.fromkeys(filter(None, words)))
