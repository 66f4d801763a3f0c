"""Rows of `project` and `media`."""

from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows


class ProjectRows(Rows):
    """Projects and their media library."""

    def add(self, row: dict[str, Any]) -> None:
        """Add a project."""
        self._db.insert("project", row)

    def count(self) -> int:
        """Return how many projects were ever made."""
        return int(self._db.value("select count(*) from project"))

    def get(self, project_id: str, organization_id: str) -> Row | None:
        """Return the organization's project, or `None`."""
        return self._db.one(
            "select * from project where id = ? and organization_id = ?",
            project_id,
            organization_id,
        )

    def change(self, project_id: str, changes: dict[str, Any]) -> None:
        """Set the columns in *changes*."""
        self._db.update("project", changes, "id = ?", project_id)

    def page(
        self,
        organization_id: str,
        *,
        limit: int,
        after: Position | None = None,
        status: str | None = None,
        search: str | None = None,
        customer_external_id: str | None = None,
    ) -> list[Row]:
        """Return up to *limit* projects after *after*, in reverse creation order."""
        rows = self._db.page(
            "select * from project where organization_id = ? and (? is null or status = ?)"
            " and (? is null or customer_external_id = ?)",
            organization_id,
            *(status, status, customer_external_id, customer_external_id),
            limit=limit if search is None else -1,
            after=after,
        )
        # SQLite folds the case of ASCII letters only.
        needle = (search or "").casefold()
        return [row for row in rows if needle in row["name"].casefold()][:limit]

    def add_media(self, row: dict[str, Any]) -> None:
        """Add a file to a project's library."""
        self._db.insert("media", row)

    def media(self, project_id: str, *, role: str | None = None) -> list[Row]:
        """Return a project's media, oldest first."""
        return self._db.all(
            "select * from media where project_id = ? and deleted_at is null"
            " and (? is null or role = ?) order by seq",
            project_id,
            role,
            role,
        )
