"""The JSON schemas of bodies and answers, from the models that check them."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from layers_cli.sandbox.http.endpoints import Endpoint

REF = "#/components/schemas/{model}"


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
    named: dict[str, Any] = dict(sorted(made["$defs"].items()))
    for endpoint in endpoints:
        if endpoint.method == "PATCH" and endpoint.body is not None:
            _forget_defaults(named[endpoint.body.__name__])
    return named


def _forget_defaults(schema: dict[str, Any]) -> None:
    """Drop the defaults of a PATCH body: omitted fields keep their values."""
    for field in schema["properties"].values():
        field.pop("default", None)
