"""One SQLite connection: pragmas, transactions, the schema's version."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.schema import MIGRATIONS, SCHEMA, VERSION

Row = sqlite3.Row


class StoreVersionError(Exception):
    """The data folder was written by a newer version of layers."""


class SandboxDatabase:
    """A connection that any thread may use, one at a time; writes are durable when they return.

    Args:
        path: the file; made if it is missing.

    Raises:
        StoreVersionError: the file has a newer schema; it is left as it is.
        OSError, sqlite3.Error: the file cannot be opened or is no database.

    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        # Keys are in it; SQLite gives its other files the mode of this one.
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, path: Path) -> None:
        version = self._db.execute("pragma user_version").fetchone()[0]
        if version > VERSION:
            raise StoreVersionError(
                f"{path} has the format {version}, this version of layers knows {VERSION}; "
                "update layers, or choose another data folder"
            )
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.execute("pragma foreign_keys = on")
        self._db.execute("pragma busy_timeout = 5000")
        missing = SCHEMA if version == 0 else "".join(MIGRATIONS[version - 1 :])
        if version < VERSION:
            self._db.executescript(f"begin;{missing};pragma user_version = {VERSION};commit")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that happens inside one durable step; an exception undoes it. May be nested."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("begin immediate")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0 and self._db.in_transaction:
                    self._db.execute("rollback")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._commit()

    def _commit(self) -> None:
        try:
            self._db.execute("commit")
        except sqlite3.Error:
            # A full disk is noticed here; an open transaction would block all later ones.
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    def one(self, sql: str, *values: Any) -> Row | None:
        """Return the first row, or `None`."""
        with self._lock:
            row: Row | None = self._db.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row."""
        row = self.one(sql, *values)
        return None if row is None else row[0]

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Return all rows."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def page(
        self,
        sql: str,
        *values: Any,
        limit: int,
        after: Position | None,
        by: str = "created_at",
    ) -> list[Row]:
        """Return up to *limit* rows of *sql* that come after *after*, the latest first.

        *sql* ends in a condition; *by* is the column with the moment that rows are sorted by.
        """
        return self.all(
            f"{sql} and ({by}, seq) < (?, ?) order by {by} desc, seq desc limit ?",
            *values,
            *(after or Position.first()),
            limit,
        )

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement; return how many rows it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Add *row*; table and column names are the schema's, never a client's."""
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        self.run(f"insert into {table} ({columns}) values ({marks})", *row.values())  # noqa: S608 - names are ours

    def update(self, table: str, changes: dict[str, Any], where: str, *values: Any) -> int:
        """Change the rows that match *where*; return how many there were."""
        columns = ", ".join(f"{column} = ?" for column in changes)
        return self.run(f"update {table} set {columns} where {where}", *changes.values(), *values)  # noqa: S608 - names are ours

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded into the file."""
        with self._lock:
            self._db.close()


class Rows:
    """The statements of one noun; the base of every `…Rows` in this folder."""

    def __init__(self, database: SandboxDatabase) -> None:
        self._db = database
