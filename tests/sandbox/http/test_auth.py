"""Who may call: keys and scopes; and what every response carries."""

import httpx
import pytest

from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.openapi.endpoints import ENDPOINTS
from layers_cli.sandbox.server.app import create_app
from layers_cli.sandbox.testing import InProcessTransport
from tests.sandbox.conftest import error_of, make_client


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer lp_live_x",
        "Basic {key}",
        "{key}",
        "Bearer {key}x",
        "Bearer ÿ",
    ],
)
def test_only_a_key_of_this_sandbox_is_accepted(sandbox, client, header):
    del client.headers["Authorization"]
    sent = []
    if header is not None:
        sent = [(b"Authorization", header.format(key=sandbox.key).encode("latin-1"))]

    for path in ("/v1/whoami", "/v1/jobs/job_nope"):
        assert error_of(client.get(path, headers=sent)) == (401, "UNAUTHENTICATED")


def test_the_older_key_header_is_not_enough(sandbox, client):
    del client.headers["Authorization"]

    assert error_of(client.get("/v1/whoami", headers={"X-Api-Key": sandbox.key}))[0] == 401


@pytest.mark.parametrize(
    "endpoint",
    [endpoint for endpoint in ENDPOINTS if endpoint.scope is not None],
    ids=lambda endpoint: f"{endpoint.method} {endpoint.path}",
)
def test_every_endpoint_checks_its_scope_before_loading_anything(sandbox, endpoint):
    assert endpoint.scope is not None
    path = endpoint.path.format(**dict.fromkeys(endpoint.parameters, "x"))
    without = make_client(sandbox, key=sandbox.mint_key("something:else"))
    with_it = make_client(sandbox, key=sandbox.mint_key(endpoint.scope))

    response = without.request(endpoint.method, path)

    assert error_of(response) == (403, "FORBIDDEN_SCOPE")
    assert response.json()["error"]["details"]["requiredScope"] == endpoint.scope
    assert with_it.request(endpoint.method, path).status_code != 403


def test_whoami_and_credits_need_no_scope(sandbox):
    powerless = make_client(sandbox, key=sandbox.mint_key())

    assert powerless.get("/v1/whoami").json()["scopes"] == []
    assert powerless.get("/v1/credits").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/nope",
        "/v1/projects/",
        "/v1/projects//content",
        "/v2/whoami",
        "/v1/content/x/y/z",
        "//v1/whoami",
        "/v1/whoami/",
    ],
)
def test_unknown_routes_answer_404_in_the_envelope(client, path):
    assert error_of(client.get(f"http://sandbox{path}")) == (404, "NOT_FOUND")


def test_wrong_methods_answer_405_and_say_what_is_allowed(client):
    response = client.put("/v1/projects")

    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_every_response_names_its_rate_class(sandbox, client):
    def rate_class(response: httpx.Response) -> str:
        return response.headers["X-RateLimit-Endpoint-Class"]

    create = client.post(
        f"/v1/projects/{sandbox.project}/content", json={"format": "slideshow-builder", "hook": "x"}
    )
    patch = client.patch(f"/v1/projects/{sandbox.project}", json={"tagline": None})
    assert rate_class(client.get("/v1/whoami")) == "read-light"
    assert rate_class(client.get("/v1/jobs/job_nope")) == "read-light"
    assert rate_class(patch) == "write-light"
    assert rate_class(create) == "long-running"


def test_a_crash_returns_500_without_its_cause(sandbox, caplog):
    def crash(*_: object) -> EndpointResponse:
        raise RuntimeError("secret detail")

    endpoint = Endpoint("GET", "/v1/crash", crash, "Crash", ENDPOINTS[0].response_model)
    app = create_app(sandbox, [endpoint])
    transport = InProcessTransport(sandbox)
    transport._inner = httpx.ASGITransport(app=app)
    client = httpx.Client(transport=transport, headers={"Authorization": f"Bearer {sandbox.key}"})

    response = client.get("http://sandbox/v1/crash")

    assert error_of(response) == (500, "INTERNAL")
    assert "secret" not in response.text
    assert "secret detail" in caplog.text
    assert response.headers["X-Request-Id"] in caplog.text


def test_no_secret_is_in_a_repr(sandbox):
    call = EndpointRequest(ENDPOINTS[0], {}, {b"authorization": sandbox.key.encode()}, "")

    assert sandbox.key not in repr(call)
    assert sandbox.key not in repr(sandbox)
    assert sandbox.control_token not in repr(sandbox)
