"""Which column of a sheet is what: those that are asked for, and labels, which all others are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers_cli.formats.file_names import printable
from layers_cli.formats.json_text import dumps
from layers_cli.formats.near_names import closest_match

COLUMNS = ("key", "project", "format", "hook", "variants", "media", "influencer")
"""What a row asks for, by the names that a sheet's columns have."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


class ColumnError(ValueError):
    """The columns of a sheet are not those of a campaign; *hint* says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class ColumnMap:
    """The columns of a sheet as its *header* has them; *names* are the same in small letters.

    *sources* names, by ours, those that are asked for.
    """

    header: tuple[str, ...]
    names: tuple[str, ...]
    sources: Mapping[str, str]

    def cells(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Return the *texts* of all columns of a row, in the order of the header."""
        return tuple([texts.get(name, "") for name in self.names])

    def asked(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return the *texts* of the columns that are asked for, by our names."""
        return {name: texts.get(source, "") for name, source in self.sources.items()}

    def suggestions(self) -> Iterator[str]:
        """Yield labels that may be meant as a column that the sheet does not have."""
        missing = [name for name in COLUMNS if name not in self.sources]
        taken = set(self.sources.values())
        for label in self.header:
            near = closest_match(label, missing) if label.lower() not in taken else None
            if near is not None:
                name = printable(label)
                yield f"`{name}` is kept as a label; if it is the {near}: --map {near}={name}"


def map_columns(header: Sequence[str], given: Mapping[str, str]) -> ColumnMap:
    """Return which columns of *header* are asked for: by name, and where *given* says so.

    Raises `ColumnError` for a column that there is not.
    """
    there = {name.lower(): name for name in header}
    sources = {name: name for name in COLUMNS if name in there}
    for ours, theirs in given.items():
        if ours not in COLUMNS:
            meant = closest_match(ours, COLUMNS) or "hook"
            said = f"A campaign has no column `{printable(ours)}`"
            raise ColumnError(said, f"--map {meant}={printable(theirs)}")
        if theirs.lower() not in there:
            near = closest_match(theirs, header)
            known = ", ".join(f"`{printable(name)}`" for name in header)
            raise ColumnError(
                f"The sheet has no column `{printable(theirs)}`; its columns are {known}",
                f"--map {ours}={printable(near or next(iter(header), 'COLUMN'))}",
            )
        sources[ours] = theirs.lower()
    return ColumnMap(tuple(header), tuple(there), sources)


def check_has_hooks(columns: ColumnMap, *, needed: bool) -> None:
    """Raise `ColumnError` for a sheet without hooks, where they are *needed*."""
    if "hook" in columns.sources or not needed:
        return
    near = closest_match("hook", columns.header) or next(iter(columns.header), "COLUMN")
    shown = ", ".join(f"`{printable(name)}`" for name in columns.header) or "none"
    raise ColumnError(
        f"The sheet has no column `hook`; its first row has {shown}",
        f"name the columns in the first row, or say which it is: --map hook={printable(near)}",
    )


def texts_of(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the cells of a row as text, by the names of columns."""
    try:
        if "\n'" not in "\n".join(["", *values.values()]):
            return values  # most rows: no cell begins with an apostrophe
    except TypeError:  # JSON has more than texts
        pass
    return {name: cell_text(value) for name, value in values.items()}


def cell_text(value: Any) -> str:
    """Return a cell as text; an apostrophe that keeps a formula from being one is no content.

    Our own CSV writes it, as spreadsheets do. JSON's lists are the words in them.
    """
    if isinstance(value, str):
        return value[1:] if value[:1] == "'" and value[1:2] in _FORMULA_STARTS else value
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(cell_text, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return dumps(value, ensure_ascii=False)
