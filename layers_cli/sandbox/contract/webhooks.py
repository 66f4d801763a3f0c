"""Webhooks: bodies, queries and responses (webhooks pages; api-rest 10)."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from layers_cli.formats.hosts import is_loopback
from layers_cli.sandbox.contract.bodies import Metadata
from layers_cli.sandbox.contract.model import ListQuery, Page, RequestBody, ResponseBody

EventType = Literal[
    "job.completed",
    "job.failed",
    "job.canceled",
    "content.generated",
    "content.approved",
    "content.rejected",
    "post.scheduled",
    "post.published",
    "post.failed",
    "post.canceled",
    "social_account.connected",
    "social_account.needs_reauth",
    "social_account.revoked",
    "lease_request.assigned",
    "lease_request.rejected",
    "test.ping",
]
EndpointStatus = Literal["active", "paused", "auto_paused"]
DeliveryStatus = Literal["pending", "delivering", "delivered", "failed", "abandoned"]
_ONLY_HERE = (
    "the sandbox delivers to receivers on this machine only: use http:// or https:// with "
    "localhost, 127.0.0.1 or [::1]"
)


def _on_this_machine(url: str) -> str:
    """Accept only loopback URLs: test events must not reach real systems (ours)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not is_loopback(host):
        raise ValueError(_ONLY_HERE)
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not contain a user name or password")
    if not url.isascii() or not url.isprintable() or parts.port == 0:
        raise ValueError("is not a usable URL")
    return url


LoopbackUrl = Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(_on_this_machine)]
Events = Annotated[list[EventType], Field(min_length=1, max_length=50)]


class CreateEndpoint(RequestBody):
    """`POST /v1/webhook-endpoints`; that `url` must lead to this machine is ours."""

    url: LoopbackUrl
    events: Events
    description: Annotated[str, Field(max_length=500)] | None = None
    project_id: str | None = None
    metadata: Metadata | None = None
    scope: Literal["own", "all_children"] = "own"


class PatchEndpoint(RequestBody):
    """`PATCH /v1/webhook-endpoints/:id`: at least one field; `auto_paused` cannot be set."""

    url: LoopbackUrl = ""
    events: Events = Field(default=[])
    description: Annotated[str, Field(max_length=500)] | None = None
    status: Literal["active", "paused"] = "active"

    @model_validator(mode="after")
    def _changes_something(self) -> "PatchEndpoint":
        if not self.model_fields_set:
            raise ValueError("at least one field is needed")
        return self


class TestEndpoint(RequestBody):
    """`POST /v1/webhook-endpoints/:id/test`; may be left out altogether."""

    __test__ = False  # pytest takes it for tests
    payload: dict[str, Any] | None = None


class ListEndpoints(ListQuery):
    """`GET /v1/webhook-endpoints`."""

    project_id: str | None = None
    status: EndpointStatus | None = None


class ListDeliveries(ListQuery):
    """`GET /v1/webhook-endpoints/:id/deliveries`."""

    event_type: EventType | None = None
    status: DeliveryStatus | None = None


class WebhookEndpoint(ResponseBody):
    """An endpoint; its secret is never among it. `metadata` in the answer is ours."""

    id: str
    organization_id: str
    project_id: str | None
    url: str
    description: str | None
    status: EndpointStatus
    events: list[EventType]
    metadata: dict[str, Any] | None
    api_version: Literal["v1"]
    created_at: str
    updated_at: str
    last_success_at: str | None
    last_failure_at: str | None
    consecutive_failure_count: int


class CreatedEndpoint(ResponseBody):
    """The answer to a create: the one time its secret is shown."""

    endpoint: WebhookEndpoint
    signing_secret: str


class EndpointPage(Page[WebhookEndpoint]):
    """One page of endpoints."""


class DeletedEndpoint(ResponseBody):
    """The answer to a delete."""

    id: str
    deleted: Literal[True]


class RotatedSecret(ResponseBody):
    """The answer to rotate-secret: until it expires, the old secret signs as well."""

    endpoint_id: str
    signing_secret: str
    previous_secret_expires_at: str
    warning: str


class ScheduledTest(ResponseBody):
    """The answer to test."""

    event_id: str
    delivery_id: str
    scheduled_at: str


class ScheduledReplay(ResponseBody):
    """The answer to replay."""

    original_delivery_id: str
    replay_delivery_id: str
    scheduled_at: str


class Delivery(ResponseBody):
    """One event on its way to one endpoint."""

    id: str
    endpoint_id: str
    event_id: str
    event_type: EventType
    status: DeliveryStatus
    attempts: int
    next_retry_at: str | None
    delivered_at: str | None
    abandoned_at: str | None
    last_response_status: int | None
    last_response_at: str | None
    last_error_message: str | None
    created_at: str


class DeliveryPage(Page[Delivery]):
    """One page of deliveries."""
