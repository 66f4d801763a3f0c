"""Writes and reads `plan.jsonl`: a header, a line for each row of the sheet, a footer.

The footer has the SHA-256 of all lines before it, so that a plan that was cut short or edited is
not applied. Rows are written and read one at a time: a plan may have 100,000 of them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NotRequired, Self, TypedDict

import msgspec

from layers_cli.campaigns.errors import PlanError
from layers_cli.campaigns.records import PlannedRow, RowAction
from layers_cli.campaigns.row_text import row_of, text_of
from layers_cli.formats.file_names import printable
from layers_cli.formats.json_text import encoded, loads

VERSION = 1
LONGEST_LINE = 16 * 1024 * 1024  # bytes; no row of a sheet is longer


@dataclass(frozen=True)
class PlanHeader:
    """What a plan is for; *read* says how the sheet was read, *prices* are credits by format.

    *server* and *credential* name the account that it was checked for; the second is a hash that
    says nothing about the API key. *created_at* is seconds since 1970.
    """

    campaign: str
    sheet: str
    columns: tuple[str, ...]
    server: str
    credential: str
    read: Mapping[str, Any] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    created_at: float = 0.0


@dataclass(frozen=True)
class PlanFooter:
    """The number of rows by what the plan does with them, and the *credits* of all asked for."""

    counts: Mapping[RowAction, int]
    credits: float
    sha256: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Return what a plan's last line says."""
        counts = {RowAction(name): int(count) for name, count in data["counts"].items()}
        return cls(counts, float(data["credits"]), str(data["sha256"]))


def write_plan(file: BinaryIO, header: PlanHeader, rows: Iterable[PlannedRow]) -> PlanFooter:
    """Write a plan of *rows* to *file* and return its footer."""
    digest, counts, credits_ = hashlib.sha256(), Counter[RowAction](), 0.0

    def write(line: bytes) -> None:
        digest.update(line)
        file.write(line)

    write(_line({"plan": VERSION, **asdict(header)}))
    for row in rows:
        write(text_of(row) + b"\n")
        counts[row.action] += 1
        credits_ += row.credits if row.is_asked_for else 0.0
    footer = PlanFooter(dict(counts), credits_, digest.hexdigest())
    file.write(_line(footer.__dict__))
    return footer


def _line(data: Mapping[str, Any]) -> bytes:
    return encoded(data, separators=(",", ":")) + b"\n"


@dataclass(frozen=True)
class Plan:
    """A plan file that was found whole."""

    path: Path
    header: PlanHeader
    footer: PlanFooter

    def rows(self) -> Iterator[PlannedRow]:
        """Yield its rows in the order of the sheet; raises `PlanError` for one that is none."""
        with self.path.open("rb") as file:
            file.readline()
            name = printable(self.path.name)
            yield from (_row(line, name) for line in file if b'"action":' in line)


def read_plan(path: Path) -> Plan:
    """Return the plan at *path*, read once from end to end to see that it is whole.

    Raises `PlanError` for one that is not, `OSError` for a file that cannot be read.
    """
    digest, last = hashlib.sha256(), b""
    with path.open("rb") as file:
        first = file.readline(LONGEST_LINE)
        header = _header(first)
        last = first
        for line in iter(lambda: file.readline(LONGEST_LINE), b""):
            digest.update(last)
            last = line
    footer = _footer(last)
    if footer.sha256 != digest.hexdigest():
        raise PlanError("was changed after it was planned; plan the sheet again")
    return Plan(path, header, footer)


def _header(line: bytes) -> PlanHeader:
    data = _object(line)
    version = data.pop("plan", None)
    if not isinstance(version, int):
        raise PlanError("is not a plan; make one with `layers campaign plan`")
    if version > VERSION:
        raise PlanError(f"was written by a newer layers (version {version} of plans)")
    try:
        header = PlanHeader(**{**data, "columns": tuple(data["columns"])})
        header.campaign.encode()  # half a character has no place in a record
        return msgspec.convert(asdict(header), PlanHeader)
    except (TypeError, KeyError, ValueError, AttributeError) as exc:
        raise PlanError("has a first line that no plan has; plan the sheet again") from exc


class _AskedFor(TypedDict):
    """What a row asks for; see `PlannedRow`."""

    format: str
    variants: int
    hook: NotRequired[str]
    media: NotRequired[list[str]]
    influencer: NotRequired[str]


def _row(line: bytes, plan: str) -> PlannedRow:
    try:
        row = row_of(line)
        if row.is_asked_for:
            msgspec.convert(row.body, _AskedFor)
    except (ValueError, TypeError) as exc:
        raise PlanError(f"{plan} has a row that no plan has: {exc}") from exc
    return row


def _footer(line: bytes) -> PlanFooter:
    try:
        return PlanFooter.of(_object(line))
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise PlanError("was cut short: its last line is missing; plan the sheet again") from exc


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = loads(line)
    except ValueError:
        data = None
    return data if isinstance(data, dict) else {}
