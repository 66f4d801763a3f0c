"""A sandbox in the test's own process, and clients whose every answer is held to the contract."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.core.error_codes import ERROR_CODES
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.http.routing import RouteTable
from layers_cli.sandbox.openapi.endpoints import ENDPOINTS
from layers_cli.sandbox.openapi.errors import codes_of
from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.testing import in_process_transport, open_sandbox
from tests.sandbox.media_server import MediaServer, serving

ROUTES = RouteTable(ENDPOINTS)


def hold_to_contract(response: httpx.Response) -> None:
    """Check status, request id and body against what the operation says of itself."""
    response.read()
    assert response.headers["X-Request-Id"].startswith("req_")
    if response.request.method == "HEAD" or response.status_code == 304:
        return
    if response.request.url.path.startswith("/media"):
        return
    if response.is_error:
        error = response.json()["error"]
        assert error["requestId"] == response.headers["X-Request-Id"]
        assert set(error) <= {"code", "message", "requestId", "details"}
        check_documented(response, error["code"])
        return
    endpoint, _ = ROUTES.find(response.request.method, response.request.url.path)
    assert response.status_code in {endpoint.status, endpoint.other_status, 200}
    endpoint.response_model.model_validate_json(response.content)


def check_documented(response: httpx.Response, code: str) -> None:
    """Check that the OpenAPI document knows the error, if it is one of an endpoint's."""
    if code not in ERROR_CODES or ERROR_CODES[code].status != response.status_code:
        return  # the answer of a fault rule
    try:
        endpoint, _ = ROUTES.find(response.request.method, response.request.url.path)
    except HttpError:
        return
    assert code in codes_of(endpoint), f"{code} is not among the errors of {endpoint.summary}"


def make_client(
    sandbox: SandboxState, *, key: str | None = None, working: bool = True
) -> httpx.Client:
    return httpx.Client(
        transport=in_process_transport(sandbox, working=working),
        base_url="http://sandbox",
        headers={"Authorization": f"Bearer {key or sandbox.key}"},
        event_hooks={"response": [hold_to_contract]},
    )


@pytest.fixture
def sandbox(tmp_path) -> Iterator[SandboxState]:
    """A frozen clock and instant pictures: a job has ended when somebody asks."""
    sandbox = open_sandbox(tmp_path / "sandbox", frozen=True)
    yield sandbox
    sandbox.close()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[SandboxState]:
    """A sandbox in which a job takes ten minutes of its frozen clock."""
    sandbox = open_sandbox(tmp_path / "slow", frozen=True, generation_seconds=600)
    yield sandbox
    sandbox.close()


@pytest.fixture
def client(sandbox) -> Iterator[httpx.Client]:
    """Speaks with the seeded key; work that is due is done before each answer."""
    with make_client(sandbox) as client:
        yield client


@pytest.fixture
def idle_client(sandbox) -> Iterator[httpx.Client]:
    """Speaks with the seeded key to a sandbox whose worker sleeps."""
    with make_client(sandbox, working=False) as client:
        yield client


@pytest.fixture
def work(sandbox) -> Callable[[], int]:
    """Do what is due."""
    return Worker(sandbox).run_until_idle


@pytest.fixture
def control(sandbox) -> Iterator[httpx.Client]:
    """Speaks to the control surface."""
    with make_client(sandbox) as client:
        client.headers["X-Sandbox-Token"] = sandbox.control_token
        yield client


@pytest.fixture
def create(sandbox, client) -> Callable[..., dict[str, Any]]:
    """Start a slideshow in the seeded project and return the 202's body."""

    def _create(client: httpx.Client = client, **changes: Any) -> dict[str, Any]:
        return start_slideshow(sandbox, client, **changes)

    return _create


def start_slideshow(sandbox: SandboxState, client: httpx.Client, **changes: Any) -> dict[str, Any]:
    """Start a slideshow in the seeded project of *sandbox* and return the 202's body."""
    body = {"format": "slideshow-builder", "hook": "wait for it..."} | changes
    response = client.post(f"/v1/projects/{sandbox.project}/content", json=body)
    assert response.status_code == 202, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture(scope="module")
def files() -> Iterator[MediaServer]:
    """A file server on this machine, for uploads by URL."""
    with serving() as server:
        yield server


@pytest.fixture
def reserve(sandbox, client):
    def _reserve(*files, grouping="per-file", **options):
        body = {"files": list(files), "grouping": grouping}
        response = client.post(
            f"/v1/projects/{sandbox.project}/content/uploads", json=body, **options
        )
        assert response.status_code == 201, response.text
        return response.json()

    return _reserve


@pytest.fixture
def browser(sandbox):
    """Somebody who has the URL and nothing else."""
    client = make_client(sandbox)
    del client.headers["Authorization"]
    client.event_hooks = {}
    return client


@pytest.fixture
def put(browser):
    def _put(upload, content, **headers):
        headers = upload["headers"] | headers
        return browser.put(upload["uploadUrl"], content=content, headers=headers)

    return _put


def error_of(response: httpx.Response) -> tuple[int, str]:
    """Return what a refused call was refused with."""
    assert response.is_error, response.text
    return response.status_code, response.json()["error"]["code"]


def issues(response: httpx.Response) -> set[str]:
    """Return the paths that a 422 complains about."""
    assert error_of(response) == (422, "VALIDATION")
    return {issue["path"] for issue in response.json()["error"]["details"]["issues"]}


def walk(client: httpx.Client, path: str, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield the items of each page of a list, until a page has no cursor."""
    while True:
        page = client.get(path, params=query).json()
        yield page["items"]
        if (cursor := page["nextCursor"]) is None:
            return
        query["cursor"] = cursor


def announced(content, content_type="image/jpeg", filename="photo.jpg"):
    return {"filename": filename, "contentType": content_type, "sizeBytes": len(content)}


def store_error(response):
    """Return status and code of an error of the object store."""
    assert response.headers["Content-Type"] == "application/xml"
    return response.status_code, ET.fromstring(response.content).findtext("Code")
