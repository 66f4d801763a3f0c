"""Rows of `media`: a project's library, as its own endpoints see it."""

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows

_THERE = "project_id = ? and deleted_at is null"


class MediaRows(Rows):
    """Files of projects; deleted ones stay as hidden rows."""

    def get(self, media_id: str, project_id: str) -> Row | None:
        """Return a file of the project, or `None`."""
        return self._db.one(f"select * from media where {_THERE} and id = ?", project_id, media_id)  # noqa: S608 - a literal

    def exists(self, media_id: str) -> bool:
        """Say whether any project has or had a file with this id."""
        return self._db.value("select 1 from media where id = ?", media_id) is not None

    def page(self, project_id: str, *, limit: int, after: Position | None = None) -> list[Row]:
        """Return up to *limit* files after *after*, newest first."""
        sql = f"select * from media where {_THERE}"  # noqa: S608 - a literal
        return self._db.page(sql, project_id, limit=limit, after=after)

    def delete(self, media_id: str, *, now: int) -> None:
        """Take a file out of the library."""
        self._db.update("media", {"deleted_at": now}, "id = ?", media_id)

    def delete_role(self, project_id: str, role: str, *, now: int) -> None:
        """Take all files of a role out of a project's library."""
        where = f"{_THERE} and role = ?"
        self._db.update("media", {"deleted_at": now}, where, project_id, role)
