"""Between the rows of the table and the lines of the ledger. Pure."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from layers_cli.ledger.records import Intent, IntentRecord, IntentState

if TYPE_CHECKING:
    import sqlite3

# The columns that say what was meant; they are called as the fields are.
COLUMNS = tuple(field.name for field in fields(Intent))


def entry_of(row: sqlite3.Row) -> IntentRecord:
    """Return what *row* says."""
    given = {name: row[name] for name in COLUMNS}
    given |= {name: bool(row[name]) for name in ("overwrite", "sidecar")}
    given["command"] = tuple(json.loads(row["command"]))
    return IntentRecord(
        row["id"],
        Intent(**given),
        IntentState(row["state"]),
        row["created_at"],
        row["changed_at"],
        doubtful=bool(row["doubtful"]),
        status=row["status"],
        code=row["code"],
        job_id=row["job_id"],
        container_ids=tuple(json.loads(row["container_ids"])),
        answer=row["answer"],
        ends=json.loads(row["ends"]),
    )


def stored(value: Any) -> Any:
    """Return *value* as a column holds it."""
    return value.value if isinstance(value, IntentState) else value
