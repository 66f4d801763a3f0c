"""Opens the ledger's file: durable, safe for many processes at once, and never half migrated."""

import errno
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from layers_cli.formats.file_owners import ForeignOwner, foreign_owner
from layers_cli.ledger.errors import LedgerError, NewerError

BUSY_SECONDS = 30.0
_BEYOND = 2**63
T = TypeVar("T")
_Values = Sequence[object] | Mapping[str, object]
_TURNS: dict[str, Lock] = {}  # of the threads of this process that write, by file


class _Connection(sqlite3.Connection):
    """The door of the ledger: whatever a server or a user wrote is made storable here."""

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, values)
        except (UnicodeEncodeError, OverflowError):  # before anything was done
            return super().execute(sql, _storable(values))

    def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        return super().executemany(sql, map(_storable, rows))


def _storable(values: _Values) -> _Values:
    if isinstance(values, Mapping):
        return dict(zip(values, map(_stored, values.values()), strict=True))
    return [_stored(value) for value in values]


def _stored(value: object) -> object:
    """Return *value* without half characters and without numbers that SQLite does not hold."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
        return None
    return value


class Database:
    """One connection to the file at *path*, which is made if it is missing.

    Threads may share one for transactions. They, and those that have one each, take turns: SQLite
    has those that wait look again after ever longer sleeps, while the file is free.

    *steps* are the schema's versions; *committed* is called after each durable step. Raises
    `NewerError` for a file of a later version, which is left as it is, and `LedgerError` for one
    that cannot be used.
    """

    def __init__(self, path: Path, steps: Sequence[str], committed: Callable[[], None]) -> None:
        self.path = path
        self._committed = committed
        self._turn = _TURNS.setdefault(str(path), Lock())
        with self._explained():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)  # SQLite gives its other files the mode of this one
            self._db = sqlite3.connect(
                path,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
        try:
            with self._explained():
                self._prepare(steps)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, steps: Sequence[str]) -> None:
        self._db.row_factory = sqlite3.Row
        if self._version(steps) == len(steps):
            return
        import filelock  # saves it for a ledger that is up to date

        # SQLite's own locks do not hold others off while a new file is turned into a WAL one.
        lock = filelock.FileLock(f"{self.path}.lock", timeout=BUSY_SECONDS)
        with lock:
            self._db.execute("pragma journal_mode = wal")
            for version in range(self._version(steps), len(steps)):
                self._db.executescript(
                    f"begin immediate;{steps[version]};pragma user_version = {version + 1};commit"
                )

    def _version(self, steps: Sequence[str]) -> int:
        version = int(self._db.execute("pragma user_version").fetchone()[0])
        if version > len(steps):
            raise NewerError(
                f"The ledger {self.path} was written by a newer layers (format {version}, this one"
                f" knows {len(steps)}) and was left as it is",
                hint="upgrade: pip install --upgrade layers-cli",
            )
        return version

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """Make all that happens inside one step, alone; an exception undoes it.

        It outlives this process whatever ends it, and with *lasting* a power cut too: that waits
        for the disk.
        """
        with self._turn, self._explained():
            self._db.execute(f"pragma synchronous = {'full' if lasting else 'normal'}")
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise
        self._committed()

    @contextmanager
    def erasure(self) -> Iterator[sqlite3.Connection]:
        """Make all that happens inside one step, and leave nothing on the disk of what it removes.

        Free pages keep what was in them unless SQLite is told otherwise, and so does the WAL, which
        lives as long as any process has the file open. One that reads for longer than
        `BUSY_SECONDS` keeps what it reads until it ends.
        """
        with self._explained():
            self._db.execute("pragma secure_delete = on")
        with self.transaction() as db:
            yield db
        with self._explained():
            self._db.execute("pragma wal_checkpoint(truncate)").fetchall()

    def rows(self, sql: str, values: _Values = ()) -> Iterator[sqlite3.Row]:
        """Yield the rows of a question, no more of them than are asked for."""
        with self._explained():
            yield from self._db.execute(sql, values)

    def insert(self, table: str, values: Mapping[str, object], *, replace: bool = False) -> int:
        """Add a row of *values* by column within a transaction, and return its id.

        With *replace* it takes the place of the row with the same key.
        """
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        verb = "replace" if replace else "insert"
        sql = f"{verb} into {table} ({columns}) values ({marks})"
        return self._db.execute(sql, tuple(values.values())).lastrowid or 0

    def insert_all(self, table: str, rows: Sequence[Mapping[str, object]]) -> Sequence[int]:
        """Add *rows* of values by column, alike, within a transaction, and return their ids."""
        [(last,)] = self._db.execute(f"select coalesce(max(id), 0) from {table}")  # noqa: S608 - ours
        ids = range(last + 1, last + 1 + len(rows))
        numbered = [(entry_id, *row.values()) for entry_id, row in zip(ids, rows, strict=True)]
        for part in self.parts(numbered, len(numbered[0]) if numbered else 1):
            marks = ", ".join([f"({', '.join('?' * len(part[0]))})"] * len(part))
            sql = f"insert into {table} (id, {', '.join(rows[0])}) values {marks}"  # noqa: S608 - ours
            self._db.execute(sql, [value for each in part for value in each])
        return ids

    def parts(self, rows: Sequence[T], width: int) -> Iterator[Sequence[T]]:
        """Yield *rows* in parts that fit into one statement, if each has *width* values."""
        size = self._db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width
        for start in range(0, len(rows), size):
            yield rows[start : start + size]

    def update(self, table: str, row_id: int, changes: Mapping[str, object]) -> None:
        """Change columns of the row *row_id* within a transaction."""
        columns = ", ".join(f"{name} = ?" for name in changes)
        sql = f"update {table} set {columns} where id = ?"  # noqa: S608 - names are ours
        self._db.execute(sql, (*changes.values(), row_id))

    @contextmanager
    def inside(self) -> Iterator[sqlite3.Connection]:
        """Give the connection within a transaction that is under way."""
        yield self._db

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite and the file system say into what happened and the way out."""
        try:
            yield
        except (sqlite3.Error, OSError) as exc:
            owner = None if _is_broken(exc) else foreign_owner(self.path, self.path.parent)
            why = _said(exc) + (f"; {owner.sentence}" if owner else "")
            message = f"The ledger {self.path} cannot be used: {why}"
            raise LedgerError(message, hint=_way_out(exc, self.path, owner)) from exc


def _said(exc: Exception) -> str:
    return (exc.strerror if isinstance(exc, OSError) else None) or str(exc)


def _is_broken(exc: Exception) -> bool:
    # What the system refuses is an `OperationalError`; the rest of them says the file is broken.
    return isinstance(exc, sqlite3.DatabaseError) and not isinstance(exc, sqlite3.OperationalError)


def _is_full(exc: Exception) -> bool:
    if isinstance(exc, OSError):
        return exc.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _way_out(exc: Exception, path: Path, owner: ForeignOwner | None) -> str:
    if owner is not None:
        return owner.way_out("LAYERS_STATE_DIR")
    if _is_full(exc):
        return (
            "nothing that costs is sent without it, since it keeps you from paying twice;"
            f" free some space on the disk of {path.parent}"
        )
    if _is_broken(exc):
        return (
            "it keeps you from paying twice; to begin a new one, see with `layers content list`"
            f" what there is, then: mv {path} {path}.broken"
        )
    return (
        "it keeps you from paying twice, so nothing that costs is sent without it;"
        " set LAYERS_STATE_DIR to a folder you may write to"
    )
