"""Rows for the page at `/`: the newest of each kind, across all organizations."""

from layers_cli.sandbox.store.database import Row, Rows


class OverviewRows(Rows):
    """The queries of the page; each one uses an index."""

    def projects(self, *, limit: int) -> list[Row]:
        """Return the newest projects with their organization and number of pending reviews."""
        return self._db.all(
            "select project.*,"
            " (select name from organization where id = organization_id) as organization,"
            " (select count(*) from container where project_id = project.id"
            "  and approval_status = 'pending' and container.status = 'completed') as pending"
            " from project order by seq desc limit ?",
            limit,
        )

    def project(self, project_id: str) -> Row | None:
        """Return a project, or `None`."""
        return self._db.one("select * from project where id = ?", project_id)

    def container(self, container_id: str) -> Row | None:
        """Return a container, or `None`."""
        return self._db.one("select * from container where id = ?", container_id)

    def running_jobs(self, project_id: str, *, limit: int) -> list[Row]:
        """Return the project's running jobs, newest first."""
        return self._db.all(
            "select * from job where project_id = ? and status = 'running'"
            " order by started_at desc, id desc limit ?",
            project_id,
            limit,
        )

    def credit_events(self, organization_id: str, *, limit: int) -> list[Row]:
        """Return the latest rows of an organization's ledger."""
        sql = "select * from credit_event where organization_id = ?"
        return self._db.page(sql, organization_id, limit=limit, after=None)
