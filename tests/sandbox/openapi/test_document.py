"""The document agrees with the sandbox, with itself, and with its kept copy."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter

from layers_cli import sandbox
from layers_cli.sandbox.core.error_codes import ERROR_CODES
from layers_cli.sandbox.openapi.document import document, to_json
from layers_cli.sandbox.openapi.endpoints import ENDPOINTS
from layers_cli.sandbox.openapi.examples import ANSWERS, BODIES, OF_OPERATIONS
from layers_cli.sandbox.openapi.texts import HEADERS, OURS, TAGS
from layers_cli.sandbox.testing import in_process_transport

PACKAGE = Path(sandbox.__file__).parent
KEPT = PACKAGE / "openapi.json"
MODELS = {
    model.__name__: model
    for endpoint in ENDPOINTS
    for model in (endpoint.body, endpoint.response_model)
    if model is not None
}


@pytest.fixture(scope="module")
def made():
    return document(ENDPOINTS)


def described(made):
    return {
        described["operationId"]: described
        for path in made["paths"].values()
        for described in path.values()
    }


def test_the_stored_document_is_current():
    """If not: `python -m layers_cli.sandbox.openapi > layers_cli/sandbox/openapi.json`."""
    assert KEPT.read_text(encoding="utf-8") == to_json(ENDPOINTS)


def test_the_document_is_openapi_3_1(made):
    assert made["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(made).validate()


def test_the_served_document_needs_no_key(sandbox):
    with httpx.Client(transport=in_process_transport(sandbox), base_url="http://any") as client:
        answer = client.get("/openapi.json")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.text == KEPT.read_text(encoding="utf-8")


def test_each_operation_has_a_unique_id(made):
    assert len(described(made)) == len(ENDPOINTS)
    assert {(endpoint.method.lower(), endpoint.path) for endpoint in ENDPOINTS} == {
        (method, path) for path, methods in made["paths"].items() for method in methods
    }


def test_operations_of_ours_are_marked(made):
    for endpoint in ENDPOINTS:
        description = described(made)[endpoint.operation_id]["description"]
        assert ("Ours: no page" in description) == endpoint.on_control_surface
    assert all("Ours: " in described(made)[name]["description"] for name in OURS)


def test_each_tag_has_a_description(made):
    assert {tag["name"] for tag in made["tags"]} == set(TAGS)


def test_models_of_one_name_are_one_model(made):
    """Two of a name would be told apart by their modules' names, which are nobody's business."""
    assert not [name for name in made["components"]["schemas"] if "__" in name]


@pytest.mark.parametrize(("name", "example"), [*BODIES.items(), *ANSWERS.items()])
def test_the_examples_are_what_the_models_accept(name, example):
    TypeAdapter(MODELS[name]).validate_json(json.dumps(example))


@pytest.mark.parametrize(("name", "example"), OF_OPERATIONS.items())
def test_the_examples_of_single_operations_are_answers_of_theirs(made, name, example):
    (endpoint,) = [endpoint for endpoint in ENDPOINTS if endpoint.operation_id == name]

    endpoint.response_model.model_validate_json(json.dumps(example))
    content = described(made)[name]["responses"][str(endpoint.status)]["content"]
    assert content["application/json"]["example"] == example


def test_each_note_on_our_choices_belongs_to_an_operation(made):
    assert set(OURS) <= set(described(made))


def test_each_code_that_the_sandbox_refuses_with_is_in_the_table_with_its_status():
    used = {
        (code.value, status.value)
        for module in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "HttpError"
        for status, code in [call.args[:2]]
        if isinstance(code, ast.Constant) and isinstance(status, ast.Constant)
    }

    assert used <= {(code, found.status) for code, found in ERROR_CODES.items()}
    assert used


def test_each_code_and_header_that_an_operation_names_is_known(made):
    assert {code for endpoint in ENDPOINTS for code in endpoint.error_codes} <= set(ERROR_CODES)
    assert set(made["components"]["headers"]) == set(HEADERS)


def parts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object in the document with its path, but not what is in examples."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            if name not in ("example", "examples"):
                yield from parts(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from parts(inner, f"{path}/{place}")


def test_all_errors_have_one_schema(made):
    shapes = {
        response["content"]["application/json"]["schema"]["$ref"]
        for response in made["components"]["responses"].values()
    }

    assert shapes == {"#/components/schemas/ErrorResponse"}


def test_names_of_components_are_identifiers(made):
    names = {
        name
        for kind, components in made["components"].items()
        if kind != "headers"  # HTTP's own names
        for name in components
    }

    assert not [name for name in names if not name.isidentifier()]


def test_no_field_is_always_null(made):
    """Generators have no type for it."""
    for path, part in parts(made["components"]["schemas"]):
        if not path.endswith(("/0", "/1", "/2")):
            assert part.get("type") != "null", path


def test_a_field_with_a_default_is_optional_and_has_none_in_the_schema(made):
    """By openapi-typescript's defaults, a field with a default is required."""
    variants = made["components"]["schemas"]["CreateContent"]
    assert variants["required"] == ["format", "hook"]
    assert "Default: `1`." in variants["properties"]["variantCount"]["description"]
    for path, part in parts(made["components"]["schemas"]):
        assert "default" not in part or path.endswith("/properties"), path


def test_times_in_requests_are_patterns_without_an_offset(made):
    """Generated clients would write a `date-time` with an offset, which the API refuses."""
    assert not [path for path, part in parts(made) if part.get("format") == "date-time"]
    since = [part for _, part in parts(made["paths"]) if part.get("name") == "since"]
    assert since
    for parameter in since:
        assert re.match(parameter["schema"]["pattern"], "2026-04-18T12:04:11.000Z")
        assert not re.match(parameter["schema"]["pattern"], "2026-04-18T12:04:11+00:00")


def test_examples_are_what_their_schemas_accept(made):
    seen = 0
    for path, part in parts(made):
        if "example" in part and "schema" in part:
            schema = {**part["schema"], "components": made["components"]}
            found = [
                error.message for error in Draft202012Validator(schema).iter_errors(part["example"])
            ]
            assert not found, path
            seen += 1
    assert seen > len(BODIES) + len(ANSWERS)


def test_examples_of_errors_are_what_the_sandbox_says(client, made):
    """The first code of each response, and the issues of a 422."""
    refused = client.post(
        f"/v1/projects/{client.get('/v1/projects').json()['items'][0]['id']}/content",
        json={"format": "slideshow-builder"},
    )

    responses = described(made)["generateContent"]["responses"]
    named = made["components"]["responses"][responses["422"]["$ref"].rpartition("/")[2]]
    validation = made["components"]["responses"]["Validation"]["content"]["application/json"]
    assert "`VALIDATION`" in named["description"]
    ours = refused.json()["error"]
    assert validation["example"]["error"] | {"requestId": ours["requestId"]} == ours


def test_what_is_made_links_to_what_reads_it(made):
    links = described(made)["generateContent"]["responses"]["202"]["links"]

    assert links["readJob"]["parameters"] == {"jobId": "$response.body#/jobId"}
    assert links["readContainer"]["parameters"] == {"containerId": "$response.body#/containerIds/0"}
