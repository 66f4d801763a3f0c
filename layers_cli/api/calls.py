"""The create calls of an order, in both of the API's dialects. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers_cli.api.intents import PendingRequest
from layers_cli.api.paths import path_part
from layers_cli.api.session import encode_json

if TYPE_CHECKING:
    from layers_cli.api.order import GenerationRequest


def content_request(order: GenerationRequest) -> PendingRequest:
    """Return the content page's create call: the format in the body, any number of variants."""
    body: dict[str, Any] = {"format": order.format, "variantCount": order.variants}
    if order.hook is not None:
        body["hook"] = order.hook
    if order.media:
        body["references"] = {"mediaIds": list(order.media)}
    return _call(order, "", body)


def format_request(order: GenerationRequest) -> PendingRequest:
    """Return the per-format call for one container (api-core 1.7)."""
    body: dict[str, Any] = {} if order.hook is None else {"hook": order.hook}
    if order.media:
        body["mediaId"] = order.media[0]
    return _call(order, f"/{path_part(order.format)}", body)


def _call(order: GenerationRequest, route: str, body: dict[str, Any]) -> PendingRequest:
    return PendingRequest(
        "POST",
        f"/v1/projects/{path_part(order.project)}/content{route}",
        encode_json(body),
        order.key,
        "create",
        project=order.project,
        format=order.format,
        hook=order.hook,
        containers=order.variants,
    )
