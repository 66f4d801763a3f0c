"""The parameters of an operation: ids in the path, the query model's fields, headers."""

from typing import Any

from pydantic import BaseModel

from layers_cli.sandbox.http.endpoints import Endpoint
from layers_cli.sandbox.openapi.schemas import REF, Schemas


def parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    """Return the parameters of *endpoint*, shared ones by reference."""
    found: list[dict[str, Any]] = [_path(name) for name in endpoint.parameters]
    if endpoint.query is not None:
        found += _query(endpoint.query)
    if not endpoint.on_control_surface:
        found.append({"$ref": "#/components/parameters/Organization"})
    if endpoint.takes_idempotency_key:
        found.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if endpoint.revalidates:
        found.append(_IF_NONE_MATCH)
    return found


def _path(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    description = f"The {name.removesuffix('Id')}'s id."
    if (prefix := _UUID_IDS.get(name)) is not None:
        schema["pattern"] = f"^{prefix}{_UUID}$"
    if prefix:
        description += " The bare UUID, without the prefix, is read as well."
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template=REF, schema_generator=Schemas)
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": shape.pop("description", _QUERY_TEXTS.get(name, name)),
            "schema": _without_null(shape),
        }
        for name, shape in schema["properties"].items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop null, which a query string cannot express."""
    if schema.get("default", "") is None:
        del schema["default"]
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        schema |= choices[0]
        del schema["anyOf"]
    return schema


ORGANIZATION = {
    "name": "X-Layers-Organization",
    "in": "header",
    "required": False,
    "description": "Act within this child organization; needs `org:admin`.",
    "schema": {"type": "string", "minLength": 1},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body again give the same answer for 24 hours, and bill once. "
    "Ours: 1 to 255 printable ASCII characters.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x20-\\x7e]+$"},
    "example": "7c2f1a3e-0b4c-4a11-9f7e-33c0a2c1bd55",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the last answer: 304 while nothing has changed.",
    "schema": {"type": "string"},
}
_QUERY_TEXTS = {
    "cursor": "The `nextCursor` of the page before. Ours: a cursor of another list gives 422.",
    "limit": "Rows on a page. Ours: a number out of range gives 422.",
    "status": "Only rows with this status; a list may be repeated.",
    "since": "Created at or after, ISO 8601 in UTC with `Z`.",
    "until": "Created at or before, ISO 8601 in UTC with `Z`.",
    "approvalStatus": "Only rows with this approval status. Ours: no page has this filter.",
    "creativeType": "Only generated, or only uploaded ones.",
    "format": "Only rows of this format; may be repeated.",
    "socialAccountId": "Only posts to this account.",
    "search": "Part of the name, in any case.",
    "customerExternalId": "Your own id of the customer.",
}
_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UUID_IDS = {
    "projectId": "(prj_)?",
    "containerId": "(cnt_)?",
    "influencerId": "(inf_)?",
    "scheduledPostId": "(sp_)?",
    "socialAccountId": "(sa_)?",
    "state": "(st_)?",
    "endpointId": "",
    "deliveryId": "",
}
"""The prefix of each id that is a UUID (id-formats page); all others are opaque."""
