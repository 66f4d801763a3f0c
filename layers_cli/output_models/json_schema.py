"""JSON Schemas (2020-12) of what commands print with `--json`, made from the output models."""

from collections.abc import Sequence
from typing import Any, get_type_hints

from pydantic import create_model
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from layers_cli.errors.problem import Problem
from layers_cli.output_models.models import SUFFIX, output_model

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MANY = "[]"
# These describe Python names and input, not what is printed.
_NOISE = frozenset({"title", "default", "additionalProperties"})


class _ShortNames(GenerateJsonSchema):
    """Names the definitions of a schema as the public has them."""

    def normalize_name(self, name: str) -> str:
        """Return the name of a definition for the class *name*."""
        return super().normalize_name(name).removesuffix(SUFFIX)


def output_schema(name: str, prints: Sequence[str]) -> dict[str, Any]:
    """Return the schema of the document that the command *name* prints.

    *prints* are names of models; `[]` at the end stands for a list. The schema allows fields that
    the API adds later.
    """
    names = {each.removesuffix(MANY) for each in prints}
    models: list[Any] = [(output_model(each), "validation") for each in sorted(names)]
    _, found = models_json_schema(models, schema_generator=_ShortNames)
    kinds = [_kind(each) for each in prints]
    body = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return {**_head(name), **body, "$defs": _quiet(found["$defs"])}


def error_schema() -> dict[str, Any]:
    """Return the schema of the error object on stderr."""
    kinds = get_type_hints(Problem)
    kept: Any = {name: (kinds[name], ...) for name in Problem._fields}
    error = _quiet(create_model("Problem", __doc__=Problem.__doc__, **kept).model_json_schema())
    return {
        **_head("errors"),
        "type": "object",
        "properties": {"error": error},
        "required": ["error"],
    }


def _head(name: str) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:layers-cli:schema:{name.replace(' ', '-')}"}


def _kind(prints: str) -> dict[str, Any]:
    reference = {"$ref": f"#/$defs/{prints.removesuffix(MANY)}"}
    if not prints.endswith(MANY):
        return reference
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": reference},
            "nextCursor": {"type": ["string", "null"]},
        },
        "required": ["items"],
    }


def _quiet(schema: Any, *, names: bool = False) -> Any:
    """Return *schema* without noise; with *names*, its keys are field names and all stay."""
    if isinstance(schema, list):
        return [_quiet(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _quiet(value, names=not names and key in ("properties", "$defs"))
        for key, value in schema.items()
        if names or key not in _NOISE or isinstance(value, dict)
    }
