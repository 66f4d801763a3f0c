"""Rows of `keyword_refresh`."""

from typing import Any

from layers_cli.sandbox.store.database import Row, Rows


class KeywordRows(Rows):
    """Searches for keywords: `pending` until due, then `ready` or `canceled`."""

    def add(self, row: dict[str, Any]) -> None:
        """Add a search; its hashtags are JSON."""
        self._db.insert("keyword_refresh", row)

    def latest(self, project_id: str) -> Row | None:
        """Return the last search of a project that is ready, or `None`."""
        return self._db.one(
            "select * from keyword_refresh where project_id = ? and status = 'ready'"
            " order by seq desc limit 1",
            project_id,
        )

    def of_job(self, job_id: str) -> Row:
        """Return the search of a job that is one."""
        row = self._db.one("select * from keyword_refresh where job_id = ?", job_id)
        assert row is not None
        return row

    def due(self, now: int) -> list[Row]:
        """Return the searches that are due."""
        return self._db.all(
            "select * from keyword_refresh where status = 'pending' and due_at <= ? order by seq",
            now,
        )

    def next_due(self) -> int | None:
        """Return when the next search is due, in milliseconds."""
        due: int | None = self._db.value(
            "select min(due_at) from keyword_refresh where status = 'pending'"
        )
        return due

    def end(self, job_id: str, status: str, *, now: int) -> bool:
        """End a job's search as `ready` or `canceled`; `False` if there is none to end."""
        changes = {"status": status, "ended_at": now}
        where = "job_id = ? and status = 'pending'"
        return self._db.update("keyword_refresh", changes, where, job_id) == 1
