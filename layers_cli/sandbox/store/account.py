"""Rows of `organization`, `api_key` and `credit_event`."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows


def token_hash(token: str) -> str:
    """Return the hash that is stored for a key."""
    return hashlib.sha256(token.encode()).hexdigest()


class AccountRows(Rows):
    """Organizations and their keys."""

    def add_organization(
        self, organization_id: str, *, name: str, tier: str, parent_id: str | None = None
    ) -> None:
        """Add an organization."""
        row = {"id": organization_id, "parent_id": parent_id, "name": name, "tier": tier}
        self._db.insert("organization", row)

    def organization(self, organization_id: str) -> Row | None:
        """Return the organization, or `None`."""
        return self._db.one("select * from organization where id = ?", organization_id)

    def add_key(
        self, key_id: str, *, organization_id: str, token: str, scopes: Iterable[str]
    ) -> None:
        """Add a key; only the hash of *token* is kept."""
        self._db.insert(
            "api_key",
            {
                "id": key_id,
                "organization_id": organization_id,
                "token_hash": token_hash(token),
                "scopes": dumps(list(scopes)),
            },
        )

    def key(self, token: str) -> Row | None:
        """Return the key with this token, or `None`."""
        return self._db.one("select * from api_key where token_hash = ?", token_hash(token))

    def all_keys(self) -> list[Row]:
        """Return every key, by id."""
        return self._db.all("select * from api_key order by id")

    def key_of(self, key_id: str, organization_id: str) -> Row | None:
        """Return the organization's key, or `None`."""
        return self._db.one(
            "select * from api_key where id = ? and organization_id = ?", key_id, organization_id
        )

    def key_for_child(self, key_id: str, child_id: str) -> Row | None:
        """Return the key as if it were its direct child's own; `None` if that is no child."""
        return self._db.one(
            "select api_key.id, organization.id as organization_id, scopes, killed_at"
            " from api_key join organization on parent_id = organization_id"
            " where api_key.id = ? and organization.id = ?",
            key_id,
            child_id,
        )

    def kill_key(self, key_id: str, *, now: int) -> None:
        """Suspend a key: every later call with it returns `503 KILL_SWITCH`."""
        self._db.update("api_key", {"killed_at": now}, "id = ?", key_id)


class CreditFilter(NamedTuple):
    """What a list of credit events is narrowed to; both times are included."""

    project_id: str | None = None
    event_type: str | None = None
    since: int | None = None
    until: int | None = None


class CreditRows(Rows):
    """The ledger: rows are added, never changed."""

    def balance(self, organization_id: str) -> int:
        """Return the credits that are left."""
        # From the newest row back: by the index of times, SQLite would sort all rows each time.
        last = "select balance_after from credit_event where +organization_id = ?"
        return self._db.value(f"{last} order by seq desc limit 1", organization_id) or 0

    def add(
        self,
        organization_id: str,
        event_type: str,
        credits_: int,
        *,
        now: int,
        container: dict[str, Any] | Row | None = None,
    ) -> None:
        """Add a row; debits are negative.

        Raises sqlite3.IntegrityError if the container already has a row of this type.
        """
        about = {} if container is None else {k: container[k] for k in ("project_id", "job_id")}
        self._db.insert(
            "credit_event",
            {
                "id": str(uuid.uuid4()),
                "organization_id": organization_id,
                "event_type": event_type,
                "credits": credits_,
                "balance_after": self.balance(organization_id) + credits_,
                "created_at": now,
                "container_id": container["id"] if container is not None else None,
                "format": container["format"] if container is not None else None,
                **about,
            },
        )

    def refund(self, container: Row, *, now: int) -> None:
        """Give back what *container* cost; does nothing for one that cost nothing."""
        usage = self._db.one(
            "select * from credit_event where container_id = ? and event_type = 'usage'",
            container["id"],
        )
        if usage is not None:
            given_back = -usage["credits"]
            self.add(usage["organization_id"], "refund", given_back, now=now, container=container)

    def used_between(self, organization_id: str, start: int, end: int) -> int:
        """Return the credits used in [start, end), refunds taken off."""
        used = self._db.value(
            "select -sum(credits) from credit_event where organization_id = ?"
            " and event_type in ('usage', 'refund') and created_at >= ? and created_at < ?",
            organization_id,
            start,
            end,
        )
        return used or 0

    def page(
        self, organization_id: str, narrowed: CreditFilter, *, limit: int, after: Position | None
    ) -> list[Row]:
        """Return up to *limit* rows after *after*, newest first."""
        return self._db.page(
            "select * from credit_event where organization_id = ?"
            " and project_id is ifnull(?, project_id) and event_type = ifnull(?, event_type)"
            " and created_at between ifnull(?, created_at) and ifnull(?, created_at)",
            organization_id,
            *narrowed,
            limit=limit,
            after=after,
        )

    def by_container(self) -> list[Row]:
        """Return one row for each container that was ever billed, oldest first."""
        return self._db.all(
            "select container_id, job_id, format,"
            " -sum(case event_type when 'usage' then credits else 0 end) as billed,"
            " sum(case event_type when 'refund' then credits else 0 end) as refunded,"
            " (select status from container where id = container_id) as status"
            " from credit_event where container_id is not null"
            " group by container_id order by min(seq)"
        )
