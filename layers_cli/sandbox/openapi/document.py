"""Puts the document together from the operations; nothing in it is written twice."""

import inspect
import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from layers_cli import __version__
from layers_cli.sandbox.http.endpoints import Operation
from layers_cli.sandbox.openapi.errors import refused
from layers_cli.sandbox.openapi.examples import ANSWERS, BODIES, OF_OPERATIONS
from layers_cli.sandbox.openapi.links import links
from layers_cli.sandbox.openapi.parameters import IDEMPOTENCY_KEY, ORGANIZATION, parameters
from layers_cli.sandbox.openapi.schemas import REF, schemas
from layers_cli.sandbox.openapi.texts import HEADERS, INTRODUCTION, OURS, TAGS, TAGS_OF_MODULES


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the document of *operations*, as plain data."""
    table = tuple(operations)
    models = schemas(table)
    errors: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for operation in table:
        entry = _entry(operation, models, errors, table)
        paths.setdefault(operation.path, {})[operation.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": "/", "description": "The sandbox that serves this document."}],
        "tags": _tags(table),
        "paths": paths,
        "components": {
            "schemas": models,
            "responses": dict(sorted(errors.items())),
            "headers": HEADERS,
            "parameters": {"Organization": ORGANIZATION, "IdempotencyKey": IDEMPOTENCY_KEY},
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def written(operations: Iterable[Operation]) -> str:
    """Return the document of *operations* as the text of the kept copy."""
    return json.dumps(document(operations), indent=2, ensure_ascii=False) + "\n"


def _info() -> dict[str, Any]:
    return {
        "title": "Layers Partner API, as the sandbox of layers-cli serves it",
        "version": __version__,
        "summary": "A faithful local server for the content containers of the Partner API.",
        "description": INTRODUCTION,
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def _entry(
    operation: Operation,
    models: dict[str, Any],
    errors: dict[str, Any],
    operations: tuple[Operation, ...],
) -> dict[str, Any]:
    """Describe one operation; the error answers it needs are added to *errors*."""
    entry: dict[str, Any] = {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "description": _description(operation),
        "tags": [_tag(operation)],
        "security": [{"controlToken" if operation.on_control_surface else "apiKey": []}],
    }
    if found := parameters(operation):
        entry["parameters"] = found
    if operation.body is not None:
        entry["requestBody"] = {
            "required": not operation.optional_body,
            "content": _content(operation.body, BODIES),
        }
    entry["responses"] = _good(operation, models, operations) | refused(operation, errors)
    return entry


def _description(operation: Operation) -> str:
    sentences = [inspect.getdoc(operation.handler) or operation.summary]
    if operation.scope is not None:
        sentences.append(f"Scope: `{operation.scope}`.")
    if operation.ours:
        sentences.append("Ours: no page of the vendor's has this route.")
    if (choice := OURS.get(operation.operation_id)) is not None:
        sentences.append(f"Ours: {choice}")
    return "\n\n".join(sentences)


def _tag(operation: Operation) -> str:
    if operation.on_control_surface:
        return "control"
    module = operation.handler.__module__.rpartition(".")[2]
    return TAGS_OF_MODULES.get(module, module)


def _tags(operations: tuple[Operation, ...]) -> list[dict[str, str]]:
    names = dict.fromkeys(map(_tag, operations))
    return [{"name": name, "description": TAGS.get(name, name)} for name in names]


def _content(model: type[BaseModel], examples: dict[str, Any]) -> dict[str, Any]:
    media: dict[str, Any] = {"schema": {"$ref": REF.format(model=model.__name__)}}
    if model.__name__ in examples:
        media["example"] = examples[model.__name__]
    return {"application/json": media}


def _good(
    operation: Operation, models: dict[str, Any], operations: tuple[Operation, ...]
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": (operation.answer.__doc__ or operation.summary).partition("\n")[0],
        "headers": _headers(operation),
        "content": _content(operation.answer, _examples(operation)),
    }
    if found := links(operation, models[operation.answer.__name__], operations):
        answer["links"] = found
    responses = {str(operation.status): answer}
    if operation.other_status is not None:
        responses[str(operation.other_status)] = answer
    if operation.revalidates:
        responses["304"] = {
            "description": "It has not moved since that ETag.",
            "headers": _headers(operation),
        }
    return responses


def _examples(operation: Operation) -> dict[str, Any]:
    """Return the examples of answers; the operation's own one goes before its model's."""
    own = OF_OPERATIONS.get(operation.operation_id)
    return ANSWERS if own is None else {operation.answer.__name__: own}


def _headers(operation: Operation) -> dict[str, Any]:
    names = ["X-Request-Id"]
    if not operation.on_control_surface:
        names += [name for name in HEADERS if name.startswith("X-RateLimit-")]
    if operation.idempotent:
        names.append("Idempotency-Replayed")
    if operation.revalidates:
        names += ["ETag", "Cache-Control"]
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


_SECURITY_SCHEMES = {
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of this sandbox, `lp_test_…`. (Ours: it accepts only its own.)",
    },
    "controlToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Sandbox-Token",
        "description": "Ours: the token in the ready file, for the control surface alone.",
    },
}
