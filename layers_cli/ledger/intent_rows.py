"""Rows of the `intents` table as records, and back."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from layers_cli.formats.json_text import dumps, loads
from layers_cli.ledger.database import Database
from layers_cli.ledger.records import Intent, IntentRecord, IntentState

# Columns of ledgers in the field that have an older name than the field of `Intent`.
_OLDER_NAMES = {"request_hash": "fingerprint"}
# SQLite keeps what is given: only these columns hold numbers and bytes, all others text.
_NUMBERS = {
    *("id", "overwrite", "containers", "credits", "doubtful", "expires_at", "created_at"),
    *("changed_at", "status", "told", "sidecar"),
    "number",  # of rows, where they are counted, or of what was asked for
}
_BYTES = {"body", "answer"}
_COLUMNS = {each.name: _OLDER_NAMES.get(each.name, each.name) for each in fields(Intent)}


_IDENTITY = ("server", "method", "path", "key", "sha256")  # unique, see the schema
identity: Callable[[Intent], tuple[str, ...]] = attrgetter(*_IDENTITY)
"""Returns what no two rows have in common."""


def rows_of(database: Database, intents: Sequence[Intent]) -> dict[int, sqlite3.Row]:
    """Return the rows of those of *intents* that are known, by their places among them."""
    asked = [(place, *identity(intent)) for place, intent in enumerate(intents)]
    names, found = ", ".join(_IDENTITY), dict[int, sqlite3.Row]()
    for part in database.parts(asked, 1 + len(_IDENTITY)):
        marks = ", ".join([f"(?{', ?' * len(_IDENTITY)})"] * len(part))
        rows = database.rows(
            f"with asked (number, {names}) as (values {marks})"  # noqa: S608 - ours
            f" select number, intents.* from asked cross join intents using ({names})",
            [value for each in part for value in each],
        )
        found |= {row["number"]: row for row in rows}
    return found


def values_of(intent: Intent) -> dict[str, Any]:
    """Return what stands in the columns of *intent*."""
    values = {column: getattr(intent, name) for name, column in _COLUMNS.items()}
    return values | {"command": dumps(intent.command), "sha256": intent.sha256}


def record_of(row: sqlite3.Row) -> IntentRecord:
    """Return the record in *row*; raises what there is to raise for one that is none."""
    _check_kinds(row)
    given = {name: row[column] for name, column in _COLUMNS.items()}
    given |= {name: bool(row[name]) for name in ("overwrite", "sidecar")}
    given["command"] = tuple(loads(row["command"]))
    datetime.fromtimestamp(row["created_at"], UTC)  # raises for what is no time
    return IntentRecord(
        row["id"],
        Intent(**given),
        IntentState(row["state"]),
        row["created_at"],
        row["changed_at"],
        outcome_unknown=bool(row["doubtful"]),
        status=row["status"],
        code=row["code"],
        job_id=row["job_id"],
        container_ids=tuple(loads(row["container_ids"])),
        answer=row["answer"],
        ends=loads(row["ends"]),
    )


def _check_kinds(row: sqlite3.Row) -> None:
    """Raise `TypeError` for a row whose columns hold what they never do."""
    for column in row.keys():  # noqa: SIM118 - a row iterates over its values
        value = row[column]
        kind = (int, float) if column in _NUMBERS else (bytes, str) if column in _BYTES else str
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{column} is {type(value).__name__}")
