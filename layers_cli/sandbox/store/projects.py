"""Rows of `project` and `media`."""

from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, SandboxDatabase


class ProjectRows:
    """Projects and their media library."""

    def __init__(self, database: SandboxDatabase) -> None:
        self._db = database

    def add(self, row: dict[str, Any]) -> None:
        """Add a project."""
        self._db.insert("project", row)

    def count(self) -> int:
        """Return how many projects were ever made."""
        count: int = self._db.value("select count(*) from project")
        return count

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
        where, values = ["organization_id = ?"], [organization_id]
        if status is not None:
            where.append("status = ?")
            values.append(status)
        if customer_external_id is not None:
            where.append("customer_external_id = ?")
            values.append(customer_external_id)
        rows = self._db.all(
            f"select * from project where {' and '.join(where)}"  # noqa: S608 - the texts are above
            " and (created_at, seq) < (?, ?) order by created_at desc, seq desc",
            *values,
            *(after or Position.first()),
        )
        if search is not None:
            # SQLite folds the case of ASCII letters only.
            needle = search.casefold()
            rows = [row for row in rows if needle in row["name"].casefold()]
        return rows[:limit]

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
