"""The JSON schemas of bodies and answers, from the models that check them."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.http.endpoints import Endpoint

REF = "#/components/schemas/{model}"

ERRORS: dict[str, Any] = {
    "ErrorResponse": {
        "type": "object",
        "description": "The body of every refusal (errors page).",
        "properties": {"error": {"$ref": REF.format(model="ErrorBody")}},
        "required": ["error"],
        "additionalProperties": False,
    },
    "ErrorBody": {
        "type": "object",
        "description": "What was wrong. The codes of a call are listed with its responses.",
        "properties": {
            "code": {
                "type": "string",
                "pattern": "^[A-Z][A-Z0-9_]*$",
                "description": "Stable; clients go by it.",
            },
            "message": {"type": "string", "description": "For people."},
            "requestId": {"type": "string", "pattern": "^req_"},
            "details": {
                "type": "object",
                "additionalProperties": True,
                "description": "What the client may act on.",
            },
        },
        "required": ["code", "message", "requestId"],
        "additionalProperties": False,
    },
}
"""The one shape of all errors."""


class Schemas(GenerateJsonSchema):
    """Omits titles, which only repeat the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False: no field gets a title."""
        return False


def schemas(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """Return the schema of each body and answer, by the model's name."""
    found = [model for endpoint in endpoints for model in (endpoint.body, endpoint.response_model)]
    models = dict.fromkeys(model for model in found if model is not None)
    _, made = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=REF,
        schema_generator=Schemas,
    )
    named: dict[str, Any] = made["$defs"] | ERRORS
    for endpoint in endpoints:
        if endpoint.method == "PATCH" and endpoint.body is not None:
            _forget_defaults(named[endpoint.body.__name__])
    for schema in named.values():
        _describe_defaults(schema)
    return dict(sorted(named.items()))


def _forget_defaults(schema: dict[str, Any]) -> None:
    """Drop the defaults of a PATCH body: omitted fields keep their values."""
    for field in schema["properties"].values():
        field.pop("default", None)


def _describe_defaults(schema: dict[str, Any]) -> None:
    """Put defaults into words: openapi-typescript takes a field that has one for required."""
    for field in schema.get("properties", {}).values():
        default = field.pop("default", None)
        if isinstance(default, str | int | float):
            words = field.get("description", "")
            field["description"] = f"{words} Default: `{dumps(default)}`.".lstrip()
