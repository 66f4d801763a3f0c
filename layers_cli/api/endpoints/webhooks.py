"""The methods of webhooks (api-rest 10).

None of them is recorded: nothing is billed, and the answer to a create has a secret in it. So an
error says of those that a repeat would do once more that they may have been carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from layers_cli.api.endpoints.calls import SMALLER_PAGE, Calls
from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.responses import ApiResponse
from layers_cli.api.session import path_part

if TYPE_CHECKING:
    from layers_cli.api.endpoints import models


class WebhookCalls(Calls):
    """`/v1/webhook-endpoints` and `/v1/webhook-deliveries`."""

    def list_webhooks(
        self,
        *,
        project_id: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[PageResponse[models.Webhook]]:
        """Read the organization's endpoints page by page, newest first."""
        filters = {"projectId": project_id, "status": status}
        return self._pages(
            _ALL, "Webhook", filters, limit=limit, cursor=cursor, largest=SMALLER_PAGE
        )

    def get_webhook(self, endpoint_id: str) -> ApiResponse[models.Webhook]:
        """Read one endpoint."""
        return self._call("GET", _path(endpoint_id), shape="Webhook")

    def create_webhook(self, fields: Mapping[str, Any]) -> ApiResponse[models.CreatedWebhook]:
        """Create an endpoint from *fields*; its signing secret is in this answer alone."""
        return self._call("POST", _ALL, shape="CreatedWebhook", body=fields, acts_again=True)

    def update_webhook(
        self, endpoint_id: str, fields: Mapping[str, Any]
    ) -> ApiResponse[models.Webhook]:
        """Change the given fields of an endpoint; a None value clears its field."""
        return self._call("PATCH", _path(endpoint_id), shape="Webhook", body=fields)

    def delete_webhook(self, endpoint_id: str) -> ApiResponse[models.DeletedWebhook]:
        """Delete an endpoint, and the history of its deliveries."""
        return self._call("DELETE", _path(endpoint_id), shape="DeletedWebhook")

    def rotate_webhook_secret(self, endpoint_id: str) -> ApiResponse[models.RotatedSecret]:
        """Create a new signing secret; the old one still signs for a day."""
        path = f"{_path(endpoint_id)}/rotate-secret"
        return self._call("POST", path, shape="RotatedSecret", acts_again=True)

    def test_webhook(
        self, endpoint_id: str, payload: Mapping[str, Any] | None = None
    ) -> ApiResponse[models.ScheduledTest]:
        """Have `test.ping` sent, with *payload* as its data."""
        body = {} if payload is None else {"payload": payload}
        path = f"{_path(endpoint_id)}/test"
        return self._call("POST", path, shape="ScheduledTest", body=body, acts_again=True)

    def list_deliveries(
        self,
        endpoint_id: str,
        *,
        event_type: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[PageResponse[models.Delivery]]:
        """Read an endpoint's deliveries page by page, newest first."""
        return self._pages(
            f"{_path(endpoint_id)}/deliveries",
            "Delivery",
            {"eventType": event_type, "status": status},
            limit=limit,
            cursor=cursor,
            largest=SMALLER_PAGE,
        )

    def replay_delivery(self, delivery_id: str) -> ApiResponse[models.ScheduledReplay]:
        """Have an event delivered again, as a new one that names the original."""
        path = f"/v1/webhook-deliveries/{path_part(delivery_id)}/replay"
        return self._call("POST", path, shape="ScheduledReplay", acts_again=True)


_ALL = "/v1/webhook-endpoints"


def _path(endpoint_id: str) -> str:
    return f"{_ALL}/{path_part(endpoint_id)}"
