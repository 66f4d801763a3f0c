"""OpenAPI links from the ids in a response to the operations that take them."""

from collections.abc import Iterable
from typing import Any

from layers_cli.sandbox.http.endpoints import Endpoint

_IDS = {
    "jobId": ("jobId",),
    "containerIds": ("containerId", "0"),
    "containerId": ("containerId",),
    "projectId": ("projectId",),
    "influencerId": ("influencerId",),
    "mediaId": ("mediaId",),
    "scheduledPostIds": ("scheduledPostId", "0"),
    "socialAccountId": ("socialAccountId",),
    "state": ("state",),
    "endpoint": ("endpointId", "id"),
}
"""Response fields that hold an id: their path parameter, and the place within the field."""

_OWN_IDS = {
    "/v1/projects": "projectId",
    "/v1/projects/{projectId}/content": "containerId",
    "/v1/projects/{projectId}/content/upload": "containerId",
    "/v1/projects/{projectId}/app-media": "mediaId",
    "/v1/projects/{projectId}/scheduled-posts": "scheduledPostId",
    "/v1/webhook-endpoints": "endpointId",
}
"""Paths whose responses, or list items, have the path parameter in `id`."""


def links(
    endpoint: Endpoint, schema: dict[str, Any], endpoints: Iterable[Endpoint]
) -> dict[str, dict[str, Any]]:
    """Return the links of the good answer of *endpoint* (its *schema*), by name.

    What was made links on, and the first row of a list; whoever read one thing has its id.
    """
    makes = endpoint.status in (201, 202) and endpoint.body is not None
    lists = "items" in schema["properties"]
    if endpoint.on_control_surface or not (makes or lists):
        return {}
    pointers = _pointers(endpoint, schema)
    found = {}
    for target in endpoints:
        names = target.parameters
        if names and target is not endpoint and set(names) <= set(pointers):
            found[target.operation_id] = {
                "operationId": target.operation_id,
                "parameters": {name: f"$response.body#/{pointers[name]}" for name in names},
            }
    return found


def _pointers(endpoint: Endpoint, schema: dict[str, Any]) -> dict[str, str]:
    """Return for each path parameter the JSON pointer (no leading `/`) that gives its value."""
    properties = schema["properties"]
    pointers: dict[str, str] = {}
    for field, (name, *place) in _IDS.items():
        if field in properties:
            pointers.setdefault(name, "/".join([field, *place]))
    if (own := _OWN_IDS.get(endpoint.path)) is not None:
        if "items" in properties:
            return {own: "items/0/id"}
        if "id" in properties:
            return {own: "id"}
    return {name: place for name, place in pointers.items() if name not in endpoint.parameters}
