"""A PostgreSQL of the test's own in a temporary folder, as Debian installs it."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.waiting import until

MISSING = "PostgreSQL's server is not installed (apt-get install postgresql)"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest one's; None if there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path)
    return versions[-1].parent if versions else None


@dataclass(frozen=True)
class Postgres:
    """A server with its data in *folder*, which answers on a socket there and on no port."""

    folder: Path
    bin: Path

    def url(self, database: str, role: str = "postgres") -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def create(self) -> None:
        self.folder.mkdir(mode=0o755)
        if os.getuid() == 0:
            os.chown(self.folder, *self._owner)
        self._run("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-D", self._data)

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=300"
        self._run(
            "pg_ctl", "-w", "-D", self._data, "-o", options, "-l", f"{self._data}/log", "start"
        )

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-D", self._data, "-m", how, "stop")

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def _owner(self) -> tuple[int, int]:
        """Who runs it: the server refuses to be run by root."""
        entry = pwd.getpwnam("postgres")
        return entry.pw_uid, entry.pw_gid

    def _run(self, program: str, *words: str) -> None:
        user, group = self._owner if os.getuid() == 0 else (None, None)
        log = self.folder / "log"
        with log.open("ab") as output:  # not a pipe, which the server would keep open
            subprocess.run(
                [str(self.bin / program), *words],
                user=user,
                group=group,
                extra_groups=[] if user is not None else None,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                check=True,
                timeout=120,
            )


@contextmanager
def running(folder: Path) -> Iterator[Postgres]:
    """Run a server of its own below *folder*, whose path is short enough for a socket."""
    found = programs()
    assert found is not None, MISSING
    server = Postgres(folder, found)
    server.create()
    server.start()
    try:
        until(lambda: server.execute("select 1"), "PostgreSQL answers")
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop("immediate")
