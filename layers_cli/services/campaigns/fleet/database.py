"""Where the database of campaigns is, and connections to it; its password is never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import psycopg
from psycopg.rows import DictRow, dict_row

from layers_cli.campaigns.errors import (
    DatabaseAwayError,
    DatabaseError,
    NoDatabaseError,
    TablesError,
)

T = TypeVar("T")

VARIABLE = "LAYERS_DATABASE_URL"
SCHEMES = ("postgresql", "postgres")
CONNECT_SECONDS = "10"
NO_TABLES = "The database has no tables of campaigns"
OLDER_TABLES = "The tables of campaigns are those of an older layers"
MIGRATE = "as its owner: layers campaign migrate"
Connection = psycopg.Connection[DictRow]


def database_url(environ: Mapping[str, str]) -> str:
    """Return the URL of the database; libpq adds what it does not say (`PGHOST`, `PGPASSFILE`, …).

    Raises `NoDatabaseError` where neither `LAYERS_DATABASE_URL` nor PostgreSQL's own variables name
    one, and for a URL of another kind.
    """
    url = environ.get(VARIABLE, "").strip()
    if not url and any(environ.get(name) for name in ("PGHOST", "PGDATABASE", "PGSERVICE")):
        url = "postgresql://"
    if not url:
        raise NoDatabaseError(
            "No database is named", hint=f"set {VARIABLE}, such as postgresql://USER@HOST/NAME"
        )
    scheme, separator, rest = url.partition("://")
    if scheme not in SCHEMES or not separator or not _is_url(url):
        raise NoDatabaseError(
            f"{VARIABLE} is not the URL of a PostgreSQL database",
            hint="write it as postgresql://USER@HOST/NAME; the password may stand in PGPASSFILE",
        )
    return _with_name(f"postgresql://{rest}", environ)


def _is_url(url: str) -> bool:
    """Whether *url* has parts; a bracket that is not closed leaves none."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _with_name(url: str, environ: Mapping[str, str]) -> str:
    """Return *url* with the name of the database in it, which DBOS does not take from libpq."""
    parts = urlsplit(url)
    if parts.path.strip("/"):
        return url
    name = environ.get("PGDATABASE") or parts.username or environ.get("PGUSER")
    if not name:
        raise NoDatabaseError(
            f"{VARIABLE} does not say which database it is",
            hint="write its name at the end, postgresql://USER@HOST/NAME, or set PGDATABASE",
        )
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{quote(name)}{query}"


def masked(text: str, url: str) -> str:
    """Return *text* without the *url* and the password in it."""
    password = urlsplit(url).password if _is_url(url) else None
    text = text.replace(url, "the database's URL")
    return text.replace(password, "***") if password else text


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Open a connection that commits each statement, unless within `connection.transaction()`.

    Raises `DatabaseError` for whatever goes wrong with the database, inside the block as well.
    """
    with told(url), psycopg.connect(url, **_HOW) as connection:
        yield connection


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn errors of PostgreSQL into `DatabaseError`, with the command that helps."""
    try:
        yield
    except Exception as exc:
        # SQLAlchemy, which DBOS is on top of, has the error of the driver in its own.
        cause = exc if isinstance(exc, psycopg.Error) else getattr(exc, "orig", None)
        if not isinstance(cause, psycopg.Error):
            raise
        raise _described(cause, url) from exc


def _described(exc: psycopg.Error, url: str) -> DatabaseError:
    said = _first_line(exc, url)
    if isinstance(exc, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        return TablesError(NO_TABLES, hint=MIGRATE)
    if isinstance(exc, psycopg.errors.UndefinedColumn):
        return TablesError(OLDER_TABLES, hint=MIGRATE)
    if isinstance(exc, psycopg.errors.InsufficientPrivilege):
        return DatabaseError(
            f"The database refuses it: {said}", hint=f"{MIGRATE} --application-role ROLE"
        )
    if isinstance(exc, psycopg.errors.UndefinedObject):
        return DatabaseError(
            f"The database does not know it: {said}", hint="create it first: create role NAME login"
        )
    if isinstance(exc, psycopg.errors.ReadOnlySqlTransaction):
        return DatabaseError(
            f"The database only lets itself be read: {said}",
            hint=f"name the primary server in {VARIABLE}, or let the role write",
        )
    if isinstance(exc, psycopg.errors.DiskFull):
        hint = "free some space on the disk of the database; then run it again"
        return DatabaseAwayError(f"The database cannot be used: {said}", hint=hint)
    hint = f"check {VARIABLE}, PGPASSFILE and the server; then run it again"
    is_away = isinstance(exc, psycopg.OperationalError)
    kind = DatabaseAwayError if is_away else DatabaseError
    return kind(f"The database cannot be used: {said}", hint=hint)


def _first_line(exc: Exception, url: str) -> str:
    text = masked(str(exc), url).strip() or type(exc).__name__
    return text.splitlines()[0]


_HOW: dict[str, Any] = {
    "autocommit": True,
    "row_factory": dict_row,
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "layers",
}


# What the database suffers, and no row can be blamed for: it is away, full, read-only or restored,
# its tables are gone or not granted.
_OF_DATABASE = (
    psycopg.OperationalError,
    psycopg.InternalError,
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.InvalidSchemaName,
    psycopg.errors.InsufficientPrivilege,
)


class PatientConnection:
    """A connection of a worker's thread; where the database is away or broken, a call waits for it.

    *pause* is called before each further try with its seconds, and may raise to give up.
    """

    def __init__(self, url: str, pause: Callable[[float], None]) -> None:
        self._url, self._pause = url, pause
        self._connection: Connection | None = None

    def run(self, work: Callable[[Connection], T]) -> T:
        """Return what *work* does in a transaction, which is tried again if the connection ends."""
        while True:
            try:
                if self._connection is None or self._connection.closed:
                    self._connection = psycopg.connect(self._url, **_HOW)
                with self._connection.transaction():
                    return work(self._connection)
            except _OF_DATABASE:
                self.close()
                self._pause(0.5)

    def close(self) -> None:
        """Close it; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
