"""Builds the OpenAPI document from the operations."""

import inspect
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from layers_cli import __version__
from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.http.endpoints import Endpoint
from layers_cli.sandbox.openapi.errors import error_responses
from layers_cli.sandbox.openapi.examples import ANSWERS, BODIES, OF_OPERATIONS
from layers_cli.sandbox.openapi.links import links
from layers_cli.sandbox.openapi.parameters import IDEMPOTENCY_KEY, ORGANIZATION, parameters
from layers_cli.sandbox.openapi.schemas import REF, schemas
from layers_cli.sandbox.openapi.texts import HEADERS, INTRODUCTION, OURS, TAGS, TAGS_OF_MODULES


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """Return the document of *endpoints*, as plain data."""
    table = tuple(endpoints)
    models = schemas(table)
    errors: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in table:
        entry = _entry(endpoint, models, errors, table)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = entry
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


def to_json(endpoints: Iterable[Endpoint]) -> str:
    """Return the document of *endpoints* as JSON, as in the stored copy."""
    return dumps(document(endpoints), indent=2, ensure_ascii=False) + "\n"


def _info() -> dict[str, Any]:
    return {
        "title": "Layers Partner API, as the sandbox of layers-cli serves it",
        "version": __version__,
        "summary": "A faithful local server for the content containers of the Partner API.",
        "description": INTRODUCTION,
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def _entry(
    endpoint: Endpoint,
    models: dict[str, Any],
    errors: dict[str, Any],
    endpoints: tuple[Endpoint, ...],
) -> dict[str, Any]:
    """Describe one operation; add the error responses it needs to *errors*."""
    entry: dict[str, Any] = {
        "operationId": endpoint.operation_id,
        "summary": endpoint.summary,
        "description": _description(endpoint),
        "tags": [_tag(endpoint)],
        "security": [{"controlToken" if endpoint.on_control_surface else "apiKey": []}],
    }
    if found := parameters(endpoint):
        entry["parameters"] = found
    if endpoint.body is not None:
        entry["requestBody"] = {
            "required": not endpoint.optional_body,
            "content": _content(endpoint.body, BODIES),
        }
    entry["responses"] = _success(endpoint, models, endpoints) | error_responses(endpoint, errors)
    return entry


def _description(endpoint: Endpoint) -> str:
    sentences = [inspect.getdoc(endpoint.handler) or endpoint.summary]
    if endpoint.scope is not None:
        sentences.append(f"Scope: `{endpoint.scope}`.")
    if endpoint.on_control_surface:
        sentences.append("Ours: no page of the vendor's has this route.")
    if (choice := OURS.get(endpoint.operation_id)) is not None:
        sentences.append(f"Ours: {choice}")
    return "\n\n".join(sentences)


def _tag(endpoint: Endpoint) -> str:
    if endpoint.on_control_surface:
        return "control"
    module = endpoint.handler.__module__.rpartition(".")[2]
    return TAGS_OF_MODULES.get(module, module)


def _tags(endpoints: tuple[Endpoint, ...]) -> list[dict[str, str]]:
    names = dict.fromkeys(map(_tag, endpoints))
    return [{"name": name, "description": TAGS.get(name, name)} for name in names]


def _content(model: type[BaseModel], examples: dict[str, Any]) -> dict[str, Any]:
    media: dict[str, Any] = {"schema": {"$ref": REF.format(model=model.__name__)}}
    if model.__name__ in examples:
        media["example"] = examples[model.__name__]
    return {"application/json": media}


def _success(
    endpoint: Endpoint, models: dict[str, Any], endpoints: tuple[Endpoint, ...]
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": (endpoint.response_model.__doc__ or endpoint.summary).partition("\n")[0],
        "headers": _headers(endpoint),
        "content": _content(endpoint.response_model, _examples(endpoint)),
    }
    if found := links(endpoint, models[endpoint.response_model.__name__], endpoints):
        answer["links"] = found
    responses = {str(endpoint.status): answer}
    if endpoint.other_status is not None:
        responses[str(endpoint.other_status)] = answer
    if endpoint.revalidates:
        responses["304"] = {
            "description": "Nothing has changed since that ETag.",
            "headers": _headers(endpoint),
        }
    return responses


def _examples(endpoint: Endpoint) -> dict[str, Any]:
    """Return the response examples: the operation's own, else its model's."""
    own = OF_OPERATIONS.get(endpoint.operation_id)
    return ANSWERS if own is None else {endpoint.response_model.__name__: own}


def _headers(endpoint: Endpoint) -> dict[str, Any]:
    names = ["X-Request-Id"]
    if not endpoint.on_control_surface:
        names += [name for name in HEADERS if name.startswith("X-RateLimit-")]
    if endpoint.takes_idempotency_key:
        names.append("Idempotency-Replayed")
    if endpoint.revalidates:
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
