"""Puts the results files of shards together: each row from the file that has it asked for.

All files have every row of the sheet, in its order. They are read side by side, a row at a time.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from layers_cli.campaigns.errors import MergeError
from layers_cli.campaigns.records import RowState
from layers_cli.campaigns.results_file import LONGEST_CELL, columns_of, draw_cells

_LEAST_KNOWN_FIRST = (
    *(RowState.PLANNED, RowState.INVALID, RowState.CANCELED, RowState.QUEUED, RowState.HELD),
    *(RowState.REFUSED, RowState.SENDING, RowState.UNKNOWN, RowState.ACCEPTED),
)
_RANK = {state.value: rank for rank, state in enumerate(_LEAST_KNOWN_FIRST)}


@dataclass(frozen=True)
class Layout:
    """Where the cells of a results file are that tell its rows: *key*, *state*, *job*.

    *sheet* is the number of columns that are the sheet's.
    """

    header: tuple[str, ...]
    sheet: int
    key: int
    state: int
    job: int

    def name(self, row: Sequence[str]) -> Sequence[str]:
        """Return what identifies *row*: its key, or all of the sheet where it has none."""
        return row[self.key : self.key + 1] if row[self.key] else row[: self.sheet]


@dataclass
class Merging:
    """One merge of the files *sources*; afterwards, *states* counts the rows.

    *twice* are the keys of rows that two files have with different jobs: those were paid for twice.
    """

    sources: Sequence[Path]
    states: Counter[str] = field(default_factory=Counter)
    twice: list[str] = field(default_factory=list)

    def write(self, path: Path) -> Path:
        """Put the rows in the place of *path*, and return the path that was written.

        Raises `MergeError` for files that do not belong together, `OSError`; nothing is written.
        """
        csv.field_size_limit(LONGEST_CELL)
        with ExitStack() as stack:
            files = [_rows(stack, each) for each in self.sources]
            headers = [tuple(next(rows, ())) for rows in files]
            layout = _layout(headers[0], self.sources[0])
            for header, source in zip(headers, self.sources, strict=True):
                if header != layout.header:
                    raise MergeError(_other_columns(source, self.sources[0], header, layout.header))
            return draw_cells(path, layout.header, self._chosen(files, layout))

    def _chosen(
        self, files: Sequence[Iterator[list[str]]], layout: Layout
    ) -> Iterator[Sequence[str]]:
        for number, rows in enumerate(zip_longest(*files), 2):
            for row, source in zip(rows, self.sources, strict=True):
                self._check(number, row, rows[0], source, layout)
            chosen = max(rows, key=lambda row: _RANK[row[layout.state]])
            jobs = {row[layout.job] for row in rows if row[layout.job]}
            if len(jobs) > 1:
                self.twice.append(chosen[layout.key])
            self.states[chosen[layout.state]] += 1
            yield chosen

    def _check(
        self,
        number: int,
        row: Sequence[str] | None,
        first: Sequence[str] | None,
        source: Path,
        layout: Layout,
    ) -> None:
        if row is None or first is None:
            raise MergeError(
                f"{source.name} and {self.sources[0].name} have different numbers of rows"
            )
        if len(row) != len(layout.header) or row[layout.state] not in _RANK:
            raise MergeError(f"{source.name}, row {number}, is not a row of results")
        if layout.name(row) != layout.name(first):
            raise MergeError(
                f"{source.name} has the row {row[layout.key] or number!r} where"
                f" {self.sources[0].name} has {first[layout.key] or number!r} (row {number})"
            )


def _rows(stack: ExitStack, source: Path) -> Iterator[list[str]]:
    file = stack.enter_context(source.open(encoding="utf-8-sig", newline=""))
    reader = csv.reader(file, strict=True)
    try:
        yield from reader
    except (csv.Error, UnicodeDecodeError) as exc:
        raise MergeError(f"{source.name} cannot be read as CSV in UTF-8: {exc}") from exc


def _layout(header: tuple[str, ...], source: Path) -> Layout:
    ours = columns_of(header)
    if ours is None:
        raise MergeError(f"{source.name} is not a results file of a campaign")
    names = [name.strip().casefold() for name in header]
    key = ours["key"] if "key" in ours else names.index("key")
    return Layout(header, min(ours.values()), key, ours["state"], ours["job"])


def _other_columns(source: Path, first: Path, header: Sequence[str], known: Sequence[str]) -> str:
    odd = next((name for name in (*header, *known) if (name in header) != (name in known)), None)
    which = f": {odd}" if odd else ", or in another order"
    return f"{source.name} has other columns than {first.name}{which}"
