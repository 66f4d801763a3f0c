"""Rows of `influencer`."""

from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows

# Training begins after a quarter of the time; nothing has to be written for that.
_SHOWN = (
    "select * from (select influencer.*, case when status = 'pending'"
    " and created_at + (due_at - created_at) / 4 <= ? then 'training' else status end"
    " as shown_status from influencer)"
)


class InfluencerRows(Rows):
    """Influencers; `pending` until due, but shown as `training` after a quarter of the time."""

    def add(self, row: dict[str, Any]) -> None:
        """Add an influencer."""
        self._db.insert("influencer", row)

    def count(self, project_id: str) -> int:
        """Return how many influencers the project ever had."""
        sql = "select count(*) from influencer where project_id = ?"
        return int(self._db.value(sql, project_id))

    def get(self, influencer_id: str, organization_id: str) -> Row | None:
        """Return the organization's influencer, or `None` if there is none or it is deleted."""
        return self._db.one(
            "select influencer.* from influencer join project on project.id = project_id"
            " where influencer.id = ? and organization_id = ? and influencer.status != 'deleted'",
            influencer_id,
            organization_id,
        )

    def shown(self, influencer_id: str, *, now: int) -> Row:
        """Return an existing influencer with its `shown_status` at *now*."""
        row = self._db.one(f"{_SHOWN} where id = ?", now, influencer_id)
        assert row is not None
        return row

    def of_job(self, job_id: str, *, now: int) -> Row | None:
        """Return the influencer of a job with its `shown_status` at *now*, or `None`."""
        return self._db.one(f"{_SHOWN} where job_id = ?", now, job_id)

    def default(self, project_id: str) -> Row | None:
        """Return the project's first influencer that is ready, or `None`."""
        return self._db.one(
            "select * from influencer where project_id = ? and status = 'ready'"
            " order by created_at, seq limit 1",
            project_id,
        )

    def change(self, influencer_id: str, changes: dict[str, Any]) -> None:
        """Set the columns in *changes*."""
        self._db.update("influencer", changes, "id = ?", influencer_id)

    def page(
        self,
        project_id: str,
        *,
        now: int,
        limit: int,
        after: Position | None = None,
        status: str | None = None,
    ) -> list[Row]:
        """Return up to *limit* influencers after *after*, newest first."""
        sql = f"{_SHOWN} where project_id = ? and (? is null or shown_status = ?)"
        sql += " and status != 'deleted'"
        return self._db.page(sql, now, project_id, status, status, limit=limit, after=after)

    def due(self, now: int) -> list[Row]:
        """Return the influencers that are due."""
        return self._db.all(
            "select * from influencer where status = 'pending' and due_at <= ? order by seq", now
        )

    def next_due(self) -> int | None:
        """Return when the next influencer is due, in milliseconds."""
        due: int | None = self._db.value(
            "select min(due_at) from influencer where status = 'pending'"
        )
        return due

    def end(self, job_id: str, status: str, *, now: int, error: str | None = None) -> bool:
        """End a job's influencer as `ready` or `failed`; `False` if there is none to end."""
        changes = {"status": status, "error_message": error, "updated_at": now}
        where = "job_id = ? and status = 'pending'"
        return self._db.update("influencer", changes, where, job_id) == 1
