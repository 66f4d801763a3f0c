"""Rows of `container` as a work queue with leases."""

from typing import Any

from layers_cli.sandbox.store.database import Row, Rows

LEASE = 60_000
"""How long a claim lasts without renewal, in milliseconds of the wall clock."""

# Reserved uploads, which have no job, wait for their files and not for the worker.
_OPEN = "from container where status in ('queued', 'processing') and job_id is not null"
_MINE = "id = ? and status = 'processing' and lease_owner = ?"


class WorkRows(Rows):
    """The worker's steps on a container; each requires a valid claim."""

    def claim(self, owner: str, *, wall: int, now: int) -> Row | None:
        """Claim the oldest unclaimed container, or return `None`."""
        return self._db.one(
            "update container set status = 'processing', lease_owner = ?, lease_until = ?,"
            " attempt = attempt + 1, updated_at = ?, stage = 'generating_visuals'"
            " where seq = (select seq from container where status in ('queued', 'processing')"
            "  and drawn = 0 and (lease_until is null or lease_until < ?) order by seq limit 1)"
            " returning *",
            owner,
            wall + LEASE,
            now,
            wall,
        )

    def plan(self, container_id: str, owner: str, *, pieces: int, wall: int) -> bool:
        """Record how many items there are to render; `False` if the claim is lost."""
        changes = {"pieces_total": pieces, "lease_until": wall + LEASE}
        return self._db.update("container", changes, _MINE, container_id, owner) == 1

    def record_progress(
        self, container_id: str, owner: str, *, done: int, wall: int, now: int
    ) -> bool:
        """Record how many items are rendered, never decreasing; `False` if the claim is lost."""
        changed = self._db.run(
            "update container set pieces_done = max(pieces_done, ?), lease_until = ?,"
            " updated_at = ? where id = ? and status = 'processing' and lease_owner = ?",
            done,
            wall + LEASE,
            now,
            container_id,
            owner,
        )
        return changed == 1

    def drawn(self, container_id: str, owner: str, media: dict[str, Any], *, now: int) -> bool:
        """Store the rendered media; the container completes when it is due."""
        changes = {
            **media,
            "drawn": 1,
            "stage": "finalizing",
            "lease_owner": None,
            "lease_until": None,
            "updated_at": now,
        }
        return self._db.update("container", changes, _MINE, container_id, owner) == 1

    def release(self, container_id: str, owner: str, *, crashed: bool) -> int:
        """Release a claim; return how often rendering this container has crashed."""
        self._db.run(
            "update container set lease_owner = null, lease_until = null, crashes = crashes + ?"
            " where id = ? and status = 'processing' and lease_owner = ?",
            int(crashed),
            container_id,
            owner,
        )
        return self._db.value("select crashes from container where id = ?", container_id) or 0

    def release_all(self) -> None:
        """Release every claim at start, when no worker is running."""
        self._db.run("update container set lease_owner = null, lease_until = null")

    def due(self, now: int) -> list[Row]:
        """Return the rendered containers that are due."""
        return self._db.all(
            "select * from container where status = 'processing' and drawn = 1 and due_at <= ?"
            " order by seq",
            now,
        )

    def next_due(self) -> int | None:
        """Return when the next rendered container is due, in milliseconds."""
        due: int | None = self._db.value(
            "select min(due_at) from container where status = 'processing' and drawn = 1"
        )
        return due

    def end(self, container_id: str, status: str, *, now: int, **changes: Any) -> bool:
        """End a container as `completed`, `failed` or `canceled`; `False` if it had ended."""
        ended = {"completed": "completed_at", "failed": "failed_at"}.get(status)
        changes |= {"status": status, "updated_at": now, "lease_owner": None, "lease_until": None}
        if ended:
            changes[ended] = now
        where = "id = ? and status in ('queued', 'processing')"
        return self._db.update("container", changes, where, container_id) == 1

    def open_count(self) -> int:
        """Return how many containers the worker has still to end."""
        return int(self._db.value(f"select count(*) {_OPEN}"))

    def has_open(self) -> bool:
        """Return whether there is one, however many there are."""
        return bool(self._db.value(f"select exists (select 1 {_OPEN})"))
