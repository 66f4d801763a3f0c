"""Rows of `upload_file`: announced files; their bytes are in the media folder."""

from typing import Any

from layers_cli.sandbox.store.database import Row, Rows


class UploadFileRows(Rows):
    """Files that were announced, and whether they have arrived."""

    def add(self, row: dict[str, Any]) -> None:
        """Announce a file."""
        self._db.insert("upload_file", row)

    def open(self, upload_id: str) -> Row | None:
        """Return an announced file whose container still waits for it, or `None`."""
        return self._db.one(
            "select upload_file.* from upload_file join container on container.id = container_id"
            " where upload_file.id = ? and container.status = 'queued'",
            upload_id,
        )

    def of_container(self, container_id: str) -> list[Row]:
        """Return a container's files in their order."""
        return self._db.all(
            "select * from upload_file where container_id = ? order by place", container_id
        )

    def receive(self, upload_id: str, *, now: int) -> None:
        """Record that a file has arrived."""
        self._db.update("upload_file", {"received_at": now}, "id = ?", upload_id)

    def expired(self, now: int) -> list[Row]:
        """Return the files of expired sessions."""
        return self._db.all("select * from upload_file where expires_at <= ?", now)

    def next_expiry(self) -> int | None:
        """Return when the next session expires, in milliseconds."""
        expiry: int | None = self._db.value("select min(expires_at) from upload_file")
        return expiry

    def forget(self, upload_id: str) -> None:
        """Delete a file's row."""
        self._db.run("delete from upload_file where id = ?", upload_id)

    def waiting(self, project_id: str) -> list[str]:
        """Return the project's containers that wait for their files."""
        rows = self._db.all(
            "select id from container where project_id = ? and status = 'queued'"
            " and creative_type = 'uploaded'",
            project_id,
        )
        return [str(row["id"]) for row in rows]

    def complete(self, container_id: str, changes: dict[str, Any], *, now: int) -> bool:
        """Complete a waiting container; `False` if it does not wait."""
        changes |= {"status": "completed", "completed_at": now, "updated_at": now}
        where = "id = ? and status = 'queued' and creative_type = 'uploaded'"
        return self._db.update("container", changes, where, container_id) == 1

    def caption(self, container_id: str, caption: str, *, now: int) -> None:
        """Set the caption of an uploaded container."""
        changes = {"caption": caption, "updated_at": now}
        self._db.update("container", changes, "id = ?", container_id)
