"""Ring buffer of recent requests, without keys and bodies, in memory and if wanted in a file."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from layers_cli.sandbox.core.request_file import RequestFile
from layers_cli.sandbox.core.timestamps import format_timestamp

SIZE = 10_000
"""How many requests are kept."""
_SECRET_NAME = re.compile(r"sign|token|secret|credential|password|key", re.IGNORECASE)
_SECRET = re.compile(r"(lp_[a-z]+_|whsec_)[\w-]+")


class LoggedRequest(NamedTuple):
    """One request.

    Args:
        number: counts up from 1 and is never used twice.
        at: milliseconds of the machine's clock.
        query: as it came; it is redacted when it is shown.
        status: what the client saw; `None` where its connection was cut.
        fault: the name or the effect of the fault rule that fired.
        job_id: the job that this request started.

    """

    number: int
    at: int
    request_id: str
    method: str
    path: str
    query: bytes
    status: int | None
    milliseconds: float
    key_id: str | None
    idempotency_key: str | None
    fault: str | None
    job_id: str | None

    @property
    def kept(self) -> list[Any]:
        """The entry as it is written to a file, without secrets."""
        redacted = self._replace(
            path=_SECRET.sub(r"\1…", self.path),
            idempotency_key=self.idempotency_key and _SECRET.sub(r"\1…", self.idempotency_key),
        )
        return [_redacted(each) if isinstance(each, bytes) else each for each in redacted]

    @classmethod
    def read(cls, kept: list[Any]) -> "LoggedRequest":
        """Return the entry that was written as *kept*."""
        entry = cls(*kept)
        return entry._replace(query=str(entry.query).encode())

    def shown(self) -> dict[str, Any]:
        """Return the entry as the control surface shows it, without secrets."""
        return {
            "number": self.number,
            "at": format_timestamp(self.at),
            "requestId": self.request_id,
            "method": self.method,
            "path": _SECRET.sub(r"\1…", self.path),
            "query": _redacted(self.query),
            "status": self.status,
            "milliseconds": round(self.milliseconds, 1),
            "keyId": self.key_id,
            "idempotencyKey": self.idempotency_key and _SECRET.sub(r"\1…", self.idempotency_key),
            "fault": self.fault,
            "jobId": self.job_id,
        }


@dataclass(frozen=True)
class RequestFilter:
    """Selects requests of the log.

    Args:
        path: `*` stands for any text.
        status: `404`, `4xx`, or `none` for a connection that was cut.
        after: only entries with a higher number.

    """

    method: str | None = None
    path: str | None = None
    status: str | None = None
    key_id: str | None = None
    idempotency_key: str | None = None
    after: int = 0

    def fits(self, entry: LoggedRequest) -> bool:
        """Say whether *entry* matches."""
        return (
            entry.number > self.after
            and self.method in (None, entry.method)
            and (self.path is None or fnmatchcase(entry.path, self.path))
            and (self.status is None or _has_status(entry, self.status))
            and self.key_id in (None, entry.key_id)
            and self.idempotency_key in (None, entry.idempotency_key)
        )


class RequestLog:
    """The requests to one sandbox, oldest first, without those to the control surface.

    Args:
        path: the file that keeps them for the next server; `None` keeps them in memory alone.
        size: how many are kept.

    """

    def __init__(self, path: Path | None = None, *, size: int = SIZE) -> None:
        self._file = None if path is None else RequestFile(path, size)
        cleared, kept = (0, []) if self._file is None else self._file.read()
        self._entries = deque(map(LoggedRequest.read, kept), maxlen=size)
        self._count = self._entries[-1].number if self._entries else cleared
        self._cleared = cleared

    def note(self, *facts: Any) -> None:
        """Add a request; *facts* are the fields of `LoggedRequest` after its number."""
        self._count += 1
        entry = LoggedRequest(self._count, *facts)
        self._entries.append(entry)
        if self._file is not None:
            self._file.add(entry.kept)

    def entries(self, narrowed: RequestFilter) -> Iterator[LoggedRequest]:
        """Yield the matching entries, oldest first."""
        return (entry for entry in tuple(self._entries) if narrowed.fits(entry))

    @property
    def forgotten(self) -> int:
        """How many requests have been dropped since the log was cleared."""
        return self._count - self._cleared - len(self._entries)

    @property
    def last(self) -> int:
        """The number of the latest request."""
        return self._count

    def clear(self) -> int:
        """Delete all requests and return how many there were; numbering continues."""
        cleared = len(self._entries)
        self._entries.clear()
        self._cleared = self._count
        if self._file is not None:
            self._file.clear(self._cleared)
        return cleared

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()


def _has_status(entry: LoggedRequest, wanted: str) -> bool:
    if entry.status is None:
        return wanted == "none"
    if wanted.endswith("xx"):
        return wanted[0] == str(entry.status)[0]
    return wanted == str(entry.status)


def _redacted(query: bytes) -> str:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode(
        [
            (name, "…" if _SECRET_NAME.search(name) else _SECRET.sub(r"\1…", value))
            for name, value in pairs
        ],
        safe="…:*",
    )
