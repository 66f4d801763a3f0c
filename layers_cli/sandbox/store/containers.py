"""Rows of `container`: reading and reviewing them. The worker's claims are in `work`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows

_WORDS = "coalesce(hook, '') || ' ' || coalesce(caption, '') || ' ' || id"


@dataclass(frozen=True)
class ContainerFilter:
    """What a list of containers is narrowed to; times are milliseconds, both ends included.

    Args:
        text: what hook, caption or id contain.

    """

    status: Sequence[str] = ()
    format: Sequence[str] = ()
    approval_status: Sequence[str] = ()
    creative_type: str | None = None
    since: int | None = None
    until: int | None = None
    text: str | None = None

    def where(self) -> tuple[str, list[Any]]:
        """Return the condition and its values."""
        where, values = [""], list[Any]()
        for column in ("status", "format", "approval_status"):
            if wanted := getattr(self, column):
                where.append(f"{column} in ({', '.join('?' * len(wanted))})")
                values += wanted
        for condition, value in (
            ("creative_type = ?", self.creative_type),
            ("created_at >= ?", self.since),
            ("created_at <= ?", self.until),
            (f"instr(lower({_WORDS}), lower(?))", self.text or None),
        ):
            if value is not None:
                where.append(condition)
                values.append(value)
        return " and ".join(where), values


class ContainerRows(Rows):
    """Containers, generated and uploaded."""

    def add(self, row: dict[str, Any]) -> None:
        """Add a container."""
        self._db.insert("container", row)

    def get(self, container_id: str, organization_id: str) -> Row | None:
        """Return the organization's container, or `None`."""
        return self._db.one(
            "select container.* from container join project on project.id = project_id"
            " where container.id = ? and organization_id = ?",
            container_id,
            organization_id,
        )

    def of_job(self, job_id: str) -> list[Row]:
        """Return a job's containers in document order."""
        return self._db.all("select * from container where job_id = ? order by variant", job_id)

    def page(
        self,
        project_id: str,
        narrowed: ContainerFilter,
        *,
        limit: int,
        after: Position | None = None,
    ) -> list[Row]:
        """Return up to *limit* containers after *after*, newest first."""
        condition, values = narrowed.where()
        sql = f"select * from container where project_id = ?{condition}"  # noqa: S608 - the condition's texts are above
        return self._db.page(sql, project_id, *values, limit=limit, after=after)

    def pending(self, project_id: str) -> int:
        """Return how many of the project's containers wait for review."""
        return self._count(project_id, "= 'pending'")

    def reviewed(self, project_id: str) -> int:
        """Return how many of the project's containers have left `pending`."""
        return self._count(project_id, "in ('approved', 'rejected')")

    def review(self, container_id: str, changes: dict[str, Any]) -> None:
        """Record a review."""
        self._db.update("container", changes, "id = ?", container_id)

    def _count(self, project_id: str, approval: str) -> int:
        sql = f"select count(*) from container where project_id = ? and approval_status {approval}"  # noqa: S608 - two literals above
        return int(self._db.value(sql, project_id))
