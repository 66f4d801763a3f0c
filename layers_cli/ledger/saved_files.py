"""The `saved_files` table: where each file that was saved on this machine comes from."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from layers_cli.ledger.database import Database


class SavedFile(NamedTuple):
    """One file: *path* is absolute, *position* its number in the container, *saved_at* in seconds.

    *url* is without its signature.
    """

    path: str
    sha256: str
    bytes: int
    container_id: str
    position: int
    url: str
    server: str
    asset_id: str | None = None
    project: str | None = None
    format: str | None = None
    hook: str | None = None
    saved_at: float = 0.0


_COLUMNS = SavedFile._fields


class SavedFiles(NamedTuple):
    """The table of saved files in the ledger's *database*."""

    database: Database

    def note(self, files: Iterable[SavedFile]) -> None:
        """Record *files* in one durable step, replacing earlier records of their paths."""
        with self.database.transaction():
            for file in files:
                self.database.insert("saved_files", file._asdict(), replace=True)

    def at(self, path: str) -> SavedFile | None:
        """Return what was saved at *path* last."""
        found = self._found("path = ?", path)
        return found[0] if found else None

    def with_content(self, sha256: str) -> list[SavedFile]:
        """Return the files with this content, the latest first."""
        return self._found("sha256 = ? order by saved_at desc, path", sha256)

    def ids(self) -> Iterator[str | None]:
        """Yield the ids of containers and projects; any may be missing or come twice."""
        for row in self.database.rows("select distinct container_id, project from saved_files"):
            yield from row

    def _found(self, condition: str, value: str) -> list[SavedFile]:
        sql = f"select {', '.join(_COLUMNS)} from saved_files where {condition}"  # noqa: S608 - words are ours
        return [SavedFile(**dict(row)) for row in self.database.rows(sql, (value,))]
