"""Rows of `job`."""

from typing import Any

from layers_cli.sandbox.store.database import Row, Rows


class JobRows(Rows):
    """Jobs; their progress follows from their containers."""

    def add(self, row: dict[str, Any]) -> None:
        """Add a job."""
        self._db.insert("job", row)

    def get(self, job_id: str, organization_id: str) -> Row | None:
        """Return the organization's job, or `None`."""
        return self._db.one(
            "select * from job where id = ? and organization_id = ?", job_id, organization_id
        )

    def row(self, job_id: str) -> Row:
        """Return an existing job of any organization."""
        row = self._db.one("select * from job where id = ?", job_id)
        assert row is not None
        return row

    def request(self, job_id: str) -> str:
        """Return the job's request as JSON."""
        return str(self._db.value("select request from job where id = ?", job_id))

    def running(self, *, project_id: str | None = None) -> list[Row]:
        """Return the jobs that have not ended, of one project or of all."""
        return self._db.all(
            "select * from job where status = 'running' and (? is null or project_id = ?)",
            project_id,
            project_id,
        )

    def running_count(self, organization_id: str) -> int:
        """Return how many jobs of the organization have not ended."""
        return int(
            self._db.value(
                "select count(*) from project join job on job.project_id = project.id"
                " where project.organization_id = ? and job.status = 'running'",
                organization_id,
            )
        )

    def finish(self, job_id: str, status: str, *, now: int, error: str | None = None) -> bool:
        """End a running job; `False` if it had ended before."""
        changes = {"status": status, "error": error, "finished_at": now}
        return self._db.update("job", changes, "id = ? and status = 'running'", job_id) == 1
