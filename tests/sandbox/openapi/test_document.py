"""The document agrees with the sandbox, with itself, and with its kept copy."""

import ast
import json
from pathlib import Path

import httpx
import pytest
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


def test_it_is_openapi_3_1(made):
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


def test_what_is_made_links_to_what_reads_it(made):
    links = described(made)["generateContent"]["responses"]["202"]["links"]

    assert links["readJob"]["parameters"] == {"jobId": "$response.body#/jobId"}
    assert links["readContainer"]["parameters"] == {"containerId": "$response.body#/containerIds/0"}
