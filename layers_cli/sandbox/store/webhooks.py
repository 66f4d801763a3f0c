"""Rows of `webhook_endpoint` and `webhook_delivery`."""

import json
from typing import Any

from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.store.database import Row, Rows

MOST_FAILURES = 20
"""How many attempts in a row may fail before an endpoint is paused (webhooks page)."""


class WebhookRows(Rows):
    """Endpoints and the outbox of their deliveries."""

    def add_endpoint(self, row: dict[str, Any]) -> None:
        """Add an endpoint."""
        self._db.insert("webhook_endpoint", row)

    def endpoint(self, endpoint_id: str, organization_id: str) -> Row | None:
        """Return the organization's endpoint, or `None`."""
        return self._db.one(
            "select * from webhook_endpoint where id = ? and organization_id = ?",
            endpoint_id,
            organization_id,
        )

    def change_endpoint(self, endpoint_id: str, changes: dict[str, Any]) -> None:
        """Set the columns in *changes*."""
        self._db.update("webhook_endpoint", changes, "id = ?", endpoint_id)

    def delete_endpoint(self, endpoint_id: str) -> None:
        """Delete an endpoint; its deliveries go with it (delete-endpoint page)."""
        self._db.run("delete from webhook_endpoint where id = ?", endpoint_id)

    def endpoints(
        self,
        organization_id: str,
        *,
        limit: int,
        after: Position | None = None,
        project_id: str | None = None,
        status: str | None = None,
    ) -> list[Row]:
        """Return up to *limit* endpoints after *after*, newest first."""
        return self._db.page(
            "select * from webhook_endpoint where organization_id = ?"
            " and (? is null or project_id = ?) and (? is null or status = ?)",
            organization_id,
            *(project_id, project_id, status, status),
            limit=limit,
            after=after,
        )

    def subscribed(self, organization_id: str, project_id: str, event_type: str) -> list[Row]:
        """Return the active endpoints subscribed to *event_type* in this project."""
        rows = self._db.all(
            "select * from webhook_endpoint where organization_id = ? and status = 'active'"
            " and (project_id is null or project_id = ?)",
            organization_id,
            project_id,
        )
        return [row for row in rows if event_type in json.loads(row["events"])]

    def add_delivery(self, row: dict[str, Any]) -> None:
        """Put a delivery into the outbox."""
        self._db.insert("webhook_delivery", row)

    def delivery(self, delivery_id: str, organization_id: str) -> Row | None:
        """Return a delivery of one of the organization's endpoints, or `None`."""
        return self._db.one(
            "select webhook_delivery.* from webhook_delivery"
            " join webhook_endpoint on webhook_endpoint.id = endpoint_id"
            " where webhook_delivery.id = ? and organization_id = ?",
            delivery_id,
            organization_id,
        )

    def deliveries(
        self,
        endpoint_id: str,
        *,
        limit: int,
        after: Position | None = None,
        event_type: str | None = None,
        status: str | None = None,
    ) -> list[Row]:
        """Return up to *limit* deliveries after *after*, newest first."""
        return self._db.page(
            "select * from webhook_delivery where endpoint_id = ?"
            " and (? is null or event_type = ?) and (? is null or status = ?)",
            endpoint_id,
            *(event_type, event_type, status, status),
            limit=limit,
            after=after,
        )

    def take_due(self, now: int, *, limit: int) -> list[Row]:
        """Take up to *limit* due deliveries of active endpoints, oldest first, with endpoints."""
        return [
            self._taken(row["id"])
            for row in self._db.all(
                "select webhook_delivery.id from webhook_delivery"
                " join webhook_endpoint on webhook_endpoint.id = endpoint_id"
                " where webhook_delivery.status = 'pending' and next_retry_at <= ?"
                " and webhook_endpoint.status = 'active'"
                " order by webhook_delivery.next_retry_at, webhook_delivery.seq limit ?",
                now,
                limit,
            )
        ]

    def _taken(self, delivery_id: str) -> Row:
        self._db.run(
            "update webhook_delivery set status = 'delivering', attempts = attempts + 1"
            " where id = ?",
            delivery_id,
        )
        row = self._db.one(
            "select webhook_delivery.*, url, secret, previous_secret, previous_secret_expires_at"
            " from webhook_delivery join webhook_endpoint on webhook_endpoint.id = endpoint_id"
            " where webhook_delivery.id = ?",
            delivery_id,
        )
        assert row is not None
        return row

    def next_due(self) -> int | None:
        """Return when the next delivery to an active endpoint is due, in milliseconds."""
        due: int | None = self._db.value(
            "select min(next_retry_at) from webhook_delivery"
            " join webhook_endpoint on webhook_endpoint.id = endpoint_id"
            " where webhook_delivery.status = 'pending' and webhook_endpoint.status = 'active'"
        )
        return due

    def put_back(self) -> None:
        """Make interrupted deliveries pending again: better twice than never."""
        self._db.run("update webhook_delivery set status = 'pending' where status = 'delivering'")

    def attempted(
        self, delivery: Row, changes: dict[str, Any], *, succeeded: bool, at: int
    ) -> None:
        """Record how an attempt ended, and count the endpoint's consecutive failures."""
        self._db.update("webhook_delivery", changes, "id = ?", delivery["id"])
        if succeeded:
            self.change_endpoint(
                delivery["endpoint_id"], {"consecutive_failures": 0, "last_success_at": at}
            )
            return
        self._db.run(
            "update webhook_endpoint set consecutive_failures = consecutive_failures + 1,"
            " last_failure_at = ?, status = case when status = 'active'"
            " and consecutive_failures + 1 >= ? then 'auto_paused' else status end where id = ?",
            at,
            MOST_FAILURES,
            delivery["endpoint_id"],
        )
