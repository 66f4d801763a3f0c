"""JSON Schemas (2020-12) of what the commands print with `--json`, made from the shapes."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import create_model
from pydantic.json_schema import models_json_schema

from layers_cli.errors.problem import Problem
from layers_cli.output_models.models import shape_named

if TYPE_CHECKING:
    from collections.abc import Sequence

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MANY = "[]"
# What is said of a field's Python name or of an answer left out says nothing of what is printed.
_NOISE = frozenset({"title", "default", "additionalProperties"})


def output_schema(name: str, prints: Sequence[str]) -> dict[str, Any]:
    """Return the schema of the document that the command *name* prints.

    *prints* are names of shapes; one with `[]` at its end stands for a list of them. The schema
    leaves room for fields that the API adds later.
    """
    shapes = {each.removesuffix(MANY) for each in prints}
    models: list[Any] = [(shape_named(shape), "validation") for shape in sorted(shapes)]
    _, found = models_json_schema(models, by_alias=True, ref_template="#/$defs/{model}")
    kinds = [_kind(each) for each in prints]
    body = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return {**_head(name), **body, "$defs": _quiet(found["$defs"])}


def error_schema() -> dict[str, Any]:
    """Return the schema of the object that stands on stderr after a failure."""
    kinds = get_type_hints(Problem)
    kept: Any = {each.name: (kinds[each.name], ...) for each in fields(Problem)}
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
    """Return *schema* without its noise; with *names* its keys are names, and none is noise."""
    if isinstance(schema, list):
        return [_quiet(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _quiet(value, names=not names and key in ("properties", "$defs"))
        for key, value in schema.items()
        if names or key not in _NOISE or isinstance(value, dict)
    }
