"""The JSON schemas of bodies and answers, from the models that check them."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from layers_cli.sandbox.http.endpoints import Operation

REF = "#/components/schemas/{model}"


class Schemas(GenerateJsonSchema):
    """Leaves out the titles that only repeat the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Say no."""
        return False


def schemas(operations: tuple[Operation, ...]) -> dict[str, Any]:
    """Return the schema of each body and answer, by the model's name."""
    found = [model for operation in operations for model in (operation.body, operation.answer)]
    models = dict.fromkeys(model for model in found if model is not None)
    _, made = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=REF,
        schema_generator=Schemas,
    )
    named: dict[str, Any] = dict(sorted(made["$defs"].items()))
    for operation in operations:
        if operation.method == "PATCH" and operation.body is not None:
            _forget_defaults(named[operation.body.__name__])
    return named


def _forget_defaults(schema: dict[str, Any]) -> None:
    """Drop the defaults of a PATCH: what it leaves out stays as it is."""
    for field in schema["properties"].values():
        field.pop("default", None)
