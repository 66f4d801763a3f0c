"""Rows of `scheduled_post` and `stashed_schedule`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows

_SHOWN = (
    "select scheduled_post.*, platform, handle from scheduled_post"
    " join social_account on social_account.id = account_id"
)
_IS_OPEN = "scheduled_post.status in ('queued', 'publishing')"


@dataclass(frozen=True)
class PostFilter:
    """What a list of posts is narrowed to; times are milliseconds, both ends included."""

    status: Sequence[str] = ()
    account_id: str | None = None
    since: int | None = None
    until: int | None = None

    def where(self) -> tuple[str, list[Any]]:
        """Return the condition and its values."""
        where, values = [""], list[Any]()
        if self.status:
            where.append(f"scheduled_post.status in ({', '.join('?' * len(self.status))})")
            values += self.status
        for condition, value in (
            ("account_id = ?", self.account_id),
            ("scheduled_for >= ?", self.since),
            ("scheduled_for <= ?", self.until),
        ):
            if value is not None:
                where.append(condition)
                values.append(value)
        return " and ".join(where), values


class PostRows(Rows):
    """Posts: `queued`, `publishing`, then `published`, `draft`, `failed` or `canceled`.

    Rows that are read have the `platform` and the `handle` of their account.
    """

    def add(self, row: dict[str, Any]) -> None:
        """Add a post."""
        self._db.insert("scheduled_post", row)

    def get(self, post_id: str, organization_id: str) -> Row | None:
        """Return the organization's post, or `None`."""
        return self._db.one(
            f"{_SHOWN} join project on project.id = scheduled_post.project_id"
            " where scheduled_post.id = ? and organization_id = ?",
            post_id,
            organization_id,
        )

    def row(self, post_id: str) -> Row | None:
        """Return a post of any organization, or `None`."""
        return self._db.one(f"{_SHOWN} where scheduled_post.id = ?", post_id)

    def page(
        self, project_id: str, narrowed: PostFilter, *, limit: int, after: Position | None = None
    ) -> list[Row]:
        """Return up to *limit* posts after *after*, those that go out last first."""
        condition, values = narrowed.where()
        sql = f"select * from ({_SHOWN} where scheduled_post.project_id = ?{condition}) where true"  # noqa: S608 - the condition's texts are above
        return self._db.page(sql, project_id, *values, limit=limit, after=after, by="scheduled_for")

    def change(self, post_id: str, changes: dict[str, Any]) -> None:
        """Set the columns in *changes*."""
        self._db.update("scheduled_post", changes, "id = ?", post_id)

    def move_on(self, post: Row, changes: dict[str, Any]) -> bool:
        """Change a post that is still in the state of *post*; `False` if it is not."""
        where = "id = ? and status = ?"
        return self._db.update("scheduled_post", changes, where, post["id"], post["status"]) == 1

    def due(self, now: int) -> Row | None:
        """Return the open post that was due first, or `None`."""
        return self._db.one(
            f"{_SHOWN} where {_IS_OPEN} and due_at <= ? order by due_at, scheduled_post.seq", now
        )

    def next_due(self) -> int | None:
        """Return when the next post is due, in milliseconds."""
        sql = f"select min(due_at) from scheduled_post where {_IS_OPEN}"  # noqa: S608 - a literal
        due: int | None = self._db.value(sql)
        return due

    def open_of(self, *, account_id: str | None = None, project_id: str | None = None) -> list[Row]:
        """Return the posts of an account or of a project that have not ended, oldest first."""
        return self._db.all(
            f"{_SHOWN} where {_IS_OPEN} and account_id = ifnull(?, account_id)"
            " and scheduled_post.project_id = ifnull(?, scheduled_post.project_id)"
            " order by scheduled_post.seq",
            account_id,
            project_id,
        )

    def gone_out_twice(self) -> list[Row]:
        """Return containers that went out to one account more than once, with the posts' ids.

        `post_ids` are in order, with commas between. A post of which the platform said no, and one
        that was canceled, did not go out.
        """
        return self._db.all(
            "select container_id, account_id, group_concat(id, ',') as post_ids,"
            " group_concat(ifnull(idempotency_key, ''), char(10)) as keys from"
            " (select * from scheduled_post where status in ('publishing', 'published', 'draft')"
            "  order by seq) group by container_id, account_id having count(*) > 1"
            " order by min(seq)"
        )

    def gone_out(self) -> int:
        """Return how many posts went out."""
        sql = "select count(*) from scheduled_post where status in ('published', 'draft')"
        return int(self._db.value(sql))

    def stash(self, row: dict[str, Any]) -> None:
        """Keep a schedule until its container is approved."""
        self._db.insert("stashed_schedule", row)

    def take_stashed(self, container_id: str) -> list[Row]:
        """Return a container's stashed schedules, oldest first, and delete them."""
        sql = "select * from stashed_schedule where container_id = ? order by seq"
        rows = self._db.all(sql, container_id)
        self._db.run("delete from stashed_schedule where container_id = ?", container_id)
        return rows
