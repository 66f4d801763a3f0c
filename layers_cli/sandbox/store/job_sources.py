"""Rows of `job_origin` and `doomed_container`: sources of jobs and forced failures."""

from typing import Any

from layers_cli.sandbox.store.database import Row, Rows


class JobSourceRows(Rows):
    """Which request started which job."""

    def add(self, row: dict[str, Any]) -> None:
        """Record the request that started a job."""
        self._db.insert("job_origin", row)

    def billed(self) -> list[Row]:
        """Return one row for each billed job, oldest first, with its containers' ids.

        `container_ids` are in order, with commas between.
        """
        return self._db.all(
            "select job_origin.*, group_concat(container_id, ',') as container_ids"
            " from job_origin join credit_event on credit_event.job_id = job_origin.job_id"
            " and event_type = 'usage' group by job_origin.job_id order by min(credit_event.seq)"
        )

    def force_failure(self, container_id: str, *, code: str, message: str) -> None:
        """Let a container fail as soon as the worker takes it up."""
        row = {"container_id": container_id, "code": code, "message": message}
        self._db.insert("doomed_container", row)

    def forced_failure(self, container_id: str) -> Row | None:
        """Return why a container is to fail, or `None`."""
        return self._db.one("select * from doomed_container where container_id = ?", container_id)

    def stall(self, container_id: str, *, until: int) -> None:
        """Keep a container from completing before *until*, in milliseconds."""
        self._db.update("container", {"due_at": until}, "id = ?", container_id)
