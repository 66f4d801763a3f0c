"""Check whether a ledger is sound, without changing it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from layers_cli.ledger.schema import STEPS

_SECONDS = 5.0


def trouble_of(path: Path) -> str | None:
    """Return what is wrong with the ledger at *path*, None if it is sound."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_SECONDS)) as db:
            version = int(db.execute("pragma user_version").fetchone()[0])
            found = str(db.execute("pragma quick_check(1)").fetchone()[0])
    except sqlite3.Error as exc:
        return str(exc)
    if version > len(STEPS):
        return f"it was written by a newer layers (format {version}); upgrade this one"
    return None if found == "ok" else found
